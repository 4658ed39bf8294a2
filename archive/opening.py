"""From the address a person gives to an archive that is there, whole, and of this version."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from archive.database import Database, connect, told_plainly
from archive.errors import (
    ArchiveError,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveTooOld,
    ArchiveUnwritable,
    ForeignDatabase,
)
from archive.making import make, why
from archive.schema import APPLICATION_ID, SCHEMA_VERSION

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)


def locate(address: str | Path) -> Path:
    """The file that an address means: a path, ``~`` included, or ``sqlite:///relative``, ``sqlite:////absolute``.

    A URL may be percent-encoded. Raises ArchiveError for any other URL.
    """
    text = str(address)
    if match := _SCHEME.fullmatch(text):
        text = _file_of_url(match[1].lower(), match[2])
    if not text.strip() or "\0" in text:
        msg = f"no file name for an archive: {text!r}"
        raise ArchiveError(msg)
    try:
        return Path(text).expanduser().resolve()
    except (OSError, RuntimeError) as error:
        msg = f"the archive {text} can't be found: {why(error)}"
        raise ArchiveUnwritable(msg) from error


_INSTANT = 1_000
"""Articles of an older archive that are brought up to date on opening, without being asked."""


def open_database(path: Path, *, create: bool, read_only: bool, upgrade: bool = False) -> Database:
    """Opens the archive at ``path``, makes it first when ``create`` is set and nothing is there.

    One of an older version is brought up to date when that takes no time, or when ``upgrade`` says that it may.
    Raises the ArchiveError that says what is wrong; then nothing was written.
    """
    try:
        if not path.exists():
            if not create or read_only:
                raise ArchiveMissing(_MISSING.format(path=path))
            make(path)
        _refuse_what_is_no_file(path)
        if not read_only:
            _refuse_unwritable(path)
    except OSError as error:
        msg = f"{path} can't be opened: {why(error)}"
        raise ArchiveUnwritable(msg) from error
    version = _version(path, read_only=read_only)
    database = Database(path, read_only=read_only)
    if version != SCHEMA_VERSION:
        _bring_up_to_date(database, version, patient=upgrade)
    return database


_MISSING = 'no archive at {path}: run "kliping crawl" or "kliping import" first, or name one with --archive'


def _file_of_url(scheme: str, rest: str) -> str:
    dialect, _, driver = scheme.partition("+")
    if dialect != "sqlite" or driver not in ("", "pysqlite"):
        msg = (
            f"an archive at {scheme}://… is not supported: only SQLite is so far, "
            "as a path or sqlite:///PATH"
        )
        raise ArchiveError(msg)
    path, _, options = rest.partition("?")
    if not path.startswith("/") or len(path) == 1 or options:
        msg = f"{scheme}://{rest} names no file: write sqlite:///PATH, without options"
        raise ArchiveError(msg)
    return unquote(path[1:])


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        msg = f"{path} is a folder, no archive: name a file in it"
        raise ForeignDatabase(msg)
    if not path.is_file():
        msg = f"{path} is no ordinary file and no archive"
        raise ForeignDatabase(msg)
    if path.stat().st_size == 0:
        msg = f"{path} is an empty file, no archive: remove it or name another"
        raise ForeignDatabase(msg)


def _refuse_unwritable(path: Path) -> None:
    if not os.access(path, os.W_OK):
        msg = f"{path} can't be written: the file is read-only"
        raise ArchiveUnwritable(msg)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        msg = f"{path} can't be written: the folder {path.parent} is read-only"
        raise ArchiveUnwritable(msg)


def _version(path: Path, *, read_only: bool) -> str:
    """The schema version of an archive of ours. Raises ForeignDatabase for anything else."""
    with told_plainly(path):
        connection = connect(path, read_only=read_only)
        try:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            if application_id != APPLICATION_ID:
                msg = f"{path} is a SQLite database of another program, no Kliping archive"
                raise ForeignDatabase(msg)
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    return str(row[0]) if row else ""


def _bring_up_to_date(database: Database, version: str, *, patient: bool) -> None:
    if version > SCHEMA_VERSION:
        msg = (
            f"{database.path} was made by a newer version of Kliping (its tables are of version "
            f"{version}, known here are those up to {SCHEMA_VERSION}): upgrade the program"
        )
        raise ArchiveTooNew(msg)
    if database.read_only:
        msg = (
            f"{database.path} was made by an older version: open it once for writing to upgrade it"
        )
        raise ArchiveTooOld(msg)
    if not patient and (count := _articles(database)) > _INSTANT:
        msg = (
            f"{database.path} was made by an older version, and it takes a while to bring its {count} articles up to"
            ' date: run "kliping db upgrade"'
        )
        raise ArchiveTooOld(msg)
    from archive.migrations import upgrade  # noqa: PLC0415 - alembic costs more than a whole search
    from archive.search.index import bring_up_to_date  # noqa: PLC0415 - as above

    with database.rebuilding() as connection:
        upgrade(connection)
        bring_up_to_date(connection)


def _articles(database: Database) -> int:
    with database.reading() as connection:
        tables = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE name = 'articles'"
        )
        if not tables.scalar_one():
            return 0
        return int(connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one())
