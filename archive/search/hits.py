"""From the numbers of the articles that were found to what is shown of them. The same for every database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from archive.database import chunks
from archive.model import Article
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles
from archive.search.asked import Asked
from archive.search.results import Hit
from archive.search.snippets import snippet
from archive.search.terms import tag


def hits(connection: Connection, asked: Asked, found: Sequence[tuple[int, float]]) -> Iterator[Hit]:
    """What is shown of these articles, each given by number and score, in this order."""
    ids = [id for id, _ in found]
    by_id = _articles(connection, ids)
    # With the copies in the list they need not be counted.
    others = {} if asked.filters.with_duplicates else _others(connection, ids)
    for id, score in found:
        article = by_id[id]
        sought = asked.matcher.sought(asked.node, tag(article.language)) if asked.node else ()
        yield Hit(
            article=article,
            snippet=snippet(article, sought),
            score=score,
            others=others.get(id, 0),
        )


def _articles(connection: Connection, ids: Sequence[int]) -> dict[int, Article]:
    query = select(*ARTICLE_COLUMNS)
    return {
        row.id: to_article(row)
        for chunk in chunks(ids)
        for row in connection.execute(query.where(articles.c.id.in_(chunk)))
    }


def _others(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """How many duplicates each of these articles has, of those that have any."""
    original = articles.c.duplicate_of
    query = select(original, func.count()).group_by(original)
    return {
        id: count
        for chunk in chunks(ids)
        for id, count in connection.execute(query.where(original.in_(chunk)))
    }
