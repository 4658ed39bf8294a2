"""The crawl's memory: what was announced, what was visited, what is still to visit, and when to ask a feed again.

It lies in the archive's own database, so that a link is done in the very transaction that stores its article: a crawl
that is killed at any moment loses nothing and stores nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from archive.address import key_of
from archive.columns import Utc
from archive.crawl_tables import links, polls, robots
from archive.database import Database
from archive.days import Day, add_days, day_of, of_poll
from archive.ledger import SourceCounts, add_counts
from archive.links import IS_PENDING, Link, announce, is_due, link_of, rows_of, stored_at
from archive.model import Announced
from archive.polls import Poll, PollKind, put_children, put_poll
from archive.reopening import reopen
from archive.sources import Change, SourceState, change_source, note_asked, source_states
from archive.upsert import insert

__all__ = ["Frontier", "Link", "Poll", "PollKind", "RobotsTxt", "SourceState"]

ANSWERED = frozenset({"ok", "not-modified"})
"""How a poll ends that brought an answer (:attr:`Poll.status`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsTxt:
    """What a host answered when it was asked for its robots.txt."""

    host: str
    """Host and port, as in the URLs that are asked for."""
    status: int
    body: bytes
    checked: datetime


class Frontier:
    """The crawl's memory of one archive. Reached as ``archive.frontier``; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def polls(self, source: str) -> list[Poll]:
        """All that is known to poll for a source, what was configured and what was discovered."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(polls).where(polls.c.source == source).order_by(polls.c.url)
            ).mappings()
            return [Poll(**row) for row in rows]

    def polled(
        self,
        poll: Poll,
        links: Sequence[Announced],
        at: datetime,
        *,
        run: int | None = None,
        children: Sequence[Poll] = (),
    ) -> list[Link]:
        """Notes an answered poll and announces what it named, all in one transaction.

        Were the validators kept before the links, a crash between the two would hide the links behind a "304 Not
        Modified" for ever. ``children`` are the sitemaps that an index names: new ones are noted, of known ones only
        parent and ``announced_lastmod``. Returns the links now due, as :meth:`announce` does.
        """
        with self._database.writing() as connection:
            put_children(connection, children)
            due = announce(connection, poll.source, links, at)
            answered = poll.status in ANSWERED
            news = any(not link.known for link in due)
            changed = at if news or (answered and poll.changed is None) else poll.changed
            put_poll(connection, replace(poll, checked=at, changed=changed))
            note_asked(connection, poll.source, at, answered=answered, news=news)
            add_days(connection, [of_poll(poll.source, poll.status, len(due), at)])
            if run is not None:
                counts = SourceCounts(polled=1, announced=len(due))
                add_counts(connection, run, {poll.source: counts})
            return due

    def announce(
        self, source: str, links: Sequence[Announced], at: datetime, run: int | None = None
    ) -> list[Link]:
        """Notes links and returns those now due, in their order.

        Due is a link that was never announced nor stored, and one whose page was stored but is announced with a
        ``modified`` later than both the last announcement and the last visit. When ten links or more and over half
        of the known ones here claim to have changed, their dates are the server's habit and none is believed.
        Links that were refused or failed for good stay so.
        """
        with self._database.writing() as connection:
            due = announce(connection, source, links, at)
            add_days(connection, [Day(source=source, day=day_of(at), announced=len(due))])
            if run is not None:
                add_counts(connection, run, {source: SourceCounts(announced=len(due))})
            return due

    def pending(
        self,
        source: str,
        *,
        since: datetime | None = None,
        limit: int = 500,
        skip: Collection[str] = (),
        now: datetime | None = None,
    ) -> list[Link]:
        """At most ``limit`` links still to visit: the newest by their own date first, then in order of announcement.

        A link without a date of its own counts from when it was announced, for the order and for ``since``.
        ``skip`` holds keys or URLs of links that are already under way. With ``now``, those that failed wait until they
        are due; without it they are given too.
        """
        newest = links.c.newest
        query = (
            select(links)
            .where(links.c.source == source, IS_PENDING)
            .order_by(newest.desc(), links.c.id)
            .limit(limit + len(skip))
        )
        if since is not None:
            query = query.where(newest >= since)
        if now is not None:
            query = query.where(is_due(now))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        fresh = (row for row in rows if row.key not in skip and row.url not in skip)
        return [link_of(row) for row, _ in zip(fresh, range(limit), strict=False)]

    def pending_count(self, source: str) -> int:
        """How many links of a source are still to visit."""
        query = select(func.count()).select_from(links).where(links.c.source == source, IS_PENDING)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def source_states(self, names: Iterable[str]) -> dict[str, SourceState]:
        """What is known of the sources of these names; those that were never asked are left out."""
        with self._database.reading() as connection:
            return source_states(connection, names)

    def change_source(self, name: str, at: datetime, change: Change) -> SourceState:
        """Puts ``change`` of what is known of a source in its place, and returns it."""
        with self._database.writing() as connection:
            return change_source(connection, name, at, change)

    def due_sources(self, names: Collection[str], now: datetime) -> set[str]:
        """Those of these sources whose feeds, sitemaps and front pages are to be asked for."""
        known = self.source_states(names)
        return {name for name in names if name not in known or known[name].due <= now}

    def reopen(self, source: str, since: datetime, at: datetime) -> int:
        """Lets links as new as ``since`` that brought nothing be visited once more (:mod:`archive.reopening`)."""
        with self._database.writing() as connection:
            return reopen(connection, source, since, at)

    def due_links(self, names: Collection[str], now: datetime) -> set[str]:
        """Those of these sources that have links to visit now."""
        known = self.source_states(names)
        one = select(links.c.id).where(IS_PENDING, is_due(now)).limit(1)
        held = {name for name, state in known.items() if state.held and state.held > now}
        with self._database.reading() as connection:
            return {
                name
                for name in set(names) - held
                if connection.execute(one.where(links.c.source == name)).first()
            }

    def known(self, urls: Sequence[str]) -> set[str]:
        """Those of ``urls`` that were announced before or whose page is stored."""
        keys = {url: key for url in urls if (key := key_of(url))}
        with self._database.reading() as connection:
            found = set(rows_of(connection, keys.values()))
            found.update(stored_at(connection, [k for k in keys.values() if k not in found]))
        return {url for url, key in keys.items() if key in found}

    def robots(self, host: str, since: datetime) -> RobotsTxt | None:
        """The robots.txt of a host and port, where it was asked for at ``since`` or later."""
        query = select(robots).where(robots.c.host == host, robots.c.checked >= since)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else RobotsTxt(**row)

    def keep_robots(self, answer: RobotsTxt) -> None:
        """Keeps a robots.txt in place of the one that its host answered before."""
        row = {column.name: getattr(answer, column.name) for column in robots.columns}
        with self._database.writing() as connection:
            statement = insert(connection, robots).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=row))

    def last_polled(self, source: str) -> datetime | None:
        """When any document of the source was last asked for; None when never."""
        query = select(func.max(polls.c.checked, type_=Utc)).where(polls.c.source == source)
        with self._database.reading() as connection:
            moment: datetime | None = connection.execute(query).scalar_one()
            return moment
