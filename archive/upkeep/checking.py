"""Whether an archive is whole: the database, what its rows say of each other, the index, and the raw pages.

Nothing is written, and a crawl may go on meanwhile: all is seen as it was when the check began.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, func, literal_column, select
from sqlalchemy.exc import DBAPIError

from archive.compression import expanded
from archive.errors import RecordError
from archive.fields import from_fields
from archive.places import disorder, slot
from archive.rows import unpack
from archive.schema import addresses, articles, new_signatures, removed, revisions, signatures
from archive.search.renewal import is_outdated

RESTORE: Final = "restore the archive from a backup"
REINDEX: Final = 'run "kliping db upgrade --index"'

_MOST_LINES: Final = 10
_AT_ONCE: Final = 1_000


def problems(connection: Connection, raw: Path | None) -> Iterator[str]:
    """What is wrong with the archive, a line each with what to do about it; nothing when it is whole.

    :param raw: the folder of raw pages, when they are kept.
    """
    looks = [_rows, _contents]
    on_server = connection.dialect.name == "postgresql"
    looks[:0] = [_index_on_server] if on_server else [_file, _index]
    for look in looks:
        try:
            yield from look(connection)
        except DBAPIError as error:
            yield f"the database can't be read ({error.orig}): {RESTORE}"
            return
    if raw is not None:
        yield from _raw_pages(connection, raw)


def _file(connection: Connection) -> Iterator[str]:
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_LINES})").scalars().all()
    for line in found:
        if line != "ok":
            yield f"the file is damaged ({' '.join(str(line).split())}): {RESTORE}"
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_LINES)
    for table, row, parent, _ in broken:
        yield f"row {row} of {table} points to nothing in {parent}: {RESTORE}"


def _index(connection: Connection) -> Iterator[str]:
    """Read whole, as searches read it: FTS5's own check would make a crawl wait."""
    if is_outdated(connection):
        yield f"the search index was made by another version: {REINDEX}"
    missing = (
        "SELECT count(*) FROM articles WHERE place NOT IN (SELECT id FROM articles_fts_docsize)"
    )
    extra = "SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT place FROM articles)"
    for sql, what in ((missing, "articles are not in"), (extra, "articles too many are in")):
        if count := connection.exec_driver_sql(sql).scalar_one():
            yield f"{count} {what} the search index: {REINDEX}"
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, articles_fts, row)"
    )
    every = "SELECT total(doc * (term = '0')) FROM vocabulary"  # the term that each article has
    try:
        found = int(connection.exec_driver_sql(every).scalar_one())
    except DBAPIError as error:
        yield f"the search index is damaged ({error.orig}): {REINDEX}"
        return
    if found != (total := _count(connection)):
        yield f"the search index finds {found} of {total} articles: {REINDEX}"


def _index_on_server(connection: Connection) -> Iterator[str]:
    """Of PostgreSQL. Its files are the server's matter (``pg_amcheck``)."""
    if is_outdated(connection):
        yield f"the search index was made by another version: {REINDEX}"
    missing = "SELECT count(*) FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM search_index AS s WHERE s.place = a.place)"
    extra = "SELECT count(*) FROM search_index AS s WHERE NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.place = s.place)"
    miscounted = (
        "SELECT count(*) FROM (SELECT tag, count(*) AS articles, sum(length) AS terms FROM search_index GROUP BY tag) AS s"
        " FULL JOIN (SELECT * FROM search_totals WHERE articles > 0) AS t USING (tag)"
        " WHERE s.articles IS DISTINCT FROM t.articles OR s.terms IS DISTINCT FROM t.terms"
    )
    for sql, what in (
        (missing, "articles are not in the search index"),
        (extra, "articles too many are in the search index"),
        (miscounted, "languages are miscounted in the search index"),
    ):
        if count := connection.exec_driver_sql(sql).scalar_one():
            yield f"{count} {what}: {REINDEX}"


def _rows(connection: Connection) -> Iterator[str]:
    a = articles.c
    for table in (addresses, revisions, removed, signatures, new_signatures):
        whole = select(a.id).where(a.id == table.c.article_id).exists()
        count = select(func.count()).select_from(table).where(~whole)
        if lost := connection.execute(count).scalar_one():
            yield f"{lost} rows of {table.name} belong to no article: {RESTORE}"
    known = select(func.count(addresses.c.article_id.distinct()))
    if unknown := _count(connection) - connection.execute(known).scalar_one():
        yield f"{unknown} articles are known at no address: {RESTORE}"
    if own := _count(connection, a.duplicate_of == a.id):
        yield f"{own} articles are copies of themselves: {RESTORE}"
    for table, newer in (
        (revisions, revisions.c.revision >= a.revision),
        (removed, removed.c.revision > a.revision),
    ):
        joined = table.join(articles, a.id == table.c.article_id)
        count = select(func.count()).select_from(joined).where(newer)
        if late := connection.execute(count).scalar_one():
            yield f"{late} rows of {table.name} are newer than their article: {RESTORE}"
    most = disorder(connection)
    order = select(a.place, a.sort_date).execution_options(yield_per=_AT_ONCE)
    rows = connection.execute(order)
    wrong = sum(not 0 <= row.place - slot(row.sort_date) <= most for row in rows)
    if wrong:
        yield f"{wrong} articles are out of the order of dates: {REINDEX}"


def _contents(connection: Connection) -> Iterator[str]:
    """Texts, revisions and cuts, each expanded as when it is read."""
    present: ColumnElement[Any] = literal_column("text")  # as it is stored
    former, cut = revisions.c.content, removed.c.cuts
    for query, read, what in (
        (select(articles.c.id, present), _text, "texts"),
        (select(revisions.c.article_id, former), lambda it: from_fields(unpack(it)), "revisions"),
        (select(removed.c.article_id, cut), unpack, "lists of cuts"),
    ):
        unreadable = [
            id
            for id, content in connection.execute(query.execution_options(yield_per=_AT_ONCE))
            if not _is_readable(read, content)
        ]
        if unreadable:
            some = ", ".join(map(str, unreadable[:_MOST_LINES]))
            more = " …" if len(unreadable) > _MOST_LINES else ""
            yield f"{len(unreadable)} {what} can't be read (of articles {some}{more}): {RESTORE}"


def _text(stored: str | bytes) -> str:
    return expanded(stored).decode() if isinstance(stored, bytes) else stored


def _is_readable(read: Callable[[Any], Any], content: Any) -> bool:
    try:
        read(content)
    except (zlib.error, orjson.JSONDecodeError, UnicodeDecodeError, RecordError):
        return False
    return True


def _raw_pages(connection: Connection, folder: Path) -> Iterator[str]:
    """Files that the rows name and that are not there, or end before what they should hold begins."""
    for table in (articles, revisions):
        named = (
            select(table.c.raw_file, func.max(table.c.raw_offset), func.count())
            .where(table.c.raw_file.is_not(None))
            .group_by(table.c.raw_file)
        )
        for name, last, pages in connection.execute(named):
            file = folder / Path(name).name
            size = file.stat().st_size if file.is_file() else None
            if size is None:
                yield f"{file} is gone, with {pages} raw pages: put it back (nothing else needs it)"
            elif size <= last:
                yield f"{file} was cut short: raw pages from byte {size} on are lost; put the whole file back"


def _count(connection: Connection, *conditions: Any) -> int:
    query = select(func.count()).select_from(articles).where(*conditions)
    return int(connection.execute(query).scalar_one())
