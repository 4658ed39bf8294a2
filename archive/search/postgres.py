"""How a query is answered by the full-text index in PostgreSQL (:mod:`archive.search.postgres_index`).

As in SQLite, which articles match is read in the order of dates, then as many as are ranked are ranked; what query and
filters mean, and what is shown, is the same code.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    and_,
    bindparam,
    column,
    select,
    table,
    text,
    true,
)

from archive.errors import QueryError
from archive.model import Filters
from archive.places import disorder, slot
from archive.schema import articles
from archive.search import match, ranking
from archive.search.asked import (
    Asked,
    conditions,
    date_conditions,
    rare_conditions,
    understood,
)
from archive.search.candidates import at_places
from archive.search.hits import hits
from archive.search.long_articles import Correction, correction
from archive.search.postgres_index import clear, index_many, unindex_many
from archive.search.postgres_ranking import has_beginnings, scores
from archive.search.renewal import is_outdated
from archive.search.results import Results, Sort
from archive.search.sqlite import COUNTED, RANKED
from archive.search.terms import TAGS
from archive.search.tsquery import narrowed, tsquery
from archive.search.vocabulary import Words

__all__ = ["clear", "index_many", "matching", "search", "unindex_many"]

RANKED_BEGINNINGS: Final = 2_000
"""As :data:`archive.search.sqlite.RANKED`, where a word is asked for by its beginning: then whole vectors are read."""

logger = logging.getLogger(__name__)

_LEAST, _MOST = -(2**63), 2**63 - 1

_SETTINGS = text(
    # The planner does not know that a look into a vector is dear, and takes the index for the dearer one.
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
)
_TAGS = text("SELECT tag FROM search_totals WHERE articles > 0")


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
    connection.execute(_SETTINGS)
    asked = _asked(connection, query, filters)
    wanted = offset + limit
    node = asked.node if sort == "relevance" and asked.has_words else None
    by = node and ranking.rankable(node, lambda _: False)
    found = _Found(connection, _whole(connection, asked), filters, oldest_first=sort == "oldest")
    ranked = None
    begun = by is not None and has_beginnings(asked.matcher, by)
    most = max(RANKED_BEGINNINGS if begun else RANKED, wanted)
    places = found.places(max(COUNTED, wanted, most if by else 0) + 1)
    if by:
        if len(places) > most:
            ranked = most
        shown = _best(
            connection,
            scores(connection, asked.matcher, by, places[:most], all_match=by == asked.node),
            wanted,
        )
    else:
        shown = [(id, 0.0) for id in found.first(places[:wanted])]
    total = len(places)
    return Results(
        hits=tuple(hits(connection, asked, shown[offset:wanted])),
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
        whole = _whole(connection, asked)
        index = table("search_index", column("place"))
        if whole.query is not None:
            asked_for = text(whole.sql).bindparams(*whole.bound())
            # The offset: see _Found.
            found = select(index.c.place).where(asked_for).offset(0)
            every = (articles.c.place.in_(found), *every)
    return and_(true(), *every)


def _asked(connection: Connection, query: str, filters: Filters) -> Asked:
    asked = understood(query, filters, lambda: _tags(connection), Words(connection))
    if asked.node:
        if is_outdated(connection):
            logger.warning(
                "the search index is of another version, some words may not be found: kliping db upgrade"
            )
        if not tsquery(asked.matcher, asked.node):
            msg = "nothing to search for: the query holds no letter and no digit"
            raise QueryError(msg)
    return asked


def _tags(connection: Connection) -> tuple[str, ...]:
    """The tags of which articles are in the index."""
    found = set(connection.execute(_TAGS).scalars())
    return tuple(tag for tag in TAGS if tag in found)


class _Whole(NamedTuple):
    """All that is asked for and that the index knows."""

    query: str | None
    correction: Correction

    @property
    def sql(self) -> str:
        """The condition on ``search_index``, with parameters; for a query only."""
        found = "search_index.terms @@ CAST(CAST(:query AS TEXT) AS TSQUERY)"
        if self.correction.wrong:
            found = f"({found} AND search_index.place NOT IN :wrong)"
        if self.correction.missed:
            found = f"({found} OR search_index.place IN :missed)"
        return found

    def bound(self) -> list[Any]:
        """These parameters."""
        lists = {"wrong": self.correction.wrong, "missed": self.correction.missed}
        return [
            bindparam("query", self.query),
            *(bindparam(name, of, expanding=True) for name, of in lists.items() if of),
        ]


def _whole(connection: Connection, asked: Asked) -> _Whole:
    filters = asked.filters
    facets = []
    if filters.source is not None:
        facets.append(match.source_facet(filters.source))
    if filters.section is not None:
        facets.append(match.section_facet(filters.section))
    if filters.language is not None:
        facets.append(match.language_facet(filters.language))
    without = [] if filters.with_duplicates else [match.DUPLICATE]
    words = tsquery(asked.matcher, asked.node) if asked.node else None
    whole = narrowed(words, facets, without)
    if whole is None or words is None:
        return _Whole(whole, Correction())
    others = narrowed(None, facets, without)
    return _Whole(whole, correction(connection, asked.matcher, asked.node, others, whole))


class _Found:
    """The articles that match, in the order of their places or against it."""

    def __init__(
        self, connection: Connection, whole: _Whole, filters: Filters, *, oldest_first: bool
    ) -> None:
        self._connection = connection
        self._whole = whole
        self._exactly = (*date_conditions(filters), *rare_conditions(filters))
        self._disorder = disorder(connection)
        self._low = _LEAST if filters.since is None else slot(filters.since)
        self._high = _MOST if filters.until is None else slot(filters.until) + self._disorder
        self._oldest_first = oldest_first

    def places(self, count: int) -> list[int]:
        """The places of the first ``count``."""
        found = self._found(self._low, self._high)
        statement = select(found.c.place)
        if self._exactly:
            statement = select(articles.c.place).join_from(
                found, articles, articles.c.place == found.c.place
            )
            statement = statement.where(*self._exactly)
        (place,) = statement.selected_columns
        order = place.asc() if self._oldest_first else place.desc()
        return list(self._connection.execute(statement.order_by(order).limit(count)).scalars())

    def first(self, places: Sequence[int]) -> list[int]:
        """As many of them as there are ``places``, which :meth:`places` gave, in the exact order of date and number."""
        dates = [each.sort_date for each in at_places(self._connection, places)]
        if not dates:
            return []
        date, id = articles.c.sort_date, articles.c.id
        # Beyond that place is none whose date could come before one of these.
        if self._oldest_first:
            found = self._found(self._low, min(self._high, slot(max(dates)) + self._disorder))
            order = (date.asc(), id.asc())
        else:
            found = self._found(max(self._low, slot(min(dates))), self._high)
            order = (date.desc(), id.desc())
        statement = (
            select(id)
            .join_from(found, articles, articles.c.place == found.c.place)
            .where(*self._exactly)
            .order_by(*order)
            .limit(len(places))
        )
        return list(self._connection.execute(statement).scalars())

    def _found(self, low: int, high: int) -> Subquery:
        index = table("search_index", column("place"))
        found = select(index.c.place).where(index.c.place.between(low, high))
        if self._whole.query is not None:
            found = found.where(text(self._whole.sql).bindparams(*self._whole.bound()))
        # The offset is a wall to the planner: otherwise it goes through the places one by one, with a look into each
        # vector.
        return found.offset(0).subquery("found")


def _best(
    connection: Connection, scored: Mapping[int, float], wanted: int
) -> list[tuple[int, float]]:
    """The best of the articles whose scores are given by place: in order, by number and score. Of equally good ones the
    newest come first."""
    best = heapq.nlargest(wanted, scored.values())
    least = best[-1] if best else 0.0
    good = [place for place, score in scored.items() if score >= least]
    found = [(scored[each.place], each.sort_date, each.id) for each in at_places(connection, good)]
    return [(id, score) for score, _, id in sorted(found, reverse=True)]
