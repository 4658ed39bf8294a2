"""The crawl's memory: what was announced, what was visited, what is still to visit, and when to ask a feed again.

It lies in the archive's own database, so that a link is done in the very transaction that stores its article: a crawl
that is killed at any moment loses nothing and stores nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from archive.address import address_key
from archive.database import Database
from archive.ledger import SourceCounts, add_counts
from archive.model import Announced
from archive.schema import Utc, addresses, articles, links, polls
from archive.times import at_offset, offset_of

ATTEMPTS = 5
"""A link that fails this often for a passing reason has failed for good."""

_CHUNK = 500
_DISTRUSTED_FROM = 10

PollKind = Literal["feed", "sitemap", "front", "robots"]
LinkState = Literal["pending", "done", "refused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A document of a source that announces links, and what is needed to ask for it only when it has changed."""

    url: str
    source: str
    kind: PollKind
    etag: str | None = None
    """The ETag header of the last answer, for If-None-Match."""
    last_modified: str | None = None
    """The Last-Modified header of the last answer, for If-Modified-Since."""
    body_hash: str | None = None
    """Of the last body, for servers that know neither."""
    checked: datetime | None = None
    """When it was last asked for; None when never."""
    found_by: str = "configured"
    """``configured`` or ``discovered``."""
    parent: str | None = None
    """The sitemap index that names it."""
    announced_lastmod: datetime | None = None
    """When it last changed, as its parent says."""
    status: str = ""
    """How the last poll ended: ``ok``, ``not-modified``, ``http-404`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An announced link and what became of it."""

    key: str
    """:func:`archive.address.address_key` of its URL: one page once, whatever its tracking parameters."""
    url: str
    source: str
    announced: Announced
    state: LinkState = "pending"
    attempts: int = 0
    """Visits that failed for a passing reason since it became pending."""


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
            _put_poll(connection, replace(poll, checked=at))
            _put_children(connection, children)
            due = _announce(connection, poll.source, links, at)
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
            due = _announce(connection, source, links, at)
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
    ) -> list[Link]:
        """At most ``limit`` links still to visit: the newest by their own date first, then in order of announcement.

        A link without a date of its own counts from when it was announced, for the order and for ``since``.
        ``skip`` holds keys or URLs of links that are already under way.
        """
        newest = links.c.newest
        query = (
            select(links)
            .where(links.c.source == source, _IS_PENDING)
            .order_by(newest.desc(), links.c.id)
            .limit(limit + len(skip))
        )
        if since is not None:
            query = query.where(newest >= since)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        fresh = (row for row in rows if row.key not in skip and row.url not in skip)
        return [_link(row) for row, _ in zip(fresh, range(limit), strict=False)]

    def pending_count(self, source: str) -> int:
        """How many links of a source are still to visit."""
        query = select(func.count()).select_from(links).where(links.c.source == source, _IS_PENDING)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def known(self, urls: Sequence[str]) -> set[str]:
        """Those of ``urls`` that were announced before or whose page is stored."""
        keys = {url: key for url in urls if (key := _key(url))}
        with self._database.reading() as connection:
            found = set(_rows_of(connection, keys.values()))
            found.update(_stored(connection, [k for k in keys.values() if k not in found]))
        return {url for url, key in keys.items() if key in found}

    def last_polled(self, source: str) -> datetime | None:
        """When any document of the source was last asked for; None when never."""
        query = select(func.max(polls.c.checked, type_=Utc)).where(polls.c.source == source)
        with self._database.reading() as connection:
            moment: datetime | None = connection.execute(query).scalar_one()
            return moment


# SQLite uses a partial index only where the condition stands literally in the query.
_IS_PENDING = literal_column("state") == literal_column("'pending'")


def _announce(
    connection: Connection, source: str, announced: Sequence[Announced], at: datetime
) -> list[Link]:
    mentioned: dict[str, Announced] = {}
    for link in announced:
        if key := _key(link.url):
            mentioned.setdefault(key, link)
    rows = _rows_of(connection, mentioned)
    stored = _stored(connection, [key for key in mentioned if key not in rows])
    visited = {key: row.visited or row.seen for key, row in rows.items() if row.state == "done"}
    visited.update(stored)
    changed = _changed(mentioned, rows, visited)

    added = [_new_row(key, mentioned[key], source, at) for key in mentioned if key not in rows]
    for row in added:
        if row["key"] in stored and row["key"] not in changed:
            row.update(state="done", visited=stored[row["key"]])
    if added:
        connection.execute(insert(links), added)
    again = [key for key in changed if key in rows]
    better = [
        key
        for key, row in rows.items()
        if row.state == "pending" and _says_more(mentioned[key], row)
    ]
    _update(connection, {key: mentioned[key] for key in (*again, *better)}, at, reset=set(again))
    due = {row["key"] for row in added if row["state"] == "pending"} | set(again)
    return [
        Link(
            key=key,
            url=link.url,
            source=rows[key].source if key in rows else source,
            announced=link,
        )
        for key, link in mentioned.items()
        if key in due
    ]


def _changed(
    mentioned: Mapping[str, Announced],
    rows: Mapping[str, Row[Any]],
    visited: Mapping[str, datetime],
) -> set[str]:
    """Keys of visited links that claim a change since; none when too many do."""
    claims = set()
    for key, visit in visited.items():
        modified = mentioned[key].modified
        before = rows[key].modified if key in rows else None
        if modified is not None and modified > max(visit, before or visit):
            claims.add(key)
    if len(claims) >= _DISTRUSTED_FROM and 2 * len(claims) > len(visited):
        return set()
    return claims


def _says_more(link: Announced, row: Row[Any]) -> bool:
    """Whether an announcement of a pending link tells what the earlier one did not."""
    if link.modified is not None and (row.modified is None or link.modified > row.modified):
        return True
    return (link.published is not None and row.published is None) or (
        bool(link.title) and not row.title
    )


def _update(
    connection: Connection, announced: Mapping[str, Announced], at: datetime, reset: set[str]
) -> None:
    values = [
        {**_said(link, at), "key_": key, "again": key in reset} for key, link in announced.items()
    ]
    for value in values:
        if value["published"] is value["modified"] is None:
            value["newest"] = value["evidence"] = None
    if not values:
        return
    # What this announcement leaves open, an earlier one may have said.
    said: dict[str, Any] = {
        name: func.coalesce(bindparam(name, type_=links.c[name].type), links.c[name])
        for name in _SAID
    }
    again: BindParameter[int] = bindparam("again", type_=Integer)
    said.update(state="pending", attempts=links.c.attempts * (1 - again))
    connection.execute(update(links).where(links.c.key == bindparam("key_")).values(**said), values)


def _put_poll(connection: Connection, poll: Poll) -> None:
    statement = sqlite_insert(polls)
    names = [c.name for c in polls.columns if c.name not in {"source", "url"}]
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source", "url"], set_={n: statement.excluded[n] for n in names}
        ),
        [_poll_row(poll)],
    )


def _put_children(connection: Connection, children: Sequence[Poll]) -> None:
    if not children:
        return
    statement = sqlite_insert(polls)
    said = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source", "url"],
            set_={"parent": said.parent, "announced_lastmod": said.announced_lastmod},
        ),
        [_poll_row(child) for child in children],
    )


def _poll_row(poll: Poll) -> dict[str, Any]:
    return {column.name: getattr(poll, column.name) for column in polls.columns}


_SAID = (
    "url",
    "newest",
    "title",
    "published",
    "published_offset",
    "modified",
    "modified_offset",
    "evidence",
    "language",
)


def _said(link: Announced, at: datetime) -> dict[str, Any]:
    """The columns that hold what an announcement says."""
    date = link.modified or link.published
    return {
        "url": link.url,
        "newest": at if date is None else min(date, at),
        "title": link.title,
        "published": link.published,
        "published_offset": offset_of(link.published),
        "modified": link.modified,
        "modified_offset": offset_of(link.modified),
        "evidence": link.evidence,
        "language": link.language,
    }


def _new_row(key: str, link: Announced, source: str, at: datetime) -> dict[str, Any]:
    return {
        **_said(link, at),
        "key": key,
        "source": source,
        "state": "pending",
        "attempts": 0,
        "reason": "",
        "detail": "",
        "seen": at,
        "visited": None,
    }


def _link(row: Row[Any]) -> Link:
    announced = Announced(
        url=row.url,
        title=row.title,
        published=at_offset(row.published, row.published_offset),
        modified=at_offset(row.modified, row.modified_offset),
        evidence=row.evidence,
        language=row.language,
    )
    return Link(
        key=row.key,
        url=row.url,
        source=row.source,
        announced=announced,
        state=row.state,
        attempts=row.attempts,
    )


def _rows_of(connection: Connection, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """The rows of these keys that are there."""
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(list(keys)):
        for row in connection.execute(select(links).where(links.c.key.in_(chunk))):
            found[row.key] = row
    return found


def _stored(connection: Connection, keys: Sequence[str]) -> dict[str, datetime]:
    """Which of these addresses are those of stored articles, and when each was last fetched."""
    found: dict[str, datetime] = {}
    query = select(addresses.c.key, articles.c.fetched).join(
        articles, articles.c.id == addresses.c.article_id
    )
    for chunk in chunks(keys):
        found.update(
            (row.key, row.fetched)
            for row in connection.execute(query.where(addresses.c.key.in_(chunk)))
        )
    return found


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """``values`` in pieces small enough for one statement."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _key(url: str) -> str | None:
    try:
        return address_key(url)
    except ValueError:
        return None
