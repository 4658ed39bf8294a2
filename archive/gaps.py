"""Days of a source on which something is missing, beside its own past. Pure: counts in, gaps out.

A day is looked at when it is over. What a source gives differs by the day of the week, so a Sunday is compared with
Sundays, as soon as there are enough of them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

Reason = Literal["no-crawl", "not-asked", "unanswered", "few-announced", "few-stored"]

PAST = timedelta(weeks=8)
"""How far back the days lie that a day is compared with."""

_SAME_WEEKDAYS = 4
"""So many days of one weekday tell what is usual on it; until then all days of the last four weeks do."""
_LEAST_PAST = 2
_SURE_PAST = 10
"""Days of any weekday that must be known before less than usual says something by itself."""
_MONTH = timedelta(days=28)
_DAY = timedelta(days=1)

_HALF = 0.5
"""Of the usual: where nobody could ask, so much less is missing."""
_FEW = 1 / 4
"""The same where the source was asked: news is uneven by nature."""
_CHANCE = 4.0
"""Standard deviations of a Poisson distribution that the shortfall must have then."""


@dataclass(frozen=True, slots=True)
class Count:
    """What one day of a source had."""

    polled: int = 0
    """Documents that answered."""
    unanswered: int = 0
    announced: int = 0
    new: int = 0


_NOTHING = Count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days in a row of which less is stored than the source's past lets expect."""

    source: str
    first: date
    last: date
    reason: Reason
    """``no-crawl``: none ran; ``not-asked``: this source was not polled; ``unanswered``: it was, in vain;
    ``few-announced``, ``few-stored``: it named, or we stored, far less than usual."""
    usual: int
    """Articles that such days have."""
    found: int
    """Articles stored whose own date is one of these days."""
    asked_again: datetime | None = None
    """When a crawl that went back as far asked the source once more; what is still missing is not to be had then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a source."""

    source: str
    days: Mapping[date, Count]
    """Its days, from :data:`PAST` before the first one looked at on; one that is not there had nothing."""
    began: date
    """When it was first polled: what came on that day is what had piled up."""
    due: datetime | None = None
    """When it is to be polled next; before that a day without a poll is not missed."""
    is_dated: bool = True
    """Whether its articles say when they were published; those that don't count for the day on which they were seen."""


def find(
    history: History,
    first: date,
    today: date,
    *,
    crawled: Callable[[date], bool],
    dated: Callable[[date], int],
) -> list[Gap]:
    """The gaps of one source between ``first`` and yesterday, the oldest first.

    :param crawled: whether any run went on on a day.
    :param dated: how many articles with this day as their own date are stored; asked only where something may be missing.
    """
    polled = max((day for day, count in history.days.items() if count.polled), default=None)
    announced = _FEW * max((count.announced for count in history.days.values()), default=0)
    new = _FEW * max((count.new for count in history.days.values()), default=0)
    found = []
    for day in _each(max(first, history.began + _DAY), today):
        had = history.days.get(day, _NOTHING)
        if had.polled and had.announced >= announced and had.new >= new:
            continue  # as nearly always; what follows takes its time
        is_open = polled is None or polled < day
        if is_open and history.due is not None and history.due.date() > day:
            continue
        gap = _gap(history, day, crawled, dated)
        if gap is not None:
            found.append(gap)
    return list(_joined(found))


def _each(first: date, end: date) -> Iterator[date]:
    for number in range((end - first).days):
        yield first + number * _DAY


def _gap(
    history: History, day: date, crawled: Callable[[date], bool], dated: Callable[[date], int]
) -> Gap | None:
    had = history.days.get(day, _NOTHING)
    past, is_sure = _past(history, day)
    if len(past) < _LEAST_PAST:
        return None
    usual = statistics.median(count.new for count in past) / _spacing(history, day)
    if usual < 1:
        return None
    reason: Reason | None
    if had.polled:
        reason, least = _shortage(had, past) if is_sure else None, usual * _FEW
    else:
        reason = "unanswered" if had.unanswered else "not-asked" if crawled(day) else "no-crawl"
        least = usual * _HALF
    if reason is None:
        return None
    found = dated(day) + (0 if history.is_dated else _late(history, day, usual))
    if found >= least:
        return None
    return Gap(
        source=history.source, first=day, last=day, reason=reason, usual=round(usual), found=found
    )


def _spacing(history: History, day: date) -> float:
    """Days between two polls, usually: what a source gives that is asked once a week is of seven days."""
    polled = sorted(
        d for d, count in history.days.items() if day - PAST <= d < day and count.polled
    )
    return statistics.median((b - a).days for a, b in pairwise(polled))


def _late(history: History, day: date, usual: float) -> int:
    """How many more than usual came on the next days, when nobody knows of which day they are."""
    after = (history.days.get(day + number * _DAY, _NOTHING) for number in (1, 2, 3))
    return round(sum(max(0.0, count.new - usual) for count in after))


def _past(history: History, day: date) -> tuple[list[Count], bool]:
    """The days that this one is compared with, and whether they are enough to call it unusual."""
    since = max(day - PAST, history.began + _DAY)
    known = {d: count for d, count in history.days.items() if since <= d < day and count.polled}
    same = [count for d, count in known.items() if d.weekday() == day.weekday()]
    if len(same) >= _SAME_WEEKDAYS:
        return same, True
    recent = [count for d, count in known.items() if d >= day - _MONTH]
    return recent, len(recent) >= _SURE_PAST


def _shortage(had: Count, past: Sequence[Count]) -> Reason | None:
    if _is_short(had.announced, [count.announced for count in past]):
        return "few-announced"
    return "few-stored" if _is_short(had.new, [count.new for count in past]) else None


def _is_short(had: int, past: Sequence[int]) -> bool:
    usual = statistics.median(past)
    least = min(past)
    chance = _CHANCE * math.sqrt(usual)
    return had < usual * _FEW and had < least and usual - had > chance


def _joined(gaps: Sequence[Gap]) -> Iterator[Gap]:
    """Gaps of days in a row with the same reason as one."""
    whole: Gap | None = None
    for gap in gaps:
        if whole and gap.reason == whole.reason and gap.first == whole.last + _DAY:
            whole = replace(
                whole,
                last=gap.last,
                usual=whole.usual + gap.usual,
                found=whole.found + gap.found,
            )
            continue
        if whole:
            yield whole
        whole = gap
    if whole:
        yield whole
