"""Sources that don't answer, or whose pages don't."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.alarms.failures import failing_pages, failures, gone_documents
from archive.alarms.past import past_of
from archive.days import Day
from archive.frontier import Poll
from archive.sources import SourceState

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_WEEK = NOON - 7 * DAY

AWAY = SourceState(
    name="courier",
    began=NOON - 90 * DAY,
    due=NOON + HOUR,
    tried=NOON - HOUR,
    polled=NOON - 3 * DAY,
    failures=3.0,
    problem="http-404",
    detail="https://courier.example/rss: the server answered 404 Not Found",
)


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        (AWAY, True),
        (replace(AWAY, polled=AWAY.tried, failures=0.0), False),
        # A server that is down overnight is none of our business yet.
        (replace(AWAY, polled=NOON - 20 * HOUR), False),
        # The crawl was paused for a week, and the first answer after it happened to be none.
        (replace(AWAY, polled=LAST_WEEK, failures=1.0), False),
        (replace(AWAY, polled=LAST_WEEK, failures=2.0), True),
        # It failed two hours after it last answered; since then nobody asked.
        (replace(AWAY, polled=LAST_WEEK, tried=LAST_WEEK + 2 * HOUR), False),
        (replace(AWAY, polled=None, began=NOON - 3 * DAY), True),
        (replace(AWAY, polled=None, began=NOON - DAY), False),
        (replace(AWAY, tried=None), False),
    ],
)
def test_a_source_fails_that_was_asked_more_than_once_for_two_days(
    state: SourceState, stands: bool
) -> None:
    alarm = failures(state, NOON)
    assert (alarm is not None) == stands
    if alarm:
        assert (alarm.kind, alarm.source, alarm.since) == (
            "failures", "courier", state.polled or state.began,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "detail", "what"),
    [
        ("http-404", "", 'find its feeds anew: "kliping sources check courier"'),
        ("http-403", "", "it turns us away"),
        ("robots", "", "ask the newspaper, or remove the source"),
        ("robots-unreachable", "", "robots.txt can't be read"),
        ("dns", "", "its name is gone"),
        ("connection", "its certificate could not be verified", "open the site in a browser"),
        ("certificate", "", "open the site in a browser"),
        ("timeout", "no whole answer in time", 'try "kliping sources check courier"'),
    ],
)
def test_the_line_says_why_and_what_to_do(problem: str, detail: str, what: str) -> None:
    alarm = failures(replace(AWAY, problem=problem, detail=detail), NOON)
    assert alarm is not None
    assert alarm.line.startswith("no answer since 2026-11-19 12:00 UTC: " + (detail or problem))
    assert what in alarm.line


def _feed(name: str, **changes: object) -> Poll:
    feed = Poll(
        url=f"https://courier.example/{name}",
        source="courier",
        kind="feed",
        status="ok",
        checked=NOON - HOUR,
        whole=NOON - HOUR,
        changed=NOON - HOUR,
    )
    return replace(feed, **changes)  # type: ignore[arg-type]


def test_a_feed_that_is_gone_is_told_of_though_others_answer() -> None:
    long_ago = NOON - 12 * DAY
    gone = _feed("a", status="http-404", whole=long_ago, changed=long_ago)
    alarm = gone_documents("courier", [_feed("b"), gone], NOON - 90 * DAY, NOON)
    assert alarm is not None
    assert alarm.since == long_ago
    assert alarm.line.startswith("https://courier.example/a did not answer since 2026-11-10")
    both = gone_documents("courier", [gone, replace(gone, url="https://x.example/c")], NOON, NOON)
    assert both is not None
    assert " and 1 more " in both.line


@pytest.mark.parametrize(
    "changes",
    [
        {"whole": NOON - 3 * DAY, "changed": NOON - 30 * DAY},
        {"status": "timeout"},
        {"status": "not-modified"},
        {"found_by": "discovered"},
        {"checked": NOON - 11 * DAY},
        {"checked": None},
    ],
)
def test_a_feed_is_not_gone_that_may_come_back_or_was_not_asked_for(
    changes: dict[str, object],
) -> None:
    long_ago = NOON - 12 * DAY
    feed = replace(_feed("a", status="http-404", whole=long_ago, changed=long_ago), **changes)  # type: ignore[arg-type]
    assert gone_documents("courier", [feed], NOON - 90 * DAY, NOON) is None


TODAY = date(2026, 11, 22)


def _weeks(*last: Day, before: int = 60) -> list[Day]:
    usual = [
        Day(source="courier", day=TODAY - n * DAY, polled=9, announced=20, fetched=20, new=19, failed={"timeout": n % 3})
        for n in range(len(last), before)
    ]  # fmt: skip
    fresh = [replace(day, day=TODAY - n * DAY) for n, day in enumerate(last)]
    return sorted([*usual, *fresh], key=lambda day: day.day)


@pytest.mark.parametrize("outcome", [{"failed": {"http-403": 20}}, {"refused": {"robots": 20}}])
def test_pages_that_fail_more_than_they_used_to_are_told_of(outcome: dict[str, object]) -> None:
    bad = Day(source="courier", day=TODAY, polled=9, announced=20, fetched=20, **outcome)  # type: ignore[arg-type]
    assert failing_pages("courier", past_of(_weeks(), TODAY)) is None
    alarm = failing_pages("courier", past_of(_weeks(bad, bad, bad, bad), TODAY))
    assert alarm is not None
    assert alarm.since == datetime(2026, 11, 19, tzinfo=UTC)
    assert "of its pages can't be fetched" in alarm.line


def test_links_that_nobody_visits_are_told_of() -> None:
    idle = Day(source="courier", day=TODAY, polled=9, announced=20)
    alarm = failing_pages("courier", past_of(_weeks(idle, idle, idle), TODAY))
    assert alarm is not None
    assert alarm.line.startswith("60 links were announced since 2026-11-20, and none was visited")
    assert failing_pages("courier", past_of(_weeks(idle, idle), TODAY)) is None
    quiet = replace(idle, announced=1)
    assert failing_pages("courier", past_of(_weeks(quiet, quiet, quiet), TODAY)) is None
