"""The keys of signatures as they are looked up and written by every save.

A batch of a hundred articles has five hundred keys, in no order: of a large table each is on a page of its own, and each
of these pages would have to be written. So new ones are gathered in a small table, and from time to time all of them
together are put into the large one (the "differential file" of Severance and Lohman, 1976): of a million articles at 4.9
pages an article without it, at 2.1 with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from sqlalchemy import Connection, Table, bindparam, delete, select

from archive.filling import fill, put
from archive.looking_up import LookUp
from archive.schema import new_signatures, signatures

Row = tuple[int, int, int]
"""A key, the number of an article, the rest of its signature."""

_COLUMNS: Final = ("key", "article_id", "rest")
_TABLES: Final = (signatures, new_signatures)
_UNDER: Final = [
    LookUp(select(*(table.c[name] for name in _COLUMNS)), table.c.key) for table in _TABLES
]
_SIZES: Final = (20, 100, 500)
"""Keys of one statement: few statements, which the database keeps prepared."""


def under(connection: Connection, keys: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """What is kept under these keys, each named once."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return chain.from_iterable(look_up.rows(connection, keys) for look_up in _UNDER)
    found: list[tuple[int, ...]] = []
    at = 0
    while at < len(keys):
        left = len(keys) - at
        size = next((size for size in _SIZES if size >= left), _SIZES[-1])
        some = keys[at : at + size]
        # SQLAlchemy takes twice as long over these numbers as SQLite takes to look them up.
        found += driver.execute(_sought(size), [*some, *[None] * (size - len(some))])
        at += size
    return found


@lru_cache
def _sought(size: int) -> str:
    """In SQLite's words: a join with the values, for it takes a third longer to sort them first, as IN does."""
    values = ", ".join(f"(?{number})" for number in range(1, size + 1))
    return " UNION ALL ".join(map(_joined, _TABLES, [values] * len(_TABLES)))


def _joined(table: Table, values: str) -> str:
    columns = ", ".join(f"kept.{name}" for name in _COLUMNS)
    return (
        f"SELECT {columns} FROM (VALUES {values}) AS sought"  # noqa: S608 (names of ours)
        f" CROSS JOIN {table.name} AS kept ON kept.key = sought.column1"
    )


def keep(connection: Connection, rows: Sequence[Row], new: Sequence[int]) -> None:
    """Writes these rows, of articles of which those are ``new`` in the archive, by rising number."""
    if connection.dialect.name == "sqlite":
        put(connection, new_signatures.name, rows)
    else:
        values = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        fill(connection, new_signatures, values)
    if new and is_time_to_gather(new[0], new[-1]):
        connection.exec_driver_sql(_GATHER)
        connection.execute(delete(new_signatures))


_GATHER: Final = (
    "INSERT INTO signatures (key, article_id, rest) SELECT key, article_id, rest FROM new_signatures WHERE true"
    " ON CONFLICT DO NOTHING"
)


def is_time_to_gather(first: int, last: int) -> bool:
    """Whether among the numbers of the new articles of a batch is one with which the small table has become large: the
    size at which both tables together cost least grows with the root of the number of articles."""
    size = 1 << (last * _STEPS).bit_length() // 2
    return (first - 1) // size != last // size


_STEPS: Final = 200
"""Articles of a batch, times two: so often a page of the small table is written while it grows."""


def drop(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Takes out what is kept under a key of an article; what is not there does no harm."""
    rows = [{"key_": key, "id_": id} for key, id in pairs]
    for statement in _DROP if rows else ():
        connection.execute(statement, rows)


_DROP: Final = [
    delete(table).where(table.c.key == bindparam("key_"), table.c.article_id == bindparam("id_"))
    for table in _TABLES
]
