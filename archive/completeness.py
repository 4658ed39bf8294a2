"""What became of what was announced, by source and day, and the days on which something is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from archive.crawl_tables import days as days_table
from archive.crawl_tables import links, run_sources, runs, sources
from archive.days import date_of, day_number, day_of
from archive.gaps import PAST, Count, Gap, History, find
from archive.places import slot
from archive.schema import articles

_DAY = timedelta(days=1)
_DAY_IN_MICROSECONDS = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcements:
    """The links that a source announced for the first time on one day, and what became of them until now."""

    source: str
    day: date
    announced: int = 0
    fetched: int = 0
    """Those that were asked for at least once."""
    stored: int = 0
    """Those whose article is in the archive."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Reason → those that are no article, or that we leave alone on purpose."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Reason → those that were given up."""
    waiting: int = 0
    """Those still to visit."""


def announcements(connection: Connection, since: date) -> list[Announcements]:
    """By source and day of announcement, from ``since`` on, in this order."""
    day = type_coerce(links.c.seen, BigInteger) // _DAY_IN_MICROSECONDS
    query = (
        select(links.c.source, day, links.c.state, links.c.reason, func.count(), _VISITED)
        .where(links.c.seen >= _start(since))
        .group_by(links.c.source, day, links.c.state, links.c.reason)
    )
    found: dict[tuple[str, int], _Sum] = {}
    for source, number, state, reason, count, visited in connection.execute(query):
        found.setdefault((source, number), _Sum()).add(state, reason, count, visited)
    return [found[source, number].of(source, date_of(number)) for source, number in sorted(found)]


_VISITED = func.count(links.c.visited)


class _Sum:
    """Adds up the groups of one source and day."""

    def __init__(self) -> None:
        self.announced = self.fetched = 0
        self.states: dict[str, int] = {}
        self.reasons: dict[str, dict[str, int]] = {"refused": {}, "failed": {}}

    def add(self, state: str, reason: str, count: int, visited: int) -> None:
        self.announced += count
        self.fetched += visited
        self.states[state] = self.states.get(state, 0) + count
        if state in self.reasons:
            self.reasons[state][reason or state] = count

    def of(self, source: str, day: date) -> Announcements:
        return Announcements(
            source=source,
            day=day,
            announced=self.announced,
            fetched=self.fetched,
            stored=self.states.get("done", 0),
            refused=self.reasons["refused"],
            failed=self.reasons["failed"],
            waiting=self.states.get("pending", 0),
        )


def gaps(
    connection: Connection, first: date, now: datetime, only: Collection[str] | None = None
) -> list[Gap]:
    """What is missing between ``first`` and yesterday, by source and day; of these sources alone when they are named."""
    today = day_of(now)
    ran = list(_runs(connection, _start(first)))
    crawled = {day for run in ran for day in _span(run.started, run.ended)}
    found = []
    for history in _histories(connection, first - PAST):
        if only is None or history.source in only:
            dated = _dated(connection, history.source)
            found += find(history, first, today, crawled=crawled.__contains__, dated=dated)
    back = [run for run in ran if run.since is not None and run.ended is not None]
    asked = _asked(connection, [run.id for run in back])
    return [_asked_again(gap, back, asked) for gap in found]


@dataclass(frozen=True, slots=True)
class _Run:
    id: int
    started: datetime
    ended: datetime | None
    since: datetime | None


def _runs(connection: Connection, since: datetime) -> Iterator[_Run]:
    """The runs that began after that; their numbers rise with time, so the older ones are not read."""
    query = select(runs.c.id, runs.c.started, runs.c.ended, runs.c.since)
    for row in connection.execute(query.order_by(runs.c.id.desc())):
        if row.started < since - _DAY:
            return
        yield _Run(*row)


def _span(started: datetime, ended: datetime | None) -> Iterator[date]:
    first, last = day_of(started), day_of(ended or started)
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _histories(connection: Connection, since: date) -> list[History]:
    table = days_table.c
    query = select(
        table.source,
        table.day,
        table.polled,
        table.unanswered,
        table.announced,
        table.new,
        table.dated,
    )
    counts: dict[str, dict[date, Count]] = {}
    dated: dict[str, list[int]] = {}
    for source, number, polled, unanswered, announced, new, with_date in connection.execute(
        query.where(table.day >= day_number(since)).order_by(table.source, table.day)
    ):
        day = date_of(number)
        counts.setdefault(source, {})[day] = Count(polled, unanswered, announced, new)
        share = dated.setdefault(source, [0, 0])
        share[0] += with_date
        share[1] += new
    known = {
        row.name: row
        for row in connection.execute(select(sources.c.name, sources.c.began, sources.c.due))
    }
    return [
        History(
            source=source,
            days=days,
            began=day_of(known[source].began) if source in known else min(days),
            due=known[source].due if source in known else None,
            is_dated=2 * dated[source][0] >= dated[source][1],
        )
        for source, days in counts.items()
    ]


def _dated(connection: Connection, source: str) -> Callable[[date], int]:
    """Counts articles by their own date, from the index alone; a place says the day well enough."""

    def count(day: date) -> int:
        query = select(func.count()).where(
            articles.c.source == source,
            articles.c.place >= slot(_start(day)),
            articles.c.place < slot(_start(day + _DAY)),
        )
        return int(connection.execute(query).scalar_one())

    return count


def _asked(connection: Connection, of: Collection[int]) -> set[tuple[int, str]]:
    """Which sources these runs polled."""
    query = select(run_sources.c.run, run_sources.c.source).where(
        run_sources.c.run.in_(of), run_sources.c.polled > 0
    )
    return {(run, source) for run, source in connection.execute(query)} if of else set()


def _asked_again(gap: Gap, back: Collection[_Run], asked: Collection[tuple[int, str]]) -> Gap:
    """The gap, and when a run went back as far to fill it; the last one counts."""
    after = _start(gap.last + _DAY)
    ended = [
        run.ended
        for run in back
        if run.since and run.ended and run.started >= after
        if day_of(run.since) <= gap.first and (run.id, gap.source) in asked
    ]
    return replace(gap, asked_again=max(ended, default=None))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
