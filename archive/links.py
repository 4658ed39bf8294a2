"""Links as rows: announcing them, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Row,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from archive.address import key_of, views_of
from archive.crawl_tables import links
from archive.database import chunks
from archive.identity.retold import retold_at
from archive.model import Announced
from archive.rows import sound
from archive.schema import addresses, articles
from archive.times import at_offset, offset_of

IS_PENDING = literal_column("links.state") == literal_column("'pending'")
"""Written out, because SQLite uses a partial index only where its condition stands in the query literally."""

_DISTRUSTED_FROM = 10

LinkState = Literal["pending", "done", "refused", "failed"]


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
    known: bool = False
    """It was announced, or its page stored, before: it claims to have changed."""


def announce(
    connection: Connection, source: str, announced: Sequence[Announced], at: datetime
) -> list[Link]:
    """Notes links and returns those now due, in their order (:meth:`archive.frontier.Frontier.announce`)."""
    mentioned: dict[str, Announced] = {}
    for link in announced:
        if key := key_of(link.url):
            first = mentioned.setdefault(key, link)
            if first is not link and views_of(first.url) and not views_of(link.url):
                mentioned[key] = link  # the page itself rather than its AMP view
    rows = rows_of(connection, mentioned)
    stored = stored_at(connection, [key for key in mentioned if key not in rows])
    stored |= retold_at(
        connection, [key for key in mentioned if key not in rows and key not in stored]
    )
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
            known=key in rows or key in stored,
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
        {**_said(link, at), "key_": key, "again": int(key in reset)}
        for key, link in announced.items()
    ]
    for value in values:
        if value["published"] is value["modified"] is None:
            value["newest"] = value["evidence"] = None
    if not values:
        return
    # What this announcement leaves open, an earlier one may have said.
    said: dict[str, Any] = {
        name: func.coalesce(bindparam(name, type_=links.c[name].type), links.c[name])
        for name in SAID
    }
    again: BindParameter[int] = bindparam("again", type_=Integer)
    said.update(
        state="pending",
        attempts=links.c.attempts * (1 - again),
        due=case((again == 1, None), else_=links.c.due),
    )
    connection.execute(update(links).where(links.c.key == bindparam("key_")).values(**said), values)


SAID = (
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
        "url": sound(link.url),
        "newest": at if date is None else min(date, at),
        "title": link.title and sound(link.title),
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


def is_due(now: datetime) -> Any:
    """That a pending link needs not wait at ``now``."""
    return or_(links.c.due.is_(None), links.c.due <= now)


def link_of(row: Row[Any]) -> Link:
    """The link in a row of ``links``."""
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


def rows_of(connection: Connection, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """The rows of these keys that are there."""
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(list(keys)):
        for row in connection.execute(select(links).where(links.c.key.in_(chunk))):
            found[row.key] = row
    return found


def stored_at(connection: Connection, keys: Sequence[str]) -> dict[str, datetime]:
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
