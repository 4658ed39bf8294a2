"""The last days of a source beside the weeks before them: what of it has changed by more than chance.

A week has its own kinds of articles on its own days, so whole weeks are compared: the last one with twelve before it. Where few
articles come it takes longer to be sure, so two weeks together are looked at as well, and four, and eight.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.days import Day

_LONG, _SELDOM = 56, 40
"""Spans this long are looked at only where no more articles come in one: of others a shorter one tells enough, and what
has changed becomes usual sooner."""
_WIDTHS = ((7, 12), (14, 6), (28, 4), (_LONG, 4))
"""Days put together, and how many such spans before the last one are looked at."""
LONGEST_PAST = timedelta(days=max(width * (spans + 1) for width, spans in _WIDTHS))
_ENOUGH = 6
"""Articles that a span must have: fewer are a handful, of which nothing can be said."""
_LEAST_PAST = 3
_FIRST_DAYS = 3
"""Days at the beginning in which a source's old articles are fetched, and are like no other day."""

_SURE = 5.0
"""How many standard deviations away from its past a source is no longer like itself."""
_FEW = 3
"""From few spans it can only be guessed how far they differ by more than chance; it is taken for so much more."""
_STILL = 0.6
"""What stands ends only when this much of it is gone, so that it does not come and go."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted of a source's days."""

    amount: Callable[[Day], float]
    of: Callable[[Day], float]
    """What it is a share of, or is divided by."""
    pages: Callable[[Day], int]
    """How many pages it was counted on."""
    is_share: bool = True
    up: bool = True
    """Whether it is wrong when it rises."""
    down: bool = True
    """Whether it is wrong when it falls."""
    noise: float = 1.3
    """How much one page differs from the next: what is there or not by chance has 1, and pages of one day are alike."""
    least: float = 0.2
    """How far it must have moved, whatever chance may say: a share; or the logarithm of a ratio."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A measure that has left its past."""

    now: float
    usual: float
    began: date
    pages: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure of one day, so many days ago."""

    age: int
    amount: float
    of: float
    pages: int


@dataclass(frozen=True, slots=True)
class _Span:
    value: float
    pages: int


def departure(
    measure: Measure, days: Sequence[Day], today: date, *, stands: bool = False
) -> Departure | None:
    """How ``measure`` has left the source's own past; None when it has not, or when too little is known.

    :param days: of one source, at least :data:`LONGEST_PAST` back, in order.
    :param stands: the alarm stands already; it ends only when the measure is well back.
    """
    if not days:
        return None
    settled = days[0].day + timedelta(days=_FIRST_DAYS)
    counted = [
        _Counted((today - day.day).days, measure.amount(day), measure.of(day), measure.pages(day))
        for day in days
        if settled <= day.day <= today
    ]
    for width, count in _WIDTHS:
        spans = _spans(counted, width, count)
        if width == _LONG and (last := spans[0]) and last.pages > _SELDOM:
            break
        past = [span for span in spans[1:] if span and span.pages >= _ENOUGH / 2]
        if (last := spans[0]) and last.pages >= _ENOUGH and len(past) >= _LEAST_PAST:
            recent = [day for day in counted if day.age < width]
            if left := _left(measure, last, past, stands=stands):
                now, usual = left
                began = today - timedelta(days=_began(recent, (now + usual) / 2, now > usual))
                return Departure(now, usual, began, last.pages)
    return None


def _spans(days: Sequence[_Counted], width: int, count: int) -> list[_Span | None]:
    amounts, bases, pages = ([0.0] * (count + 1) for _ in range(3))
    for day in days:
        place = day.age // width
        if place <= count:
            amounts[place] += day.amount
            bases[place] += day.of
            pages[place] += day.pages
    return [
        _Span(amount / of, int(number)) if of else None
        for amount, of, number in zip(amounts, bases, pages, strict=True)
    ]


def _left(
    measure: Measure, last: _Span, past: Sequence[_Span], *, stands: bool
) -> tuple[float, float] | None:
    """The measure now and as it used to be, when it has left its past."""
    even = _arc if measure.is_share else _log
    values = [even(span.value, span.pages) for span in past]
    usual = statistics.median(values)
    apart = _spread([abs(value - usual) for value in values])
    by_chance = measure.noise**2 / statistics.median([span.pages for span in past])
    spread = math.sqrt(max(0.0, apart**2 - by_chance)) * (1 + _FEW / len(past))
    chance = measure.noise / math.sqrt(last.pages)
    typical = statistics.median([span.value for span in past])
    step = last.value - typical if measure.is_share else _log(last.value) - _log(typical)
    away = even(last.value, last.pages) - usual
    if not (measure.up if step > 0 else measure.down):
        return None
    part = _STILL if stands else 1.0
    sure = abs(away) >= _SURE * part * math.hypot(spread, chance)
    if not sure or abs(step) < measure.least * part:
        return None
    return last.value, typical


def _spread(away: Sequence[float]) -> float:
    """The standard deviation, of all spans but the one farthest away, or as half of them show it, if that is more."""
    most = sorted(away)[:-1]
    return max(1.4826 * statistics.median(away), 1.3 * math.hypot(*most) / math.sqrt(len(most)))


def _arc(share: float, pages: int) -> float:
    """A share on a scale on which chance is as large everywhere (Freeman and Tukey 1950): 1/√pages."""
    hits = min(max(share, 0.0), 1.0) * pages
    return math.asin(math.sqrt(hits / (pages + 1))) + math.asin(math.sqrt((hits + 1) / (pages + 1)))


def _log(value: float, _: int = 0) -> float:
    return math.log(max(value, 1.0))


def _began(recent: Sequence[_Counted], between: float, rose: bool) -> int:
    """How many days ago it began: from then on, what lies beyond the middle between now and before adds up to most."""
    best, age, away = -math.inf, recent[-1].age, 0.0
    for day in reversed(recent):
        more = day.amount - between * day.of
        away += more if rose else -more
        if day.pages and away > best:
            best, age = away, day.age
    return age
