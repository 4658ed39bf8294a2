"""The short way from a row to a line says the same as the long one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import orjson
import pytest

from archive import selection
from archive.errors import ArchiveError, QueryError
from archive.fields import to_fields
from archive.model import Article, Extracted
from archive.store import Archive

NEPAL = timezone(timedelta(hours=5, minutes=45))
ODD: list[dict[str, Any]] = [
    {},
    {"published": None, "modified": None, "published_evidence": None, "deck": None},
    {"published": datetime(1, 1, 2, tzinfo=UTC), "modified": datetime(9999, 12, 30, tzinfo=NEPAL)},
    {"published": datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=NEPAL), "modified": datetime.now(NEPAL)},
    {"published": datetime(1950, 7, 1, tzinfo=timezone(-timedelta(hours=9, minutes=30)))},
    {"gone": datetime(2026, 2, 3, tzinfo=UTC), "first_seen": datetime(2001, 2, 3, tzinfo=NEPAL)},
    {"authors": (), "tags": ("x", 'quo"ted'), "captions": ("é", "\u2028")},
    {"text": "", "title": "", "language": None, "section": None, "words": 0},
]


@pytest.fixture
def odd(
    store: Archive, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> Archive:
    store.save(extract(article(number, **changes)) for number, changes in enumerate(ODD))
    return store


def test_records_are_the_fields_of_the_articles(odd: Archive) -> None:
    records = list(odd.articles().records())
    assert records == [to_fields(article) for article in odd.articles()]
    assert [list(record) for record in records] == [list(to_fields(a)) for a in odd.articles()]
    assert len(records) == len(ODD)


@pytest.mark.parametrize("compiled", [True, False])
def test_lines_are_the_records(
    odd: Archive, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "COMPILED", selection.COMPILED and compiled)
    expected = [orjson.dumps(record) + b"\n" for record in odd.articles().records()]
    assert list(odd.articles().lines()) == expected


@pytest.mark.parametrize("offset", [24 * 60, -(10**9), 2**62])
def test_a_zone_that_there_is_not_is_passed_over(odd: Archive, path: Path, offset: int) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE articles SET published_offset = ? WHERE id = 1", (offset,))
    connection.close()
    try:
        expected = [to_fields(article) for article in odd.articles()]
    except ArchiveError:
        for read in (odd.articles().records, odd.articles().lines):
            with pytest.raises(ArchiveError):
                list(read())
        return
    assert list(odd.articles().records()) == expected
    assert list(map(orjson.loads, odd.articles().lines())) == expected


def test_it_can_be_read_twice_and_sees_what_came_in_between(
    odd: Archive, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    some = odd.articles(query="ferry")
    before = len(list(some))
    odd.save([extract(article(99))])
    assert len(list(some)) == len(list(some.records())) == len(list(some.lines())) == before + 1


def test_a_query_that_makes_no_sense_is_told_when_it_is_read(odd: Archive) -> None:
    for read in (iter, lambda some: some.records(), lambda some: some.lines()):
        with pytest.raises(QueryError):
            next(iter(read(odd.articles(query="!!"))))


@pytest.mark.parametrize(
    "damage", ["tags = '[\"x'", "published = 9e18", "text = X'28b52ffd00'", "fetched = -9e18"]
)
def test_damage_is_one_line(odd: Archive, path: Path, damage: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"UPDATE articles SET {damage} WHERE id = 3")  # noqa: S608
    connection.close()
    for read in (odd.articles().records, odd.articles().lines):
        with pytest.raises(ArchiveError, match="is damaged"):
            list(read())
