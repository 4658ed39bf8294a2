"""A PostgreSQL archive that an older version made is brought up to date on opening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, Inspector, create_engine, inspect

from archive.migrations import configuration
from archive.model import Announced
from archive.schema import SCHEMA_VERSION
from archive.store import Archive

Make = Callable[..., Any]
Shape = dict[str, dict[str, Any]]


def shape(inspector: Inspector) -> Shape:
    """The tables: their columns with type, and whether they may be empty; their keys and indexes."""
    return {
        table: {
            "columns": {
                c["name"]: (repr(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            },
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(str(key["constrained_columns"]) for key in inspector.get_foreign_keys(table)),
            "indexes": {i["name"]: (i["column_names"], i["unique"]) for i in inspector.get_indexes(table)},
        }
        for table in inspector.get_table_names()
    }  # fmt: skip


def make_older(connection: Connection, version: str) -> None:
    """Take away what later versions added; that is read off a SQLite archive of that version."""
    sqlite = create_engine("sqlite://")
    with sqlite.begin() as other:
        command.upgrade(configuration(other), version)
        old = shape(inspect(other))
    sqlite.dispose()
    for table, now in shape(inspect(connection)).items():
        if table.startswith("search_"):  # PostgreSQL's own
            continue
        if table not in old:
            connection.exec_driver_sql(f"DROP TABLE {table} CASCADE")
            continue
        for index in now["indexes"].keys() - old[table]["indexes"].keys():
            if not index.endswith("_key"):
                connection.exec_driver_sql(f"DROP INDEX {index}")
        for column in now["columns"].keys() - old[table]["columns"].keys():
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = %s", (version,))


@pytest.fixture
def url(new_postgres: Callable[[], str]) -> str:
    return new_postgres()


def test_an_archive_of_0002_becomes_as_if_it_were_made_today(
    url: str, article: Make, visit: Make, noon: Any
) -> None:
    with Archive.open(url, create=True) as archive:
        archive.frontier.announce("s", [Announced(url=article(n).url) for n in range(9)], noon)
        archive.record([visit(article(n), source="s") for n in range(3)])
    engine = create_engine(url)
    with engine.connect() as connection:
        fresh = shape(inspect(connection))
    with engine.begin() as connection:
        make_older(connection, "0002")
    with engine.connect() as connection:
        assert "sources" not in shape(inspect(connection))
    with Archive.open(url) as archive:
        assert archive.count() == 3
        assert archive.frontier.pending_count("s") == 6
        assert len(archive.frontier.pending("s", now=noon)) == 6
        archive.record([visit(article(3), source="s")])
        assert archive.frontier.source_states(["s"]) == {}
    with engine.connect() as connection:
        assert shape(inspect(connection)) == fresh
    engine.dispose()
    with psycopg.connect(url.replace("+psycopg", "")) as plain:
        versions = plain.execute("SELECT version_num FROM alembic_version").fetchall()
    assert versions == [(SCHEMA_VERSION,)]
