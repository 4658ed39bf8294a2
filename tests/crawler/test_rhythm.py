"""When to ask a source again: sources of different habits, through weeks of a clock that is passed in."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from crawler.rhythm import FIRST, LONGEST, SHORTEST, Outcome, Rhythm, next_interval

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CRON = timedelta(minutes=5)


def even() -> float:
    """Dice without chance."""
    return 0.5


@dataclass
class Year:
    """What asking a source for some time came to."""

    asked: list[datetime]
    brought: int
    waited: list[timedelta]
    missed: int
    articles: int

    @property
    def requests(self) -> float:
        """Requests, and how many of these somebody who knew when to ask would have made."""
        return (len(self.asked) + self.articles) / (self.brought + self.articles)


def ask(articles: Sequence[datetime], days: int, *, dated: bool = True, room: int = 40) -> Year:
    """Ask a source that puts up these articles, and has room for so many in its feed."""
    dice = random.Random(5).random  # noqa: S311 - the same each time
    articles = sorted(at for at in articles if at > MONDAY)
    year = Year([], 0, [], 0, len(articles))
    state, now, known = Rhythm(), MONDAY, 0
    while now < MONDAY + days * DAY:
        up = sum(at <= now for at in articles[known:])
        fresh = articles[known : known + up][-room:]
        year.missed += up - len(fresh)
        year.brought += bool(fresh)
        year.waited += [now - at for at in fresh]
        year.asked.append(now)
        known += up
        told = Outcome(new=len(fresh), moments=fresh if dated else (), full=len(fresh) / room)
        state = next_interval(state, told, now, dice)
        assert state.due is not None
        now = MONDAY + math.ceil((state.due - MONDAY) / CRON) * CRON
    return year


def by_chance(a_day: float, days: int) -> list[datetime]:
    """So many articles a day, at any time."""
    dice = random.Random(7)  # noqa: S311 - the same each time
    return [MONDAY + days * DAY * dice.random() for _ in range(round(a_day * days))]


def by_day(a_day: float, days: int) -> list[datetime]:
    """So many articles a day, from six to ten in the evening; one in four on a weekend."""
    dice = random.Random(7)  # noqa: S311 - the same each time
    return [
        at
        for day in range(days)
        for at in (
            MONDAY + day * DAY + (6 + 16 * dice.random()) * HOUR for _ in range(round(a_day))
        )
        if at.weekday() < 5 or dice.random() < 0.25
    ]


def at_six(size: int, days: int, every: int = 1) -> list[datetime]:
    """So many articles within ten minutes each morning, or each so many days."""
    return [
        MONDAY + day * DAY + 6 * HOUR + article * timedelta(minutes=10) / size
        for day in range(0, days, every)
        for article in range(size)
    ]


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    ("articles", "days"),
    [
        (by_chance(1, 200), 200),
        (by_chance(12, 60), 60),
        (by_chance(100, 20), 20),
        (by_day(3, 200), 200),
        (by_day(30, 60), 60),
        (by_day(200, 20), 20),
        (at_six(10, 200), 200),
        (at_six(1, 200), 200),
        (at_six(20, 400, every=7), 400),
    ],
)
def test_an_article_waits_less_than_twice_the_usual_gap_and_few_requests_are_in_vain(
    articles: list[datetime], days: int, *, dated: bool
) -> None:
    year = ask(articles, days, dated=dated)
    gap = days * DAY / year.articles
    assert median(wait / max(gap, CRON) for wait in year.waited) < 2
    assert year.requests < 1.5
    assert year.missed <= 0.005 * year.articles


def test_a_source_that_always_has_something_is_asked_every_five_minutes() -> None:
    year = ask(by_chance(2_000, 3), 3)
    assert len(year.asked) > 0.9 * (3 * DAY / CRON)


def test_a_source_that_is_never_heard_of_is_asked_once_a_week_in_the_end_and_no_less_often() -> (
    None
):
    year = ask([], 400)
    gaps = [later - earlier for earlier, later in zip(year.asked, year.asked[1:], strict=False)]
    assert gaps[0] <= FIRST * 1.5
    assert gaps == sorted(gaps) or max(gaps) <= LONGEST + CRON
    assert LONGEST * 0.9 <= gaps[-1] <= LONGEST + CRON
    assert len(year.asked) < 100


def test_a_source_that_comes_back_after_months_is_soon_asked_as_before() -> None:
    first = by_day(24, 60)
    back = [at + 160 * DAY for at in first if at < MONDAY + 40 * DAY]
    before = ask(first, 60)
    both = ask([*first, *back], 200)
    late = [at for at in both.asked if at > MONDAY + 170 * DAY]
    usual = len([at for at in before.asked if at > MONDAY + 30 * DAY])
    assert 0.6 < len(late) / usual < 1.7


def test_the_dates_of_a_first_answer_tell_how_often_there_is_something() -> None:
    agency = [MONDAY - n * timedelta(minutes=20) for n in range(40)]
    monthly = [MONDAY - n * 20 * HOUR for n in range(20)]
    lone = [MONDAY - HOUR]

    def interval(moments: list[datetime]) -> timedelta:
        told = Outcome(new=len(moments), moments=moments)
        return next_interval(Rhythm(), told, MONDAY, even).interval

    assert interval(agency) < FIRST < 12 * HOUR < interval(monthly)
    assert interval(lone) == interval([])


def test_days_without_a_time_say_nothing_of_hours() -> None:
    midnights = [MONDAY - n * DAY for n in range(20)]
    told = Outcome(new=20, moments=midnights)
    assert next_interval(Rhythm(), told, MONDAY, even).habits.hours == Rhythm().habits.hours


@pytest.mark.parametrize(("dice", "share"), [(lambda: 0.0, 0.9), (even, 1.0), (lambda: 1.0, 1.1)])
def test_an_interval_is_left_to_chance_a_little(dice: Callable[[], float], share: float) -> None:
    state = Rhythm(heard=MONDAY - DAY, news=20, articles=20, time=100)
    after = next_interval(state, Outcome(), MONDAY, dice)
    assert after.due == MONDAY + after.interval * share


def test_what_the_configuration_wants_is_done_to_the_minute_and_habits_are_learnt_all_the_same() -> (
    None
):
    for every in (timedelta(minutes=1), 6 * HOUR, 30 * DAY):
        state = next_interval(Rhythm(), Outcome(), MONDAY, lambda: 0.0, every)
        assert (state.due, state.interval) == (MONDAY + every, every)
        again = next_interval(state, Outcome(new=3), MONDAY + every, lambda: 1.0, every)
        assert (again.due, again.news > state.news) == (MONDAY + 2 * every, True)


def failing(state: Rhythm, weight: float) -> Iterator[timedelta]:
    """How long a source is left alone from failure to failure."""
    now = MONDAY
    while True:
        state = next_interval(state, Outcome(weight=weight), now, even)
        assert state.due is not None
        yield state.due - now
        now = state.due


@pytest.mark.parametrize("weight", [1.0, 0.5, 0.25])
@pytest.mark.parametrize("interval", [SHORTEST, 3 * HOUR, 3 * DAY])
def test_failures_slow_a_source_down_and_never_stop_it(weight: float, interval: timedelta) -> None:
    state = Rhythm(interval=interval, heard=MONDAY - DAY)
    waits = [wait for wait, _ in zip(failing(state, weight), range(400), strict=False)]
    assert waits == sorted(waits)
    at_first = min(interval, 3 * HOUR)  # what is asked seldom is asked again soon
    assert at_first < waits[0] <= 4 * at_first
    assert waits[-1] == LONGEST
    total = timedelta()
    for wait in waits[4:]:
        total += wait
        assert wait <= max(0.9 * total, waits[4]) or wait == LONGEST
    well = next_interval(replace(state, failures=80.0), Outcome(), MONDAY, even)
    assert well.failures == 0
    assert well.due == MONDAY + well.interval


def test_a_hard_failure_slows_down_more_than_a_passing_one() -> None:
    waits = [next(failing(Rhythm(), weight)) for weight in (0.25, 0.5, 1.0)]
    assert waits == sorted(set(waits))


def test_a_source_whose_host_wants_to_be_left_alone_has_not_failed() -> None:
    state = Rhythm(interval=DAY, heard=MONDAY - DAY)
    after = next_interval(state, Outcome(asked=False), MONDAY, even)
    assert after == replace(state, due=MONDAY + HOUR)


def test_a_document_that_was_new_altogether_is_asked_for_sooner_for_some_time() -> None:
    state = Rhythm(heard=MONDAY - 4 * HOUR, news=20, articles=20, time=100)
    calm = next_interval(state, Outcome(new=10, full=0.5), MONDAY, even)
    full = next_interval(state, Outcome(new=10, full=1.0), MONDAY, even)
    assert full.interval < calm.interval
    assert full.interval >= calm.interval / 5
    for day in range(1, 30):
        full = next_interval(full, Outcome(new=2), MONDAY + day * DAY, even)
    assert full.ceiling is not None
    assert full.ceiling < 3
    for day in range(30, 500):
        full = next_interval(full, Outcome(new=2), MONDAY + day * DAY, even)
    assert full.ceiling is None


def test_a_document_that_was_filled_faster_than_it_was_asked_for_is_asked_for_as_fast() -> None:
    state = Rhythm(heard=MONDAY - 8 * HOUR, news=20, articles=20, time=100)
    moments = [MONDAY - HOUR - n * timedelta(minutes=10) for n in range(10)]
    after = next_interval(state, Outcome(new=10, moments=moments, full=1.0), MONDAY, even)
    assert after.ceiling == 0.75
    undated = next_interval(state, Outcome(new=10, full=1.0), MONDAY, even)
    assert undated.ceiling == 4


def test_a_source_that_is_asked_seldom_and_fails_is_asked_again_within_hours() -> None:
    state = Rhythm(interval=6 * DAY, heard=MONDAY - 6 * DAY)
    waits = [wait for wait, _ in zip(failing(state, 0.25), range(5), strict=False)]
    assert waits[0] < 5 * HOUR
    # Five failures of the passing kind raise an alarm: sooner than three days, later than a night.
    assert DAY < sum(waits[:4], timedelta()) < 2 * DAY


def test_a_source_that_fails_is_never_asked_sooner_than_it_was_wanted() -> None:
    state = next_interval(Rhythm(), Outcome(weight=0.25), MONDAY, even, DAY)
    assert state.due == MONDAY + DAY
    state = next_interval(replace(state, failures=3.0), Outcome(weight=0.25), MONDAY, even, DAY)
    assert state.due is not None
    assert state.due > MONDAY + 2 * DAY


@pytest.mark.parametrize(("minutes", "sooner"), [(1, False), (12, True)])
def test_a_document_that_was_filled_at_one_stroke_would_be_so_after_any_wait(
    minutes: int, *, sooner: bool
) -> None:
    state = Rhythm(heard=MONDAY - 4 * HOUR, news=20, articles=20, time=100)
    moments = [MONDAY - HOUR - n * timedelta(minutes=minutes) for n in range(10)]
    after = next_interval(state, Outcome(new=10, moments=moments, full=1.0), MONDAY, even)
    assert (after.ceiling is not None) is sooner


def test_while_much_is_coming_in_a_source_is_asked_before_its_document_is_full() -> None:
    state = Rhythm(heard=MONDAY - DAY, news=20, articles=20, time=1_000)
    now = [MONDAY - n * timedelta(minutes=6) for n in range(10)]
    before = [at - 5 * HOUR for at in now]

    def wait(moments: list[datetime], full: float) -> timedelta:
        told = Outcome(new=10, moments=moments, full=full)
        due = next_interval(state, told, MONDAY, even).due
        assert due is not None
        return due - MONDAY

    assert wait(now, 0.5) == HOUR
    assert wait(before, 0.5) > 2 * HOUR
    assert wait(now, 0.3) == 50 / 30 * HOUR  # half of what has room beside a third
    assert wait(now, 0.2) > 2 * HOUR


def test_a_rhythm_comes_back_as_it_was_kept() -> None:
    state = Rhythm()
    for hour in range(1, 30):
        now = MONDAY + hour * HOUR
        state = next_interval(state, Outcome(new=2, moments=[now - HOUR / 2]), now, even)
    columns = {"due": state.due, "interval": state.interval, "failures": state.failures}
    kept = state.to_json()
    back = Rhythm.from_json(kept, **columns)
    assert back.to_json() == kept
    assert back.heard == state.heard
    assert back.habits.hours[12] == pytest.approx(state.habits.hours[12], rel=1e-3)
    assert len(kept) < 500


@pytest.mark.parametrize("kept", ["", "null", "[]", "{}", '{"heard": "x"}', "not json"])
def test_what_cannot_be_read_is_as_good_as_nothing(kept: str) -> None:
    assert Rhythm.from_json(kept, interval=DAY) == Rhythm(interval=DAY)


def test_a_clock_that_goes_back_does_no_harm() -> None:
    state = Rhythm(heard=MONDAY + DAY, news=20, articles=20, time=100)
    after = next_interval(state, Outcome(new=3), MONDAY, even)
    assert (after.heard, after.news, after.time) == (MONDAY, 20, 100)


def test_of_the_bursts_of_a_newspaper_less_is_missed_after_the_first() -> None:
    dice = random.Random(7)  # noqa: S311 - the same each time
    articles = [MONDAY + day * DAY + dice.random() * DAY for day in range(400) for _ in range(4)]
    for day in range(20, 400, 30):
        begin = MONDAY + day * DAY + (6 + 12 * dice.random()) * HOUR
        articles += [begin + 6 * HOUR * dice.random() for _ in range(70)]
    year = ask(articles, 400, room=15)
    assert year.missed < 0.03 * len(articles)
    assert year.requests < 3
