"""The last days of a source beside the weeks before them: what of it has changed by more than chance.

A week has its own kinds of articles on its own days, so whole weeks are compared: the last one with twelve before it. Where few
articles come it takes longer to be sure, so two weeks together are looked at as well, and four.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.days import Day

_WIDTHS = ((7, 12), (14, 6), (28, 4))
"""Days put together, and how many such spans before the last one are looked at."""
LONGEST_PAST = timedelta(days=max(width * (spans + 1) for width, spans in _WIDTHS))
_ENOUGH = 6
"""Articles that a span must have: fewer are a handful, of which nothing can be said."""
_LEAST_PAST = 3
_FIRST_DAYS = 3
"""Days at the beginning in which a source's old articles are fetched, and are like no other day."""

_SURE = 5.0
"""How many standard deviations away from its past a source is no longer like itself."""
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
    """How much one page differs from the next: a share that is either all or nothing has 1, and articles of one day
    are alike."""
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
    known = [day for day in days if day.day >= settled and day.day <= today]
    for width, count in _WIDTHS:
        spans = _spans(measure, known, today, width, count)
        past = [span for span in spans[1:] if span and span.pages >= _ENOUGH / 2]
        if (last := spans[0]) and last.pages >= _ENOUGH and len(past) >= _LEAST_PAST:
            recent = [day for day in known if day.day > today - timedelta(days=width)]
            if left := _left(measure, last, past, recent, stands=stands):
                return left
    return None


def _spans(
    measure: Measure, days: Sequence[Day], today: date, width: int, count: int
) -> list[_Span | None]:
    sums = [[0.0, 0.0, 0.0] for _ in range(count + 1)]
    for day in days:
        place = (today - day.day).days // width
        if place <= count:
            for index, part in enumerate((measure.amount, measure.of, measure.pages)):
                sums[place][index] += part(day)
    return [_Span(amount / of, int(pages)) if of else None for amount, of, pages in sums]


def _left(
    measure: Measure,
    last: _Span,
    past: Sequence[_Span],
    recent: Sequence[Day],
    *,
    stands: bool,
) -> Departure | None:
    even = _arc if measure.is_share else _log
    values = [even(span.value, span.pages) for span in past]
    usual = statistics.median(values)
    spread = 1.4826 * statistics.median([abs(value - usual) for value in values])
    chance = measure.noise / math.sqrt(last.pages)
    typical = statistics.median([span.value for span in past])
    step = last.value - typical if measure.is_share else _log(last.value) - _log(typical)
    away = even(last.value, last.pages) - usual
    if not (measure.up if step > 0 else measure.down):
        return None
    part = _STILL if stands else 1.0
    sure = abs(away) >= _SURE * part * max(spread, chance)
    if not sure or abs(step) < measure.least * part:
        return None
    return Departure(last.value, typical, _began(measure, recent, typical), last.pages)


def _arc(share: float, pages: int) -> float:
    """A share on a scale on which chance is as large everywhere (Freeman and Tukey 1950): 1/√pages."""
    hits = min(max(share, 0.0), 1.0) * pages
    return math.asin(math.sqrt(hits / (pages + 1))) + math.asin(math.sqrt((hits + 1) / (pages + 1)))


def _log(value: float, _: int = 0) -> float:
    return math.log(max(value, 1.0))


def _began(measure: Measure, recent: Sequence[Day], usual: float) -> date:
    """The day from which on the sum of what is away from usual is the largest."""
    best, best_day, away = -math.inf, recent[-1].day, 0.0
    sign = 0.0
    for day in recent:
        sign += measure.amount(day) - usual * measure.of(day)
    for day in reversed(recent):
        away += math.copysign(1, sign) * (measure.amount(day) - usual * measure.of(day))
        if measure.pages(day) and away > best:
            best, best_day = away, day.day
    return best_day
