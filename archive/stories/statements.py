"""The statement by which every save looks many numbers up, and what it writes; put into words once for each kind of database.

SQLAlchemy takes three times as long over five hundred numbers as SQLite takes to look them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Dialect, bindparam, select
from sqlalchemy.engine.interfaces import Compiled

from archive.database import chunks
from archive.filling import fill, put
from archive.schema import signatures

Row = tuple[int, int, int]
"""A key, the number of an article, the rest of its signature."""

_AT_ONCE: Final = 500
_NAMES: Final = tuple(f"key_{at}" for at in range(_AT_ONCE))
_COLUMNS: Final = ("key", "article_id", "rest")


def under(connection: Connection, keys: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """What is kept under these keys, each named once."""
    query = _look_up(connection.dialect)
    for chunk in chunks(keys):
        # The same number of them each time is one statement for the database.
        full = [*chunk, *[chunk[-1]] * (_AT_ONCE - len(chunk))]
        found = connection.exec_driver_sql(str(query), _given(query, _NAMES, full))
        yield from map(tuple, found)


def keep(connection: Connection, rows: Sequence[Row]) -> None:
    """Writes these rows."""
    if connection.dialect.name == "sqlite":
        put(connection, signatures.name, rows)
    else:
        fill(connection, signatures, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])


def _given(statement: Compiled, names: Sequence[str], values: Sequence[int]) -> Any:
    """The values as this kind of database takes them: by their order or by their names."""
    if statement.positional:  # type: ignore[attr-defined]
        return tuple(values)
    return dict(zip(names, values, strict=True))


@cache
def _look_up(dialect: Dialect) -> Compiled:
    key = signatures.c.key
    sought = key.in_([bindparam(name, type_=key.type) for name in _NAMES])
    return (
        select(key, signatures.c.article_id, signatures.c.rest)
        .where(sought)
        .compile(dialect=dialect)
    )
