"""The full-text index in SQLite: its tables, and what is put into them.

The index is an FTS5 table without content: it holds the terms of :mod:`archive.search.terms` and nothing else, its
rowids are the places of ``articles`` (:mod:`archive.places`), so that it can be read in the order of dates. SQLite
before 3.43 can delete from such a table only what is handed back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Final, TypeAlias

from sqlalchemy import Connection

from archive.model import Article
from archive.search.lexicon import forget, lexicon_of
from archive.search.match import facets
from archive.search.snippets import body_of
from archive.search.terms import analyser, tag
from archive.search.word_runs import WORDS_DDL

FTS_DDL: Final[tuple[str, ...]] = (
    # ascii: every character beyond ASCII belongs to a token, so what terms.py made passes through unchanged.
    "CREATE VIRTUAL TABLE articles_fts USING fts5"
    "(title, body, author, facet, content='', tokenize='ascii')",
    "INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(6.0, 1.0, 3.0, 0.0)')",
    # The words of which the index holds only a stem: what prefix* and words typed without accents go by.
    WORDS_DDL,
)
"""What makes the index, in this order; in one transaction with the tables of :mod:`archive.schema`."""

INDEXED: Final = ("title", "deck", "text", "authors", "source", "section", "language")
"""The fields of an article that the index holds. When one of them changes, unindex the old article and index
the new one."""

_Row: TypeAlias = tuple[int, str, str, str, str]
_place: Final = itemgetter(0)


def clear(connection: Connection) -> None:
    """Takes everything out of the index, in the caller's transaction."""
    connection.exec_driver_sql("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_words")
    forget(connection)


def index_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Adds articles that are not in the index, each with its place, in the caller's transaction.

    Strings must be sound (:func:`archive.rows.sound`).
    """
    lexicon = lexicon_of(connection)
    # By language: then the words of one stay in the processor's cache, which saves a sixth of the time.
    by_language = sorted(items, key=_language)
    rows = [
        _row(place, article, lexicon.known(tag(article.language)).terms)
        for place, article in by_language
    ]
    rows.sort(key=_place)
    if rows:
        _insert(connection, "(rowid, title, body, author, facet) VALUES (?, ?, ?, ?, ?)", rows)
        lexicon.store(connection)


def unindex_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Takes articles out of the index; they must be handed back exactly as they were indexed."""
    rows = sorted(
        _row(place, article, analyser(tag(article.language)).index_terms)
        for place, article in items
    )
    if rows:
        columns = "(articles_fts, rowid, title, body, author, facet)"
        _insert(connection, f"{columns} VALUES ('delete', ?, ?, ?, ?, ?)", rows)


def _language(item: tuple[int, Article]) -> str:
    return item[1].language or ""


def _row(place: int, article: Article, terms: Callable[[str], str]) -> _Row:
    authors = "\n".join(article.authors)
    return place, terms(article.title), terms(body_of(article)), terms(authors), facets(article)


def _insert(connection: Connection, columns_and_values: str, rows: list[_Row]) -> None:
    # By rising rowid: FTS5 writes a segment of its own for each row that comes after one with a higher rowid.
    connection.exec_driver_sql(f"INSERT INTO articles_fts{columns_and_values}", rows)
