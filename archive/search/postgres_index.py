"""The full-text index in PostgreSQL: its tables, and what is put into them.

It holds the terms of :mod:`archive.search.terms`, as the index in SQLite does, and not what PostgreSQL's own parsers and
dictionaries would make of a text: so both find the same. Its rows are known by the places of ``articles``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from archive.model import Article
from archive.search.match import facets
from archive.search.snippets import body_of
from archive.search.terms import analyser, tag
from archive.search.vectors import vectors
from archive.search.vocabulary import forget, remember

INDEX_DDL: Final[tuple[str, ...]] = (
    # A vector lies apart from its row, so that counting rows does not read vectors.
    "CREATE TABLE search_index (place BIGINT PRIMARY KEY, length BIGINT NOT NULL,"
    " terms TSVECTOR NOT NULL) WITH (toast_tuple_target = 128)",
    "CREATE INDEX search_index_terms ON search_index USING gin (terms)",
    "CREATE TABLE search_long (place BIGINT NOT NULL REFERENCES search_index ON DELETE CASCADE,"
    " part BIGINT NOT NULL, terms TSVECTOR NOT NULL, PRIMARY KEY (place, part))",
    "CREATE INDEX search_long_terms ON search_long USING gin (terms)",
    # One row: how many articles are in the index, and how many terms stand in them.
    "CREATE TABLE search_totals (articles BIGINT NOT NULL, terms BIGINT NOT NULL)",
    "INSERT INTO search_totals VALUES (0, 0)",
    'CREATE TABLE search_words (tag TEXT COLLATE "C" NOT NULL, form TEXT COLLATE "C" NOT NULL,'
    ' term TEXT COLLATE "C" NOT NULL, PRIMARY KEY (tag, form, term))',
)
"""What makes the index, in this order; in one transaction with the tables."""

_ADD = text(
    "INSERT INTO search_index VALUES (:place, :length, CAST(CAST(:terms AS TEXT) AS TSVECTOR))"
)
_ADD_PART = text(
    "INSERT INTO search_long VALUES (:place, :part, CAST(CAST(:terms AS TEXT) AS TSVECTOR))"
)
_COUNT = text("UPDATE search_totals SET articles = articles + :articles, terms = terms + :terms")
_TAKE_OUT = text("DELETE FROM search_index WHERE place IN :places RETURNING length").bindparams(
    bindparam("places", expanding=True)
)


def index_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Adds articles that are not in the index, each with its place, in the caller's transaction.

    Strings must be sound (:func:`archive.rows.sound`).
    """
    words: dict[str, set[str]] = {}
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for place, article in items:
        name = tag(article.language)
        made = vectors(_columns(article, words.setdefault(name, set())), facets(article).split())
        rows.append({"place": place, "length": made.length, "terms": made.terms})
        parts += [
            {"place": place, "part": part, "terms": terms} for part, terms in enumerate(made.parts)
        ]
    if rows:
        connection.execute(_ADD, rows)
        if parts:
            connection.execute(_ADD_PART, parts)
        _count(connection, [row["length"] for row in rows], 1)
        remember(connection, words)


def unindex_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Takes the articles at these places out of the index."""
    places = [place for place, _ in items]
    if places:
        gone = connection.execute(_TAKE_OUT, {"places": places}).scalars().all()
        _count(connection, gone, -1)


def clear(connection: Connection) -> None:
    """Takes everything out of the index."""
    connection.execute(text("DELETE FROM search_index"))
    connection.execute(text("UPDATE search_totals SET articles = 0, terms = 0"))
    forget(connection)


def _columns(article: Article, words: set[str]) -> dict[str, list[str]]:
    analyse = analyser(tag(article.language)).index_terms
    return {
        "title": analyse(article.title, words).split(),
        "body": analyse(body_of(article), words).split(),
        "author": analyse("\n".join(article.authors), words).split(),
    }


def _count(connection: Connection, lengths: Sequence[int], sign: int) -> None:
    added = {"articles": sign * len(lengths), "terms": sign * sum(lengths)}
    connection.execute(_COUNT, added)
