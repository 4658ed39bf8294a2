"""At which hours and on which days a source usually has something new. Pure.

The rate at an hour of the week is the product of a factor of its hour of the day and one of its day of the week (UTC): 31
numbers, of which something is known after days, where one for each of the 168 hours would take months. Few
observations say little: until there are many, each hour is taken to be much like the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)

_MEMORY = timedelta(weeks=6)
"""After this time an observation weighs a third: newspapers move their deadlines, and clocks are put forward …"""
_ENOUGH = 100.0
"""… unless no more than so much news is known."""

_HOURS_AFTER, _DAYS_AFTER = timedelta(days=2), timedelta(days=14)
"""How long a source must be known before its hours, and its days, are told apart: an hour that was not seen yet looks
quiet."""

_HOURS_PRIOR, _DAYS_PRIOR = 12.0, 7.0
"""Imaginary news, spread evenly: so much must be seen before the hours, or the days, are told apart."""

_LEAST = 0.15
"""No hour and no day is thought to be quieter than this, compared with the average."""

_EARLY, _SUDDEN = 0.6, 3.0
"""How much of a wait must have passed that it may end with a busy hour, and how much busier this was than the next."""

_NEIGHBOUR = 0.2
"""How much of an hour's news counts for the hour before and after it."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How much news came in each hour of the day and on each day of the week, older news weighing less."""

    hours: tuple[float, ...] = (0.0,) * 24
    days: tuple[float, ...] = (0.0,) * 7
    """Monday first."""
    since: datetime | None = None
    """When the first observation was made."""

    def seen(self, moments: Iterable[tuple[datetime, float]], passed: timedelta) -> Habits:
        """With more news: when each was announced, and how much it weighs. ``passed`` is the time since the last news."""
        known = sum(self.hours)
        left = min(1.0, max(math.exp(-(passed / _MEMORY)), _ENOUGH / known)) if known else 1.0
        hours, days = [w * left for w in self.hours], [w * left for w in self.days]
        for moment, heavy in moments:
            at = moment.astimezone(UTC)
            hours[at.hour] += heavy
            days[at.weekday()] += heavy
        return replace(self, hours=tuple(hours), days=tuple(days))

    def week(self, now: datetime) -> Week:
        """The week as these habits make it."""
        known = now - self.since if self.since else timedelta()
        hours, days = _FLAT_HOURS, _FLAT_DAYS
        if known >= _HOURS_AFTER:
            around = [
                (1 - 2 * _NEIGHBOUR) * here + _NEIGHBOUR * (self.hours[h - 1] + self.hours[h - 23])
                for h, here in enumerate(self.hours)
            ]
            hours = _factors(around, _HOURS_PRIOR)
        if known >= _DAYS_AFTER:
            days = _factors(self.days, _DAYS_PRIOR)
        return Week(hours, days)


_FLAT_HOURS: tuple[float, ...] = (1.0,) * 24
_FLAT_DAYS: tuple[float, ...] = (1.0,) * 7


def _factors(weights: Sequence[float], prior: float) -> tuple[float, ...]:
    """How much more than on average there is in each part; their mean is 1."""
    each = prior / len(weights)
    mean = sum(weights) / len(weights) + each
    return tuple(_LEAST + (1 - _LEAST) * (weight + each) / mean for weight in weights)


@dataclass(frozen=True, slots=True)
class Week:
    """How fast the source's own time goes: an hour in which it is busy counts for more than one in which it sleeps.

    A week has 168 hours of it, whatever the habits.
    """

    hours: tuple[float, ...]
    days: tuple[float, ...]

    def between(self, start: datetime, end: datetime) -> float:
        """Hours of the source's time from ``start`` to ``end``."""
        weeks = max(0, (end - start) // timedelta(weeks=1))
        parts = self._parts(start + weeks * timedelta(weeks=1))
        total = 168.0 * weeks
        for moment, length, speed in parts:
            if moment >= end:
                break
            total += min(length, (end - moment) / HOUR) * speed
        return total

    def after(self, start: datetime, amount: float, most: timedelta) -> timedelta:
        """How long it takes until so many hours of the source's time have passed since ``start``; at most ``most``.

        When a busy hour ends before, and not much before, then until it ends: what is to come will have come by then.
        """
        early = amount * (1 - _EARLY)
        before = 0.0
        for moment, length, speed in self._parts(start):
            if moment - start >= most:
                break
            if amount <= early and before >= _SUDDEN * speed:
                return moment - start
            if amount <= length * speed:
                return min(most, moment - start + amount / speed * HOUR)
            amount -= length * speed
            before = speed
        return most

    def spread(self, start: datetime, end: datetime) -> list[tuple[datetime, float]]:
        """The hours between two moments, at most a week back, each with its share of the source's time: they add up to
        1."""
        start = max(start, end - timedelta(weeks=1))
        parts = [
            (moment, min(length, (end - moment) / HOUR) * speed)
            for moment, length, speed in self._until(start, end)
        ]
        whole = sum(part for _, part in parts) or 1.0
        return [(moment, part / whole) for moment, part in parts]

    def _until(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, float, float]]:
        for part in self._parts(start):
            if part[0] >= end:
                return
            yield part

    def _parts(self, start: datetime) -> Iterator[tuple[datetime, float, float]]:
        """From ``start`` on without end: when each hour begins, what is left of it, and its speed."""
        moment = start.astimezone(UTC)
        while True:
            following = moment.replace(minute=0, second=0, microsecond=0) + HOUR
            speed = self.hours[moment.hour] * self.days[moment.weekday()]
            yield moment, (following - moment) / HOUR, speed
            moment = following
