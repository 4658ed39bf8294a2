"""How FTS5 ranks what a query finds in SQLite: by its hidden column ``rank`` (``bm25()`` takes three times as long)."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Sequence

from sqlalchemy import Connection

from archive.search import match, ranking
from archive.search.expression import expression, narrowed
from archive.search.match import Matcher
from archive.search.query import Node


def best_scores(
    connection: Connection,
    matcher: Matcher,
    node: Node,
    places: Sequence[int],
    *,
    facets: Sequence[str],
    wanted: int,
) -> dict[int, float]:
    """The scores of the best of these places, as many as are wanted and those that are as good as the last of them.

    FTS5 ranks all that match ``node`` and have the ``facets``, from the first of the places to the last.
    """
    streams = [
        _stream(connection, part, factor, (min(places), max(places)))
        for part, factor in (_by_language(connection, matcher, node, facets) if places else ())
    ]
    among = frozenset(places)
    scores: dict[int, float] = {}
    least = 0.0
    for score, place in heapq.merge(*streams, reverse=True):
        if len(scores) >= wanted and score != least:
            break
        if place in among:
            scores[place] = least = score
    for stream in streams:
        stream.close()
    return scores


def _stream(
    connection: Connection, asked: str, factor: float, between: tuple[int, int]
) -> Generator[tuple[float, int], None, None]:
    with connection.exec_driver_sql(_BY_RANK, (asked, *between)) as rows:
        for place, rank in rows:
            # No rank: the index is damaged there.
            yield 0.0 - (rank or 0.0) * factor, place


_BY_RANK = (
    "SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
    " ORDER BY rank"
)


def _by_language(
    connection: Connection, matcher: Matcher, node: Node, facets: Sequence[str]
) -> list[tuple[str, float]]:
    """The expressions that together find what to rank, and what to multiply the scores of each by."""
    parts = {}
    for tag in matcher.tags:
        part = expression(matcher.within(tag), node)
        if part and is_met(connection, narrowed(part, facets)):
            parts[tag] = narrowed(part, facets)
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
    factors = ranking.factors(counts, indexed)
    return [(part, factors[tag]) for tag, part in parts.items()]


def is_met(connection: Connection, asked: str) -> bool:
    """Whether any article matches an expression."""
    found = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
    return connection.exec_driver_sql(found, (asked,)).first() is not None


def _having(connection: Connection, asked: str) -> int:
    counted = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    return int(connection.exec_driver_sql(counted, (asked,)).scalar_one())
