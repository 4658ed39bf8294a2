"""One crawl at a time for one archive in PostgreSQL."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from archive.errors import ArchiveBusy, ArchiveError, LockLost
from archive.postgres.connections import engine, named
from archive.postgres.meanings import told_plainly
from archive.postgres.opening import server_url
from archive.schema import APPLICATION_ID

_KEYS = f"{APPLICATION_ID + 1}, hashtext(current_schema()::text)"
_HOLDER = text("""
SELECT a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :key
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND l.objid::bigint = (hashtext(current_schema()::text)::bigint & 4294967295)
""")
_PREFIX = "kliping: "
_LONGEST_NAME = 63
"""Bytes of an application's name (PostgreSQL, section 19.8.2)."""

_ALIVE = {"tcp_user_timeout": "30000", "keepalives_idle": "15", "keepalives_interval": "5", "keepalives_count": "3"}  # fmt: skip
"""So that we notice within half a minute when the server is out of reach (libpq, section 34.1.2)."""
_DEAD = (
    "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15; SET tcp_keepalives_count = 4"
)
"""So that the server notices within two minutes when our machine is gone; by itself it takes two hours."""


class ServerHold:
    """An advisory lock of one connection, held."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._session = self._asked()

    def check(self) -> None:
        """Makes sure that the connection is there, and still the same session. Raises LockLost."""
        try:
            with told_plainly(self._name):
                session = self._asked()
        except ArchiveError as error:
            msg = f"the connection that holds {self._name} was lost, and another crawl could begin: this one has ended"
            raise LockLost(msg) from error
        if session != self._session:
            msg = f"{self._name} is reached through a pooler that shares sessions, so a crawl can't hold it: connect to it directly"
            raise LockLost(msg)

    def _asked(self) -> int:
        return int(self._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


@contextmanager
def server_lock(address: str) -> Iterator[ServerHold]:
    """Holds the archive at this URL for one crawl, by an advisory lock of a connection of its own.

    The server lets go of it when the connection ends, however it ends. Raises ArchiveBusy, naming process and start of
    the holder.
    """
    url = server_url(address)
    who = f"{_PREFIX}process {os.getpid()} on {socket.gethostname()}"[:_LONGEST_NAME]
    given = {name: value for name, value in _ALIVE.items() if name not in url.query}
    holding = engine(url.update_query_dict({"application_name": who, **given}))
    try:
        with told_plainly(named(url)):
            connection = holding.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with told_plainly(named(url)):
                connection.exec_driver_sql(_DEAD)
                _take(connection, named(url))
                hold = ServerHold(connection, named(url))
            yield hold
        finally:
            connection.invalidate()  # ends it, and with it the lock
            connection.close()
    finally:
        holding.dispose()


def _take(connection: Connection, name: str) -> None:
    if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_KEYS})").scalar_one():
        return
    msg = f"another crawl holds {name} ({holder(connection) or _SOMEBODY}); nothing was done"
    raise ArchiveBusy(msg)


_SOMEBODY = "another user's"


def holder(connection: Connection) -> str | None:
    """Who holds the archive of this connection for a crawl, for a person; None when nobody does."""
    row = connection.execute(_HOLDER, {"key": APPLICATION_ID + 1}).first()
    if row is None:
        return None
    # Who may not see what other users do gets no name.
    return f"{row[0].removeprefix(_PREFIX)}, since {row[1]} UTC" if row[0] else _SOMEBODY
