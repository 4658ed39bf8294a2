"""Links to a story that its newspaper spells with ever new headlines around one number: known without another visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from archive.database import chunks
from archive.identity.numbers import number_key, section_of
from archive.schema import IS_ALIAS, addresses, articles

_PROVEN = 3
"""Addresses that turned out to be the same story, from which on one more of their kind is not asked for."""


def retold_at(connection: Connection, keys: Sequence[str]) -> dict[str, datetime]:
    """Which of these addresses, at none of which an article is known, are no more than another headline in the address of
    a stored article, and when that was last fetched.

    Its number and all that stands before it must be those of several addresses that were fetched and found to be the same
    story: then the newspaper does not care what stands behind the number.
    """
    numbers = {key: number for key in keys if (number := number_key(key))}
    if not numbers:
        return {}
    owners = _owners(connection, list(set(numbers.values())))
    if not owners:
        return {}
    sections = _proven_sections(connection, list({id for id, _ in owners.values()}))
    found = {}
    for key, number in numbers.items():
        id, fetched = owners.get(number, (0, None))
        if fetched and sections.get(id, []).count(section_of(key)) >= _PROVEN:
            found[key] = fetched
    return found


def _owners(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    query = select(addresses.c.key, articles.c.id, articles.c.fetched).join(
        articles, articles.c.id == addresses.c.article_id
    )
    return {
        row.key: (row.id, row.fetched)
        for chunk in chunks(numbers)
        for row in connection.execute(query.where(addresses.c.key.in_(chunk)))
    }


def _proven_sections(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = select(addresses.c.article_id, addresses.c.key).where(
        IS_ALIAS, addresses.c.reason == "same-number"
    )
    for chunk in chunks(ids):
        for row in connection.execute(query.where(addresses.c.article_id.in_(chunk))):
            found.setdefault(row.article_id, []).append(section_of(row.key))
    return found
