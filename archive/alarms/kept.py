"""The alarms that are kept: since when each stands, and whether somebody was told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, tuple_, update

from archive.alarms.alarm import Alarm
from archive.crawl_tables import alarms
from archive.upsert import insert


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to be told."""

    raised: Sequence[Alarm] = ()
    """Alarms that stand, and nobody knows of them yet."""
    ended: Sequence[Alarm] = ()
    """Alarms that somebody was told of, and that stand no longer."""

    def __bool__(self) -> bool:
        return bool(self.raised or self.ended)


def kept(connection: Connection) -> dict[tuple[str, str], Alarm]:
    """What is written down, by kind and source."""
    rows = connection.execute(select(alarms).order_by(alarms.c.kind, alarms.c.source)).mappings()
    return {(row["kind"], row["source"]): Alarm(**row) for row in rows}


def with_history(found: Iterable[Alarm], known: dict[tuple[str, str], Alarm]) -> list[Alarm]:
    """The same alarms, since when they stand as it was first seen, and when somebody was told."""
    return [
        _older(alarm, before) if (before := known.get((alarm.kind, alarm.source))) else alarm
        for alarm in found
    ]


def _older(alarm: Alarm, before: Alarm) -> Alarm:
    return Alarm(
        kind=alarm.kind,
        source=alarm.source,
        since=min(alarm.since, before.since),
        line=alarm.line,
        article=alarm.article,
        told=before.told,
    )


def note(
    connection: Connection,
    standing: Sequence[Alarm],
    looked_at: Collection[str],
    known_sources: Collection[str],
) -> News:
    """Writes down what stands now, and says what somebody is to be told. What ended stays until that was done.

    :param looked_at: the sources of which ``standing`` speaks; the archive itself is always looked at.
    :param known_sources: those that are configured; of others nobody wants to know any more.
    """
    before = kept(connection)
    now = {(alarm.kind, alarm.source): alarm for alarm in with_history(standing, before)}
    over = [a for key, a in before.items() if key not in now and a.source in {*looked_at, ""}]
    gone = [a for a in before.values() if a.source and a.source not in known_sources]
    _remove(connection, [*gone, *(alarm for alarm in over if alarm.told is None)])
    if now:
        statement = insert(connection, alarms)
        said = statement.excluded
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "source"], set_={"since": said.since, "line": said.line}
            ),
            [_row(alarm) for alarm in now.values()],
        )
    return News(
        raised=[alarm for alarm in now.values() if alarm.told is None],
        ended=[alarm for alarm in over if alarm.told is not None and alarm not in gone],
    )


def told(connection: Connection, news: News, at: datetime) -> None:
    """Somebody was told of it."""
    if news.raised:
        connection.execute(update(alarms).where(_among(news.raised)).values(told=at))
    _remove(connection, news.ended)


def _remove(connection: Connection, some: Sequence[Alarm]) -> None:
    if some:
        connection.execute(delete(alarms).where(_among(some)))


def _among(some: Sequence[Alarm]) -> ColumnElement[bool]:
    keys = [(alarm.kind, alarm.source) for alarm in some]
    return tuple_(alarms.c.kind, alarms.c.source).in_(keys)


def _row(alarm: Alarm) -> dict[str, Any]:
    return {column.name: getattr(alarm, column.name) for column in alarms.columns}
