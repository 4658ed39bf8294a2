"""What each run did: when, for which source, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from archive.crawl_tables import run_sources, runs
from archive.database import Database
from archive.days import Day, totals
from archive.upsert import overwriting

if TYPE_CHECKING:
    from archive.completeness import Announcements
    from archive.gaps import Gap
    from archive.health import Room, SourceHealth

RunStatus = Literal["running", "done", "failed", "interrupted", "partial", "killed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """What one run did for one source."""

    polled: int = 0
    """Feeds, sitemaps and front pages read."""
    announced: int = 0
    """Links that were not known before, or that claim to have changed."""
    fetched: int = 0
    """Links visited."""
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many pages were understood to be no article."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many visits brought nothing."""

    def __add__(self, other: SourceCounts) -> SourceCounts:
        return SourceCounts(
            polled=self.polled + other.polled,
            announced=self.announced + other.announced,
            fetched=self.fetched + other.fetched,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            refused=_sum(self.refused, other.refused),
            failed=_sum(self.failed, other.failed),
        )


_NUMBERS = ("polled", "announced", "fetched", "new", "changed", "same")
_REASONS = ("refused", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as the ledger knows it."""

    id: int
    started: datetime
    ended: datetime | None
    """None while it runs; also when it was killed, for then nobody could write it down."""
    status: RunStatus
    note: str
    """What was asked for: the command line, or a few words."""
    sources: Mapping[str, SourceCounts]
    since: datetime | None = None
    """How far back it was to fetch; None: whatever was announced."""


class Ledger:
    """The runs of one archive. Reached as ``archive.ledger``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, at: datetime, note: str = "", since: datetime | None = None) -> int:
        """Opens a run, which fetches only what is as new as ``since``, and returns its number. Call it under the crawl
        lock: a run that still counts as running was killed."""
        with self._database.writing() as connection:
            stale = update(runs).where(runs.c.status == "running")
            connection.execute(stale.values(status="killed"))
            statement = insert(runs).values(started=at, status="running", note=note, since=since)
            return int(connection.execute(statement.returning(runs.c.id)).scalar_one())

    def end(
        self,
        run: int,
        at: datetime,
        status: Literal["done", "failed", "interrupted", "partial"],
        counts: Mapping[str, SourceCounts] | None = None,
    ) -> None:
        """Closes a run. ``counts`` replaces, for the sources it names, what was counted on the way."""
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(ended=at, status=status))
            if counts:
                _put(connection, run, counts)

    def runs(self, limit: int = 10) -> list[Run]:
        """The last runs, the newest first. One that counts as running was killed when there is no :meth:`crawler`."""
        with self._database.reading() as connection:
            rows = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(limit)).all()
            counts = _counts(connection, [row.id for row in rows])
        return [
            Run(
                id=row.id,
                started=row.started,
                ended=row.ended,
                status=row.status,
                note=row.note,
                sources=counts.get(row.id, {}),
                since=row.since,
            )
            for row in rows
        ]

    def announcements(self, since: date, today: date) -> list[Announcements]:
        """What became of the links that were announced from ``since`` until ``today``, by source and day."""
        from archive.completeness import announcements  # noqa: PLC0415 - only to look

        with self._database.reading() as connection:
            return announcements(connection, since, today)

    def gaps(self, first: date, now: datetime, only: Collection[str] | None = None) -> list[Gap]:
        """The days between ``first`` and yesterday on which something is missing; of these sources alone when they are
        named."""
        from archive.completeness import gaps  # noqa: PLC0415 - only to look

        with self._database.reading() as connection:
            return gaps(connection, first, now, only)

    def health(self, configured: Collection[str], now: datetime) -> list[SourceHealth]:
        """How each source is doing: those configured, in their order, then the others that were ever polled."""
        from archive.health import sources_health  # noqa: PLC0415 - only to look

        with self._database.reading() as connection:
            return sources_health(connection, configured, now)

    def crawler(self) -> str | None:
        """The process that crawls into the archive now, for a person; None when none does."""
        return self._database.crawler()

    def room(self) -> Room:
        """How big the archive is, and how much room there is."""
        from archive.health import room  # noqa: PLC0415 - only to look

        return room(self._database)

    def totals(self) -> list[Day]:
        """What is counted of each source over all its days together; the day is the last one."""
        with self._database.reading() as connection:
            return totals(connection)


def add_counts(connection: Connection, run: int, counts: Mapping[str, SourceCounts]) -> None:
    """Adds to what ``run`` has counted so far, inside the caller's transaction."""
    so_far = _counts(connection, [run]).get(run, {})
    _put(
        connection, run, {name: so_far.get(name, SourceCounts()) + c for name, c in counts.items()}
    )


def _counts(connection: Connection, of: Iterable[int]) -> dict[int, dict[str, SourceCounts]]:
    found: dict[int, dict[str, SourceCounts]] = {}
    query = select(run_sources).where(run_sources.c.run.in_(list(of)))
    for row in connection.execute(query.order_by(run_sources.c.source)).mappings():
        found.setdefault(row["run"], {})[row["source"]] = SourceCounts(
            **{name: row[name] for name in _NUMBERS},
            **{name: orjson.loads(row[name]) for name in _REASONS},
        )
    return found


def _put(connection: Connection, run: int, counts: Mapping[str, SourceCounts]) -> None:
    statement = overwriting(connection, run_sources, ("run", "source"))
    connection.execute(statement, [_row(run, source, c) for source, c in counts.items()])


def _row(run: int, source: str, counts: SourceCounts) -> dict[str, Any]:
    return {
        "run": run,
        "source": source,
        **{name: getattr(counts, name) for name in _NUMBERS},
        **{name: orjson.dumps(dict(getattr(counts, name))).decode() for name in _REASONS},
    }


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}
