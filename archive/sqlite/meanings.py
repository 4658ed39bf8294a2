"""What SQLite's errors mean to a person."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from sqlalchemy import exc

from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable, ForeignDatabase

_REASON = 80
"""Characters: a reason may quote a whole text."""


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite says inside the block into an ArchiveError of one line; a value that a column refuses stays a
    ValueError."""
    try:
        yield
    except exc.StatementError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise plain(error.orig, path) from error
        if isinstance(
            error.orig, ValueError
        ):  # a value that a column refuses, such as a naive datetime
            raise error.orig from None
        raise
    except sqlite3.Error as error:
        raise plain(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite's own message quotes what it could not make sense of.
        raise damaged(path, error) from error


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Turns what is raised by values that we never wrote (a list that is no JSON, a date beyond the calendar) into an
    ArchiveError of one line."""
    try:
        yield
    except (orjson.JSONDecodeError, UnicodeDecodeError, OverflowError, zlib.error) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> ArchiveError:
    """The ArchiveError for a file that is not what was written."""
    reason = str(error)[:_REASON]
    return ArchiveUnwritable(f"{path} is damaged ({reason}): restore it from a backup")


_MEANINGS: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_FULL: (
        ArchiveUnwritable,
        "the disk is full: nothing more was written to {path}",
    ),
    sqlite3.SQLITE_READONLY: (
        ArchiveUnwritable,
        "{path} can't be written: the file or its folder is read-only",
    ),
    sqlite3.SQLITE_IOERR: (
        ArchiveUnwritable,
        "{path} can't be read or written ({error}): is the disk full or gone?",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        ArchiveUnwritable,
        "{path} can't be opened: permission denied, or no such folder",
    ),
    sqlite3.SQLITE_PERM: (ArchiveUnwritable, "{path} can't be opened: permission denied"),
    sqlite3.SQLITE_NOTADB: (
        ForeignDatabase,
        "{path} is no Kliping archive (it is no SQLite file, or a damaged one)",
    ),
    sqlite3.SQLITE_BUSY: (ArchiveBusy, "another process keeps writing to {path}: try again later"),
    sqlite3.SQLITE_LOCKED: (
        ArchiveBusy,
        "another process keeps writing to {path}: try again later",
    ),
}


_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT}
"""What a whole archive never answers: nothing that is written breaks its constraints."""
_TOLD_DAMAGE = (
    "Could not decode to UTF-8",
    "a dictionary is named and not there",
    "invalid fts5 file format",
    "no such table",
    "vtable constructor failed",
)
"""As above, of errors that have no code of their own."""


def plain(error: sqlite3.Error, path: Path) -> ArchiveError:
    """The ArchiveError that says what ``error`` means and what to do.

    Goes by the primary result code (the low byte; SQLite, "Result and Error Codes").
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGE or str(error).startswith(_TOLD_DAMAGE):
        return damaged(path, error)
    kind, line = _MEANINGS.get(code, (ArchiveError, "{path}: {error}"))
    return kind(line.format(path=path, error=str(error)[:_REASON]))
