"""Many new rows into a table, as fast as the database's own module takes them.

SQLAlchemy works on each value of each row; here the types of a table's columns are asked once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect, Table, insert

_VALUES: Final = 990
"""Of one statement: fewer than any SQLite takes."""
_ROWS: Final = 50


class _Statement(NamedTuple):
    text: str
    is_positional: bool
    names: tuple[str, ...]
    processors: tuple[Callable[[Any], Any] | None, ...]
    """What each value is put through on its way to the database."""


def fill(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all name the same columns, in the caller's transaction.

    Raises what a column's type raises for a value that it refuses, such as ValueError.
    """
    if rows:
        names = tuple(rows[0])
        fill_in_order(connection, table, names, [*map(itemgetter(*names), rows)])


def fill_in_order(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """As :func:`fill`, with the values of each row in the order of ``names``, of which there are several."""
    if not rows:
        return
    statement = _statement(table, connection.dialect, names)
    given: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
    columns: list[Sequence[Any]] = []
    for name, process in zip(statement.names, statement.processors, strict=True):
        values = given[name]
        columns.append(values if process is None else [*map(process, values)])
    ready = list(zip(*columns, strict=True))
    if statement.is_positional:
        connection.exec_driver_sql(statement.text, ready)
    else:
        named = [dict(zip(statement.names, values, strict=True)) for values in ready]
        connection.exec_driver_sql(statement.text, named)


def put(connection: Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows into a table of SQLite, their values in the order of its columns, but for those that are there already.

    SQLite takes half of the time for rows that come some dozens a statement; a statement that could fail in the middle,
    as one that does not ignore what is there, would write a journal of its own.
    """
    driver = connection.connection.driver_connection
    if not rows or not isinstance(driver, sqlite3.Connection):
        return
    row = f"({', '.join('?' * len(rows[0]))})"
    at_once = max(1, min(_ROWS, _VALUES // len(rows[0])))
    statement = f"INSERT OR IGNORE INTO {table} VALUES "  # noqa: S608 (names of tables of ours)
    several = statement + ", ".join([row] * at_once)
    whole = len(rows) - len(rows) % at_once
    for at in range(0, whole, at_once):
        driver.execute(several, [*chain.from_iterable(rows[at : at + at_once])])
    driver.executemany(statement + row, rows[whole:])


@lru_cache(maxsize=64)
def _statement(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Statement:
    compiled: Any = insert(table).compile(dialect=dialect, column_keys=list(names))
    order = tuple(compiled.positiontup or names) if compiled.positional else names
    types = [table.columns[name].type.dialect_impl(dialect) for name in order]
    processors = tuple(type.bind_processor(dialect) for type in types)
    return _Statement(str(compiled), compiled.positional, order, processors)
