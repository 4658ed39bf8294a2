"""Asking for a document only if it changed, of servers that tell the truth and of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.polls import Poll
from crawler.validators import answered, conditions, not_modified, wants_whole

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEVER, ALWAYS = (lambda: 1.0), (lambda: 0.0)
POLL = Poll(url="https://courier.test/rss", source="courier", kind="feed")
DATE = "Fri, 20 Nov 2026 08:00:00 GMT"


def test_validators_go_back_as_the_server_sent_them() -> None:
    assert conditions(POLL) == {}
    polled = answered(POLL, b"body", 'W/"odd"', "yesterday, about noon", NOW)
    assert conditions(polled) == {
        "If-None-Match": 'W/"odd"',
        "If-Modified-Since": "yesterday, about noon",
    }
    assert (polled.whole, polled.status) == (NOW, "ok")
    assert answered(POLL, b"body", None, None, NOW).body_hash == polled.body_hash


@pytest.mark.parametrize(
    ("etag", "date"), [('"2"', DATE), ('"2"', None), (None, DATE), (None, None)]
)
def test_both_are_kept_each_time_though_the_body_or_the_other_one_is_as_before(
    etag: str | None, date: str | None
) -> None:
    before = answered(POLL, b"body", '"1"', "Thu, 19 Nov 2026 08:00:00 GMT", NOW)
    same = answered(before, b"body", etag, date, NOW + HOUR)
    other = answered(before, b"other", etag, date, NOW + HOUR)
    assert (same.etag, same.last_modified) == (other.etag, other.last_modified) == (etag, date)


def test_not_modified_may_bring_other_validators() -> None:
    before = answered(POLL, b"body", '"1"', DATE, NOW)
    assert not_modified(before, None, None) == replace(before, status="not-modified")
    later = not_modified(before, '"2"', "Sat, 21 Nov 2026 08:00:00 GMT")
    assert conditions(later) == {
        "If-None-Match": '"2"',
        "If-Modified-Since": "Sat, 21 Nov 2026 08:00:00 GMT",
    }


def test_an_etag_that_stays_while_the_document_changes_is_not_sent_until_it_is_another() -> None:
    first = answered(POLL, b"one", '"stuck"', DATE, NOW)
    second = answered(first, b"two", '"stuck"', "Sat, 21 Nov 2026 08:00:00 GMT", NOW + DAY)
    assert conditions(second) == {"If-Modified-Since": "Sat, 21 Nov 2026 08:00:00 GMT"}
    third = answered(second, b"three", '"stuck"', None, NOW + 2 * DAY)
    assert conditions(third) == {}
    assert conditions(not_modified(second, '"stuck"', None)) == conditions(second)
    moved = answered(third, b"four", '"moves"', None, NOW + 3 * DAY)
    assert conditions(moved) == {"If-None-Match": '"moves"'}


def test_a_document_of_the_future_is_never_asked_for_by_its_date() -> None:
    future = "Tue, 01 Jan 2036 00:00:00 GMT"
    polled = answered(POLL, b"one", None, future, NOW)
    assert conditions(polled) == {}
    assert conditions(answered(polled, b"one", None, future, NOW + DAY)) == {}
    soon = "Sun, 22 Nov 2026 20:00:00 GMT"  # a clock that is ahead, or has another zone
    assert conditions(answered(POLL, b"one", None, soon, NOW)) == {"If-Modified-Since": soon}


def test_a_document_is_asked_for_as_a_whole_now_and_then() -> None:
    polled = answered(POLL, b"one", '"1"', None, NOW)
    for age, dice, whole in (
        (23 * HOUR, ALWAYS, False),
        (DAY, ALWAYS, True),
        (DAY, NEVER, False),
        (30 * DAY, ALWAYS, True),
    ):
        assert wants_whole(polled, NOW + age, dice, silent=False) is whole
    assert wants_whole(POLL, NOW, ALWAYS, silent=False)


def test_a_source_that_is_silent_for_long_is_doubted_less_and_less_often() -> None:
    poll = replace(answered(POLL, b"one", '"1"', None, NOW), changed=NOW)
    assert wants_whole(poll, NOW + HOUR, NEVER, silent=True)
    asked = 0
    for minutes in range(60, 7 * 24 * 60, 5):
        now = NOW + timedelta(minutes=minutes)
        if wants_whole(poll, now, NEVER, silent=True):
            asked += 1
            poll = answered(poll, b"one", '"1"', None, now)
    assert 5 <= asked <= 10
