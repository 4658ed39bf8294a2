"""A crawl that no longer runs, or whose runs all fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from archive.alarms.alarm import Alarm, span, when

LOOKED_AT = timedelta(days=30)
"""How far back runs are looked at."""
_LEAST_RUNS = 8
_LEAST_SPAN = timedelta(days=1)
"""So many runs, over a day at least, are a schedule when they come at regular times, or are run with ``--due``."""
_REGULAR = 3.0
"""Runs are regular when nearly all pauses are at most so many times as long as half of them."""
_USUAL = 3
"""What is usual is the third of the longest pauses: those before it may have been an outage."""
_TIMES, _PLUS = 2, timedelta(hours=6)
_ALL = timedelta(days=1)
_FAILED = 3
"""When all runs of a day failed, and so many at least, somebody must look."""


@dataclass(frozen=True, slots=True)
class Started:
    """One run of the ledger."""

    at: datetime
    status: str
    note: str = ""


def no_crawl(runs: Sequence[Started], now: datetime) -> Alarm | None:
    """The alarm for a schedule that has stopped, or of which every run fails; None when all is well or there is none.

    :param runs: those of the last :data:`LOOKED_AT`, the oldest first.
    """
    return _stopped(runs, now) or _failing(runs, now)


def _stopped(runs: Sequence[Started], now: datetime) -> Alarm | None:
    scheduled = [run for run in runs if "--due" in run.note.split()] or runs
    starts = [run.at for run in scheduled]
    if len(starts) < _LEAST_RUNS or starts[-1] - starts[0] < _LEAST_SPAN:
        return None
    pauses = sorted((b - a for a, b in pairwise(starts)), reverse=True)
    usual = pauses[min(_USUAL, len(pauses)) - 1]
    is_regular = usual <= _REGULAR * pauses[len(pauses) // 2]
    if scheduled is runs and not is_regular:
        return None
    last = runs[-1].at
    if now - last <= max(usual * _TIMES, usual + _PLUS):
        return None
    line = (
        f"nothing was crawled since {when(last)}, for {span(now - last)}; the longest pause used to be {span(usual)}: "
        'look whether cron or the timer still runs ("kliping schedule show")'
    )
    return Alarm(kind="crawl", source="", since=last, line=line)


def _failing(runs: Sequence[Started], now: datetime) -> Alarm | None:
    last = [run for run in runs if now - run.at <= _ALL and run.status != "running"]
    if len(last) < _FAILED or any(run.status not in {"failed", "killed"} for run in last):
        return None
    failed = []
    for run in reversed(runs):
        if run.status not in {"failed", "killed", "running"}:
            break
        failed.append(run)
    line = (
        f"the last {len(failed)} runs failed or were killed, since {when(failed[-1].at)}: "
        'run "kliping crawl" by hand to see why'
    )
    return Alarm(kind="crawl", source="", since=failed[-1].at, line=line)
