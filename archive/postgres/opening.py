"""From a URL to a PostgreSQL database that is there and is an archive."""

from __future__ import annotations

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from archive.errors import ArchiveError, ArchiveMissing, ArchiveUnwritable, ForeignDatabase
from archive.schema import SCHEMA_VERSION

try:
    import psycopg
except ImportError as error:
    _msg = "an archive in PostgreSQL needs a driver: pip install 'kliping[postgres]'"
    raise ArchiveError(_msg) from error

from archive.postgres.connections import PostgresDatabase
from archive.postgres.tables import MARK, ddl
from archive.search.postgres_index import INDEX_DDL

_MISSING = 'no archive in {name}: run "kliping crawl" or "kliping import" first, or name one with --archive'
_RELATIONS = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
LIMIT 1
"""
"""What somebody keeps in the database; what an extension brought is not theirs."""


def open_server(address: str, *, create: bool, read_only: bool) -> tuple[PostgresDatabase, str]:
    """The archive at this URL, made first when ``create`` is set and the database is empty; and the version of its
    tables.

    Raises the ArchiveError that says what is wrong; then nothing was written.
    """
    database = PostgresDatabase(server_url(address), read_only=read_only)
    try:
        with database.reading() as connection:
            version = _version(connection, database.name)
        if version is None:
            if not create or read_only:
                raise ArchiveMissing(_MISSING.format(name=database.name))
            version = _make(database)
    except BaseException:
        database.close()
        raise
    return database, version


def server_url(address: str) -> URL:
    """The URL, for psycopg. Raises ArchiveError when it can't be read; what it says holds no password."""
    scheme, _, rest = address.partition("://")
    try:
        url = make_url(f"postgresql+psycopg://{rest}")
        psycopg.conninfo.make_conninfo(**{k: str(v) for k, v in url.query.items()})
    except (ArgumentError, ValueError, psycopg.Error) as error:
        msg = (
            f"the URL {scheme}://… can't be read: write {scheme}://USER:PASSWORD@HOST/DATABASE, and signs "
            "like @ : / in a password as %40 %3A %2F"
        )
        raise ArchiveError(msg) from error
    if not url.database:
        msg = f"the URL {scheme}://… names no database: write {scheme}://USER@HOST/DATABASE"
        raise ArchiveError(msg)
    return url


def _version(connection: Connection, name: str) -> str | None:
    """The version of the tables of an archive of ours; None when the database is empty."""
    mark = connection.exec_driver_sql(
        "SELECT obj_description(to_regclass('articles'), 'pg_class')"
    ).scalar()
    if mark == MARK:
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else ""
    found = connection.exec_driver_sql(_RELATIONS).scalar()
    if found is not None:
        msg = f'{name} is a database of another program (it has a table "{found}"), no Kliping archive'
        raise ForeignDatabase(msg)
    return None


def _make(database: PostgresDatabase) -> str:
    """Makes an empty archive, whole or not at all. When another process was faster, its archive stays."""
    with database.writing() as connection:
        version = _version(connection, database.name)
        if version is not None:
            return version
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
        if encoding != "UTF8":
            msg = f"{database.name} can't keep every letter (its encoding is {encoding}): createdb -E UTF8 -T template0 …"
            raise ArchiveUnwritable(msg)
        for statement in (*ddl(), *INDEX_DDL):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(
            "INSERT INTO alembic_version VALUES (%(version)s)", {"version": SCHEMA_VERSION}
        )
    return SCHEMA_VERSION
