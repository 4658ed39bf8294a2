"""The archive as a crawl sees it: one thread that does all database and file work, off the reactor.

:class:`Memory` keeps; :class:`Rehearsal` is what a dry run gets instead: it looks, and writes nothing at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from archive.address import key_of
from archive.errors import ArchiveMissing
from archive.frontier import Link, Poll, RobotsTxt
from archive.hosts import HostState
from archive.ledger import SourceCounts
from archive.model import Announced, Page
from archive.opt_outs import Reservations
from archive.pages import RawPages
from archive.repeated import HouseLines
from archive.store import Archive
from archive.visit import Saved, Visit
from crawler.report import Document

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
        told = sum(len(decision.text) for decision in extracted.decisions)
        return raw + len(extracted.article.text) + told


class Recollection(Protocol):
    """What the spider asks of the crawl's memory."""

    async def polls(self, source: str) -> list[Poll]:
        """What is known to poll."""

    async def polled(
        self, poll: Poll, links: Sequence[Announced], at: datetime, children: Sequence[Poll] = ()
    ) -> int:
        """Note an answered poll; how many links are newly due."""

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Note links that were named by hand."""

    async def pending(
        self, source: str, since: datetime | None, limit: int, skip: Collection[str]
    ) -> list[Link]:
        """Links still to visit, the newest first."""

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
    :raises ArchiveError: it can't be opened or created.
    """

    def __init__(self, address: str, raw: Path | None, at: datetime, note: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._raw: RawPages | None = None
        try:
            self._archive = self.do(Archive.open, address, create=True)
            self.house_lines = self._archive.house_lines()
            """What the sources repeat on their pages. The reactor's, but for looking it up in the archive."""
            self.run = self.do(self._archive.ledger.begin, at, note)
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
    ) -> int:
        """Note an answered poll and what it announced, in one transaction; how many links are newly due."""
        polled = self._archive.frontier.polled
        due = await self._go(lambda: polled(poll, links, at, run=self.run, children=children))
        return len(due)

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Note links that were named by hand, so that a crawl that is killed still owes them."""
        await self._go(self._archive.frontier.announce, source, links, at, self.run)

    async def pending(
        self, source: str, since: datetime | None, limit: int, skip: Collection[str]
    ) -> list[Link]:
        """Links of a source still to visit, the newest first."""
        pending = self._archive.frontier.pending
        return await self._go(lambda: pending(source, since=since, limit=limit, skip=skip))

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
        return list(zip(visits, self._archive.record(visits, self.run), strict=True))

    def _with_raw(self, arrival: Arrival) -> Visit:
        if self._raw is None or arrival.page is None:
            return arrival.visit
        return replace(arrival.visit, raw=self._raw.append(arrival.page))

    def last_polled(self, source: str) -> datetime | None:
        """When a source was last polled."""
        return self.do(self._archive.frontier.last_polled, source)

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


class Rehearsal:
    """The memory of a dry run: knows what the archive knows, keeps what would be fetched, writes nothing."""

    def __init__(self, address: str, since: datetime | None = None) -> None:
        self.candidates: dict[str, Announced] = {}
        """By address key: the AMP view of a page is that page."""
        self.documents: list[Document] = []
        self.house_lines = HouseLines(lambda _: {})
        self._since = since
        self._archive: Archive | None
        try:
            self._archive = Archive.open(address, read_only=True)
        except ArchiveMissing:
            self._archive = None  # a first crawl: everything is new

    async def polls(self, source: str) -> list[Poll]:
        """What is known to poll, without validators: "not modified" would tell a rehearsal nothing."""
        known = self._archive.frontier.polls(source) if self._archive else []
        return [replace(poll, etag=None, last_modified=None, body_hash=None) for poll in known]

    async def polled(
        self, poll: Poll, links: Sequence[Announced], at: datetime, children: Sequence[Poll] = ()
    ) -> int:
        """Keep the links that the archive does not know, and what was read."""
        if poll.status == "ok":
            self.documents.append(_document(poll, links, children))
        before = len(self.candidates)
        urls = [link.url for link in links]
        known = self._archive.frontier.known(urls) if self._archive else set()
        for link in links:
            date = link.modified or link.published
            if link.url not in known and not (self._since and date and date < self._since):
                self.candidates.setdefault(key_of(link.url) or link.url, link)
        return len(self.candidates) - before

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Keep the links."""
        self.candidates.update((key_of(link.url) or link.url, link) for link in links)

    async def pending(
        self, source: str, since: datetime | None, limit: int, skip: Collection[str]
    ) -> list[Link]:
        """None to fetch; what earlier runs left pending is a candidate too."""
        if self._archive:
            for link in self._archive.frontier.pending(source, since=since, limit=10_000):
                self.candidates.setdefault(link.key, link.announced)
        return []

    async def robots(self, host: str, since: datetime) -> RobotsTxt | None:
        """The robots.txt of a host and port, where it was asked for since then."""
        return self._archive.frontier.robots(host, since) if self._archive else None

    async def keep_robots(self, answer: RobotsTxt) -> None:
        """Nothing is kept."""

    async def reservations(self, host: str, since: datetime) -> Reservations | None:
        """The tdmrep.json of a host and port, where it was asked for since then."""
        return self._archive.opt_outs.reservations(host, since) if self._archive else None

    async def keep_reservations(self, answer: Reservations) -> None:
        """Nothing is kept."""

    async def hosts(self) -> Mapping[str, HostState]:
        """The hosts that asked for patience, by name."""
        return self._archive.hosts.all() if self._archive else {}

    async def keep_host(self, state: HostState) -> None:
        """Nothing is kept."""

    def last_polled(self, source: str) -> datetime | None:
        """When a source was last polled."""
        return self._archive.frontier.last_polled(source) if self._archive else None

    def close(self) -> None:
        """Close the archive."""
        if self._archive:
            self._archive.close()


def _document(poll: Poll, links: Sequence[Announced], children: Sequence[Poll]) -> Document:
    """What was read. A place that was tried by its name alone is what it turned out to be."""
    is_sitemap = bool(children) or any(link.evidence == "sitemap" for link in links[:1])
    kind: Literal["feed", "sitemap", "front"] = "front" if poll.kind == "front" else "feed"
    return Document(
        url=poll.url,
        source=poll.source,
        kind="sitemap" if is_sitemap or poll.kind == "sitemap" else kind,
        links=len(links),
        parent=poll.parent,
    )
