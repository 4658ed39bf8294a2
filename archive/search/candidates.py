"""The articles that match a search, in the order of their dates, read from the index as far as they are needed.

The index in SQLite goes by place (:mod:`archive.places`): a date is a bound on its rows, and the newest or the oldest
ones are those that it gives first. A place may lie past its date by the archive's disorder, so what is found near a
bound is looked at exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, select

from archive.database import chunks
from archive.model import Filters
from archive.places import disorder, slot
from archive.schema import articles
from archive.search.asked import date_conditions, rare_conditions

_AT_ONCE: Final = 500


class Found(NamedTuple):
    """An article that matches."""

    id: int
    place: int
    sort_date: datetime


Matching: TypeAlias = Callable[[int, int], Sequence[int]]
"""The places of all that match between two places, rising."""


class Candidates:
    """The places of matching articles, the newest first or the oldest. To be closed."""

    def __init__(
        self,
        connection: Connection,
        asked: str | Matching,
        filters: Filters,
        *,
        oldest_first: bool,
    ) -> None:
        """``asked``: an expression of FTS5, or what knows what matches."""
        self.places: list[int] = []
        """Those read so far."""
        self._connection = connection
        self._oldest_first = oldest_first
        self._disorder = disorder(connection)
        self._bounds = _bounds(filters, self._disorder)
        parts = self._matching(asked) if isinstance(asked, str) else self._of(asked)
        self._parts = self._passing(parts, filters)

    def read(self, count: int) -> None:
        """Reads on until at least ``count`` are known, or all there are."""
        while len(self.places) < count and (part := next(self._parts, None)):
            self.places += part

    def first(self, count: int, leaving_out: Collection[int] = ()) -> list[Found]:
        """The first ``count`` in the exact order of date and number, without those at some places."""
        self.read(count + len(leaving_out))
        others = [place for place in self.places if place not in leaving_out]
        found = at_places(self._connection, others[:count])
        if found:
            # Beyond that place is none whose date could come before one of these.
            last = slot((max if self._oldest_first else min)(found, key=_date).sort_date)
            last += self._disorder if self._oldest_first else 0
            read = len(self.places)
            self._read_up_to(last)
            near = [*others[count:], *self.places[read:]]
            found += at_places(self._connection, [p for p in near if self._reaches(p, last)])
        return sorted(found, key=_date_and_id, reverse=not self._oldest_first)[:count]

    def close(self) -> None:
        """Ends the reading: an open one would keep the log of the database from being cut."""
        self._parts.close()

    def _read_up_to(self, last: int) -> None:
        while self.places and self._reaches(self.places[-1], last):
            before = len(self.places)
            self.read(before + 1)
            if len(self.places) == before:
                return

    def _reaches(self, place: int, last: int) -> bool:
        return place <= last if self._oldest_first else place >= last

    def _passing(
        self, matching: Generator[list[int], None, None], filters: Filters
    ) -> Generator[list[int], None, None]:
        """Those of the matching ones that pass all that the index does not know, in parts."""
        first, last = self._bounds.first, self._bounds.last
        rare = tuple(rare_conditions(filters))
        query = select(articles.c.place).where(*rare, *date_conditions(filters))
        with closing(matching) as parts:
            for places in parts:
                if (
                    not rare
                    and first <= min(places[0], places[-1])
                    and max(places[0], places[-1]) <= last
                ):
                    yield places
                    continue
                open_ones = [p for p in places if rare or not first <= p <= last]
                if not open_ones:
                    yield places
                    continue
                passing = self._connection.execute(query.where(articles.c.place.in_(open_ones)))
                refused = set(open_ones).difference(passing.scalars())
                if passed := [place for place in places if place not in refused]:
                    yield passed

    def _matching(self, expression: str) -> Generator[list[int], None, None]:
        statement = _OLDEST_FIRST if self._oldest_first else _NEWEST_FIRST
        asked = (expression, self._bounds.low, self._bounds.high)
        with self._connection.exec_driver_sql(statement, asked) as result:
            rows = result.scalars()
            while part := rows.fetchmany(_AT_ONCE):
                yield list(part)

    def _of(self, matching: Matching) -> Generator[list[int], None, None]:
        places = matching(self._bounds.low, self._bounds.high)
        for at in range(0, len(places), _AT_ONCE):
            if self._oldest_first:
                yield list(places[at : at + _AT_ONCE])
            else:
                end = len(places) - at
                yield list(places[max(0, end - _AT_ONCE) : end][::-1])


_MATCHING = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
_NEWEST_FIRST = f"{_MATCHING} ORDER BY rowid DESC"
_OLDEST_FIRST = f"{_MATCHING} ORDER BY rowid"


class _Bounds(NamedTuple):
    low: int
    high: int
    """The places between which all the articles of a span of time are."""
    first: int
    last: int
    """From the first to the last of these there are no others; around them its date decides about an article."""


def _bounds(filters: Filters, disorder: int) -> _Bounds:
    low, high = -(2**63), 2**63 - 1
    first, last = low, high
    if filters.since is not None:
        low = slot(filters.since)
        first = low + disorder + 1
    if filters.until is not None:
        last = slot(filters.until) - 1
        high = last + disorder + 1
    return _Bounds(low, high, first, last)


def at_places(connection: Connection, places: Sequence[int]) -> list[Found]:
    """Number and date of the articles at these places, in no order."""
    query = select(articles.c.id, articles.c.place, articles.c.sort_date)
    return [
        Found(*row)
        for chunk in chunks(places)
        for row in connection.execute(query.where(articles.c.place.in_(chunk)))
    ]


def _date(found: Found) -> datetime:
    return found.sort_date


def _date_and_id(found: Found) -> tuple[datetime, int]:
    return found.sort_date, found.id
