"""A query for the rows with any of many values, put into words once for each kind of database.

SQLAlchemy takes three times as long over five hundred numbers as SQLite takes to look them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Dialect, Select, bindparam

_SIZES: Final = (20, 100, 500)
"""Of so many values: few statements, which the database keeps prepared."""


class _Statement(NamedTuple):
    text: str
    names: Sequence[str]
    """Of the values, where they are not given by their order."""
    processors: Sequence[tuple[int, Callable[[Any], Any]]]
    """What is made of the values of some columns."""


class LookUp:
    """The rows of ``query`` whose ``column`` has one of the values asked for."""

    def __init__(self, query: Select[Any], column: Column[Any]) -> None:
        self._query = query
        self._column = column

    def rows(self, connection: Connection, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows for these values, each named once, in no order; the values as the database takes them: numbers, text."""
        at = 0
        while at < len(values):
            left = len(values) - at
            size = next((size for size in _SIZES if size >= left), _SIZES[-1])
            statement = _statement(self._query, self._column, connection.dialect, size)
            some = values[at : at + size]
            full = (*some, *[some[-1]] * (size - len(some)))
            at += size
            given = dict(zip(statement.names, full, strict=True)) if statement.names else full
            for row in connection.exec_driver_sql(statement.text, given):
                if not statement.processors:
                    yield tuple(row)
                    continue
                found = list(row)
                for place, process in statement.processors:
                    found[place] = process(found[place])
                yield tuple(found)


@lru_cache(maxsize=64)
def _statement(query: Select[Any], column: Column[Any], dialect: Dialect, size: int) -> _Statement:
    names = [f"value_{at}" for at in range(size)]
    sought = column.in_([bindparam(name, type_=column.type) for name in names])
    compiled: Any = query.where(sought).compile(dialect=dialect)
    types = [each.type.dialect_impl(dialect) for each in query.selected_columns]
    found = [type.result_processor(dialect, None) for type in types]
    processors = [(place, process) for place, process in enumerate(found) if process is not None]
    return _Statement(str(compiled), () if compiled.positional else names, processors)
