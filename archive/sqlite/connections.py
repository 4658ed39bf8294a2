"""A SQLite archive's connections and transactions.

Write-ahead log, ``synchronous=NORMAL``: readers never wait for the writer, and a power cut costs at most the last
transactions, never the file. Every writing transaction begins with ``BEGIN IMMEDIATE``: a deferred one that reads
first and then writes fails at once when another process has written in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from archive.database import BUSY_SECONDS, Database
from archive.dictionaries import learn_dictionaries
from archive.errors import ArchiveUnwritable
from archive.sqlite.meanings import damaged, told_plainly, whole

_WRITES = "kliping_writes"


class SqliteDatabase(Database):
    """The connections to one archive file. Threads may share it; each transaction has its own connection."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        super().__init__(str(path), f"sqlite:///{path}", read_only=read_only)
        self.path: Path = path
        self._engine = _engine(lambda: connect(path, read_only=read_only))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with told_plainly(self.path), whole(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self.read_only:
            msg = f"the archive {self.path} was opened for reading only"
            raise ArchiveUnwritable(msg)
        with (
            told_plainly(self.path),
            whole(self.path),
            self._engine.connect() as connection,
            connection.execution_options(**{_WRITES: True}).begin(),
        ):
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        # SQLite, "ALTER TABLE", section 7
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
                        raise damaged(self.path, ValueError(msg))
        finally:
            engine.dispose()

    def size(self) -> int:
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def crawler(self) -> str | None:
        from archive.sqlite.crawling import holder  # noqa: PLC0415 - seldom asked

        return holder(self.path)

    def close(self) -> None:
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
    # Some builds, Debian's among them, write a page once more when it becomes free: one in fifteen of those that a batch
    # of articles writes. What is deleted in pages that stay is written over as before.
    connection.execute("PRAGMA secure_delete = FAST")
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
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        learn_dictionaries(raw)
