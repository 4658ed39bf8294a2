"""The full-text index in PostgreSQL: its tables, and what is put into them.

It holds the terms of :mod:`archive.search.terms`, as the index in SQLite does, and not what PostgreSQL's own parsers and
dictionaries would make of a text: so both find the same. Its rows are known by the places of ``articles``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from archive.model import Article
from archive.search.lexicon import forget, lexicon_of
from archive.search.match import facets
from archive.search.snippets import body_of
from archive.search.terms import tag
from archive.search.vectors import vectors

INDEX_DDL: Final[tuple[str, ...]] = (
    # A vector lies apart from its row, so that counting rows does not read vectors.
    'CREATE TABLE search_index (place BIGINT PRIMARY KEY, tag TEXT COLLATE "C" NOT NULL,'
    " length BIGINT NOT NULL, terms TSVECTOR NOT NULL) WITH (toast_tuple_target = 128)",
    "CREATE INDEX search_index_terms ON search_index USING gin (terms)",
    "CREATE TABLE search_long (place BIGINT NOT NULL REFERENCES search_index ON DELETE CASCADE,"
    " part BIGINT NOT NULL, terms TSVECTOR NOT NULL, PRIMARY KEY (place, part))",
    "CREATE INDEX search_long_terms ON search_long USING gin (terms)",
    # By tag: how many articles are in the index, and how many terms stand in them.
    'CREATE TABLE search_totals (tag TEXT COLLATE "C" PRIMARY KEY, articles BIGINT NOT NULL,'
    " terms BIGINT NOT NULL)",
    'CREATE TABLE search_words (tag TEXT COLLATE "C" NOT NULL, form TEXT COLLATE "C" NOT NULL,'
    ' term TEXT COLLATE "C" NOT NULL, PRIMARY KEY (tag, form, term))',
)
"""What makes the index, in this order; in one transaction with the tables."""

_ADD = text(
    "INSERT INTO search_index"
    " VALUES (:place, :tag, :length, CAST(CAST(:terms AS TEXT) AS TSVECTOR))"
)
_ADD_PART = text(
    "INSERT INTO search_long VALUES (:place, :part, CAST(CAST(:terms AS TEXT) AS TSVECTOR))"
)
_COUNT = text(
    "INSERT INTO search_totals AS t VALUES (:tag, :articles, :terms) ON CONFLICT (tag) DO UPDATE"
    " SET articles = t.articles + excluded.articles, terms = t.terms + excluded.terms"
)
_TAKE_OUT = text(
    "DELETE FROM search_index WHERE place IN :places RETURNING tag, length"
).bindparams(bindparam("places", expanding=True))


def index_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Adds articles that are not in the index, each with its place, in the caller's transaction.

    Strings must be sound (:func:`archive.rows.sound`).
    """
    lexicon = lexicon_of(connection)
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for place, article in items:
        name = tag(article.language)
        columns = {
            "title": lexicon.terms(name, article.title).split(),
            "body": lexicon.terms(name, body_of(article)).split(),
            "author": lexicon.terms(name, "\n".join(article.authors)).split(),
        }
        made = vectors(columns, facets(article).split())
        rows.append({"place": place, "tag": name, "length": made.length, "terms": made.terms})
        parts += [
            {"place": place, "part": part, "terms": terms} for part, terms in enumerate(made.parts)
        ]
    if rows:
        connection.execute(_ADD, rows)
        if parts:
            connection.execute(_ADD_PART, parts)
        _count(connection, [(row["tag"], row["length"]) for row in rows], 1)
        lexicon.store(connection)


def unindex_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Takes the articles at these places out of the index."""
    places = [place for place, _ in items]
    if places:
        gone = connection.execute(_TAKE_OUT, {"places": places}).all()
        _count(connection, [(row.tag, row.length) for row in gone], -1)


def clear(connection: Connection) -> None:
    """Takes everything out of the index."""
    for name in ("search_index", "search_totals", "search_words"):
        connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608 (constants)
    forget(connection)


def _count(connection: Connection, rows: Iterable[tuple[str, int]], sign: int) -> None:
    totals: dict[str, list[int]] = {}
    for name, length in rows:
        totals.setdefault(name, []).append(length)
    if totals:
        connection.execute(
            _COUNT,
            [
                {"tag": name, "articles": sign * len(lengths), "terms": sign * sum(lengths)}
                for name, lengths in totals.items()
            ],
        )
