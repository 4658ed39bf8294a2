"""How fast a document fills up with news, by the dates of its new entries: what scrolls out of it unseen is lost. Pure.

A feed of fifteen entries holds two days of most newspapers, and an hour of one of them when something happens. So the next
look comes before it is full again; and how fast it was filled once is remembered for some months, because the first hours of
what happens next come as suddenly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from crawler.habits import HOUR

TOGETHER = timedelta(minutes=5)
"""What was published within this time is one piece of news."""
MANY = 4
"""So many pieces of news in an hour are no accident."""

_FILLING = 0.1
"""When more than this share of a document is new, it may fill up while it is left alone."""
_FULL, _SOONER = 0.75, 0.5
"""When more than this share was new, something may have been missed: half the time in which it was filled is the most from
then on."""
_STROKE = timedelta(minutes=30)
"""What was filled in this time, at one stroke, would be so after any wait."""
_RELAX = timedelta(days=84) / HOUR
"""How fast a ceiling that was set because of that is lifted again: it doubles in about two months."""


def pieces(moments: Iterable[datetime], since: datetime, now: datetime) -> list[datetime]:
    """When the pieces of news came in that time.

    Midnight to the second is a day without a time, which says nothing of the hour.
    """
    within = sorted(at for at in moments if since < at <= now and _has_time(at))
    found: list[datetime] = []
    for at in within:
        if not found or at - found[-1] >= TOGETHER:
            found.append(at)
    return found


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second)


def until_full(
    new: int, full: float, moments: Sequence[datetime], now: datetime
) -> timedelta | None:
    """In which time half a document is new again, where news is coming in; it may be more than was ever usual.

    :param new: entries that were not known before.
    :param full: which share of the document they are.
    :param moments: when they were published, as far as they say.
    :returns: None where it does not matter: little is new, or nothing came in the last hour, or it came at once.
    """
    if full < _FILLING or len(pieces(moments, now - HOUR, now)) < MANY:
        return None
    room = new / full
    return room / 2 / sum(now - HOUR < at for at in moments) * HOUR


def ceiling_after(
    ceiling: float | None, full: float, moments: Sequence[datetime], waited: float, longest: float
) -> float | None:
    """How many hours a source may be left alone at most, when it was for so long the last time; None: as long as is fit.

    :param ceiling: what it was before.
    :param full: the share of new entries in a document that had answered before.
    :param moments: when these were published, as far as they say.
    :param longest: hours above which a ceiling means nothing.
    """
    if full > _FULL and not _at_one_stroke(moments):
        return min(waited, _filled_in(moments)) * _SOONER
    if ceiling is None or (ceiling := ceiling * (1 + waited / _RELAX)) > longest:
        return None
    return ceiling


def _filled_in(moments: Sequence[datetime]) -> float:
    """In how many hours a full document was filled, as far as its dates say it."""
    return (max(moments) - min(moments)) / HOUR if len(moments) >= MANY else math.inf


def _at_one_stroke(moments: Sequence[datetime]) -> bool:
    return len(moments) >= MANY and max(moments) - min(moments) < _STROKE
