"""Renewing the keys of addresses and links when what :func:`archive.address.address_key` leaves out has changed."""

from __future__ import annotations

from sqlalchemy import Connection, column, delete, insert, select, table, update

from archive.address import key_of
from archive.database import chunks
from archive.identity.numbers import number_key
from archive.identity.register import NUMBER

# Only the columns that are as old as the tables: a migration may stand anywhere between two versions.
_addresses = table("addresses", column("key"), column("article_id"), column("reason"))
_links = table("links", column("id"), column("key"), column("state"))
_articles = table("articles", column("id"), column("url"))

_STATES = {"done": 0, "pending": 1, "failed": 2, "refused": 3}
_AT_ONCE = 1_000


def rekey(connection: Connection) -> None:
    """Gives every address and link the key of today, and each article its newspaper's number as one more address.

    Where two articles meet at one key both are kept, and the one with the lower number has the key. Where two links meet
    one is kept: the one that is done rather than pending, that rather than one that failed. Doing it again changes
    nothing.
    """
    _rekey_addresses(connection)
    _rekey_links(connection)
    _add_numbers(connection)


def _today(key: str) -> str:
    return key if "#" in key else key_of(key if "://" in key else f"https://{key}") or key


def _rekey_addresses(connection: Connection) -> None:
    """Only rows whose key changes are held in memory."""
    owners: dict[str, tuple[int, str]] = {}
    outdated: list[str] = []
    columns = (_addresses.c.key, _addresses.c.article_id, _addresses.c.reason)
    for key, id, reason in connection.execute(select(*columns)):
        new = _today(key)
        if new != key:
            outdated.append(key)
            owners[new] = min((id, reason), owners.get(new, (id, reason)))
    for chunk in chunks(outdated):
        connection.execute(delete(_addresses).where(_addresses.c.key.in_(chunk)))
    _settle(connection, owners)


def _settle(connection: Connection, owners: dict[str, tuple[int, str]]) -> None:
    """Stores these keys; where one is there already, the lower number has it."""
    taken: dict[str, int] = {}
    query = select(_addresses.c.key, _addresses.c.article_id)
    for chunk in chunks(list(owners)):
        rows = connection.execute(query.where(_addresses.c.key.in_(chunk)))
        taken.update((row.key, row.article_id) for row in rows)
    for key, there in taken.items():
        id, reason = owners[key]
        if id < there:
            same_key = _addresses.c.key == key
            values = {"article_id": id, "reason": reason}
            connection.execute(update(_addresses).where(same_key).values(**values))
    fresh = [
        {"key": key, "article_id": id, "reason": reason}
        for key, (id, reason) in owners.items()
        if key not in taken
    ]
    if fresh:
        connection.execute(insert(_addresses), fresh)


def _rekey_links(connection: Connection) -> None:
    outdated: dict[str, list[tuple[int, int]]] = {}
    query = select(_links.c.key, _links.c.id, _links.c.state)
    for key, id, state in connection.execute(query):
        new = _today(key)
        if new != key:
            outdated.setdefault(new, []).append((_STATES.get(state, 9), id))
    for chunk in chunks(list(outdated)):
        for row in connection.execute(query.where(_links.c.key.in_(chunk))):
            outdated[row.key].append((_STATES.get(row.state, 9), row.id))
    for key, rows in outdated.items():
        (_, kept), *others = sorted(rows)
        for _, id in others:
            connection.execute(delete(_links).where(_links.c.id == id))
        connection.execute(update(_links).where(_links.c.id == kept).values(key=key))


def _add_numbers(connection: Connection) -> None:
    query = select(_articles.c.id, _articles.c.url).order_by(_articles.c.id).limit(_AT_ONCE)
    last = 0
    while rows := connection.execute(query.where(_articles.c.id > last)).all():
        owners: dict[str, tuple[int, str]] = {}
        for row in rows:
            key = key_of(row.url)
            if key and (number := number_key(key)):
                owners.setdefault(number, (row.id, NUMBER))
        _settle(connection, owners)
        last = rows[-1].id
