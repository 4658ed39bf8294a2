"""Hosts that asked for patience: until when they are left alone, and how slowly they are asked.

It is kept as soon as a host says so, for a run that is killed must not make the next one ask again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select

from archive.crawl_tables import hosts
from archive.database import Database
from archive.upsert import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What one host asked for."""

    host: str
    """Its name, without a port: what is asked for at one port is served by the same machine as at another."""
    until: datetime | None = None
    """Not to be asked before; None: at once."""
    delay: float = 0.0
    """Seconds to leave between two requests, where that is more than the crawl leaves anyway; 0: nothing more."""
    reason: str = ""
    """Why, for a person: ``it answered 429``."""
    changed: datetime
    """When it was last found out."""


class Hosts:
    """The hosts of one archive that asked for patience. Reached as ``archive.hosts``; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, HostState]:
        """Every host of which there is something to heed, by its name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(hosts)).mappings()
            return {row["host"]: HostState(**row) for row in rows}

    def keep(self, state: HostState) -> None:
        """Keeps what a host asked for in place of what it asked for before; forgets it where that is nothing.

        Raises ValueError for a datetime without a zone.
        """
        with self._database.writing() as connection:
            if state.until is None and not state.delay:
                connection.execute(delete(hosts).where(hosts.c.host == state.host))
                return
            row = asdict(state)
            statement = insert(connection, hosts).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=row))
