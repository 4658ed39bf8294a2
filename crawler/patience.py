"""How long a host is left alone, and how slowly it is asked. Pure: what is known, the time and the dice come in.

RFC 9110, section 10.2.3 (Retry-After) and RFC 6585, section 4 (429). What a host asks for counts for that host: a
source's other hosts go on.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.hosts import HostState

LONGEST_PATIENCE = timedelta(days=1)
"""However long a host asks to be left alone, it is asked again after a day."""

SPREAD = 0.1
"""Share of the time asked for by which a host is left alone longer, at random: all that were turned away at once must
not come back at once."""

UNSAID = timedelta(minutes=15)
"""How long a host is left alone that keeps answering 429 without saying how long."""

KEEPS_REFUSING = 3
"""Answers of 429 in a row, none good between them, that are taken for a wish to be left alone."""

FIRST_DELAY = 0.5
"""Seconds between two requests that a host gets at first which is otherwise asked without a pause."""

SLOWEST = 60.0
"""Seconds: a host is not slowed down any further. One that wants more says so by Retry-After or Crawl-delay."""

GOOD_ANSWERS = 10
"""Good answers in a row after which a host that was slowed down is asked twice as fast again."""

EASED_EVERY = timedelta(hours=1)
"""A host that is not asked at all is trusted with twice the pace after each such time."""


def retry_after(header: bytes | None, now: float) -> float | None:
    """Seconds from a Retry-After header, a number or a date (RFC 9110, section 10.2.3). None: none, or nonsense."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000": UTC
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def left_alone(
    state: HostState, seconds: float, now: datetime, dice: random.Random, reason: str
) -> HostState:
    """The host after it asked not to be asked for so many seconds: never sooner, a little later, at most a day.

    One request's short wish takes nothing from another's longer one.
    """
    most = LONGEST_PATIENCE.total_seconds()
    asked = min(seconds * dice.uniform(1, 1 + SPREAD), most * dice.uniform(1 - SPREAD, 1))
    until = now + timedelta(seconds=asked)
    if state.until is not None and state.until > until:
        until = state.until
    return replace(state, until=until, reason=reason, changed=now)


def remaining(state: HostState, now: datetime) -> float:
    """Seconds for which the host is still to be left alone; 0 when it may be asked.

    A clock that was set back does not make them more than a day.
    """
    if state.until is None:
        return 0.0
    return max(0.0, min((state.until - now), LONGEST_PATIENCE).total_seconds())


def slowed(state: HostState, usual: float, now: datetime, reason: str) -> HostState:
    """The host after it could not keep up: asked half as fast.

    :param usual: seconds between two requests that it has without this.
    """
    before = max(state.delay, usual)
    delay = min(max(2 * before, FIRST_DELAY), max(SLOWEST, usual))
    return replace(state, delay=delay, reason=reason, changed=now)


def relaxed(state: HostState, usual: float, now: datetime) -> HostState:
    """The host after it answered well for a while: asked twice as fast, and in the end as fast as usual."""
    delay = state.delay / 2
    quick = delay <= max(usual, FIRST_DELAY / 2)
    return replace(state, until=None, delay=0.0 if quick else delay, changed=now)


def eased(state: HostState, usual: float, now: datetime) -> HostState:
    """The host as a later run meets it: time that has passed counts like good answers."""
    hours = max(timedelta(), now - state.changed) // EASED_EVERY
    for _ in range(min(hours, 24)):
        if not state.delay:
            break
        state = replace(relaxed(state, usual, now), until=state.until)
    over = state.until is not None and state.until <= now
    return replace(state, until=None) if over else state


def waiting_line(until: datetime, reason: str) -> str:
    """One line that says until when a host is left alone, and why; whoever tells it names the host."""
    why = f" ({reason})" if reason else ""
    return f"left alone until {until:%Y-%m-%d %H:%M} UTC{why}"
