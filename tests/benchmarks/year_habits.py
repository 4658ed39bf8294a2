"""When newspapers of different habits have something new. All by chance's seed; times are seconds since :data:`BEGAN`."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

BEGAN = datetime(2026, 1, 12, tzinfo=UTC)
HOUR, DAY, WEEK = 3600.0, 86400.0, 7 * 86400.0
BEFORE = 150
"""Days before :data:`BEGAN` from which there are articles already: a feed is full when it is first asked for."""

HOLIDAYS = {
    date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1),
}  # fmt: skip
"""On which many newspapers publish little or nothing."""

Kind = Literal["wire", "daily", "print", "regional", "weekly", "monthly", "sparse", "bursty"]
SHARES: dict[Kind, int] = {
    "wire": 12, "daily": 120, "print": 45, "regional": 50, "weekly": 30, "monthly": 10, "sparse": 20, "bursty": 13
}  # fmt: skip
"""Newspapers of each kind, of three hundred."""

_BY_DAY = [0.3] * 6 + [1.5, 2.2, 2.2, 1.8, 1.6, 1.5, 1.4, 1.4, 1.5, 1.5, 1.5, 1.4, 1.2, 1, 0.8, 0.7, 0.5, 0.4]  # fmt: skip
_AT_THE_OFFICE = [0.0] * 7 + [0.5, 1, 1.5, 1.5, 1.2, 1, 1.2, 1.5, 1.5, 1.2, 0.8, 0.3] + [0.0] * 5
_AROUND_THE_CLOCK = [0.6] * 6 + [1.2] * 14 + [0.8] * 4


def moment(seconds: float) -> datetime:
    """As the calendar says it."""
    return BEGAN + timedelta(seconds=seconds)


@dataclass(frozen=True)
class _Day:
    """One day of one newspaper."""

    date: date
    begins: float
    """Its midnight, where the newspaper is."""
    is_holiday: bool
    chance: random.Random

    @property
    def is_weekend(self) -> bool:
        return self.date.weekday() >= 5

    def spread(self, mean: float, profile: Sequence[float]) -> list[float]:
        """Any number of moments, by the profile of its hours."""
        hours = self.chance.choices(range(24), profile, k=poisson(mean, self.chance))
        return [self.begins + (hour + self.chance.random()) * HOUR for hour in hours]

    def together(self, begin: float, count: int, within: float) -> list[float]:
        """So many moments within so many seconds."""
        return [self.begins + begin + self.chance.uniform(0, within) for _ in range(count)]


_Habit = Callable[[_Day], list[float]]


def published(kind: Kind, days: int, chance: random.Random) -> list[float]:
    """When a newspaper of this kind announces its articles, in order."""
    zone = chance.choice((-8, -5, 0, 1, 1, 2, 3, 7, 8, 9)) * HOUR
    keeps_holidays = chance.random() < 0.7
    habit = _HABITS[kind](chance)
    made: list[float] = []
    for number in range(-BEFORE, days):
        day = (BEGAN + timedelta(days=number)).date()
        made += habit(_Day(day, number * DAY - zone, keeps_holidays and day in HOLIDAYS, chance))
    return sorted(made)


def _wire(chance: random.Random) -> _Habit:
    rate = chance.uniform(35, 90)
    return lambda day: day.spread(
        rate * (0.6 if day.is_weekend or day.is_holiday else 1), _AROUND_THE_CLOCK
    )


def _daily(chance: random.Random) -> _Habit:
    """All day long, with a burst in the morning, and less at the weekend."""
    rate, weekend, burst = (
        chance.uniform(5, 25),
        chance.uniform(0.25, 0.7),
        chance.uniform(0.2, 0.5),
    )

    def habit(day: _Day) -> list[float]:
        mean = rate * (weekend if day.is_weekend or day.is_holiday else 1)
        early = poisson(mean * burst, day.chance)
        rest = day.spread(mean * (1 - burst), _BY_DAY)
        return day.together(6 * HOUR, early, 2.5 * HOUR) + rest

    return habit


def _print(chance: random.Random) -> _Habit:
    """The whole paper within three minutes of the morning; none on Sundays."""
    rate = chance.uniform(8, 25)

    def habit(day: _Day) -> list[float]:
        if day.date.weekday() == 6 or day.is_holiday:
            return []
        return day.together(day.chance.uniform(4.5, 5.5) * HOUR, poisson(rate, day.chance), 180)

    return habit


def _regional(chance: random.Random) -> _Habit:
    """At the office, from Monday to Friday."""
    rate = chance.uniform(2, 8)
    return lambda day: [] if day.is_weekend or day.is_holiday else day.spread(rate, _AT_THE_OFFICE)


def _weekly(chance: random.Random) -> _Habit:
    rate, its_day = chance.uniform(5, 20), chance.randrange(5)

    def habit(day: _Day) -> list[float]:
        if day.date.weekday() != its_day:
            return []
        begin = day.chance.uniform(6, 16) * HOUR + (DAY if day.is_holiday else 0)
        return day.together(begin, max(1, poisson(rate, day.chance)), HOUR)

    return habit


def _monthly(chance: random.Random) -> _Habit:
    rate = chance.uniform(6, 15)

    def habit(day: _Day) -> list[float]:
        if day.date.day != 1:
            return []
        begin = day.chance.uniform(0.4, 3.4) * DAY
        return day.together(begin, max(1, poisson(rate, day.chance)), HOUR)

    return habit


def _sparse(chance: random.Random) -> _Habit:
    """Now and then."""
    rate = chance.uniform(0.2, 0.6)
    return lambda day: [] if day.is_holiday else day.spread(rate, _AT_THE_OFFICE)


def _bursty(chance: random.Random) -> _Habit:
    """A few a day; once a month something happens, and there are dozens within hours."""
    rate = chance.uniform(2, 6)

    def habit(day: _Day) -> list[float]:
        usual = day.spread(rate, _BY_DAY)
        if day.chance.random() > 12 / 365:
            return usual
        begin = day.chance.uniform(6, 20) * HOUR
        return usual + day.together(begin, day.chance.randrange(30, 80), 6 * HOUR)

    return habit


_HABITS: dict[Kind, Callable[[random.Random], _Habit]] = {
    "wire": _wire,
    "daily": _daily,
    "print": _print,
    "regional": _regional,
    "weekly": _weekly,
    "monthly": _monthly,
    "sparse": _sparse,
    "bursty": _bursty,
}


def poisson(mean: float, chance: random.Random) -> int:
    """How often something happens that happens so often on average."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
