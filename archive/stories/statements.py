"""The keys of signatures as they are looked up and written by every save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, select

from archive.filling import fill, put
from archive.looking_up import LookUp
from archive.schema import signatures

Row = tuple[int, int, int]
"""A key, the number of an article, the rest of its signature."""

_COLUMNS: Final = ("key", "article_id", "rest")
_UNDER: Final = LookUp(
    select(signatures.c.key, signatures.c.article_id, signatures.c.rest), signatures.c.key
)


def under(connection: Connection, keys: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """What is kept under these keys, each named once."""
    return _UNDER.rows(connection, keys)


def keep(connection: Connection, rows: Sequence[Row]) -> None:
    """Writes these rows."""
    if connection.dialect.name == "sqlite":
        put(connection, signatures.name, rows)
    else:
        fill(connection, signatures, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
