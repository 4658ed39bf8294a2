"""One thing that needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["silence", "drift", "failures", "disk", "crawl"]
KINDS: tuple[Kind, ...] = ("crawl", "disk", "failures", "silence", "drift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is wrong, since when, and what to do about it."""

    kind: Kind
    source: str
    """Name of the source; empty for what concerns the archive as a whole."""
    since: datetime
    """When it began, as far as is known."""
    line: str
    """One line for a person, without the source's name."""
    article: int | None = None
    """The stored article to look at, where one shows what is wrong."""
    told: datetime | None = None
    """When somebody was told by mail or webhook; None: not yet, or nobody is to be told."""


def span(length: timedelta) -> str:
    """A length of time as a person says it: ``45 minutes``, ``15 hours``, ``4 days``."""
    minutes = length / timedelta(minutes=1)
    for size, unit, most in ((1, "minute", 90), (60, "hour", 48 * 60)):
        if minutes < most:
            return _plural(round(minutes / size), unit)
    return _plural(round(minutes / 1440), "day")


def _plural(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def when(moment: datetime) -> str:
    """A moment of UTC as a person reads it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
