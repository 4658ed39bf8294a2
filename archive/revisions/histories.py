"""What an article went through: at which addresses it was met, and what changed from revision to revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, select

from archive.address import key_of
from archive.crawl_tables import links
from archive.model import Article
from archive.revisions.classes import classes
from archive.schema import IS_ALIAS, addresses, revisions


@dataclass(frozen=True, slots=True)
class Address:
    """One address at which an article is known."""

    key: str
    """:func:`archive.address.address_key` of it: without scheme, ``www.`` and tracking parameters."""
    reason: str
    """Why it was taken for the article's: empty where it was fetched first; ``redirect``, ``canonical`` (the page declares
    it, or the same), ``declared`` (as that, but never fetched), ``same-number`` (the newspaper's number for the story is in it), ``amp``, ``mobile``, ``print``, ``single-page``."""
    note: str = ""
    """What was remarkable when it was last visited."""


def known_addresses(connection: Connection, id: int, urls: Iterable[str]) -> list[Address]:
    """The addresses of an article, that of the first fetch first, then by key. ``urls`` are those where its states were
    fetched."""
    own = [key for url in dict.fromkeys(urls) if (key := key_of(url))]
    query = (
        select(addresses.c.key, addresses.c.reason, links.c.detail, links.c.state)
        .select_from(addresses.outerjoin(links, links.c.key == addresses.c.key))
        .where(addresses.c.article_id == id)
    )
    rows = [
        *connection.execute(query.where(addresses.c.key.in_(own))),
        *connection.execute(query.where(IS_ALIAS)),
    ]
    found = {
        row.key: Address(row.key, row.reason, row.detail if row.state == "done" else "")
        for row in rows
    }
    return sorted(found.values(), key=lambda address: (address.reason != "", address.key))


def kinds_of_change(
    connection: Connection, id: int, states: Sequence[Article]
) -> list[tuple[str, ...]]:
    """For each state of an article, the oldest first, the kinds of change (:data:`archive.revisions.classes.ChangeClass`) that made it
    out of the one before; none for the first."""
    query = select(revisions.c.revision, revisions.c.change).where(revisions.c.article_id == id)
    noted = {row.revision: row.change for row in connection.execute(query)}
    found: list[tuple[str, ...]] = [()] if states else []
    for old, new in pairwise(states):
        change = noted.get(old.revision)  # empty in archives of before it was noted
        found.append(tuple(change.split()) if change else classes(old, new))
    return found
