"""The full-text index in SQLite: its tables, and what is put into them.

The index is an FTS5 table without content: it holds the terms of :mod:`archive.search.terms` and nothing else, its
rowids are the places of ``articles`` (:mod:`archive.places`), so that it can be read in the order of dates. SQLite before 3.43 can delete from such a table only what is handed back to it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from archive.model import Article
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles, search_analysis
from archive.search.match import facets
from archive.search.snippets import body_of
from archive.search.terms import ANALYSIS, analyser, tag

logger = logging.getLogger(__name__)

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

_KNOWN_WORDS = 200_000
_KEPT_WORDS = "kliping_words"
_AT_ONCE = 500


def is_outdated(connection: Connection) -> bool:
    """Whether what is in the index was put there by another analysis than that of today."""
    return connection.execute(select(search_analysis.c.version)).scalar() not in {None, ANALYSIS}


def bring_up_to_date(connection: Connection) -> None:
    """Makes the index anew, in the caller's transaction, when another analysis made it. Cheap when there is nothing
    to do; every transaction that writes to the index begins with it."""
    version = connection.execute(select(search_analysis.c.version)).scalar()
    if version == ANALYSIS:
        return
    if version is not None:
        _renew(connection)
    connection.execute(delete(search_analysis))
    connection.execute(insert(search_analysis), {"version": ANALYSIS})


def _renew(connection: Connection) -> None:
    count = connection.execute(select(func.count()).select_from(articles)).scalar_one()
    logger.warning("the search index is made anew, as this version wants it (%d articles)", count)
    connection.exec_driver_sql("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_words")
    connection.info.pop(_KEPT_WORDS, None)
    last = -(2**63)
    query = select(articles.c.place, *ARTICLE_COLUMNS).order_by(articles.c.place).limit(_AT_ONCE)
    while rows := connection.execute(query.where(articles.c.place > last)).all():
        index_many(connection, [(row.place, to_article(row)) for row in rows])
        last = rows[-1].place


def index_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Adds articles that are not in the index, each with its place, in the caller's transaction.

    Strings must be sound (:func:`archive.rows.sound`).
    """
    words: dict[str, set[str]] = {}
    rows = [
        _row(place, article, words.setdefault(tag(article.language), set()))
        for place, article in sorted(items, key=_place)
    ]
    if rows:
        _insert(connection, "(rowid, title, body, author, facet) VALUES (?, ?, ?, ?, ?)", rows)
        _remember(connection, words)


def unindex_many(connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
    """Takes articles out of the index; they must be handed back exactly as they were indexed."""
    rows = [_row(place, article) for place, article in sorted(items, key=_place)]
    if rows:
        columns = "(articles_fts, rowid, title, body, author, facet)"
        _insert(connection, f"{columns} VALUES ('delete', ?, ?, ?, ?, ?)", rows)


def _place(item: tuple[int, Article]) -> int:
    # FTS5 writes a segment of its own for each row that comes after one with a higher rowid.
    return item[0]


def _row(
    place: int, article: Article, words: set[str] | None = None
) -> tuple[int, str, str, str, str]:
    analyse = analyser(tag(article.language)).index_terms
    return (
        place,
        analyse(article.title, words),
        analyse(body_of(article), words),
        analyse("\n".join(article.authors), words),
        facets(article),
    )


def _insert(connection: Connection, columns_and_values: str, rows: list[tuple[Any, ...]]) -> None:
    connection.exec_driver_sql(f"INSERT INTO articles_fts{columns_and_values}", rows)


def _remember(connection: Connection, words: dict[str, set[str]]) -> None:
    """Keeps the inflected words among these. A connection knows what it has kept, unless that was rolled back."""
    known: _Known = connection.info.setdefault(_KEPT_WORDS, _Known({}, []))
    rolled_back = known.last and not _kept(connection, known.last[0])
    if rolled_back or sum(map(len, known.words.values())) > _KNOWN_WORDS:
        known.words.clear()
    for name, met in words.items():
        before = known.words.setdefault(name, set())
        new = met - before
        rows = sorted({(name, *pair) for pair in analyser(name).inflected(new)})
        if rows:
            connection.exec_driver_sql("INSERT OR IGNORE INTO search_words VALUES (?, ?, ?)", rows)
            known.last[:] = rows[-1:]
        before |= new


class _Known(NamedTuple):
    words: dict[str, set[str]]
    """By tag, as they stand in texts."""
    last: list[tuple[str, str, str]]
    """The row that was kept last, alone."""


def _kept(connection: Connection, row: tuple[str, str, str]) -> bool:
    found = connection.exec_driver_sql(
        "SELECT 1 FROM search_words WHERE tag = ? AND form = ? AND term = ?", row
    )
    return found.first() is not None
