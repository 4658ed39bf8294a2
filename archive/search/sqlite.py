"""How a query is answered by the full-text index in SQLite (:mod:`archive.search.index`).

What is asked of FTS5 is asked the way that it is fast (measured on 100,000 articles): ranking by its hidden column
``rank``, never by ``bm25()``; the index as the outer loop, never as ``rowid IN (…)`` of something else.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    true,
)

from archive.errors import QueryError
from archive.model import Article, Filters
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles
from archive.search import match, ranking
from archive.search.index import (
    FTS_DDL,
    INDEXED,
    bring_up_to_date,
    index_many,
    is_outdated,
    unindex_many,
)
from archive.search.query import Node, parse
from archive.search.results import Hit, Results, Sort
from archive.search.snippets import snippet
from archive.search.terms import TAGS, fold, tag

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

_NO_FILTERS: Final = Filters()
_STEMS_OF_A_PREFIX: Final = 200
_IDS_AT_ONCE: Final = 1_000

logger = logging.getLogger(__name__)

_fts = table("articles_fts", column("rowid"), column("rank"))


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
    if asked.expression and sort == "relevance":
        rows = _best(connection, asked, offset + limit)
    else:
        rows = _by_date(connection, asked, sort, offset + limit)
    page = rows[offset : offset + limit]
    # Fewer than were asked for are all there are.
    total = len(rows) if len(rows) < offset + limit else _count(connection, asked)
    return Results(
        hits=tuple(_hits(connection, asked, page)),
        total=min(total, COUNTED),
        exact=total <= COUNTED,
    )


def matching(connection: Connection, query: str | None, filters: Filters) -> ColumnElement[bool]:
    """The condition on ``articles`` that query and filters make, for ``select(articles).where(…)``.

    Raises QueryError.
    """
    asked = _asked(connection, query or "", filters)
    conditions = asked.conditions
    if asked.expression:
        found = select(_fts.c.rowid).where(_matches(asked.expression))
        conditions = (articles.c.place.in_(found), *conditions)
    return and_(true(), *conditions)


class _Asked(NamedTuple):
    """A search, understood."""

    expression: str | None
    """For FTS5; None when the index isn't needed."""
    conditions: tuple[ColumnElement[bool], ...]
    """On the table ``articles``."""
    facets: tuple[str, ...]
    """In the expression as well."""
    node: Node | None
    matcher: match.Matcher
    only_facets: bool
    """Whether the index alone knows what matches, but for duplicates."""
    with_duplicates: bool


class _Ranked(NamedTuple):
    id: int
    sort_date: datetime
    score: float


def _asked(connection: Connection, query: str, filters: Filters) -> _Asked:
    node = parse(query)
    if node and is_outdated(connection):
        logger.warning(
            "the search index is of another version, some words may not be found: kliping db upgrade"
        )
    here = _tags(connection) if node else ()
    if filters.language:
        here = tuple(t for t in here if t == tag(filters.language))
    matcher = match.Matcher(here or (tag(filters.language),), _Words(connection))
    expression = matcher.expression(node) if node else None
    if node and not expression:
        msg = "nothing to search for: the query holds no letter and no digit"
        raise QueryError(msg)
    facets = tuple(_facets(filters))
    if node or filters.section is not None:
        expression = match.narrowed(expression, facets)
    by_index = replace(filters, source=None, language=None, section=None, with_duplicates=False)
    return _Asked(
        expression,
        tuple(_conditions(filters)),
        facets,
        node,
        matcher,
        only_facets=by_index == _NO_FILTERS,
        with_duplicates=filters.with_duplicates,
    )


def _facets(filters: Filters) -> Iterable[str]:
    if filters.source is not None:
        yield match.source_facet(filters.source)
    if filters.language is not None:
        yield match.language_facet(filters.language)
    if filters.section is not None:
        yield match.section_facet(filters.section)


def _conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    """All filters but the section, which only the index knows in every case."""
    if filters.source is not None:
        yield articles.c.source == _sound(filters.source)
    if filters.language is not None:
        yield articles.c.language == _sound(filters.language.lower())
    if filters.author is not None:
        yield articles.c.authors_folded.contains(_sound(fold(filters.author)), autoescape=True)
    if filters.since is not None:
        yield articles.c.sort_date >= filters.since
    if filters.until is not None:
        yield articles.c.sort_date < filters.until
    if filters.min_words is not None:
        yield articles.c.words >= filters.min_words
    if not filters.with_duplicates:
        yield articles.c.duplicate_of.is_(None)


def _sound(value: str) -> str:
    """Half a surrogate pair, which a shell may hand over, is in no article."""
    return value.encode("utf-8", "replace").decode()


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


def _matches(expression: str) -> ColumnElement[bool]:
    return literal_column("articles_fts").op("MATCH", is_comparison=True)(literal(expression))


def _found(asked: _Asked, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of what was asked for, without an order."""
    if not asked.expression:
        return select(*columns).select_from(articles).where(*asked.conditions)
    # The plus keeps SQLite from looking each article up in the index instead of the other way round.
    both = _fts.join(articles, articles.c.place == literal_column("+articles_fts.rowid"))
    return select(*columns).select_from(both).where(_matches(asked.expression), *asked.conditions)


def _best(connection: Connection, asked: _Asked, wanted: int) -> Sequence[_Ranked]:
    """The best ones in order: ``wanted``, and all that are as good as the last of these."""
    streams = [
        _ranked(connection, asked._replace(expression=expression), factor)
        for expression, factor in _by_language(connection, asked)
    ]
    rows: list[_Ranked] = []
    for row in heapq.merge(*streams, key=attrgetter("score"), reverse=True):
        if len(rows) >= wanted and (not rows or row.score != rows[-1].score):
            break
        rows.append(row)
    for stream in streams:
        stream.close()
    rows.sort(key=lambda row: (row.score, row.sort_date, row.id), reverse=True)
    return rows


def _ranked(connection: Connection, asked: _Asked, factor: float) -> Generator[_Ranked, None, None]:
    statement = _found(asked, articles.c.id, articles.c.sort_date, _fts.c.rank)
    with connection.execute(statement.order_by(_fts.c.rank)) as found:
        for row in found.yield_per(100):
            # No rank: the index is damaged there.
            yield _Ranked(row.id, row.sort_date, 0.0 - (row.rank or 0.0) * factor)


def _by_language(connection: Connection, asked: _Asked) -> list[tuple[str | None, float]]:
    """The expressions that together are what was asked, and what to multiply the scores of each by."""
    matcher, node = asked.matcher, asked.node
    if node is None or len(matcher.tags) < 2 or not any(match.leaves(node)):
        return [(asked.expression, 1.0)]
    counts = {
        tag: [_having(connection, expression) for expression in several]
        for tag, several in ranking.expressions(matcher, node).items()
    }
    indexed = connection.exec_driver_sql("SELECT max(id) FROM articles").scalar_one() or 0
    # An article without any of the words can match by what it must not have: "frost OR -snow".
    factors = dict.fromkeys(matcher.tags, 1.0) | ranking.factors(counts, indexed)
    return [
        (
            match.narrowed(
                matcher.within(tag).expression(node), (*asked.facets, match.tag_facet(tag))
            ),
            factor,
        )
        for tag, factor in factors.items()
    ]


def _having(connection: Connection, expression: str) -> int:
    counted = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    return int(connection.exec_driver_sql(counted, (expression,)).scalar_one())


def _by_date(connection: Connection, asked: _Asked, sort: Sort, wanted: int) -> Sequence[_Ranked]:
    date, id = articles.c.sort_date, articles.c.id
    order = (date.asc(), id.asc()) if sort == "oldest" else (date.desc(), id.desc())
    found = connection.execute(_found(asked, id, date).order_by(*order).limit(wanted))
    return [_Ranked(row.id, row.sort_date, 0.0) for row in found]


def _count(connection: Connection, asked: _Asked) -> int:
    """How many there are, but never more than one above :data:`COUNTED`."""
    if asked.expression and asked.only_facets:
        return _count_in_index(connection, asked.expression, asked.with_duplicates)
    found = _found(asked, articles.c.id).limit(COUNTED + 1).subquery()
    return connection.execute(select(func.count()).select_from(found)).scalar_one()


def _count_in_index(connection: Connection, expression: str, with_duplicates: bool) -> int:
    """The same without a look at each article, which takes twenty times as long."""
    duplicates = 0
    if not with_duplicates:
        counted = (
            "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ? AND rowid IN"
            " (SELECT place FROM articles WHERE duplicate_of IS NOT NULL)"
        )
        duplicates = connection.exec_driver_sql(counted, (expression,)).scalar_one()
    counted = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    most = COUNTED + 1 + duplicates
    return int(connection.exec_driver_sql(counted, (expression, most)).scalar_one()) - duplicates


def _hits(connection: Connection, asked: _Asked, rows: Sequence[_Ranked]) -> Iterable[Hit]:
    by_id = _articles(connection, [row.id for row in rows])
    for row in rows:
        article = by_id[row.id]
        sought = asked.matcher.sought(asked.node, tag(article.language)) if asked.node else ()
        yield Hit(article=article, snippet=snippet(article, sought), score=row.score)


def _articles(connection: Connection, ids: Sequence[int]) -> dict[int, Article]:
    found: dict[int, Article] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = articles.c.id.in_(ids[start : start + _IDS_AT_ONCE])
        for row in connection.execute(select(*ARTICLE_COLUMNS).where(some)):
            found[row.id] = to_article(row)
    return found
