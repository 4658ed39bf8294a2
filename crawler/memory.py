"""The archive as a crawl sees it: one thread that does all database and file work, off the reactor.

A dry run gets :class:`crawler.rehearsal.Rehearsal` instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from archive.frontier import Link, Poll, RobotsTxt
from archive.hosts import HostState
from archive.ledger import SourceCounts
from archive.looks import Look
from archive.model import Announced, Page
from archive.opt_outs import Reservations
from archive.pages import RawPages
from archive.sources import Change, SourceState
from archive.store import Archive
from archive.visit import Saved, Visit
from crawler.looking import Looking

P = ParamSpec("P")
T = TypeVar("T")

RunStatus = Literal["done", "failed", "interrupted", "partial"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One visit on its way into the archive, with the raw page when that is kept too."""

    visit: Visit
    page: Page | None = field(default=None, repr=False)

    @property
    def source(self) -> str:
        """Name of the source it belongs to."""
        return self.visit.source

    @property
    def size(self) -> int:
        """Bytes that wait in memory with it."""
        raw = len(self.page.body) if self.page else 0
        extracted = self.visit.extracted
        if extracted is None:
            return raw
        told = sum([len(decision.text) for decision in extracted.decisions])
        return raw + len(extracted.article.text) + told


class Recollection(Protocol):
    """What the spider asks of the crawl's memory."""

    async def polls(self, source: str) -> list[Poll]:
        """What is known to poll."""

    async def polled(
        self, poll: Poll, links: Sequence[Announced], at: datetime, children: Sequence[Poll] = ()
    ) -> list[Link]:
        """Note a poll and what it announced; the links that are now due."""

    async def change_source(self, name: str, at: datetime, change: Change) -> None:
        """Put ``change`` of what is known of a source in its place."""

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Note links that were named by hand."""

    async def pending(
        self,
        source: str,
        since: datetime | None,
        limit: int,
        skip: Collection[str],
        now: datetime | None = None,
    ) -> list[Link]:
        """Links still to visit, the newest first; with ``now`` only those that are due."""

    async def reopen(self, source: str, since: datetime, at: datetime) -> int:
        """Let links that brought nothing be visited once more; how many."""

    async def looks(self, source: str, at: datetime) -> Sequence[Look]:
        """Known articles to look at again now."""

    async def robots(self, host: str, since: datetime) -> RobotsTxt | None:
        """The robots.txt of a host and port, where it was asked for since then."""

    async def keep_robots(self, answer: RobotsTxt) -> None:
        """Keep what a host answered."""

    async def reservations(self, host: str, since: datetime) -> Reservations | None:
        """The tdmrep.json of a host and port, where it was asked for since then."""

    async def keep_reservations(self, answer: Reservations) -> None:
        """Keep what a host answered."""

    async def hosts(self) -> Mapping[str, HostState]:
        """The hosts that asked for patience, by name."""

    async def keep_host(self, state: HostState) -> None:
        """Keep what a host asked for."""


class Memory:
    """The archive of a crawl, worked by one thread. Open it, close it; the ``async`` methods are the reactor's.

    :param address: path or URL of the archive, which is created when it is missing.
    :param raw: folder for the raw pages; None keeps none.
    :param looking: when articles are looked at again; None: never.
    :param since: how far back the run goes, for the ledger.
    :raises ArchiveError: it can't be opened or created.
    """

    def __init__(
        self,
        address: str,
        raw: Path | None,
        at: datetime,
        note: str,
        looking: Looking | None = None,
        *,
        since: datetime | None = None,
    ) -> None:
        self._looking = looking
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._raw: RawPages | None = None
        try:
            self._archive = self.do(Archive.open, address, create=True)
            self.house_lines = self._archive.house_lines()
            """What the sources repeat on their pages. The reactor's, but for looking it up in the archive."""
            self.run = self.do(self._archive.ledger.begin, at, note, since)
            if raw is not None:
                self._raw = self.do(RawPages, raw, self.run)
        except BaseException:
            self._thread.shutdown()
            raise

    def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function`` in the archive's thread and wait for it: for before and after the reactor."""
        return self._thread.submit(function, *args, **kwargs).result()

    async def _go(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    async def polls(self, source: str) -> list[Poll]:
        """What is known to poll for a source."""
        return await self._go(self._archive.frontier.polls, source)

    async def polled(
        self, poll: Poll, links: Sequence[Announced], at: datetime, children: Sequence[Poll] = ()
    ) -> list[Link]:
        """Note a poll and what it announced, in one transaction; the links that are now due."""
        polled = self._archive.frontier.polled
        return await self._go(lambda: polled(poll, links, at, run=self.run, children=children))

    async def change_source(self, name: str, at: datetime, change: Change) -> None:
        """Put ``change`` of what is known of a source in its place."""
        await self._go(self._archive.frontier.change_source, name, at, change)

    def source_states(self, names: Sequence[str]) -> dict[str, SourceState]:
        """What is known of these sources."""
        return self.do(self._archive.frontier.source_states, names)

    def due_links(self, names: Sequence[str], now: datetime) -> set[str]:
        """Those of these sources that have links to visit now."""
        return self.do(self._archive.frontier.due_links, names, now)

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Note links that were named by hand, so that a crawl that is killed still owes them."""
        await self._go(self._archive.frontier.announce, source, links, at, self.run)

    async def pending(
        self,
        source: str,
        since: datetime | None,
        limit: int,
        skip: Collection[str],
        now: datetime | None = None,
    ) -> list[Link]:
        """Links of a source still to visit, the newest first; with ``now`` only those that are due."""
        pending = self._archive.frontier.pending
        return await self._go(lambda: pending(source, since=since, limit=limit, skip=skip, now=now))

    async def reopen(self, source: str, since: datetime, at: datetime) -> int:
        """Let links as new as ``since`` that brought nothing be visited once more; how many."""
        return await self._go(self._archive.frontier.reopen, source, since, at)

    async def looks(self, source: str, at: datetime) -> Sequence[Look]:
        """Known articles to look at again now; the others that were due are put off."""
        return [] if self._looking is None else await self._go(self._looks, source, at)

    def _looks(self, source: str, at: datetime) -> Sequence[Look]:
        known = self._archive.looks
        if self._looking is None or not (due := known.due(source, at)):
            return []
        taken, passed = self._looking.chosen(due, known.week(source, at))
        known.pass_over(passed, self._looking, at)
        return taken

    async def robots(self, host: str, since: datetime) -> RobotsTxt | None:
        """The robots.txt of a host and port, where it was asked for since then."""
        return await self._go(self._archive.frontier.robots, host, since)

    async def keep_robots(self, answer: RobotsTxt) -> None:
        """Keep what a host answered."""
        await self._go(self._archive.frontier.keep_robots, answer)

    async def reservations(self, host: str, since: datetime) -> Reservations | None:
        """The tdmrep.json of a host and port, where it was asked for since then."""
        return await self._go(self._archive.opt_outs.reservations, host, since)

    async def keep_reservations(self, answer: Reservations) -> None:
        """Keep what a host answered."""
        await self._go(self._archive.opt_outs.keep_reservations, answer)

    async def hosts(self) -> Mapping[str, HostState]:
        """The hosts that asked for patience, by name."""
        return await self._go(self._archive.hosts.all)

    async def keep_host(self, state: HostState) -> None:
        """Keep what a host asked for."""
        await self._go(self._archive.hosts.keep, state)

    async def record(self, arrivals: Sequence[Arrival]) -> list[tuple[Visit, Saved]]:
        """Store a batch: raw pages, then articles and the links' states in one transaction."""
        return await self._go(self._record, arrivals)

    def _record(self, arrivals: Sequence[Arrival]) -> list[tuple[Visit, Saved]]:
        visits = [self._with_raw(arrival) for arrival in arrivals]
        saved = self._archive.record(visits, self.run, self._looking)
        return list(zip(visits, saved, strict=True))

    def _with_raw(self, arrival: Arrival) -> Visit:
        if self._raw is None or arrival.page is None:
            return arrival.visit
        return replace(arrival.visit, raw=self._raw.append(arrival.page))

    def to_look_at(self, sources: Sequence[str], at: datetime) -> set[str]:
        """Those of the sources that have known articles to look at again."""
        if self._looking is None:
            return set()
        return self.do(self._archive.looks.waiting, sources, at)

    def hold_back(self, name: str, at: datetime, change: Change) -> None:
        """Put ``change`` of what is known of a source in its place. After the reactor has ended."""
        self.do(self._archive.frontier.change_source, name, at, change)

    def pending_count(self, source: str) -> int:
        """How many links of a source are still to visit."""
        return self.do(self._archive.frontier.pending_count, source)

    def end(self, at: datetime, status: RunStatus, counts: Mapping[str, SourceCounts]) -> None:
        """Write the end of the run into the ledger."""
        self.do(self._archive.ledger.end, self.run, at, status, counts)

    def close(self) -> None:
        """Close the archive and end its thread."""
        if self._raw is not None:
            self.do(self._raw.close)
        self.do(self._archive.close)
        self._thread.shutdown()
