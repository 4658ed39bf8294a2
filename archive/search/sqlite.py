"""How a query is answered by the full-text index in SQLite (:mod:`archive.search.index`).

First the places of what matches are read in the order of dates (:mod:`archive.search.candidates`): as many as are counted
or ranked. Then these are ranked, by FTS5's hidden column ``rank`` (``bm25()`` takes three times as long) between the first
and the last of them. FTS5 looks at every article that has one of the terms, also of the facets, before it ranks: the
large facets are asked for in the first pass only.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from operator import attrgetter
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    column,
    literal,
    literal_column,
    select,
    table,
    true,
)

from archive.errors import QueryError
from archive.model import Filters
from archive.schema import articles
from archive.search import match, ranking
from archive.search.asked import Asked, conditions, understood
from archive.search.candidates import Candidates, at_places
from archive.search.expression import expression, narrowed
from archive.search.hits import hits
from archive.search.index import (
    FTS_DDL,
    INDEXED,
    bring_up_to_date,
    index_many,
    is_outdated,
    unindex_many,
)
from archive.search.results import Results, Sort
from archive.search.terms import TAGS

__all__ = [
    "COUNTED",
    "FTS_DDL",
    "INDEXED",
    "bring_up_to_date",
    "index_many",
    "is_outdated",
    "matching",
    "search",
    "unindex_many",
]

COUNTED: Final = 10_000
"""Up to here the number of matches is exact."""
RANKED: Final = 20_000
"""How many articles are ranked at most: of more that match, the newest."""

_STEMS_OF_A_PREFIX: Final = 200

logger = logging.getLogger(__name__)


def search(
    connection: Connection,
    query: str,
    filters: Filters,
    sort: Sort = "relevance",
    *,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """The articles that the query and the filters ask for; of an empty query all that the filters allow.

    Nothing is ranked then: ``relevance`` gives the newest first. Raises QueryError.
    """
    asked = _asked(connection, query, filters)
    wanted = offset + limit
    by_rank = sort == "relevance" and asked.has_words
    candidates = Candidates(connection, _whole(asked), filters, oldest_first=sort == "oldest")
    ranked = None
    with closing(candidates):
        candidates.read(max(COUNTED + 1, wanted))
        if by_rank:
            most = max(RANKED, wanted)
            candidates.read(most + 1)
            if len(candidates.places) > most:
                ranked = most
            found = _best(connection, asked, candidates.places[:most], wanted)
        else:
            found = [(each.id, 0.0) for each in candidates.first(wanted)]
    total = len(candidates.places)
    return Results(
        hits=tuple(hits(connection, asked, found[offset:wanted])),
        total=min(total, COUNTED),
        exact=total <= COUNTED,
        ranked=ranked,
    )


def matching(connection: Connection, query: str | None, filters: Filters) -> ColumnElement[bool]:
    """The condition on ``articles`` that query and filters make, for ``select(articles).where(…)``.

    Raises QueryError.
    """
    asked = _asked(connection, query or "", filters)
    every = tuple(conditions(filters))
    if asked.node or filters.section is not None:
        fts = table("articles_fts", column("rowid"))
        matches = literal_column("articles_fts").op("MATCH", is_comparison=True)
        found = select(fts.c.rowid).where(matches(literal(_whole(asked))))
        every = (articles.c.place.in_(found), *every)
    return and_(true(), *every)


def _asked(connection: Connection, query: str, filters: Filters) -> Asked:
    asked = understood(query, filters, lambda: _tags(connection), _Words(connection))
    if asked.node:
        if is_outdated(connection):
            logger.warning(
                "the search index is of another version, some words may not be found: kliping db upgrade"
            )
        if not expression(asked.matcher, asked.node):
            msg = "nothing to search for: the query holds no letter and no digit"
            raise QueryError(msg)
    return asked


def _whole(asked: Asked) -> str:
    """All that is asked for and that the index knows, as one expression."""
    filters = asked.filters
    facets = list(_few(filters))
    if filters.language is not None:
        facets.append(match.language_facet(filters.language))
    words = expression(asked.matcher, asked.node) if asked.node else None
    return narrowed(words, facets, () if filters.with_duplicates else [match.DUPLICATE])


def _few(filters: Filters) -> Iterable[str]:
    """The facets that no large part of the archive has: ranking looks at all that have one of them."""
    if filters.source is not None:
        yield match.source_facet(filters.source)
    if filters.section is not None:
        yield match.section_facet(filters.section)


def _tags(connection: Connection) -> tuple[str, ...]:
    """The tags of which articles are in the index."""
    values = ", ".join(f"('{name}')" for name in TAGS)
    found = connection.exec_driver_sql(
        f"SELECT column1 FROM (VALUES {values}) WHERE EXISTS (SELECT 1 FROM articles_fts"  # noqa: S608 (constants)
        f" WHERE articles_fts MATCH '\"{match.tag_facet('')}' || column1 || '\"')"
    )
    return tuple(found.scalars())


class _Words:
    """The inflected words of the archive (:class:`archive.search.match.Vocabulary`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stems(self, tag: str, form: str) -> list[str]:
        found = self._connection.exec_driver_sql(
            "SELECT term FROM search_words WHERE tag = ? AND form = ?", (tag, form)
        )
        return list(found.scalars())

    def stems_of_words_with(self, tag: str, beginning: str) -> list[str]:
        found = self._connection.exec_driver_sql(
            "SELECT DISTINCT term FROM search_words WHERE tag = ? AND form >= ? AND form < ?"
            " AND substr(term, 1, ?) <> ? LIMIT ?",
            (
                tag,
                beginning,
                beginning + "\U0010ffff",
                len(beginning),
                beginning,
                _STEMS_OF_A_PREFIX,
            ),
        )
        return list(found.scalars())


class _Ranked(NamedTuple):
    place: int
    score: float


def _best(
    connection: Connection, asked: Asked, places: Sequence[int], wanted: int
) -> list[tuple[int, float]]:
    """The best of the articles at these places, in order, by number and score. Of equally good ones the newest come
    first."""
    streams = [
        _ranked(connection, part, factor, (min(places), max(places)))
        for part, factor in (_by_language(connection, asked) if places else ())
    ]
    among = frozenset(places)
    rows: list[_Ranked] = []
    for row in heapq.merge(*streams, key=attrgetter("score"), reverse=True):
        if len(rows) >= wanted and (not rows or row.score != rows[-1].score):
            break
        if row.place in among:
            rows.append(row)
    for stream in streams:
        stream.close()
    scores = {row.place: row.score for row in rows}
    found = [
        (scores[each.place], each.sort_date, each.id) for each in at_places(connection, [*scores])
    ]
    return [(id, score) for score, _, id in sorted(found, reverse=True)]


def _ranked(
    connection: Connection, asked: str, factor: float, between: tuple[int, int]
) -> Generator[_Ranked, None, None]:
    with connection.exec_driver_sql(_BY_RANK, (asked, *between)) as rows:
        for place, rank in rows:
            # No rank: the index is damaged there.
            yield _Ranked(place, 0.0 - (rank or 0.0) * factor)


_BY_RANK = (
    "SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
    " ORDER BY rank"
)


def _by_language(connection: Connection, asked: Asked) -> list[tuple[str, float]]:
    """The expressions that together are what was asked, and what to multiply the scores of each by."""
    matcher, node = asked.matcher, asked.node
    if node is None:
        return []
    facets = tuple(_few(asked.filters))
    parts = {tag: narrowed(expression(matcher.within(tag), node), facets) for tag in matcher.tags}
    parts = {tag: part for tag, part in parts.items() if _is_met(connection, part)}
    if len(parts) < 2:
        return [(part, 1.0) for part in parts.values()]
    counts = {
        tag: [
            _having(connection, expression(matcher.within(tag), leaf) or '""')
            for leaf in match.leaves(node)
        ]
        for tag in matcher.tags
    }
    indexed = connection.exec_driver_sql("SELECT max(id) FROM articles").scalar() or 0
    # An article without any of the words can match by what it must not have: "frost OR -snow".
    factors = dict.fromkeys(parts, 1.0) | ranking.factors(counts, indexed)
    return [(part, factors[tag]) for tag, part in parts.items()]


def _is_met(connection: Connection, asked: str) -> bool:
    found = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
    return connection.exec_driver_sql(found, (asked,)).first() is not None


def _having(connection: Connection, asked: str) -> int:
    counted = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    return int(connection.exec_driver_sql(counted, (asked,)).scalar_one())
