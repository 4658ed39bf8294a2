"""The source's own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.habits import Habits

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
LATER = MONDAY + 100 * DAY
MORNINGS = replace(Habits(), since=MONDAY).seen(
    ((MONDAY + day * DAY + 6.5 * HOUR, 1.0) for day in range(100)), DAY
)


def test_without_any_habit_time_goes_as_it_goes() -> None:
    week = Habits().week(LATER)
    assert week.between(MONDAY + HOUR / 3, MONDAY + 100 * HOUR) == pytest.approx(100 - 1 / 3)
    assert week.after(MONDAY + HOUR / 3, 30, WEEK) / HOUR == pytest.approx(30)


@pytest.mark.parametrize("start", [MONDAY, MONDAY + 6.2 * HOUR, MONDAY + 3 * DAY + HOUR / 7])
def test_a_week_has_as_many_hours_whatever_the_habits(start: datetime) -> None:
    week = MORNINGS.week(LATER)
    assert week.between(start, start + WEEK) == pytest.approx(168)
    assert week.between(start, start + 5 * WEEK) == pytest.approx(5 * 168)


def test_busy_hours_count_for_more() -> None:
    week = MORNINGS.week(LATER)
    busy, quiet = (week.between(MONDAY + h * HOUR, MONDAY + (h + 1) * HOUR) for h in (6, 15))
    assert busy > 20 * quiet > 0
    assert week.between(MONDAY, MONDAY + 10 * HOUR) + week.between(
        MONDAY + 10 * HOUR, MONDAY + WEEK
    ) == pytest.approx(168)


def test_a_wait_ends_after_the_busy_hours_and_not_before() -> None:
    week = MORNINGS.week(LATER)
    end = MONDAY + 12 * HOUR + week.after(MONDAY + 12 * HOUR, 24, WEEK)
    assert MONDAY + DAY + 7 * HOUR <= end <= MONDAY + DAY + 9 * HOUR
    assert week.after(MONDAY, 10_000, WEEK) == WEEK


def test_weekends_are_told_from_working_days() -> None:
    working = [MONDAY + day * DAY + 12 * HOUR for day in range(70) if day % 7 < 5]
    habits = replace(Habits(), since=MONDAY).seen(((at, 1.0) for at in working), DAY)
    week = habits.week(LATER)
    saturday = MONDAY + 5 * DAY
    assert week.between(MONDAY, MONDAY + DAY) > 3 * week.between(saturday, saturday + DAY)


def test_news_of_unknown_time_is_spread_over_the_hours_it_may_have_come_in() -> None:
    spread = MORNINGS.week(LATER).spread(MONDAY + 5 * HOUR, MONDAY + 10 * HOUR)
    assert sum(share for _, share in spread) == pytest.approx(1)
    assert max(spread, key=lambda part: part[1])[0] == MONDAY + 6 * HOUR
    long = MORNINGS.week(LATER).spread(MONDAY - 30 * DAY, MONDAY)
    assert len(long) == 168


def test_hours_and_days_that_were_not_seen_yet_are_not_thought_to_be_quiet() -> None:
    evening, weekend = MONDAY + 18 * HOUR, MONDAY + 5 * DAY
    for known, at, quiet in (
        (DAY, evening, False),
        (2 * DAY, evening, True),
        (13 * DAY, weekend, False),
        (14 * DAY, weekend, True),
    ):
        hours = Habits(since=MONDAY).seen([(MONDAY + 6.5 * HOUR, 50.0)], DAY)
        week = hours.week(MONDAY + known)
        usual = sum(week.between(at + day * DAY, at + day * DAY + HOUR) for day in range(7)) / 7
        here = week.between(at, at + HOUR) / (1 if at == evening else usual)
        assert (here < 0.9) is quiet


def test_what_is_long_ago_weighs_less_where_enough_is_known() -> None:
    habits = MORNINGS
    for day in range(100, 300):
        habits = habits.seen([(MONDAY + day * DAY + 18.5 * HOUR, 5.0)], DAY)
    assert habits.hours[18] > 50 * habits.hours[6]
    assert sum(habits.hours) == pytest.approx(sum(habits.days))
    assert sum(MORNINGS.seen([], 900 * DAY).hours) == pytest.approx(100)
