"""The last weeks of a source beside the weeks before them: what of it has changed by more than chance.

A week has its own kinds of articles on its own days, so whole weeks are compared: the last one with twelve before it. Where few
articles come it takes longer to be sure, so two weeks together are looked at as well, and four; and where they come seldom,
as many as there are.

What is chance depends on the source. Articles of one day are alike, so thirty of one day tell less than thirty of a month
(their *design effect*: Kish, Survey Sampling, 1965, section 5.4). And the lengths of one newspaper's articles differ more than
another's: its own past says by how much.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from archive.alarms.past import WEEKS, Past, Week, week_of

_WIDTHS = ((1, 12), (2, 6), (4, 4))
"""Weeks put together, and how many such spans before the last one are looked at."""
_SELDOM, _SELDOM_WIDTHS = 40, ((2, 12), (4, 9), (8, 4))
"""The same where no more articles than so many come in such a time: of others less tells enough, and what has changed
becomes usual sooner."""
_ENOUGH = 6
"""Articles that a span must have: fewer are a handful, of which nothing can be said."""
_ONE_DAY = 1.5
"""And they must not all be of one day, which may have been special: of so many days, if all had alike."""
_LEAST_PAST = 3

_SURE = 5.0
"""How many standard deviations away from its past a source is no longer like itself."""
_FEW = 3
"""From few spans it can only be guessed how far they differ by more than chance; it is taken for so much more."""
_STILL = 0.6
"""What stands ends only when this much of it is gone, so that it does not come and go."""
_ALIKE = 0.08
"""How alike the articles of one day are: 0 as any two are, 1 all the same (the correlation within a day)."""
_GUESSED = 4
"""When a source's spans differ by less than was guessed, the guess weighs as much as so many of them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted of a source's weeks."""

    amount: Callable[[Week], float]
    of: Callable[[Week], float]
    """What it is a share of, or is divided by."""
    pages: Callable[[Week], int]
    """How many pages it was counted on."""
    is_share: bool = True
    up: bool = True
    """Whether it is wrong when it rises."""
    down: bool = True
    """Whether it is wrong when it falls."""
    noise: float = 1.0
    """How much one page differs from the next: what is there or not by chance has 1."""
    is_guess: bool = False
    """Whether that is a guess, and a source's pages may differ by less."""
    least: float = 0.2
    """How far it must have moved, whatever chance may say: a share; or the logarithm of a ratio."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A measure that has left its past."""

    now: float
    usual: float
    weeks: int
    """What is compared with the past: so many weeks."""
    pages: int


class _Span(NamedTuple):
    value: float
    pages: int
    visits: int
    squares: int
    """As :attr:`archive.alarms.past.Week.squares`."""

    @property
    def together(self) -> float:
        """How many visits were on the same day as one of them, itself included, on average."""
        return max(1.0, self.squares / max(1, self.visits))


def departure(measure: Measure, weeks: Sequence[Week], *, stands: bool = False) -> Departure | None:
    """How ``measure`` has left the source's own past; None when it has not, or when too little is known.

    :param weeks: of one source, :data:`archive.alarms.past.WEEKS` of them, the last one first.
    :param stands: the alarm stands already; it ends only when the measure is well back.
    """
    for width, last, past in _compared(measure, weeks):
        if left := _left(measure, last, past, stands=stands):
            return Departure(*left, width, last.pages)
    return None


def began(measure: Measure, past: Past, found: Departure) -> date:
    """On which day it began: from then on, what lies beyond the middle between now and before adds up to most."""
    between, rose = (found.now + found.usual) / 2, found.now > found.usual
    first = date.fromordinal(past.today.toordinal() - 7 * found.weeks + 1)
    best, away, day = -math.inf, 0.0, first
    for each in reversed(past.since(first)):
        one = week_of([each])
        more = measure.amount(one) - between * measure.of(one)
        away += more if rose else -more
        if measure.pages(one) and away > best:
            best, day = away, each.day
    return day


_VISITS = (attrgetter("visits"), attrgetter("squares"))


def _compared(measure: Measure, weeks: Sequence[Week]) -> Iterator[tuple[int, _Span, list[_Span]]]:
    """How many weeks are put together, the last such span, and those before it."""
    counted = [
        [0, *accumulate(map(each, weeks))]
        for each in (measure.amount, measure.of, measure.pages, *_VISITS)
    ]
    pages = counted[2]
    for widths, most in ((_WIDTHS, math.inf), (_SELDOM_WIDTHS, _SELDOM)):
        for width, count in widths:
            if not _ENOUGH <= pages[width] <= most:
                continue
            spans = [_span(counted, n * width, (n + 1) * width) for n in range(count + 1)]
            past = [span for span in spans[1:] if span and span.pages >= _ENOUGH / 2]
            last = spans[0]
            if last and len(past) >= _LEAST_PAST and last.visits >= _ONE_DAY * last.together:
                yield width, last, past


def _span(counted: Sequence[Sequence[float]], begin: int, end: int) -> _Span | None:
    amounts, bases, pages, visits, squares = counted
    end = min(end, WEEKS)
    if not (of := bases[end] - bases[begin]):
        return None
    return _Span(
        (amounts[end] - amounts[begin]) / of,
        int(pages[end] - pages[begin]),
        int(visits[end] - visits[begin]),
        int(squares[end] - squares[begin]),
    )


def _left(
    measure: Measure, last: _Span, past: Sequence[_Span], *, stands: bool
) -> tuple[float, float] | None:
    """The measure now and as it used to be, when it has left its past."""
    part = _STILL if stands else 1.0
    typical = statistics.median([span.value for span in past])
    step = last.value - typical if measure.is_share else _log(last.value) - _log(typical)
    if abs(step) < measure.least * part or not (measure.up if step > 0 else measure.down):
        return None
    even = _arc if measure.is_share else _log
    values = [even(span.value, span.pages) for span in past]
    usual = statistics.median(values)
    apart = _spread([abs(value - usual) for value in values]) ** 2
    by_chance = statistics.median([_chance(measure, span) for span in past])
    spread = max(0.0, apart - by_chance) * (1 + _FEW / len(past)) ** 2
    chance = _chance(measure, last)
    if measure.is_guess:
        chance *= (_GUESSED + len(past) * min(1.0, apart / by_chance)) / (_GUESSED + len(past))
    away = even(last.value, last.pages) - usual
    if abs(away) < _SURE * part * math.sqrt(spread + chance):
        return None
    return last.value, typical


def _chance(measure: Measure, span: _Span) -> float:
    """The variance of the measure of a span when nothing has changed."""
    return float(measure.noise**2 * (1 + _ALIKE * (span.together - 1)) / span.pages)


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
