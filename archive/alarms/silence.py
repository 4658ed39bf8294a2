"""A source that is silent for longer than it ever was.

What counts as long is learnt from the source's own past, kept as a small JSON text (``sources.silences``) that each
answered poll brings up to date. Only time in which we listened counts: while nobody asked, because the crawl was paused or
our own network was down, the source may have said anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from archive.alarms.alarm import Alarm, span, when

_HOUR = 3600
_DAY = 24 * _HOUR

_KEPT = 8
"""The longest silences that are kept."""
_REMEMBERED = 400 * _DAY
"""For how long: a year, so that what rests each summer may, and a little more."""
_SHORTEST = _HOUR
"""What is announced within an hour came together."""

_LEAST_PAST = 21 * _DAY
"""A source must have been known for three weeks, so that two weekends at least are in its past …"""
_LEAST_GAPS = 5
"""… and have been silent that often, before its longest silence says anything."""
_TIMES, _PLUS = 1.5, 48 * _HOUR
"""A silence is too long when it is longer than what is usual so many times, and so much: two holidays beside a weekend."""
_USUAL = 3
"""What is usual is the third of its longest silences: those before it may have been a feast, or an outage."""
_LONGER, _LATER = 1.4, 36 * _HOUR
"""And it must be longer than the longest one so many times, and so much."""
_TAILS = 4.0
"""How many times longer than the longest one, in units of how much the longest ones differ: silences of those who publish
now and then have no longest one."""
_YOUNG = 45 * _DAY
"""What is too long for a source of which little is known."""
_NEVER = 7 * _DAY
"""What is too long for a source that never announced anything."""

_TOGETHER = 300
"""Polls so close to each other are one: of several documents, in one run."""
_PAUSE = 6 * _HOUR
_PAUSES = 3.0
"""Between two polls nobody listened when this is longer, and so many times as long as usual, and twice the interval."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What is remembered: whole seconds, and seconds since 1970."""

    since: int = 0
    """When it was first listened to."""
    last: int | None = None
    """When it last announced something new."""
    deaf: int = 0
    """How long nobody listened since then."""
    pace: int = 0
    """How long it usually is from one poll to the next; 0: not known yet."""
    count: int = 0
    """How often it was silent for an hour or more."""
    gaps: tuple[tuple[int, int], ...] = ()
    """Its longest silences and when each ended, the longest first."""
    odd: tuple[tuple[int, int], ...] = ()
    """Silences that raised an alarm: one may have been an accident, the second shows a habit."""


def note_poll(
    silences: str, before: datetime | None, now: datetime, interval: timedelta, *, news: bool
) -> str:
    """What is remembered of a source's silences after one more of its documents was read.

    :param silences: what was remembered before; empty at first.
    :param before: when the source last answered before.
    :param now: when it answered this time: any document of it, also with "not modified".
    :param interval: how long it was to be left alone before this poll.
    :param news: whether it announced a link that was not known before.
    """
    at = int(now.timestamp())
    past = _read(silences)
    if not past.since:
        past = replace(past, since=at)
    if before is not None:
        past = _listened(past, at - int(before.timestamp()), int(interval.total_seconds()))
    return _written(_news(past, at) if news else past)


def _listened(past: _Past, pause: int, interval: int) -> _Past:
    if pause < _TOGETHER:
        return past
    if not past.pace:
        return replace(past, pace=pause)
    if pause <= max(_PAUSE, 2 * interval, _PAUSES * past.pace):
        return replace(past, pace=past.pace + (pause - past.pace) // 5)
    # Nobody listened; but it may be the pace from now on, so that it is learnt, slowly.
    deaf = past.deaf + pause - max(interval, past.pace)
    return replace(past, deaf=deaf, pace=past.pace + (pause - past.pace) // 10)


def _news(past: _Past, at: int) -> _Past:
    if past.last is None:
        return replace(past, last=at, deaf=0)
    gap = at - past.last - past.deaf
    if gap < _SHORTEST:
        return replace(past, last=max(at, past.last), deaf=0)
    limit = _limit(past)
    gaps, odd = past.gaps, past.odd
    if gap > limit:
        odd = _longest([*odd, (gap, at)], at)
        if (
            len(odd) > 1
        ):  # not one accident but a habit: the shorter of the two is nothing to wonder at
            gaps, odd = _longest([*gaps, *odd[1:]], at), odd[:1]
    else:
        gaps = _longest([*gaps, (gap, at)], at)
    return replace(past, last=at, deaf=0, count=past.count + 1, gaps=gaps, odd=odd)


def _longest(gaps: Sequence[tuple[int, int]], at: int) -> tuple[tuple[int, int], ...]:
    fresh = [(gap, ended) for gap, ended in gaps if at - ended <= _REMEMBERED]
    return tuple(sorted(fresh, reverse=True)[:_KEPT])


def _limit(past: _Past) -> int:
    """Seconds of silence after which something is wrong."""
    if past.last is None:
        return _NEVER
    known = past.last - past.since >= _LEAST_PAST and past.count >= _LEAST_GAPS and past.gaps
    if not known:
        return _YOUNG
    lengths = [gap for gap, _ in past.gaps]
    longest = lengths[0]
    spread = sum(gap - lengths[-1] for gap in lengths[:-1]) / max(1, len(lengths) - 1)
    usual = lengths[min(_USUAL, len(lengths)) - 1] * _TIMES + _PLUS
    return int(max(usual, longest * _LONGER + _LATER, longest + _TAILS * spread))


def silence(source: str, silences: str, heard: datetime | None, now: datetime) -> Alarm | None:
    """The alarm for a source that is silent for longer than it ever was; None when it is not.

    :param silences: what :func:`note_poll` remembers.
    :param heard: when the source last answered. Silence is counted until then: who does not answer fails, and is not silent.
    """
    past = _read(silences)
    limit = _limit(past)
    if heard is None or not past.since:
        return None
    since = past.since if past.last is None else past.last
    silent = int(min(heard, now).timestamp()) - since - past.deaf
    if silent <= limit:
        return None
    look = f'look at its site, then try "kliping sources check {source}"'
    began = datetime.fromtimestamp(since, UTC)
    if past.last is None:
        line = f"nothing was ever announced since it was first asked on {when(began)}; {look}"
    elif not past.gaps:
        line = f"nothing new since {when(began)}, for {_span(silent)}; {look}"
    else:
        longest = _span(past.gaps[0][0])
        line = f"nothing new since {when(began)}, for {_span(silent)}; it never was silent for longer than {longest}; {look}"
    return Alarm(kind="silence", source=source, since=began, line=line)


def longest_silence(silences: str) -> timedelta | None:
    """How long the source was silent at most, as far as that is remembered and raised no alarm."""
    past = _read(silences)
    return timedelta(seconds=past.gaps[0][0]) if past.gaps else None


def patience(silences: str) -> timedelta | None:
    """After how long a silence an alarm is raised; None while nothing is known of the source."""
    return timedelta(seconds=_limit(_read(silences))) if silences else None


def _span(seconds: int) -> str:
    return span(timedelta(seconds=seconds))


def _read(silences: str) -> _Past:
    if not silences:
        return _Past()
    read: dict[str, Any] = orjson.loads(silences)
    read |= {name: tuple(map(tuple, read.get(name, ()))) for name in ("gaps", "odd")}
    return _Past(**read)


def _written(past: _Past) -> str:
    kept = {name: getattr(past, name) for name in _Past.__slots__}
    return orjson.dumps({name: value for name, value in kept.items() if value}).decode()
