"""A SQLite archive's connections and transactions, and what its errors mean to a person.

Write-ahead log, ``synchronous=NORMAL``: readers never wait for the writer, and a power cut costs at most the last
transactions, never the file. Every writing transaction begins with ``BEGIN IMMEDIATE``: a deferred one that reads
first and then writes fails at once when another process has written in between.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable, ForeignDatabase

BUSY_SECONDS = 60.0
"""How long a writer waits for another one to finish its transaction."""

_WRITES = "kliping_writes"
_CHUNK = 500
_REASON = 80
"""Characters: a reason may quote a whole text."""
_T = TypeVar("_T")


class Database:
    """The connections to one archive file. Threads may share it; each transaction has its own connection."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._engine = _engine(lambda: connect(path, read_only=read_only))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the archive as it is now until the block ends."""
        with told_plainly(self.path), _whole(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept when the block ends, and none of them when it raises.

        Raises ArchiveUnwritable when nothing can be written, ArchiveBusy when another process keeps writing.
        """
        if self.read_only:
            msg = f"the archive {self.path} was opened for reading only"
            raise ArchiveUnwritable(msg)
        with (
            told_plainly(self.path),
            self._engine.connect() as connection,
            connection.execution_options(**{_WRITES: True}).begin(),
        ):
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """As :meth:`writing`, with foreign keys that are looked at only when the block ends: a table to which others
        point can be made anew (SQLite, "ALTER TABLE", section 7)."""
        engine = _engine(lambda: connect(self.path, read_only=self.read_only))
        try:
            with told_plainly(self.path), engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA foreign_keys = OFF")
                with connection.execution_options(**{_WRITES: True}).begin():
                    yield connection
                    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        msg = f"a row of {broken[0]} points to none of {broken[2]}"
                        raise _damaged(self.path, ValueError(msg))
        finally:
            engine.dispose()

    def close(self) -> None:
        """Lets go of the file. What was written is kept; twice does no harm."""
        self._engine.dispose()


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection of the standard library to the file, with the settings above. Never makes the file."""
    try:
        connection = _open(path, "mode=ro" if read_only else "mode=rw")
        if read_only:
            # A log can't be opened where its folder can't be written. With no log there is nothing to miss.
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if not read_only or (log.exists() and log.stat().st_size):
            raise
        return _open(path, "mode=ro&immutable=1")
    return connection


def _open(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    return connection


def _engine(creator: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=creator,
        poolclass=QueuePool,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """``values`` in pieces that one ``IN (…)`` can hold."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


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


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Turns what is raised by values that we never wrote (a list that is no JSON, a date beyond the calendar) into an
    ArchiveError of one line."""
    try:
        yield
    except (orjson.JSONDecodeError, UnicodeDecodeError, OverflowError, zlib.error) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ArchiveError:
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
        return _damaged(path, error)
    kind, line = _MEANINGS.get(code, (ArchiveError, "{path}: {error}"))
    return kind(line.format(path=path, error=str(error)[:_REASON]))
