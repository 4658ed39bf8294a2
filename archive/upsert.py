"""``INSERT … ON CONFLICT`` in the words of the archive's own database.

SQLite and PostgreSQL say it alike, but SQLAlchemy has a class of its own for each.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as _sqlite


def insert(connection: Connection, table: Table) -> Insert:
    """An insert into this table that has ``on_conflict_do_update``, ``on_conflict_do_nothing`` and ``excluded``."""
    return _insert(connection.dialect.name, table)


def overwriting(
    connection: Connection, table: Table, keys: tuple[str, ...], names: tuple[str, ...] = ()
) -> Insert:
    """An insert into this table that, where there is a row with the same ``keys``, changes its columns of these names; of no
    names all others. To be executed with rows that have all columns."""
    return _overwriting(connection.dialect.name, table, keys, names)


@lru_cache(maxsize=64)  # putting it together takes longer than running it
def _overwriting(
    dialect: str, table: Table, keys: tuple[str, ...], names: tuple[str, ...]
) -> Insert:
    statement = _insert(dialect, table)
    changed = names or [column.name for column in table.columns if column.name not in keys]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changed}
    )


def _insert(dialect: str, table: Table) -> Insert:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as _postgres  # noqa: PLC0415 - seldom

        return _postgres(table)  # type: ignore[return-value]  # has the same methods
    return _sqlite(table)
