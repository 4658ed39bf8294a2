"""The order key of the articles: a number for each that rises with its date.

Time since 1990 is cut into slots of :data:`SLOT`; an article takes the slot of its date or, where that is taken, the
next free one. So the full-text index, which goes by this number, can be read from the newest article or from the oldest,
and between two dates, without a look at any article. How far a place may lie past the slot of its date is kept in the
table ``disorder``: whoever reads in this order reads on that far and sorts what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from archive.looking_up import LookUp
from archive.schema import articles
from archive.schema import disorder as disorder_table

SLOT: Final = timedelta(seconds=8)
"""Wide enough that neighbours in the index are near each other (it keeps their differences), narrow enough that few
articles share one."""

_BEGINNING: Final = datetime(1990, 1, 1, tzinfo=UTC)
_LAST_GIVEN = "kliping_places"
_REMEMBERED = 10_000
_NEAR: Final = 8
"""Places that are asked about at once where one is taken: the next free one is seldom farther."""


def slot(moment: datetime) -> int:
    """The place of an article of this date when it is free; before 1990 it is negative.

    Raises ValueError for a datetime without a zone.
    """
    if moment.utcoffset() is None:
        msg = f"a datetime without a zone can't be stored: {moment!r}"
        raise ValueError(msg)
    return (moment - _BEGINNING) // SLOT


def disorder(connection: Connection) -> int:
    """By how many slots at most a place lies past the slot of its article's date."""
    return connection.execute(select(disorder_table.c.slots)).scalar() or 0


def allocate(connection: Connection, dates: Mapping[int, datetime]) -> dict[int, int]:
    """A place for each of these articles, given by number and date; in the caller's transaction, which stores them.

    No two are the same, and none is that of a stored article.
    """
    wanted = sorted((slot(date), id) for id, date in dates.items())
    places = _Places(connection, [first for first, _ in wanted])
    # Where the search begins, by slot: a crowd of one date is not passed through again and again.
    last: dict[int, int] = connection.info.setdefault(_LAST_GIVEN, {})
    if len(last) > _REMEMBERED:
        last.clear()
    given: dict[int, int] = {}
    here: set[int] = set()
    spilled = 0
    for first, id in wanted:
        place = first
        if first in here or places.has(first):
            place = max(last.get(first, first), first)
            while (place := places.free(place)) in here:
                place += 1
            last[first] = place
            spilled = max(spilled, place - first)
        here.add(place)
        given[id] = place
    if spilled:
        _note(connection, spilled)
    return given


class _Places:
    """Which places stored articles have, near those that are wanted."""

    def __init__(self, connection: Connection, firsts: Sequence[int]) -> None:
        """For the places that are wanted first, in their order."""
        self._connection = connection
        self._asked = set(firsts)
        self._taken = self._among(self._asked)
        crowded = {place for place, following in pairwise(firsts) if place == following}
        near = {p + n for p in crowded | self._taken for n in range(1, _NEAR)} - self._asked
        self._taken |= self._among(near)
        self._asked |= near

    def _among(self, places: Iterable[int]) -> set[int]:
        return {place for (place,) in _PLACES.rows(self._connection, sorted(places))}

    def has(self, place: int) -> bool:
        """Whether a stored article has this place, which is one of those wanted first."""
        return place in self._taken

    def free(self, place: int) -> int:
        """The first place from this one on that no stored article has."""
        while place in self._asked:
            if place not in self._taken:
                return place
            place += 1
        return int(self._connection.execute(_FREE, {"place": place}).scalar_one())


_PLACES: Final = LookUp(select(articles.c.place), articles.c.place)
_FREE = text(
    "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM articles WHERE place = :place) THEN :place ELSE"
    " (SELECT a.place + 1 FROM articles AS a WHERE a.place >= :place AND NOT EXISTS"
    " (SELECT 1 FROM articles AS b WHERE b.place = a.place + 1) ORDER BY a.place LIMIT 1) END"
).bindparams(bindparam("place", type_=articles.c.place.type))


def measure(connection: Connection) -> None:
    """Notes the disorder as it is."""
    rows = connection.execute(select(articles.c.place, articles.c.sort_date))
    most = max((row.place - slot(row.sort_date) for row in rows), default=0)
    connection.execute(delete(disorder_table))
    if most > 0:
        connection.execute(insert(disorder_table), {"slots": most})


def _note(connection: Connection, spilled: int) -> None:
    if spilled > disorder(connection):
        connection.execute(delete(disorder_table))
        connection.execute(insert(disorder_table), {"slots": spilled})
