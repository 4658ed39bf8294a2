"""What became of what was announced, by source and day, and the days on which something is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import BigInteger, Connection, func, select, text, type_coerce

from archive.crawl_tables import days as days_table
from archive.crawl_tables import links, run_sources, runs, sources
from archive.days import date_of, day_number, day_of
from archive.gaps import PAST, Count, Gap, History, find
from archive.links import IS_PENDING
from archive.places import slot
from archive.schema import articles

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


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


def announcements(connection: Connection, since: date, today: date) -> list[Announcements]:
    """By source and day of announcement, from ``since`` until ``today``, in this order."""
    counts = {
        (source, since + number * _DAY): count
        for number in range((today - since).days + 1)
        for source, count in _announced_on(connection, since + number * _DAY)
    }
    waiting = _waiting(connection, since)
    unstored = _unstored(connection, since)
    return [
        _of(*key, counts[key], waiting.get(key, (0, 0)), unstored.get(key, {}))
        for key in sorted(counts)
    ]


_Key = tuple[str, date]
_Reasons = dict[str, dict[str, int]]


def _of(
    source: str, day: date, announced: int, waiting: tuple[int, int], unstored: _Reasons
) -> Announcements:
    refused, failed = unstored.get("refused", {}), unstored.get("failed", {})
    pending, tried = waiting
    visited = announced - pending
    return Announcements(
        source=source,
        day=day,
        announced=announced,
        fetched=visited + tried,
        stored=visited - sum(refused.values()) - sum(failed.values()),
        refused=refused,
        failed=failed,
        waiting=pending,
    )


def _announced_on(connection: Connection, day: date) -> list[tuple[str, int]]:
    """Of one day at a time: that is read from the index alone, and sums few groups."""
    query = select(links.c.source, func.count()).where(
        links.c.seen >= _start(day), links.c.seen < _start(day + _DAY)
    )
    return [(row[0], row[1]) for row in connection.execute(query.group_by(links.c.source))]


_DAY_SEEN = type_coerce(links.c.seen, BigInteger) // 86_400_000_000
IS_UNSTORED = text("links.state IN ('refused', 'failed')")
"""Written out, because SQLite uses a partial index only where its condition stands in the query literally."""


def _waiting(connection: Connection, since: date) -> dict[_Key, tuple[int, int]]:
    """How many are still to visit, and how many of them were asked for in vain so far."""
    query = (
        select(links.c.source, _DAY_SEEN, func.count(), func.count(links.c.visited))
        .where(IS_PENDING, links.c.seen >= _start(since))
        .group_by(links.c.source, _DAY_SEEN)
    )
    return {
        (source, date_of(number)): (count, tried)
        for source, number, count, tried in connection.execute(query)
    }


def _unstored(connection: Connection, since: date) -> dict[_Key, _Reasons]:
    query = (
        select(links.c.source, _DAY_SEEN, links.c.state, links.c.reason, func.count())
        .where(IS_UNSTORED, links.c.seen >= _start(since))
        .group_by(links.c.source, _DAY_SEEN, links.c.state, links.c.reason)
    )
    found: dict[_Key, _Reasons] = {}
    for source, number, state, reason, count in connection.execute(query):
        reasons = found.setdefault((source, date_of(number)), {}).setdefault(state, {})
        reasons[reason or state] = count
    return found


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
    """The days on which a run went on; of the last one more than the first hour."""
    first = day_of(started)
    last = max(first, day_of(ended - _HOUR)) if ended else first
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
