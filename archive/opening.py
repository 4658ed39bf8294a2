"""From the address a person gives to an archive that is there, whole, and of this version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from archive.database import Database
from archive.errors import ArchiveTooNew, ArchiveTooOld, ArchiveUnwritable
from archive.place import locate, server
from archive.schema import HALF_COPIED, SCHEMA_VERSION
from archive.sqlite.opening import open_file

_INSTANT = 1_000
"""Articles of an older archive that are brought up to date on opening, without being asked."""

_SOON_DONE = {"0002", "0003", "0004"}
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
    url = server(address)
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
