"""What ends a crawl before its time, and cleanly: a disk that fills, memory that grows, a lock that was lost. And what ends
one that hangs: the process itself, for what was stored is whole and the next run goes on from there.

A thread of its own looks every few seconds, so that it sees what happens while the crawl's own thread is busy or stuck.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from archive.errors import ArchiveError, ArchiveUnwritable
from crawler.events import event
from crawler.footprint import footprint

if TYPE_CHECKING:
    from crawler.job import Job

EVERY = 2.0
"""Seconds between two looks."""

MEMORY_EVERY = 5
"""Looks from one to the next that asks for memory, which costs some milliseconds."""

END_SECONDS = 90.0
"""How long a crawl may take to end once it was told to: a batch may have to wait for another writer."""

STUCK_SECONDS = 300.0
"""How long the crawl's own thread may be busy with one thing."""

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run has to end now."""

    reason: str
    """``min-free`` or ``max-memory``."""
    line: str
    """For a person: what is wrong, and what to do."""


def too_full(free: Mapping[Path, int], least: int) -> Stop | None:
    """Whether a disk has fewer than ``least`` bytes left; ``free`` says how many of each place."""
    for place, left in free.items():
        if left < least:
            needed = f"fewer than the {_mb(least)} that min_free under [crawl] wants"
            return Stop("min-free", f"only {_mb(left)} are free on the disk of {place}, {needed}")
    return None


def too_big(used: int | None, most: int) -> Stop | None:
    """Whether a run takes more than ``most`` bytes of memory. 0 is no limit, None is not known."""
    if not most or used is None or used <= most:
        return None
    allowed = f"more than the {_mb(most)} that max_memory under [crawl] allows"
    return Stop("max-memory", f"the crawl took {_mb(used)} of memory, {allowed}")


def free(places: Sequence[Path]) -> dict[Path, int]:
    """Bytes that are left for us on the disk of each place; of one that is not there yet, of where it will be."""
    found = {}
    for place in places:
        for folder in (place, *place.absolute().parents):
            with suppress(OSError):
                disk = os.statvfs(folder)
                found[place] = disk.f_bavail * disk.f_frsize
                break
    return found


def check_room(places: Sequence[Path], least: int) -> None:
    """Make sure before a run that there is room for it.

    :raises ArchiveUnwritable: there is not.
    """
    if (stop := too_full(free(places), least)) is not None:
        raise ArchiveUnwritable(f"{stop.line}; nothing was done")


def is_overdue(
    now: float, *, stopped: float | None, answered: float, deadline: float | None
) -> str | None:
    """Why a crawl is to be ended by force, if it is.

    Times are seconds of one clock: when it was told to end, when its own thread last answered, by when it had to end.
    """
    if stopped is not None and now - stopped > END_SECONDS:
        return f"did not end within {END_SECONDS:g} s"
    if now - answered > STUCK_SECONDS:
        return f"was stuck for {STUCK_SECONDS:g} s"
    if deadline is not None and now > deadline + END_SECONDS:
        return f"went on for {END_SECONDS:g} s beyond its time"
    return None


class Guard(threading.Thread):
    """Looks after one run while its reactor runs. Its own thread; the crawl's is told through the loop.

    :param places: archive file and raw folder: what the run fills.
    :param by_force: whether a crawl that hangs may be ended with the process.
    """

    def __init__(
        self,
        job: Job,
        loop: asyncio.AbstractEventLoop,
        places: Sequence[Path],
        *,
        by_force: bool,
    ) -> None:
        super().__init__(name="guard", daemon=True)
        self._job = job
        self._loop = loop
        self._places = places
        self._limits = job.configuration.crawl
        self._by_force = by_force
        self._over = threading.Event()
        self._answered = monotonic()
        self._stopped: float | None = None
        minutes = job.options.max_minutes
        self._deadline = None if minutes is None else job.began + minutes * 60
        self._watched = threading.get_ident()

    def run(self) -> None:
        """Look until it is over."""
        looks = 0
        before = monotonic()
        while not self._over.wait(EVERY):
            asleep = monotonic() - before - EVERY
            if (
                asleep > 2 * EVERY
            ):  # the whole process was stopped (Ctrl-Z), or its machine has no time for it
                self._forgive(asleep)
            before = monotonic()
            looks += 1
            self._look(memory=looks % MEMORY_EVERY == 1)

    def _forgive(self, seconds: float) -> None:
        self._answered += seconds
        self._stopped = self._stopped and self._stopped + seconds
        self._deadline = self._deadline and self._deadline + seconds

    def end(self) -> None:
        """The run has ended. A look at a disk that doesn't answer is not waited for."""
        self._over.set()
        self.join(EVERY)
        if self._by_force:
            faulthandler.cancel_dump_traceback_later()

    def _look(self, *, memory: bool) -> None:
        self._wind()
        now = monotonic()
        if self._job.stopped is not None and self._stopped is None:
            self._stopped = now
        why = is_overdue(
            now, stopped=self._stopped, answered=self._answered, deadline=self._deadline
        )
        if why is not None and self._by_force:
            self._end_by_force(why)
        with suppress(RuntimeError):  # the loop is closed: the run has just ended
            self._loop.call_soon_threadsafe(self._answer)
            if self._stopped is None:
                self._guard(memory=memory)

    def _guard(self, *, memory: bool) -> None:
        try:
            if self._job.hold is not None:
                self._job.hold.check()
        except ArchiveError as error:
            event("guard", reason="lock-lost", line=str(error))
            self._loop.call_soon_threadsafe(self._job.fail, error)
            return
        stop = too_full(free(self._places), self._limits.min_free)
        if stop is None and memory:
            stop = too_big(footprint(os.getpid()), self._limits.max_memory)
        if stop is not None:
            event("guard", reason=stop.reason, line=stop.line)
            self._loop.call_soon_threadsafe(self._job.stop, stop.reason, stop.line)

    def _answer(self) -> None:
        self._answered = monotonic()

    def _wind(self) -> None:
        """Should a thread keep the interpreter to itself, so that not even this one runs, the process ends all the same."""
        if not self._by_force:
            return
        with suppress(OSError, ValueError, AttributeError):
            faulthandler.dump_traceback_later(
                STUCK_SECONDS + END_SECONDS, exit=True, file=sys.stderr
            )

    def _end_by_force(self, why: str) -> None:
        frame = sys._current_frames().get(self._watched)
        frames = traceback.extract_stack(frame)[-3:] if frame is not None else []
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
        event("guard", reason="stuck", line=why, where=where)
        line = f"kliping: the crawl {why} and was ended ({where}); what was stored is whole, the next run goes on from there\n"
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(line)
            sys.stderr.flush()
        os._exit(1)


@contextmanager
def guarded(job: Job, loop: asyncio.AbstractEventLoop, places: Sequence[Path]) -> Iterator[None]:
    """Have a run looked after while the block goes on. A process is only ended where the crawl is its main thread: as with
    signals, another one's owner has a say in that."""
    by_force = threading.current_thread() is threading.main_thread()
    guard = Guard(job, loop, places, by_force=by_force)
    guard.start()
    try:
        yield
    finally:
        guard.end()


def _mb(size: int) -> str:
    return f"{size / _MEGABYTE:,.0f} MB"
