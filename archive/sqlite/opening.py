"""From a path to a SQLite file that is there and is an archive."""

from __future__ import annotations

import os
from pathlib import Path

from archive.errors import ArchiveMissing, ArchiveUnwritable, ForeignDatabase
from archive.schema import APPLICATION_ID
from archive.sqlite.connections import SqliteDatabase, connect
from archive.sqlite.making import make, why
from archive.sqlite.meanings import told_plainly

_MISSING = 'no archive at {path}: run "kliping crawl" or "kliping import" first, or name one with --archive'


def open_file(path: Path, *, create: bool, read_only: bool) -> tuple[SqliteDatabase, str]:
    """The archive at ``path``, made first when ``create`` is set and nothing is there; and the version of its tables.

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
    return SqliteDatabase(path, read_only=read_only), version


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
