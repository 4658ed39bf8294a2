"""Whether a source is due, and what is known of it after it was asked. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from archive.sources import SourceState
from crawler.rhythm import LONGEST, Dice, Outcome, Rhythm, next_interval

HARD, SOFT, TEMPORARY = 1.0, 0.5, 0.25
"""What a failure weighs: that there is nothing any more, that we are not wanted, that it may be better in a moment."""

_TEMPORARY = frozenset(
    "timeout connection connection-refused cut-off robots-unreachable error http-408 http-425 http-429".split()
)
_SOFT = frozenset(
    "dns broken-answer broken-packing private-address robots http-401 http-403 http-407 http-451".split()
)

LAG = timedelta(seconds=90)
"""So late in its run a source may be asked, and is still due again a whole interval after the run's beginning: else what is
to be asked every five minutes, by a run every five minutes, would be asked every ten."""

_SLACK = timedelta(seconds=5)
"""A run may begin so much sooner than cron meant to."""

_SURELY = 6.0
"""When so many pieces of news are to be expected, one time in four hundred there is none."""

_HELD = timedelta(minutes=10)
"""How long the pages of a host that seems down are left alone, at first."""


def is_due(state: SourceState | None, every: timedelta | None, now: datetime) -> bool:
    """Whether a source is to be asked now.

    :param every: what the configuration says today; an interval that was found before is not waited for.
    """
    if state is None or state.due <= now + _SLACK:
        return True
    if state.due - now > 1.5 * max(LONGEST, every or LONGEST):
        return True  # a clock was wrong then, or is now
    if every is None or state.failures or state.tried is None:
        return False
    return state.tried + every <= now + _SLACK


def is_silent(state: SourceState | None, now: datetime) -> bool:
    """Whether a source has announced nothing for so long that it said something in all likelihood, and was not heard."""
    if state is None or state.announced is None or state.polled is None:
        return False
    return rhythm_of(state).expected(state.announced, now) > _SURELY


def weight_of(problem: str) -> float:
    """What a failure weighs, by its slug (:class:`crawler.failures.Fault`, or ``broken`` for what can't be read)."""
    if problem in _TEMPORARY or problem.startswith("http-5"):
        return TEMPORARY
    return SOFT if problem in _SOFT else HARD


def rhythm_of(state: SourceState) -> Rhythm:
    """The rhythm kept with a source."""
    return Rhythm.from_json(
        state.rhythm,
        due=state.due,
        interval=timedelta(seconds=state.interval),
        failures=state.failures,
    )


def rested(
    state: SourceState,
    outcome: Outcome,
    now: datetime,
    dice: Dice,
    *,
    every: timedelta | None = None,
    problem: tuple[str, str] = ("", ""),
) -> SourceState:
    """A source after it was asked at ``now``.

    :param problem: slug and line of what went wrong, when it did not answer.
    """
    after = next_interval(rhythm_of(state), outcome, now, dice, every)
    return replace(
        state,
        due=after.due or now,
        interval=round(after.interval.total_seconds()),
        failures=after.failures,
        rhythm=after.to_json(),
        problem=problem[0],
        detail=problem[1],
    )


def held(state: SourceState, now: datetime, dice: Dice) -> SourceState:
    """A source whose pages' host seemed down: they wait, longer each time in a row."""
    wait = _HELD * (1 + state.holds / 2) ** 2 * (0.9 + 0.2 * dice())
    return replace(state, held=now + min(wait, LONGEST), holds=state.holds + 1)


def is_held(state: SourceState | None, now: datetime) -> bool:
    """Whether a source's pages wait, because their host seemed down."""
    return state is not None and state.held is not None and state.held > now


def is_well(state: SourceState | None, now: datetime) -> bool:
    """Whether a source answered the last time and its pages do not wait: what can wait is only asked for then."""
    return state is not None and not state.failures and not is_held(state, now)
