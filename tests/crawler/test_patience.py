"""How long a host is left alone, and how slowly it is asked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.hosts import HostState
from crawler.patience import eased, left_alone, relaxed, remaining, retry_after, slowed

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOST = HostState(host="example.org", changed=NOW)


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same each time


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Sun, 22 Nov 2026 10:00:30 GMT", 30),
        (b"Sun, 22 Nov 2026 09:00:00 GMT", 0),
        (b"Sunday, 22-Nov-26 10:00:30 GMT", 30),
        (b"Sun Nov 22 10:00:30 2026", 30),
        (b"Sun, 22 Nov 2026 10:00:30 -0000", 30),
        (b"soon", None),
        (b"-5", None),
        (b"9" * 400, None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, NOW.timestamp()) == seconds


@given(st.floats(0, 1e9), st.integers())
def test_a_host_is_never_asked_sooner_than_it_wants_nor_left_alone_for_more_than_a_day(
    seconds: float, seed: int
) -> None:
    state = left_alone(HOST, seconds, NOW, _dice(seed), "it answered 429")
    left = remaining(state, NOW)
    assert min(seconds, 0.9 * 86400) - 1e-5 <= left <= min(1.1 * seconds, 86400) + 1e-5


def test_those_that_were_turned_away_together_do_not_come_back_together() -> None:
    states = [left_alone(HOST, 3600, NOW, _dice(n), "") for n in range(50)]
    assert len({state.until for state in states}) == 50


def test_a_short_wish_takes_nothing_from_a_longer_one() -> None:
    dice = _dice(1)
    long = left_alone(HOST, 3600, NOW, dice, "it answered 429")
    assert left_alone(long, 5, NOW, dice, "it answered 503").until == long.until


def test_a_clock_that_was_set_back_does_not_close_a_host_for_years() -> None:
    state = replace(HOST, until=NOW + timedelta(days=400))
    assert remaining(state, NOW) == 86400


@pytest.mark.parametrize(
    ("usual", "delays"), [(0, [0.5, 1, 2, 4]), (1, [2, 4, 8, 16]), (90, [90, 90, 90, 90])]
)
def test_a_host_is_slowed_down_step_by_step(usual: float, delays: list[float]) -> None:
    state, found = HOST, []
    for _ in delays:
        state = slowed(state, usual, NOW, "it answered 503")
        found.append(state.delay)
    assert found == delays


def test_a_host_that_is_asked_seldom_is_trusted_again_by_and_by() -> None:
    state = replace(HOST, delay=32.0, until=NOW + timedelta(hours=2))
    later = eased(state, 1.0, NOW + timedelta(hours=2))
    assert (later.delay, later.until) == (8.0, None)
    assert eased(state, 1.0, NOW + timedelta(minutes=59)) == state
    assert eased(state, 1.0, NOW + timedelta(days=90)).delay == 0
    assert relaxed(replace(HOST, delay=2.0), 1.0, NOW).delay == 0
