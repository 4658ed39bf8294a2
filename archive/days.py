"""What happened with each source on each day: the long memory that gaps and drift are seen in.

A row is added to in the very transaction that does what it counts. Days are those of UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, case, func, or_, select
from sqlalchemy.dialects.sqlite import Insert

from archive.crawl_tables import days as table
from archive.upsert import insert
from archive.visit import Saved, Visit

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened with one source on one day."""

    source: str
    day: date
    polled: int = 0
    """Feeds, sitemaps and front pages that answered."""
    unanswered: int = 0
    """Feeds, sitemaps and front pages that were asked in vain."""
    announced: int = 0
    """Links that were not known before, or that claimed to have changed."""
    fetched: int = 0
    """Pages visited, later looks at stored articles among them."""
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    """Stored articles whose pages were found to be no longer there when they were looked at again."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many pages were understood to be no article."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Reason → how many visits brought nothing."""
    words: int = 0
    """Words of the new articles; this and what follows is of the new ones alone."""
    dated: int = 0
    """How many say when they were published."""
    signed: int = 0
    """How many say who wrote them."""
    kept: int = 0
    """Characters of their texts."""
    cut: int = 0
    """Characters that were cut from their pages."""
    shortest: int | None = None
    """The number of the one with the fewest words."""
    fewest_words: int | None = None


_KEYS = ("source", "day")
_REASONS = ("refused", "failed")
_LEAST = ("shortest", "fewest_words")
_SUMS = tuple(f.name for f in fields(Day) if f.name not in {*_KEYS, *_REASONS, *_LEAST})


def day_number(day: date) -> int:
    """Days since 1970-01-01: how the table counts."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The day that the table calls by this number."""
    return date.fromordinal(number + _EPOCH)


def day_of(moment: datetime) -> date:
    """The day of UTC that a moment lies in."""
    return moment.date() if moment.tzinfo is UTC else moment.astimezone(UTC).date()


def of_poll(source: str, status: str, announced: int, at: datetime) -> Day:
    """A feed, sitemap or front page was asked for at ``at``, and announced so many links."""
    answered = status in {"ok", "not-modified"}
    return Day(
        source=source,
        day=day_of(at),
        polled=int(answered),
        unanswered=int(not answered),
        announced=announced,
    )


def of_visits(visits: Sequence[Visit], saved: Sequence[Saved]) -> list[Day]:
    """What a batch of visits brought, by source and day."""
    together: dict[tuple[str, date], list[tuple[Visit, Saved]]] = {}
    for visit, result in zip(visits, saved, strict=True):
        together.setdefault((visit.source, day_of(visit.at)), []).append((visit, result))
    return [_of(source, day, pairs) for (source, day), pairs in together.items()]


def _of(source: str, day: date, pairs: Sequence[tuple[Visit, Saved]]) -> Day:
    outcomes: Counter[str] = Counter(result.outcome for _, result in pairs)
    new = [
        (visit.extracted, result.id)
        for visit, result in pairs
        if result.outcome == "new" and visit.extracted is not None
    ]
    articles = [extracted.article for extracted, _ in new]
    least = min(((e.article.words, id) for e, id in new if id is not None), default=(None, None))
    return Day(
        source=source,
        day=day,
        fetched=len(pairs),
        new=outcomes["new"],
        changed=outcomes["changed"],
        same=outcomes["same"],
        gone=outcomes["gone"],
        refused=_reasons(pairs, "refused") if outcomes["refused"] else {},
        failed=_reasons(pairs, "failed") if outcomes["failed"] else {},
        words=sum(article.words for article in articles),
        dated=sum(article.published is not None for article in articles),
        signed=sum(bool(article.authors) for article in articles),
        kept=sum(len(article.text) for article in articles),
        cut=sum(len(d.text) for e, _ in new for d in e.decisions if d.kept is None),
        shortest=least[1],
        fewest_words=least[0],
    )


def _reasons(pairs: Iterable[tuple[Visit, Saved]], outcome: str) -> Mapping[str, int]:
    return Counter(visit.reason or outcome for visit, result in pairs if result.outcome == outcome)


def add_days(connection: Connection, more: Sequence[Day]) -> None:
    """Adds to what is counted of these days, inside the caller's transaction. No two are of one source and day."""
    if not more:
        return
    told = _told(connection, [day for day in more if day.refused or day.failed])
    rows = [_row(day, told.get((day.source, day.day), ({}, {}))) for day in more]
    connection.execute(_adding(connection), rows)


_STATEMENTS: dict[str, Insert] = {}
"""By dialect: putting the statement together takes longer than running it."""


def _adding(connection: Connection) -> Insert:
    known = _STATEMENTS.get(connection.dialect.name)
    if known is not None:
        return known
    statement = insert(connection, table)
    added, stored = statement.excluded, table.c
    is_less = or_(stored.fewest_words.is_(None), added.fewest_words < stored.fewest_words)
    whole = {
        name: case((added[name] == "{}", stored[name]), else_=added[name]) for name in _REASONS
    }
    least = {name: case((is_less, added[name]), else_=stored[name]) for name in _LEAST}
    sums = {name: stored[name] + added[name] for name in _SUMS}
    made = statement.on_conflict_do_update(index_elements=_KEYS, set_={**sums, **whole, **least})
    _STATEMENTS[connection.dialect.name] = made
    return made


def _told(
    connection: Connection, some: Sequence[Day]
) -> dict[tuple[str, date], tuple[Mapping[str, int], Mapping[str, int]]]:
    """The reasons that are counted already for these days. Writers take turns, so nobody adds to them meanwhile."""
    if not some:
        return {}
    query = select(table.c.source, table.c.day, table.c.refused, table.c.failed).where(
        table.c.source.in_({day.source for day in some}),
        table.c.day.in_({day_number(day.day) for day in some}),
    )
    return {
        (row.source, date_of(row.day)): (orjson.loads(row.refused), orjson.loads(row.failed))
        for row in connection.execute(query)
    }


def _row(day: Day, told: tuple[Mapping[str, int], Mapping[str, int]]) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(day, name) for name in (*_SUMS, *_LEAST)}
    row.update(source=day.source, day=day_number(day.day))
    for name, before in zip(_REASONS, told, strict=True):
        more: Mapping[str, int] = getattr(day, name)
        whole = {key: before.get(key, 0) + more.get(key, 0) for key in {**before, **more}}
        row[name] = orjson.dumps(whole).decode() if more else "{}"
    return row


def days(connection: Connection, source: str, since: date) -> list[Day]:
    """The days of a source from ``since`` on, the oldest first; one on which nothing happened is not among them."""
    query = select(table).where(table.c.source == source, table.c.day >= day_number(since))
    return [_day(row) for row in connection.execute(query.order_by(table.c.day))]


def days_of_all(connection: Connection, since: date) -> list[Day]:
    """The days of all sources from ``since`` on, by source, the oldest first."""
    query = select(table).where(table.c.day >= day_number(since))
    return [_day(row) for row in connection.execute(query.order_by(table.c.source, table.c.day))]


def totals(connection: Connection) -> list[Day]:
    """What is counted of each source over all its days together; ``day`` is the last one. What is told of single
    articles is left out."""
    sums = [func.sum(table.c[name]).label(name) for name in _SUMS]
    query = select(table.c.source, func.max(table.c.day).label("day"), *sums)
    counted = connection.execute(query.group_by(table.c.source).order_by(table.c.source))
    reasons = _all_reasons(connection)
    found = []
    for row in counted.all():
        values: dict[str, Any] = {name: int(row._mapping[name]) for name in _SUMS}
        values.update((name, reasons[name].get(row.source, {})) for name in _REASONS)
        found.append(Day(source=row.source, day=date_of(row.day), **values))
    return found


def _all_reasons(connection: Connection) -> dict[str, dict[str, Counter[str]]]:
    found: dict[str, dict[str, Counter[str]]] = {}
    for name in _REASONS:
        column = table.c[name]
        of = found.setdefault(name, {})
        for source, told in connection.execute(
            select(table.c.source, column).where(column != "{}")
        ):
            of.setdefault(source, Counter()).update(orjson.loads(told))
    return found


_NAMES = tuple(column.name for column in table.columns)


def _day(row: Row[Any]) -> Day:
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    values["day"] = date_of(values["day"])
    for name in _REASONS:
        said = values[name]
        values[name] = orjson.loads(said) if said != "{}" else {}
    return Day(**values)
