"""What a source's drift is seen in: its days put together by weeks, the last seven days first.

Forty weeks of three hundred newspapers are eighty thousand days: the database adds them up, and a single day is read only
where something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import orjson
from sqlalchemy import BigInteger, Connection, and_, case, cast, func, null, select

from archive.crawl_tables import days as table
from archive.days import Day, day_number, days, days_of_all

WEEKS = 40
"""How far back a source is looked at: all seasons but one."""
LONGEST_PAST = timedelta(weeks=WEEKS)
_FIRST_DAYS = 3
"""Days at the beginning in which a source's old articles are fetched, and are like no other day."""
LATELY = timedelta(days=3)

CLOSED = ("robots", "other-site", "private-address")
"""Pages that were refused before anybody saw them: not what they are, but where they are, is the reason."""


class Week(NamedTuple):
    """What is counted of a source in seven days, or in any other time."""

    fetched: int = 0
    new: int = 0
    words: int = 0
    """Of the new articles, as what follows."""
    dated: int = 0
    signed: int = 0
    kept: int = 0
    cut: int = 0
    visits: int = 0
    """First ones, of any outcome."""
    squares: int = 0
    """Of their number on each day."""
    refused: int = 0
    """Pages that were taken for no article."""
    in_vain: int = 0
    """Visits that brought nothing, and pages that were closed to us."""


_NOTHING = Week()


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of one source at the end of ``today``."""

    today: date
    weeks: Sequence[Week]
    """The last seven days first, :data:`WEEKS` of them."""
    lately: Sequence[Day]
    """The days of the last :data:`LATELY`, the oldest first; one on which nothing happened is missing."""
    since: Callable[[date], Sequence[Day]]
    """The days from one on: asked only where something is wrong."""


def past_of(some: Sequence[Day], today: date) -> Past:
    """The same from days that are at hand.

    :param some: of one source, :data:`LONGEST_PAST` back, in order; the first three are not compared with.
    """
    known = [day for day in some if day.day <= today]
    lately = [day for day in known if today - day.day < LATELY]
    return Past(today, by_weeks(known, today), lately, lambda d: [e for e in known if e.day >= d])


def by_weeks(some: Sequence[Day], today: date) -> list[Week]:
    """Days put together by weeks."""
    ages: list[list[Day]] = [[] for _ in range(WEEKS)]
    settled = some[0].day + timedelta(days=_FIRST_DAYS) if some else today
    for day in some:
        age = (today - day.day).days // 7
        if day.day >= settled and age < WEEKS:
            ages[age].append(day)
    return [week_of(each) if each else _NOTHING for each in ages]


def week_of(some: Iterable[Day]) -> Week:
    """What these days have together."""
    rows = []
    for d in some:
        visits = d.fetched - d.changed - d.same - d.gone
        row = (
            d.fetched,
            d.new,
            d.words,
            d.dated,
            d.signed,
            d.kept,
            d.cut,
            visits,
            visits**2,
            *_told((d.refused,) if d.refused else (), (d.failed,) if d.failed else ()),
        )
        rows.append(row)
    return Week(*map(sum, zip(*rows, strict=True))) if rows else _NOTHING


def _told(
    refused: Iterable[Mapping[str, int]], failed: Iterable[Mapping[str, int]]
) -> tuple[int, int]:
    """How many pages were refused, and how many visits were in vain."""
    closed = seen = 0
    for reasons in refused:
        for why, count in reasons.items():
            if why in CLOSED:
                closed += count
            else:
                seen += count
    return seen, closed + sum(sum(reasons.values()) for reasons in failed)


def pasts(connection: Connection, names: Collection[str], today: date) -> dict[str, Past]:
    """What is known of each of these sources; those that were never asked are left out."""
    weeks = _weeks(connection, today)
    lately: dict[str, list[Day]] = {}
    for day in days_of_all(connection, today - LATELY + timedelta(days=1)):
        lately.setdefault(day.source, []).append(day)

    def one(name: str) -> Past:
        return Past(
            today,
            weeks.get(name, _EMPTY),
            lately.get(name, []),
            lambda since: days(connection, name, since),
        )

    return {name: one(name) for name in names}


_EMPTY = [_NOTHING] * WEEKS


def _weeks(connection: Connection, today: date) -> dict[str, list[Week]]:
    t = table.c
    age = ((day_number(today) - t.day) // 7).label("age")
    visits = t.fetched - t.changed - t.same - t.gone
    within = (t.day > day_number(today - LONGEST_PAST), t.day <= day_number(today))
    first = (
        select(t.source, func.min(t.day).label("day")).where(*within).group_by(t.source).subquery()
    )
    counts = (t.fetched, t.new, t.words, t.dated, t.signed, t.kept, t.cut)
    sums = (*counts, visits, visits * visits)
    reasons = (
        func.aggregate_strings(case((column != "{}", column), else_=null()), ",")
        for column in (t.refused, t.failed)
    )
    query = (
        select(t.source, age, *(cast(func.sum(each), BigInteger) for each in sums), *reasons)
        .join(first, and_(first.c.source == t.source, t.day >= first.c.day + _FIRST_DAYS))
        .where(*within)
        .group_by(t.source, "age")
    )
    found: dict[str, list[Week]] = {}
    for source, number, *numbers, refused, failed in connection.execute(query):
        of = found.get(source)
        if of is None:
            of = found[source] = [_NOTHING] * WEEKS
        of[number] = Week._make((*numbers, *_told(_read(refused), _read(failed))))
    return found


def _read(told: str | None) -> Sequence[Mapping[str, int]]:
    """JSON objects with commas between them."""
    return orjson.loads(f"[{told}]") if told else ()
