"""What stands now: the archive's memory of its crawls, looked at by each kind of alarm."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from archive.alarms.alarm import KINDS, Alarm
from archive.alarms.disk import disk, growth
from archive.alarms.drift import drift
from archive.alarms.failures import GONE_FOR_GOOD, failing_pages, failures, gone_documents
from archive.alarms.kept import News, kept, note, told, with_history
from archive.alarms.past import Past, pasts
from archive.alarms.runs import LOOKED_AT, Started, no_crawl
from archive.alarms.silence import silence
from archive.crawl_tables import days as days_table
from archive.crawl_tables import links, polls, runs
from archive.database import Database
from archive.days import day_number, day_of
from archive.frontier import Poll
from archive.schema import articles
from archive.sources import SourceState, source_states

FLOOR = 1_000_000_000
"""Bytes that should be free on the disks of archive and raw pages."""

_WEEK = timedelta(days=7)


class Alarms:
    """What of one archive needs a person. Reached as ``archive.alarms``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(
        self,
        now: datetime,
        of: Collection[str],
        *,
        may_be_silent: Collection[str] = (),
        raw: Path | None = None,
        floor: int = FLOOR,
    ) -> list[Alarm]:
        """The alarms that stand at ``now``, those of the archive first, then by kind and source. Writes nothing.

        :param of: names of sources; others are not looked at.
        :param may_be_silent: those of them that nobody needs to hear from.
        :param raw: the folder of raw pages, where they are kept.
        :param floor: bytes that should be free on the disks.
        """
        with self._database.reading() as connection:
            known = kept(connection)
            found = [
                *_of_archive(connection, self._database, now, known.keys(), raw=raw, floor=floor)
            ]
            states = source_states(connection, sorted(of))
            all_pasts = pasts(connection, states, day_of(now))
            gone = _gone(connection)
            for name, state in states.items():
                documents = gone.get(name, ())
                look = _Look(state, all_pasts[name], documents, now, known.keys())
                found += _of_source(connection, look, is_quiet=name in may_be_silent)
        found.sort(key=lambda alarm: (KINDS.index(alarm.kind), alarm.source))
        return with_history(found, known)

    def note(
        self, standing: Sequence[Alarm], looked_at: Collection[str], configured: Collection[str]
    ) -> News:
        """Writes down what :meth:`standing` found of the sources ``looked_at``, and says what is new or has ended.

        What is not ``configured`` any more is forgotten. Until :meth:`told` is called, the same is new again.
        """
        with self._database.writing() as connection:
            return note(connection, standing, looked_at, configured)

    def told(self, news: News, at: datetime) -> None:
        """Notes that somebody was told."""
        with self._database.writing() as connection:
            told(connection, news, at)


Standing = Collection[tuple[str, str]]
"""Kind and source of what is known to stand: it ends only when it is well over."""


def _gone(connection: Connection) -> dict[str, list[Poll]]:
    """By source, the documents that may be gone for good."""
    found: dict[str, list[Poll]] = {}
    query = select(polls).where(polls.c.status.in_(GONE_FOR_GOOD))
    for row in connection.execute(query.order_by(polls.c.source, polls.c.url)).mappings():
        found.setdefault(row["source"], []).append(Poll(**row))
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of one source at one time."""

    state: SourceState
    past: Past
    documents: Sequence[Poll]
    """Those that may be gone for good."""
    now: datetime
    stand: Standing


def _of_source(connection: Connection, at: _Look, *, is_quiet: bool) -> Iterator[Alarm]:
    state, name = at.state, at.state.name
    if away := failures(state, at.now):
        yield away
    else:
        some = (
            gone_documents(name, at.documents, state.began, at.now),
            failing_pages(name, at.past, stands=("failures", name) in at.stand),
        )
        yield from _together([alarm for alarm in some if alarm])
    if not is_quiet and (quiet := silence(name, state.silences, state.polled, at.now)):
        yield quiet
    if moved := drift(name, at.past, stands=("drift", name) in at.stand):
        yield _shown(connection, moved)


def _together(some: Sequence[Alarm]) -> Iterator[Alarm]:
    """One alarm of a kind and source, whatever it has to say."""
    if some:
        line = "; ".join(alarm.line for alarm in some)
        yield replace(min(some, key=lambda alarm: alarm.since), line=line)


def _shown(connection: Connection, alarm: Alarm) -> Alarm:
    """The alarm, and in its line where a person can see what is wrong."""
    if alarm.article is not None:
        url = connection.execute(
            select(articles.c.url).where(articles.c.id == alarm.article)
        ).scalar_one_or_none()
        if url is not None:
            look = (
                f'look at {url}, article {alarm.article}: "kliping show {alarm.article} --removed"'
            )
            return replace(alarm, line=f"{alarm.line}; {look}")
    query = select(links.c.url).where(links.c.source == alarm.source, links.c.state == "refused")
    url = connection.execute(query.order_by(links.c.id.desc()).limit(1)).scalar_one_or_none()
    return replace(alarm, line=f"{alarm.line}; look at {url}") if url else alarm


def _of_archive(
    connection: Connection,
    database: Database,
    now: datetime,
    stand: Standing,
    *,
    raw: Path | None,
    floor: int,
) -> Iterator[Alarm]:
    query = select(runs.c.started, runs.c.status, runs.c.note).order_by(runs.c.id)
    rows = connection.execute(query.where(runs.c.started >= now - LOOKED_AT))
    if stopped := no_crawl([Started(*row) for row in rows], now):
        yield stopped
    rates = {
        database.path: _growth(connection, database, now) if database.path else 0.0,
        raw: raw_growth(raw, now) if raw else 0.0,
    }
    yield from _disks({p: rate for p, rate in rates.items() if p}, now, floor, stand)


def _disks(rates: dict[Path, float], now: datetime, floor: int, stand: Standing) -> Iterator[Alarm]:
    """What lies on one disk fills it together."""
    shared: dict[int, tuple[Path, float]] = {}
    for path, rate in rates.items():
        try:
            device = path.parent.stat().st_dev
        except OSError:
            continue
        first, so_far = shared.get(device, (path, 0.0))
        shared[device] = first, so_far + rate
    stands = ("disk", "") in stand
    some = [
        disk(str(path), shutil.disk_usage(path.parent).free, floor, rate, now, stands=stands)
        for path, rate in shared.values()
    ]
    yield from _together([alarm for alarm in some if alarm])


def _growth(connection: Connection, database: Database, now: datetime) -> float:
    """Bytes a day by which the archive's file grows."""
    count = connection.execute(select(func.max(articles.c.id))).scalar_one() or 0
    since = day_number(day_of(now - _WEEK)) + 1
    query = select(func.sum(days_table.c.new)).where(days_table.c.day >= since)
    lately = connection.execute(query).scalar_one() or 0
    return growth(int(count), database.size(), int(lately))


def raw_growth(folder: Path, now: datetime) -> float:
    """Bytes a day of raw pages, by the files of the last week; their names begin with the day."""
    names = {f"kliping-{day_of(now - timedelta(days=n)):%Y%m%d}" for n in range(7)}
    try:
        size = sum(entry.stat().st_size for entry in folder.iterdir() if entry.name[:16] in names)
    except OSError:
        return 0.0
    return size / _WEEK.days
