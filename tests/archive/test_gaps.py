"""Days on which something is missing, beside the source's own past."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.gaps import Count, Gap, History, find

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
"""A Sunday."""
FIRST = TODAY - 14 * DAY
WEEKDAYS, SUNDAYS = 40, 8


def usual(day: date) -> int:
    return SUNDAYS if day.weekday() == 6 else WEEKDAYS


def regular(changes: Mapping[date, Count] | None = None, weeks: int = 10) -> dict[date, Count]:
    """A newspaper that is polled every day and gives as much as on this weekday always."""
    days = {}
    for number in range(1, weeks * 7 + 1):
        day = TODAY - number * DAY
        days[day] = Count(polled=24, announced=usual(day), new=usual(day))
    return {**days, **(changes or {})}


def gaps(
    days: Mapping[date, Count],
    dated: Callable[[date], int] | None = None,
    crawled: Callable[[date], bool] = lambda _: True,
    **more: object,
) -> list[Gap]:
    began = more.pop("began", min(days))
    history = History(source="courier", days=days, began=began, **more)  # type: ignore[arg-type]
    own_date = dated or (lambda day: days[day].new if day in days else 0)
    return find(history, FIRST, TODAY, crawled=crawled, dated=own_date)


def told(found: list[Gap]) -> list[tuple[date, date, str, int, int]]:
    return [(gap.first, gap.last, gap.reason, gap.usual, gap.found) for gap in found]


def test_a_source_that_is_as_always_has_no_gap() -> None:
    assert gaps(regular()) == []


def test_a_quiet_sunday_is_none() -> None:
    sunday = TODAY - 7 * DAY
    assert sunday.weekday() == 6
    assert gaps(regular({sunday: Count(polled=24, announced=6, new=5)})) == []


def test_a_tuesday_like_a_sunday_is_one() -> None:
    tuesday = date(2026, 11, 17)
    found = gaps(regular({tuesday: Count(polled=24, announced=SUNDAYS, new=SUNDAYS)}))
    assert told(found) == [(tuesday, tuesday, "few-announced", WEEKDAYS, SUNDAYS)]


def test_what_was_announced_and_not_stored_is_missing() -> None:
    tuesday = date(2026, 11, 17)
    found = gaps(regular({tuesday: Count(polled=24, announced=WEEKDAYS, new=3)}))
    assert told(found) == [(tuesday, tuesday, "few-stored", WEEKDAYS, 3)]


@pytest.mark.parametrize(
    ("had", "crawled", "reason"),
    [
        (Count(), False, "no-crawl"),
        (Count(), True, "not-asked"),
        (Count(unanswered=24), True, "unanswered"),
    ],
)
def test_days_without_a_poll_are_one_gap_and_say_why(
    had: Count, crawled: bool, reason: str
) -> None:
    lost = (date(2026, 11, 18), date(2026, 11, 19))
    found = gaps(regular(dict.fromkeys(lost, had)), crawled=lambda day: crawled or day not in lost)
    assert told(found) == [(*lost, reason, 2 * WEEKDAYS, 0)]


def test_days_that_the_next_crawl_made_good_are_no_gap() -> None:
    lost = date(2026, 11, 18)
    days = regular({lost: Count(), lost + DAY: Count(polled=24, announced=80, new=80)})
    assert gaps(days, dated=usual) == []
    # Its articles have no date: what came on the day after is more than usual by as much.
    assert gaps(days, dated=lambda day: days[day].new, is_dated=False) == []
    assert [gap.first for gap in gaps(days, dated=lambda day: days[day].new)] == [lost]


def test_half_filled_is_filled_enough_where_nobody_could_ask() -> None:
    days = regular({date(2026, 11, 18): Count()})
    assert gaps(days, dated=lambda _: WEEKDAYS // 2) == []
    (gap,) = gaps(days, dated=lambda day: 19 if day == date(2026, 11, 18) else usual(day))
    assert (gap.usual, gap.found) == (WEEKDAYS, 19)


def test_a_source_that_is_asked_once_a_week_misses_nothing_in_between() -> None:
    days = {
        TODAY - number * DAY: Count(polled=1, announced=7, new=7)
        for number in range(4, 80, 7)  # the last time four days ago
    }
    due = datetime(2026, 11, 25, tzinfo=UTC)
    assert gaps(days, dated=lambda _: 1, due=due) == []


def test_days_since_the_last_crawl_are_missing_once_it_was_due() -> None:
    last = date(2026, 11, 18)
    days = {day: count for day, count in regular().items() if day <= last}
    due = datetime(2026, 11, 19, 0, 30, tzinfo=UTC)
    found = gaps(days, due=due, crawled=lambda day: day <= last)
    assert told(found) == [(last + DAY, TODAY - DAY, "no-crawl", 3 * WEEKDAYS, 0)]
    assert gaps(days, due=datetime(2026, 11, 22, tzinfo=UTC)) == []


def test_the_first_days_of_a_source_say_nothing_of_the_others() -> None:
    began = TODAY - 4 * DAY
    days = {
        began: Count(polled=3, announced=900, new=900),
        **{TODAY - n * DAY: Count(polled=24, announced=4, new=4) for n in (1, 2, 3)},
    }
    assert gaps(days, began=began) == []


def test_a_new_source_that_was_not_asked_misses_something_after_two_days() -> None:
    began = TODAY - 5 * DAY
    days = {
        TODAY - n * DAY: Count(polled=24, announced=WEEKDAYS, new=WEEKDAYS) for n in (2, 3, 4, 5)
    }
    found = gaps(days, began=began, crawled=lambda _: False)
    assert told(found) == [(TODAY - DAY, TODAY - DAY, "no-crawl", WEEKDAYS, 0)]
    assert gaps({day: days[day] for day in list(days)[2:]}, began=began) == []


def test_today_is_not_over() -> None:
    assert gaps(regular({TODAY: Count(polled=3)})) == []


def test_chance_alone_makes_hardly_a_gap() -> None:
    """A year of fifty newspapers of every size whose news comes by chance, more unevenly than by Poisson."""
    dice = random.Random(7)  # noqa: S311 - the same each time
    named = 0
    for size in (1, 2, 3, 5, 8, 13, 20, 40, 80, 200) * 5:
        start = TODAY - 420 * DAY
        days = {}
        for number in range(420):
            mood = dice.gammavariate(12, 1 / 12)
            expected = size * mood * (0.3 if (start + number * DAY).weekday() >= 5 else 1.0)
            new = _poisson(dice, expected)
            days[start + number * DAY] = Count(polled=24, announced=new, new=new)
        history = History(source="x", days=days, began=start)
        named += len(
            find(
                history,
                start + 60 * DAY,
                TODAY,
                crawled=lambda _: True,
                dated=lambda day, days=days: days[day].new,  # type: ignore[misc]
            )
        )
    assert named <= 10


def _poisson(dice: random.Random, expected: float) -> int:
    count, left = 0, expected
    while (left := left - dice.expovariate(1)) > 0:
        count += 1
    return count
