"""How each source is doing, and the archive as a whole: what ``kliping status`` tells."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive.columns import Utc
from archive.crawl_tables import days, links, polls, sources
from archive.database import Database
from archive.days import day_number, day_of
from archive.links import IS_PENDING
from archive.schema import articles

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the last seven days brought from one source."""

    new: int = 0
    changed: int = 0
    undated: float | None = None
    """Share of the new articles that don't say when they were published; None when there are none."""
    unsigned: float | None = None
    """Share of the new articles that don't say who wrote them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How one source is doing."""

    name: str
    is_configured: bool = True
    """Otherwise it was crawled once, and nobody expects anything of it now."""
    asked: datetime | None = None
    """When any of its documents was last asked for; None: never."""
    answered: datetime | None = None
    announced: datetime | None = None
    """When it last named something new."""
    stored: datetime | None = None
    """When an article of it last was new."""
    interval: timedelta | None = None
    """How often it is asked, as was found for it."""
    due: datetime | None = None
    """When it is to be asked next."""
    failures: float = 0.0
    """Since it last answered, weighed: hard ones more than passing ones."""
    problem: str = ""
    """The last failure: its slug, and a line for a person."""
    detail: str = ""
    waiting: int = 0
    """Links still to visit."""
    week: Week = Week()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much there is, and how much more there may be."""

    name: str
    """The archive's: path, or server and database."""
    articles: int
    size: int
    """Bytes on the disk, raw pages not counted."""
    free: int | None
    """Bytes free where the archive's file is; None for one on a server."""


def room(database: Database) -> Room:
    """How big the archive is."""
    with database.reading() as connection:
        count = int(connection.execute(select(func.count()).select_from(articles)).scalar_one())
    return Room(
        name=database.name,
        articles=count,
        size=database.size(),
        free=_free(database.path) if database.path else None,
    )


def _free(path: Path) -> int | None:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None


def sources_health(
    connection: Connection, configured: Collection[str], now: datetime
) -> list[SourceHealth]:
    """Each configured source in the order given, then the others that were ever polled, by name."""
    known = {row.name: row for row in connection.execute(select(sources))}
    asked = _last_asked(connection)
    weeks = _weeks(connection, day_of(now - WEEK) + timedelta(days=1))
    waiting = _waiting(connection)
    others = sorted((known.keys() | asked.keys()) - set(configured))
    return [
        SourceHealth(
            name=name,
            is_configured=name in configured,
            waiting=waiting.get(name, 0),
            week=weeks.get(name, Week()),
            **_state(known.get(name), asked.get(name)),
        )
        for name in (*configured, *others)
    ]


def _state(row: Row[Any] | None, asked: datetime | None) -> dict[str, Any]:
    if row is None:  # an older version polled it, or nobody did
        return {"asked": asked}
    return {
        "asked": max(filter(None, (row.tried, asked)), default=None),
        "answered": row.polled,
        "announced": row.announced,
        "stored": row.stored,
        "interval": timedelta(seconds=row.interval),
        "due": row.due,
        "failures": row.failures,
        "problem": row.problem,
        "detail": row.detail,
    }


def _last_asked(connection: Connection) -> dict[str, datetime]:
    last = func.max(polls.c.checked, type_=Utc)
    query = select(polls.c.source, last).group_by(polls.c.source).having(last.is_not(None))
    return {row[0]: row[1] for row in connection.execute(query)}


def _weeks(connection: Connection, since: date) -> dict[str, Week]:
    table = days.c
    names = ("new", "changed", "dated", "signed")
    query = (
        select(table.source, *(func.sum(table[name]) for name in names))
        .where(table.day >= day_number(since))
        .group_by(table.source)
    )
    return {
        source: Week(
            new=int(new),
            changed=int(changed),
            undated=float(1 - dated / new) if new else None,
            unsigned=float(1 - signed / new) if new else None,
        )
        for source, new, changed, dated, signed in connection.execute(query)
    }


def _waiting(connection: Connection) -> dict[str, int]:
    query = select(links.c.source, func.count()).where(IS_PENDING).group_by(links.c.source)
    return {row[0]: row[1] for row in connection.execute(query)}
