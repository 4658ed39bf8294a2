"""One crawl at a time for one archive in PostgreSQL."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from archive.errors import ArchiveBusy
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
""")
_PREFIX = "kliping: "
_LONGEST_NAME = 63
"""Bytes of an application's name (PostgreSQL, section 19.8.2)."""


@contextmanager
def server_lock(address: str) -> Iterator[None]:
    """Holds the archive at this URL for one crawl, by an advisory lock of a connection of its own.

    The server lets go of it when the connection ends, however it ends. Raises ArchiveBusy, naming process and start of
    the holder.
    """
    url = server_url(address)
    who = f"{_PREFIX}process {os.getpid()} on {socket.gethostname()}"[:_LONGEST_NAME]
    holding = engine(url.update_query_dict({"application_name": who}))
    try:
        with told_plainly(named(url)):
            connection = holding.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with told_plainly(named(url)):
                _take(connection, named(url))
            yield
        finally:
            connection.invalidate()  # ends it, and with it the lock
            connection.close()
    finally:
        holding.dispose()


def _take(connection: Connection, name: str) -> None:
    if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_KEYS})").scalar_one():
        return
    row = connection.execute(_HOLDER, {"key": APPLICATION_ID + 1}).first()
    # Who may not see what other users do gets no name.
    known = row is not None and row[0]
    holder = (
        f"{row[0].removeprefix(_PREFIX)}, since {row[1]} UTC" if row and known else "another user's"
    )
    msg = f"another crawl holds {name} ({holder}); nothing was done"
    raise ArchiveBusy(msg)
