"""What a dry run gets in place of the crawl's memory: it looks, and writes nothing at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from archive.address import key_of
from archive.errors import ArchiveMissing
from archive.frontier import Link, Poll, RobotsTxt
from archive.hosts import HostState
from archive.looks import Look
from archive.model import Announced
from archive.opt_outs import Reservations
from archive.repeated import HouseLines
from archive.sources import Change, SourceState
from archive.store import Archive
from crawler.report import Document


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
    ) -> list[Link]:
        """Keep the links that the archive does not know, and what was read."""
        if poll.status == "ok":
            self.documents.append(_document(poll, links, children))
        before = set(self.candidates)
        urls = [link.url for link in links]
        known = self._archive.frontier.known(urls) if self._archive else set()
        for link in links:
            date = link.modified or link.published
            if link.url not in known and not (self._since and date and date < self._since):
                self.candidates.setdefault(key_of(link.url) or link.url, link)
        return [
            Link(key=key, url=link.url, source=poll.source, announced=link)
            for key, link in self.candidates.items()
            if key not in before
        ]

    async def reopen(self, source: str, since: datetime, at: datetime) -> int:
        """Nothing is changed."""
        return 0

    async def change_source(self, name: str, at: datetime, change: Change) -> None:
        """Nothing is kept."""

    def source_states(self, names: Sequence[str]) -> dict[str, SourceState]:
        """What is known of these sources."""
        return self._archive.frontier.source_states(names) if self._archive else {}

    def due_links(self, names: Sequence[str], now: datetime) -> set[str]:
        """Those of these sources that have links to visit now."""
        return self._archive.frontier.due_links(names, now) if self._archive else set()

    async def announce(self, source: str, links: Sequence[Announced], at: datetime) -> None:
        """Keep the links."""
        self.candidates.update((key_of(link.url) or link.url, link) for link in links)

    async def pending(
        self,
        source: str,
        since: datetime | None,
        limit: int,
        skip: Collection[str],
        now: datetime | None = None,
    ) -> list[Link]:
        """None to fetch; what earlier runs left pending is a candidate too."""
        if self._archive:
            for link in self._archive.frontier.pending(source, since=since, limit=10_000, now=now):
                self.candidates.setdefault(link.key, link.announced)
        return []

    async def looks(self, source: str, at: datetime) -> Sequence[Look]:
        """None: a rehearsal is about what is new."""
        return []

    def to_look_at(self, sources: Sequence[str], at: datetime) -> set[str]:
        """None of them."""
        return set()

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
