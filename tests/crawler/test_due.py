"""Whether a source is due, and what is kept of it after it was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.frontier import Link, Poll
from archive.model import Announced
from archive.sources import SourceState
from crawler.due import held, is_due, is_silent, rested, weight_of
from crawler.fault import Fault
from crawler.rhythm import LONGEST, Outcome
from crawler.round import Round

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLL = Poll(url="https://courier.test/rss", source="courier", kind="feed", changed=NOW - DAY)


def even() -> float:
    """Dice without chance."""
    return 0.5


def state(due: timedelta, **more: object) -> SourceState:
    """A source that is due so long from now."""
    known = SourceState(name="courier", began=NOW - 9 * DAY, due=NOW + due, tried=NOW - HOUR)
    return replace(known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "every", "due"),
    [
        (None, None, True),
        (state(-MINUTE), None, True),
        (state(timedelta(seconds=3)), None, True),
        (state(MINUTE), None, False),
        (state(6 * DAY), None, False),
        (state(400 * DAY), None, True),
        (state(6 * DAY), HOUR, True),
        (state(6 * DAY), 2 * HOUR, False),
        (state(6 * DAY, failures=1.0), HOUR, False),
        (state(20 * DAY), 30 * DAY, False),
    ],
)
def test_a_source_is_due_after_its_interval_or_the_one_it_is_given_today(
    known: SourceState | None, every: timedelta | None, *, due: bool
) -> None:
    assert is_due(known, every, NOW) is due


def test_what_is_asked_every_five_minutes_stays_due_every_five_minutes() -> None:
    known: SourceState = state(timedelta())
    for run in range(1, 20):
        now = NOW + run * 5 * MINUTE
        known = rested(known, Outcome(new=9), now, even, every=5 * MINUTE)
        known = replace(known, tried=now)
        assert is_due(known, 5 * MINUTE, NOW + (run + 1) * 5 * MINUTE - timedelta(seconds=4))
        assert not is_due(known, 5 * MINUTE, NOW + run * 5 * MINUTE + 4 * MINUTE)


def test_a_failure_is_kept_with_its_line_until_an_answer() -> None:
    failed = rested(
        state(timedelta()), Outcome(weight=0.5), NOW, even, problem=("http-403", "the server …")
    )
    assert (failed.problem, failed.detail, failed.failures) == ("http-403", "the server …", 0.5)
    assert failed.due - NOW > timedelta(seconds=failed.interval)
    well = rested(failed, Outcome(), failed.due, even)
    assert (well.problem, well.detail, well.failures) == ("", "", 0.0)
    assert well.rhythm != ""


@pytest.mark.parametrize(
    ("slug", "weight"),
    [
        ("http-404", 1.0),
        ("http-410", 1.0),
        ("broken", 1.0),
        ("nothing", 1.0),
        ("redirect-loop", 1.0),
        ("http-403", 0.5),
        ("dns", 0.5),
        ("http-500", 0.25),
        ("http-503", 0.25),
        ("http-429", 0.25),
        ("timeout", 0.25),
        ("connection-refused", 0.25),
        ("robots-unreachable", 0.25),
    ],
)
def test_failures_weigh_differently(slug: str, weight: float) -> None:
    assert weight_of(slug) == weight


def test_pages_whose_host_is_down_wait_longer_each_time_and_a_week_at_most() -> None:
    known, now, waits = state(timedelta()), NOW, []
    for _ in range(80):
        known = held(known, now, even)
        assert known.held is not None
        waits.append(known.held - now)
        now = known.held
    assert waits[0] == 10 * MINUTE
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert known.holds == 80


def test_a_source_is_silent_when_it_would_have_said_much() -> None:
    known = state(timedelta(), polled=NOW, announced=NOW)
    for hour in range(60):
        outcome = Outcome(new=1, moments=[NOW + hour * HOUR - MINUTE])
        known = rested(known, outcome, NOW + hour * HOUR, even)
    known = replace(known, announced=NOW + 60 * HOUR)
    assert not is_silent(known, NOW + 62 * HOUR)
    assert is_silent(known, NOW + 72 * HOUR)
    assert not is_silent(replace(known, announced=None), NOW + 90 * DAY)
    assert not is_silent(None, NOW)


def links(count: int, *, known: bool = False) -> list[Link]:
    """So many links that are to be visited."""
    announced = [Announced(url=f"https://courier.test/{n}", published=NOW) for n in range(count)]
    return [
        Link(key=a.url, url=a.url, source="courier", announced=a, known=known) for a in announced
    ]


def test_a_round_is_what_all_its_documents_brought() -> None:
    told = Round()
    assert not told.answered(POLL, 10, links(2))
    assert not told.answered(POLL, 20, links(10))
    assert not told.answered(POLL, 5, links(5, known=True))
    told.failed(Fault("http-404", "gone"))
    assert told.outcome == Outcome(new=12, moments=[NOW] * 12, full=0.5)
    assert told.problem == ("", "")


def test_a_document_whose_links_are_all_new_may_have_had_others() -> None:
    assert Round().answered(POLL, 5, links(5))
    assert not Round().answered(POLL, 4, links(4))
    first = Round()
    assert not first.answered(replace(POLL, changed=None), 5, links(5))
    assert first.outcome.full == 0


def test_a_round_without_an_answer_failed_as_lightly_as_its_lightest_failure() -> None:
    told = Round()
    told.failed(Fault("http-404", "gone"))
    told.failed(Fault("timeout", "no whole answer in time"))
    assert told.outcome == Outcome(weight=0.25)
    assert told.problem == ("timeout", "no whole answer in time")


def test_a_host_that_wants_to_be_left_alone_has_not_failed() -> None:
    told = Round()
    told.failed(Fault("waiting", "until noon", waits=True))
    assert told.outcome == Outcome(asked=False)
    assert told.problem == ("", "")
