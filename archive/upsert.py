"""``INSERT … ON CONFLICT`` in the words of the archive's own database.

SQLite and PostgreSQL say it alike, but SQLAlchemy has a class of its own for each.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as _sqlite


def insert(connection: Connection, table: Table) -> Insert:
    """An insert into this table that has ``on_conflict_do_update``, ``on_conflict_do_nothing`` and ``excluded``."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as _postgres  # noqa: PLC0415 - seldom

        return _postgres(table)  # type: ignore[return-value]  # has the same methods
    return _sqlite(table)
