"""How a query is answered by the full-text index in SQLite (:mod:`archive.search.index`).

First the places of what matches are read in the order of dates (:mod:`archive.search.candidates`): as many as are counted
or ranked. Then these are ranked, by FTS5's hidden column ``rank`` (``bm25()`` takes three times as long) between the first
and the last of them. FTS5 looks at every article that has one of the terms, also of the facets, before it ranks: the
large facets are asked for in the first pass only. Where the query is one of plain words, both passes are done on what its
own pages hold of these, with the same result (:mod:`archive.search.plain_words`).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
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
    clear,
    index_many,
    unindex_many,
)
from archive.search.plain_words import PlainWords, plain_words
from archive.search.postings import Unreadable
from archive.search.prefixes import open_terms, pages, phrase_pages
from archive.search.query import Node
from archive.search.renewal import is_outdated
from archive.search.results import Results, Sort
from archive.search.sqlite_ranking import best_scores, is_met
from archive.search.terms import TAGS
from archive.search.vocabulary import Words

__all__ = [
    "COUNTED",
    "FTS_DDL",
    "INDEXED",
    "clear",
    "index_many",
    "matching",
    "search",
    "tags_of",
    "unindex_many",
]

COUNTED: Final = 10_000
"""Up to here the number of matches is exact."""
RANKED: Final = 10_000
"""How many articles are ranked at most: of more that match, the newest."""

_PAGES_RANKED: Final = 300
"""Of the index that the words of one prefix, or the rarest word of a phrase, may take, for it to be ranked by: ranking reads
them three times."""
_PAGES_READ: Final = 20_000
"""What the beginnings in a query may take at all, about a second's work."""

_TAGS: Final = "kliping_tags"

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
    words = _plain_words(connection, asked) if sort == "relevance" else None
    matches = words.places if words else _whole(asked)
    candidates = Candidates(connection, matches, filters, oldest_first=sort == "oldest")
    with closing(candidates):
        candidates.read(max(COUNTED + 1, wanted))
        ranked: int | None = None
        best: list[_Ranked] = []
        if sort == "relevance" and asked.has_words:
            ranked, best = _best(connection, asked, words, candidates, wanted)
        rest = candidates.first(wanted - len(best), {each.place for each in best})
    found = [(each.id, each.score) for each in best] + [(each.id, 0.0) for each in rest]
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
    asked = understood(query, filters, lambda: tags_of(connection), Words(connection))
    if asked.node:
        if is_outdated(connection):
            logger.warning(
                "the search index is of another version, some words may not be found: kliping db upgrade"
            )
        if not expression(asked.matcher, asked.node):
            msg = "nothing to search for: the query holds no letter and no digit"
            raise QueryError(msg)
        if pages(connection, open_terms(asked.matcher, asked.node)) > _PAGES_READ:
            msg = "too many words of this archive begin with what stands before the *: type more letters"
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


def tags_of(connection: Connection) -> tuple[str, ...]:
    """The tags of which articles are in the index."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection) or driver.total_changes:
        return _tags_now(connection)
    # It has written nothing itself: they can have changed only when another one has.
    version = connection.exec_driver_sql("PRAGMA data_version").scalar()
    known = connection.info.get(_TAGS)
    if known is None or known[0] != version:
        known = connection.info[_TAGS] = version, _tags_now(connection)
    tags: tuple[str, ...] = known[1]
    return tags


def _tags_now(connection: Connection) -> tuple[str, ...]:
    values = ", ".join(f"('{name}')" for name in TAGS)
    found = connection.exec_driver_sql(
        f"SELECT column1 FROM (VALUES {values}) WHERE EXISTS (SELECT 1 FROM articles_fts"  # noqa: S608 (constants)
        f" WHERE articles_fts MATCH '\"{match.tag_facet('')}' || column1 || '\"')"
    )
    return tuple(found.scalars())


class _Ranked(NamedTuple):
    id: int
    place: int
    score: float


def _plain_words(connection: Connection, asked: Asked) -> PlainWords | None:
    filters = asked.filters
    language = filters.language
    more = () if language is None else (match.language_facet(language),)
    without = () if filters.with_duplicates else (match.DUPLICATE,)
    return plain_words(connection, asked, tuple(_few(filters)), more, without)


def _best(
    connection: Connection,
    asked: Asked,
    words: PlainWords | None,
    candidates: Candidates,
    wanted: int,
) -> tuple[int | None, list[_Ranked]]:
    """The best in order, no more than wanted; of equally good ones the newest come first. And how many were ranked, when
    not all were.

    What matches without any of the words (``frost OR -snow``) is not among them.
    """

    most = max(RANKED, wanted)
    scores = None
    if words:
        candidates.read(most + 1)
        with suppress(Unreadable):
            scores = words.scores(candidates.places[:most], wanted)
    if scores is None:
        node = asked.node and ranking.rankable(asked.node, _is_broad(connection, asked))
        if node is None:
            return 0, []
        candidates.read(most + 1)
        places, facets = candidates.places[:most], tuple(_few(asked.filters))
        scores = best_scores(connection, asked.matcher, node, places, facets=facets, wanted=wanted)
    found = [
        (scores[f.place], f.sort_date, f.id, f.place) for f in at_places(connection, [*scores])
    ]
    best = [_Ranked(id, place, score) for score, _, id, place in sorted(found, reverse=True)]
    return (most if len(candidates.places) > most else None), best[:wanted]


def _is_broad(connection: Connection, asked: Asked) -> Callable[[Node], bool]:
    def is_broad(leaf: Node) -> bool:
        beginnings = pages(connection, open_terms(asked.matcher, leaf))
        return beginnings + _phrase_pages(connection, asked, leaf) > _PAGES_RANKED

    return is_broad


def _phrase_pages(connection: Connection, asked: Asked, leaf: Node) -> int:
    """How much of the index a phrase takes in the languages that have it."""
    total = 0
    for tag in asked.matcher.tags:
        within = asked.matcher.within(tag)
        many = phrase_pages(connection, within, leaf)
        part = expression(within, leaf) if many > 1 else None
        if part and is_met(connection, part):
            total += many
    return total
