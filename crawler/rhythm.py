"""When to ask a source again: as often as it has something new, and less and less often while it fails. Pure.

The rate of news is estimated in the source's own time (:mod:`crawler.habits`), in which nights and Sundays pass quickly, over
its last news rather than over the last days: so it holds alike for an agency and for a monthly. It is news, not articles, that
counts most: ten articles put up together need one look, not ten.

A source is asked when so much is to be expected that three looks in four find something. The wait of an article is
then two thirds of the time between two pieces of news, and asking costs less than fetching what was found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from crawler.filling import MANY, ceiling_after, pieces, until_full
from crawler.habits import HOUR, Habits

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=7)
"""A source is asked no more often, and never less often: one that seems dead may come back."""

FIRST = timedelta(minutes=30)
"""How long to wait when nothing is known yet."""

JITTER = 0.1
"""So much of an interval, either way, is left to chance: sources asked together drift apart."""

_FAILING = timedelta(hours=3)
"""A source that fails is asked again after this time at the latest, however seldom it is asked otherwise; the waits grow from
failure to failure."""

_POSTPONED = timedelta(hours=1)
"""When a source is due again that was not asked."""

_MEMORY = 30.0
"""Pieces of news that the rate is estimated over."""
_TIMES = 3.0
"""So many times more news than expected: the past says no more about this source …"""
_AFTERWARDS = 4.0
"""… than so many pieces of news would."""
_PER_NEWS, _PER_ARTICLE = 0.6, 0.15
"""Looks for each piece of news, and for each article of it: fetching these costs more than looking."""
_TOGETHER = 0.7
"""So many articles without a date, to this power, are at least so many pieces of news."""
_SEED = 10.0
"""What the dates in a source's first answer may weigh: they are not always true."""
_SEED_WEEK, _SEED_SPAN = timedelta(days=7), timedelta(days=30)
"""Dates that reach back less than a week tell nothing of its days, those of long ago little of today."""
_MOST_SOONER = 0.2
"""A document that fills up fast is asked for sooner, but no sooner than after a fifth of the usual wait."""

Dice = Callable[[], float]
"""A number from 0 to 1, by chance."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a source's habits, and what follows from it."""

    due: datetime | None = None
    """When it is to be asked next; None: at once."""
    interval: timedelta = FIRST
    """How long it is left alone, as long as it answers; without chance."""
    failures: float = 0.0
    """Failures since it last answered, weighed."""
    heard: datetime | None = None
    """When it last answered."""
    news: float = 2.0
    articles: float = 2.0
    time: float = 1.0
    """So much came in so many hours of the source's own time; what is long ago weighs less."""
    ceiling: float | None = None
    """Hours that it may be left alone at most, so that its documents don't overflow."""
    habits: Habits = field(default_factory=Habits)

    def expected(self, since: datetime, now: datetime) -> float:
        """How many pieces of news are usual from ``since`` to ``now``."""
        return self.news / self.time * self.habits.week(now).between(since, now)

    def to_json(self) -> str:
        """What is kept of it beside ``due``, ``interval`` and ``failures``, which are columns of their own."""
        return orjson.dumps(
            {
                "heard": self.heard and self.heard.timestamp(),
                "since": self.habits.since and self.habits.since.timestamp(),
                **{name: _short(getattr(self, name)) for name in _NUMBERS},
                "hours": [_short(weight) for weight in self.habits.hours],
                "days": [_short(weight) for weight in self.habits.days],
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str, **columns: Any) -> Rhythm:
        """Read back; what can't be read is as good as nothing."""
        try:
            kept = orjson.loads(text) if text else None
            if not kept:
                return cls(**columns)
            heard, since = (_moment(kept[name]) for name in ("heard", "since"))
            return cls(
                heard=heard,
                habits=Habits(tuple(kept["hours"]), tuple(kept["days"]), since),
                **{name: kept[name] for name in _NUMBERS},
                **columns,
            )
        except (ValueError, KeyError, TypeError):
            return cls(**columns)


_NUMBERS = ("news", "articles", "time", "ceiling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of asking a source once, all its documents together."""

    weight: float = 0.0
    """Of the failure, when none of them answered; 0: one did."""
    asked: bool = True
    """False: its host wants to be left alone for a while, so that nothing was asked."""
    new: int = 0
    """Links that were not known before."""
    moments: Sequence[datetime] = ()
    """When these were published, as far as they say."""
    full: float = 0.0
    """The greatest share of new links in a document that had answered before: 1 when none of its links was known."""


def next_interval(
    state: Rhythm, outcome: Outcome, now: datetime, dice: Dice, every: timedelta | None = None
) -> Rhythm:
    """What is known of a source after it was asked at ``now``, and when it is due again.

    :param every: what the configuration wants; nothing is left to chance then.
    """
    if not outcome.asked:
        return replace(state, due=now + min(state.interval, _POSTPONED))
    if outcome.weight:
        state = replace(state, failures=state.failures + outcome.weight)
    else:
        state = replace(_heard(state, outcome, now), failures=0.0)
        state = replace(state, interval=every or _interval(state, now))
    soon = until_full(outcome.new, outcome.full, outcome.moments, now)
    wait = every or min(state.interval, max(SHORTEST, soon) if soon else LONGEST)
    if state.failures:
        wait = max(every or SHORTEST, min(wait, _FAILING) * (1 + state.failures) ** 2)
    if (
        every is None and wait > SHORTEST
    ):  # a little more than this would be twice this, when cron says when
        wait *= 1 + JITTER * (2 * dice() - 1)
    return replace(state, due=now + _bounded(wait, every or SHORTEST))


def _interval(state: Rhythm, now: datetime) -> timedelta:
    looks = (_PER_NEWS * state.news + _PER_ARTICLE * state.articles) / state.time
    wait = state.habits.week(now).after(now, 1 / looks, LONGEST)
    if state.ceiling is not None:
        wait = min(wait, max(state.ceiling * HOUR, wait * _MOST_SOONER))
    return max(SHORTEST, wait)


def _heard(state: Rhythm, outcome: Outcome, now: datetime) -> Rhythm:
    """After an answer."""
    before = state.heard
    if before is None or before >= now:
        habits = replace(state.habits, since=state.habits.since or now)
        return _seeded(replace(state, heard=now, habits=habits), outcome, now)
    week = state.habits.week(now)
    time = week.between(before, now)
    expected = state.expected(before, now)
    placed = _placed(outcome.moments, before, now)
    news = float(len(placed)) or _guessed(outcome.new, expected)
    if not placed:
        placed = [(at, news * share) for at, share in week.spread(before, now)]
    if news >= MANY and news > _TIMES * expected:
        state = _weighing(state, _AFTERWARDS)
    left = min(1.0, max(0.0, _MEMORY - news) / state.news)
    return replace(
        state,
        heard=now,
        news=state.news * left + news,
        articles=state.articles * left + outcome.new,
        time=state.time * left + time,
        ceiling=ceiling_after(
            state.ceiling, outcome.full, outcome.moments, (now - before) / HOUR, LONGEST / HOUR
        ),
        habits=state.habits.seen(placed, now - before),
    )


def _seeded(state: Rhythm, outcome: Outcome, now: datetime) -> Rhythm:
    """After the first answer: all of it is new, but its dates tell something of the time before."""
    placed = _placed(outcome.moments, now - _SEED_SPAN, now)
    if len(placed) < 3:
        return state
    weight = min(1.0, _SEED / len(placed))
    first = placed[0][0]
    habits = state.habits
    if now - first >= _SEED_WEEK:
        habits = replace(habits.seen(placed, timedelta()), since=first)
    return replace(
        state,
        news=len(placed) * weight,
        articles=len(outcome.moments) * weight,
        time=max(habits.week(now).between(first, now), SHORTEST / HOUR) * weight,
        habits=habits,
    )


def _placed(
    moments: Iterable[datetime], since: datetime, now: datetime
) -> list[tuple[datetime, float]]:
    return [(at, 1.0) for at in pieces(moments, since, now)]


def _guessed(new: int, expected: float) -> float:
    """How many pieces of news are behind so many new articles without a date, where so many pieces were expected."""
    if not new:
        return 0.0
    likely = expected / -math.expm1(-expected) if expected > 0 else 1.0
    return min(float(new), max(likely, math.pow(new, _TOGETHER)))


def _weighing(state: Rhythm, news: float) -> Rhythm:
    """The same rate, on the evidence of so many pieces of news at most."""
    share = min(1.0, news / state.news)
    return replace(
        state,
        news=state.news * share,
        articles=state.articles * share,
        time=state.time * share,
    )


def _bounded(wait: timedelta, least: timedelta) -> timedelta:
    return max(least, min(wait, max(LONGEST, least)))


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _short(number: float | None) -> float | None:
    """Four digits tell enough."""
    return None if number is None else float(f"{number:.4g}")
