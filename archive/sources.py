"""What a crawl remembers of each source: when to ask it again, what it found out of its habits, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from archive.alarms.silence import note_poll
from archive.columns import Utc
from archive.crawl_tables import sources
from archive.database import chunks
from archive.upsert import overwriting
from archive.visit import Saved, Visit

FIRST_INTERVAL = timedelta(minutes=30)
"""How often a source is asked of which nothing is known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One source, as the crawl remembers it."""

    name: str
    began: datetime
    """When it was first asked."""
    due: datetime
    """When it is to be asked next."""
    interval: int = int(FIRST_INTERVAL.total_seconds())
    """Seconds it is left alone, as long as it answers."""
    rhythm: str = ""
    """What the interval is found from (:mod:`crawler.rhythm`)."""
    tried: datetime | None = None
    """When it was last asked."""
    polled: datetime | None = None
    """When it last answered."""
    announced: datetime | None = None
    """When it last announced something new."""
    stored: datetime | None = None
    """When an article of it was last new."""
    failures: float = 0.0
    """Failures since it last answered, weighed; 0: it answers."""
    problem: str = ""
    """The last of them, as a slug; empty: none."""
    detail: str = ""
    """The same in one line for a person."""
    silences: str = ""
    """How long it used to be silent (:mod:`archive.alarms.silence`)."""
    held: datetime | None = None
    """Its pages are not asked for before this, since their host seemed down."""
    holds: int = 0
    """How often in a row that was so."""


Change = Callable[[SourceState], SourceState]
"""What a source is after something, made from what it was."""


def source_states(connection: Connection, names: Iterable[str]) -> dict[str, SourceState]:
    """The sources of these names that were ever asked."""
    found = {}
    for chunk in chunks(list(names)):
        query = select(sources).where(sources.c.name.in_(chunk))
        for row in connection.execute(query).mappings():
            found[row["name"]] = SourceState(**row)
    return found


def change_source(connection: Connection, name: str, at: datetime, change: Change) -> SourceState:
    """Puts ``change`` of a source in its place; of one that was never asked, ``change`` of one that begins at ``at``."""
    known = source_states(connection, [name]).get(name)
    state = change(known or SourceState(name=name, began=at, due=at))
    if state != known:
        connection.execute(overwriting(connection, sources, ("name",)), [asdict(state)])
    return state


def note_asked(
    connection: Connection, name: str, at: datetime, *, answered: bool, news: bool
) -> None:
    """Notes that a document of the source was asked for, whether it answered, and whether it announced something new."""

    def change(state: SourceState) -> SourceState:
        state = replace(state, tried=at)
        if not answered:
            return state
        interval = timedelta(seconds=state.interval)
        silences = note_poll(state.silences, state.polled, at, interval, news=news)
        return replace(
            state, polled=at, announced=at if news else state.announced, silences=silences
        )

    change_source(connection, name, at, change)


def note_visits(connection: Connection, visits: Sequence[Visit], saved: Sequence[Saved]) -> None:
    """Notes which sources had new articles; the pages of those that were read are held back no longer."""
    read: dict[str, datetime | None] = {}
    for visit, result in zip(visits, saved, strict=True):
        if visit.outcome == "read":
            new = visit.at if result.outcome == "new" else None
            read[visit.source] = max(filter(None, (read.get(visit.source), new)), default=None)
    if read:
        connection.execute(_READ, [{"of": name, "new": at} for name, at in sorted(read.items())])


_READ = (
    update(sources)
    .where(sources.c.name == bindparam("of"))
    .values(stored=func.coalesce(bindparam("new", type_=Utc), sources.c.stored), held=None, holds=0)
)
