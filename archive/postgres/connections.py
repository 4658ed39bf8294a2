"""A PostgreSQL archive's connections and transactions.

A transaction that reads sees the database as it was when it began. One that writes first takes a lock of the whole
archive (an advisory one, so that readers never wait): there is one writer at a time, as with a SQLite file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from sqlalchemy import URL, BigInteger, Connection, Engine, Integer, create_engine

from archive.database import BUSY_SECONDS, Database
from archive.errors import ArchiveUnwritable
from archive.postgres.meanings import told_plainly
from archive.schema import APPLICATION_ID

_CONNECT_SECONDS = 15
_LOCK = f"pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema()::text))"
_WAIT = f"SET LOCAL lock_timeout = '{BUSY_SECONDS:.0f}s'; SELECT {_LOCK}"
"""Sent without parameters, so that both go in one message."""


class PostgresDatabase(Database):
    """The connections to one archive. Threads may share it; each transaction has its own connection."""

    def __init__(self, url: URL, *, read_only: bool) -> None:
        """``url`` names the driver psycopg."""
        super().__init__(named(url), url.render_as_string(), read_only=read_only)
        self._engine = engine(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with told_plainly(self.name), self._engine.connect() as connection:
            as_it_is = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with as_it_is.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self.read_only:
            msg = f"the archive {self.name} was opened for reading only"
            raise ArchiveUnwritable(msg)
        with told_plainly(self.name), self._engine.begin() as connection:
            connection.exec_driver_sql(_WAIT)
            yield connection

    rebuilding = writing

    def size(self) -> int:
        with self.reading() as connection:
            query = "SELECT pg_database_size(current_database())"
            return int(connection.exec_driver_sql(query).scalar_one())

    def crawler(self) -> str | None:
        from archive.postgres.crawling import holder  # noqa: PLC0415 - imports this module

        with self.reading() as connection:
            return holder(connection)

    def close(self) -> None:
        self._engine.dispose()


def named(url: URL) -> str:
    """The archive in a message: server and database, neither user nor password."""
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database or ''}"


def engine(url: URL) -> Engine:
    """Connections that speak UTF-8, and numbers of 64 bits throughout (:mod:`archive.postgres.tables`)."""
    options = {"connect_timeout": _CONNECT_SECONDS, "application_name": "kliping"}
    made = create_engine(
        url,
        connect_args={
            "client_encoding": "utf8",
            **{name: value for name, value in options.items() if name not in url.query},
        },
        pool_pre_ping=True,  # a crawl may be silent for longer than a firewall remembers it
        use_native_hstore=False,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )
    made.dialect.colspecs = {**made.dialect.colspecs, Integer: _Wide}
    return made


class _Wide(BigInteger):
    render_bind_cast = True
