"""The keys of signatures as they are looked up and written by every save."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from sqlalchemy import Connection, Table, select

from archive.filling import fill, put
from archive.looking_up import LookUp
from archive.schema import signatures

Row = tuple[int, int, int]
"""A key, the number of an article, the rest of its signature."""

_COLUMNS: Final = ("key", "article_id", "rest")
_TABLES: Final = (signatures,)
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


def keep(connection: Connection, rows: Sequence[Row]) -> None:
    """Writes these rows."""
    if connection.dialect.name == "sqlite":
        put(connection, signatures.name, rows)
    else:
        fill(connection, signatures, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
