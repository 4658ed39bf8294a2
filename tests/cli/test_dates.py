"""Dates as a person types them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cli.dates import parse

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)  # 03:30 on the 23rd in Jakarta


@pytest.fixture(autouse=True)
def in_jakarta(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A day begins at midnight where the person is, so the tests say where that is."""
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2026-11-20", "2026-11-19T17:00", "2026-11-20T17:00"),
        ("20261120", "2026-11-19T17:00", "2026-11-20T17:00"),
        ("2026-11", "2026-10-31T17:00", "2026-11-30T17:00"),
        ("2025-12", "2025-11-30T17:00", "2025-12-31T17:00"),
        ("2026", "2025-12-31T17:00", "2026-12-31T17:00"),
        ("today", "2026-11-22T17:00", "2026-11-23T17:00"),
        ("Yesterday", "2026-11-21T17:00", "2026-11-22T17:00"),
        ("2026-11-20T08:30", "2026-11-20T01:30", "2026-11-20T01:30"),
        ("2026-11-20T08:30Z", "2026-11-20T08:30", "2026-11-20T08:30"),
        ("2026-11-20 08:30+09:00", "2026-11-19T23:30", "2026-11-19T23:30"),
        ("7d", "2026-11-15T20:30", "2026-11-15T20:30"),
        ("24h", "2026-11-21T20:30", "2026-11-21T20:30"),
        ("90 m", "2026-11-22T19:00", "2026-11-22T19:00"),
        ("2w", "2026-11-08T20:30", "2026-11-08T20:30"),
    ],
)
def test_a_day_has_the_midnights_of_the_place(text: str, begin: str, end: str) -> None:
    assert parse(text, NOW) == datetime.fromisoformat(begin).replace(tzinfo=UTC)
    assert parse(text, NOW, end=True) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-02-30", "7y", "-7d", "99:99", "0000", "2026-00"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each of them says something else
        parse(text, NOW)


def test_a_span_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError):
        parse("999999w", NOW)


def test_a_moment_is_always_aware() -> None:
    assert parse("2026-11-20", NOW).utcoffset() == timedelta(hours=7)
