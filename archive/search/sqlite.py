"""The full-text index in SQLite: what is put into it and how a query is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection

from archive.model import Article, Filters
from archive.search.results import Results, Sort

FTS_DDL: Final[tuple[str, ...]] = (
    # ascii: every character beyond ASCII belongs to a token, so what terms.py made passes through unchanged.
    "CREATE VIRTUAL TABLE articles_fts USING fts5"
    "(title, body, author, facet, content='', tokenize='ascii')",
    "INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(6.0, 1.0, 3.0, 0.0)')",
    # The words of which the index holds only a stem: what prefix* and words typed without accents go by.
    "CREATE TABLE search_words (tag TEXT NOT NULL, form TEXT NOT NULL, term TEXT NOT NULL,"
    " PRIMARY KEY (tag, form, term)) WITHOUT ROWID",
)
"""What makes the index, in this order; in one transaction with the tables of :mod:`archive.schema`."""

INDEXED: Final = ("title", "deck", "text", "authors", "source", "section", "language")
"""The fields of an article that the index holds. When one of them changes, unindex the old article and index
the new one."""


def index_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Adds articles that are not in the index, in the caller's transaction."""
    raise NotImplementedError


def unindex_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Takes articles out of the index; they must be handed back exactly as they were indexed."""
    raise NotImplementedError


def search(
    connection: Connection,
    query: str,
    filters: Filters,
    sort: Sort = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Answers a query. Raises QueryError."""
    raise NotImplementedError


def matching(connection: Connection, query: str | None, filters: Filters) -> ColumnElement[bool]:
    """The condition on ``articles`` that query and filters make, for ``select(articles).where(…)``.

    Raises QueryError.
    """
    raise NotImplementedError
