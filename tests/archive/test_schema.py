"""The tables: what alembic makes is what a new archive has."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select

from archive.crawl_tables import polls
from archive.migrations import configuration, upgrade
from archive.opening import open_database
from archive.schema import SCHEMA_VERSION, articles, metadata
from archive.store import Archive


def tables_of(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        tables = {name: re.sub(r"[\s\"]+", "", sql).lower() for name, sql in rows}
        tables["application_id"] = str(connection.execute("PRAGMA application_id").fetchone())
        if "articles_fts_config" in tables:
            config = connection.execute("SELECT * FROM articles_fts_config ORDER BY k").fetchall()
            tables["fts config"] = str(config)
    connection.close()
    return tables


def test_the_version_in_the_schema_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [SCHEMA_VERSION]


def test_the_migrations_make_the_same_tables_as_a_new_archive(path: Path, tmp_path: Path) -> None:
    Archive.open(path, create=True).close()
    migrated = tmp_path / "migrated.db"
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()

    made, from_migrations = tables_of(path), tables_of(migrated)
    made["alembic_version"] = from_migrations["alembic_version"]  # alembic's own wording
    assert from_migrations == made


def test_an_older_archive_is_migrated_on_opening(path: Path) -> None:
    Archive.open(path, create=True).close()
    names = [t.name for t in reversed(metadata.sorted_tables) if t.name != "alembic_version"]
    with sqlite3.connect(path) as connection:  # as before the first migration
        for name in [*names, "articles_fts", "search_words"]:
            connection.execute(f"DROP TABLE {name}")
        connection.execute("DELETE FROM alembic_version")
    connection.close()

    with Archive.open(path) as archive:
        assert archive.count() == 0
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


def test_opening_imports_neither_alembic_nor_the_orm(path: Path, run: Callable[..., str]) -> None:
    Archive.open(path, create=True).close()
    code = """
        import sys
        from archive.store import Archive
        with Archive.open(sys.argv[1]) as archive:
            archive.count()
        print([m for m in sys.modules if m.startswith(("alembic", "sqlalchemy.orm", "fastwarc", "psycopg", "sqlalchemy.dialects.postgresql"))])
    """
    assert run(code, path) == "[]"


def test_alembics_own_command_works_from_any_folder(tmp_path: Path) -> None:
    code = (
        "from alembic import command; from archive.migrations import configuration;"
        "command.history(configuration())"
    )
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); {code}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{SCHEMA_VERSION} (head)" in result.stdout


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_to_the_microsecond(path: Path, moment: datetime) -> None:
    Archive.open(path, create=True).close()
    database = open_database(path, create=False, read_only=False)
    with database.writing() as connection:
        connection.execute(
            polls.insert(),
            {
                "source": "s",
                "url": "u",
                "kind": "feed",
                "found_by": "",
                "status": "",
                "checked": moment,
            },
        )
        back = connection.execute(select(polls.c.checked)).scalar_one()
    database.close()
    assert back == moment
    assert back.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(path: Path) -> None:
    Archive.open(path, create=True).close()
    database = open_database(path, create=False, read_only=True)
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is what is refused
    with (
        pytest.raises(ValueError, match="without a zone"),
        database.reading() as connection,
    ):
        connection.execute(select(articles.c.id).where(articles.c.fetched > naive))
    database.close()
