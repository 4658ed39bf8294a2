"""From the address a person gives to an archive that is there, whole, and of this version."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import inspect

from archive.database import Database
from archive.errors import ArchiveError, ArchiveTooNew, ArchiveTooOld, ArchiveUnwritable
from archive.schema import HALF_COPIED, SCHEMA_VERSION
from archive.sqlite.making import why
from archive.sqlite.opening import open_file

_SERVERS = ("postgresql+psycopg", "postgresql", "postgres")
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


def file_of(address: str | Path) -> Path | None:
    """The file that an address means; None when the archive lies on a server."""
    return None if _server(address) else locate(address)


_INSTANT = 1_000
"""Articles of an older archive that are brought up to date on opening, without being asked."""

_SOON_DONE = {"0002"}
"""Versions from which an upgrade takes no time, however many articles there are, and leaves the index as it is."""


def open_database(
    address: str | Path,
    *,
    create: bool,
    read_only: bool,
    upgrade: bool = False,
    half_copied: bool = False,
) -> Database:
    """Opens the archive at this path or URL, makes it first when ``create`` is set and nothing is there.

    One of an older version is brought up to date when that takes no time, or when ``upgrade`` says that it may.
    ``half_copied`` opens what :mod:`archive.upkeep.copying` left off, too.
    Raises the ArchiveError that says what is wrong; then nothing was written.
    """
    url = _server(address)
    if url is None:
        database: Database
        database, version = open_file(locate(address), create=create, read_only=read_only)
    else:
        from archive.postgres.opening import open_server  # noqa: PLC0415 - needs a driver

        database, version = open_server(url, create=create, read_only=read_only)
    try:
        if version == HALF_COPIED:
            if not half_copied:
                raise ArchiveUnwritable(_HALF_COPIED.format(name=database.name))
        elif version != SCHEMA_VERSION:
            _bring_up_to_date(database, version, patient=upgrade)
    except BaseException:
        database.close()
        raise
    return database


_HALF_COPIED = '{name} is the half-made copy of another archive: finish it with "kliping db copy"'


def _server(address: str | Path) -> str | None:
    """The address when it is the URL of a database server that is supported."""
    match = _SCHEME.fullmatch(str(address))
    return str(address) if match and match[1].lower() in _SERVERS else None


def _file_of_url(scheme: str, rest: str) -> str:
    dialect, _, driver = scheme.partition("+")
    if dialect != "sqlite" or driver not in ("", "pysqlite"):
        msg = (
            f"an archive at {scheme}://… is not supported: only SQLite, as a path or sqlite:///PATH, "
            "and PostgreSQL are, as postgresql+psycopg://USER@HOST/DATABASE"
        )
        raise ArchiveError(msg)
    path, _, options = rest.partition("?")
    if not path.startswith("/") or len(path) == 1 or options:
        msg = f"{scheme}://{rest} names no file: write sqlite:///PATH, without options"
        raise ArchiveError(msg)
    return unquote(path[1:])


def _bring_up_to_date(database: Database, version: str, *, patient: bool) -> None:
    if version > SCHEMA_VERSION:
        msg = (
            f"{database.name} was made by a newer version of Kliping (its tables are of version "
            f"{version}, known here are those up to {SCHEMA_VERSION}): upgrade the program"
        )
        raise ArchiveTooNew(msg)
    if database.read_only:
        msg = (
            f"{database.name} was made by an older version: open it once for writing to upgrade it"
        )
        raise ArchiveTooOld(msg)
    slow = version not in _SOON_DONE
    if slow and not patient and (count := _articles(database)) > _INSTANT:
        msg = (
            f"{database.name} was made by an older version, and it takes a while to bring its {count} articles up to"
            ' date: run "kliping db upgrade"'
        )
        raise ArchiveTooOld(msg)
    from archive.migrations import upgrade  # noqa: PLC0415 - alembic costs more than a whole search
    from archive.search.renewal import bring_up_to_date  # noqa: PLC0415 - as above
    from archive.stories.afterwards import sign_all  # noqa: PLC0415 - as above

    # What points where is looked at only after tables were made anew: in a million articles that takes a minute.
    with database.rebuilding() if slow else database.writing() as connection:
        upgrade(connection)
        if slow:
            bring_up_to_date(connection)
            sign_all(connection)


def _articles(database: Database) -> int:
    with database.reading() as connection:
        if not inspect(connection).has_table("articles"):
            return 0
        return int(connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one())
