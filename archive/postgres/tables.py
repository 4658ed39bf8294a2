"""The tables of an archive as PostgreSQL makes them, from :mod:`archive.schema`.

Two things are wider than the tables say: numbers have 64 bits, as SQLite's have, and text has no greatest length and is
compared byte by byte (``COLLATE "C"``), whatever language the database was made for. What a table says for SQLite
alone (a partial index) holds here too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator, TypeEngine

from archive.schema import metadata

MARK = "Kliping archive"
"""The comment on the table ``articles``: what makes a database ours."""

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def ddl() -> list[str]:
    """The statements that make an empty archive's tables, but for the row of ``alembic_version`` and the index."""
    copy = MetaData()
    statements = []
    for original in metadata.sorted_tables:
        table = original.to_metadata(copy)
        for column in table.columns:
            column.type = _type(column)
        statements.append(str(CreateTable(table).compile(dialect=_DIALECT)))
    for table in copy.sorted_tables:
        statements += _indexes(table)
    return [*statements, f"COMMENT ON TABLE articles IS '{MARK}'"]


def _type(column: Column[Any]) -> TypeEngine[Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.load_dialect_impl(_DIALECT)
    if isinstance(kind, String):
        return Text(collation="C")
    return BigInteger() if isinstance(kind, Integer) else kind


def _indexes(table: Table) -> list[str]:
    statements = []
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        where = index.dialect_options["sqlite"]["where"]
        index.dialect_options["postgresql"]["where"] = where
        statements.append(str(CreateIndex(index).compile(dialect=_DIALECT)))
    return statements
