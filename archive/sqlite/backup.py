"""A copy of an archive's file, made while others read and write it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from archive.errors import ArchiveUnwritable
from archive.files import draft_of, give_name
from archive.sqlite.connections import connect
from archive.sqlite.meanings import plain, told_plainly

_PAGES_AT_ONCE: Final = 2_000
"""Between two steps Ctrl-C is heard."""


def back_up(path: Path, to: Path) -> Path:
    """Copies the archive as it is now to the file ``to``, whole or not at all; where that is.

    The source is read in one transaction, so that what others write meanwhile changes nothing in the copy and does not
    make it begin again (SQLite, "Online Backup API"). Raises ArchiveUnwritable when something is at ``to`` already, or
    when the copy can't be written.
    """
    to = Path(os.path.abspath(to.expanduser()))  # noqa: PTH100 - a dangling link is a file in the way
    if os.path.lexists(to):
        msg = f"{to} is there already, and a backup replaces nothing: name another file"
        raise ArchiveUnwritable(msg)
    try:
        with draft_of(to) as draft:
            _copy(path, draft)
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            give_name(draft, to, keep=True)
    except OSError as error:
        msg = f"no backup can be made at {to}: {error.strerror or error}"
        raise ArchiveUnwritable(msg) from error
    return to


def _copy(path: Path, draft: Path) -> None:
    with told_plainly(path), closing(connect(path, read_only=True)) as source:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        try:
            with closing(sqlite3.connect(draft)) as copy:
                copy.execute("PRAGMA synchronous = OFF")  # it is flushed as a whole, at the end
                source.backup(copy, pages=_PAGES_AT_ONCE)
        except sqlite3.Error as error:
            raise plain(error, draft) from error
        finally:
            for suffix in ("-wal", "-shm", "-journal"):
                with suppress(OSError):
                    draft.with_name(draft.name + suffix).unlink()
