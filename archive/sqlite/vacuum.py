"""Making an archive's file as small and as quick as it can be.

Texts are compressed anew with fresh dictionaries, the segments of the index are merged into one, and the file is written
anew. All but the last is done in small transactions: others may read meanwhile, and whenever it is stopped the archive is
whole; the next time begins again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, bindparam, delete, select, tuple_, type_coerce
from sqlalchemy.types import NullType

from archive.compression import compressed, dictionary_of, expanded
from archive.dictionaries import PURPOSES, Purpose, make
from archive.rows import pack, unpack
from archive.schema import articles, dictionaries, removed, revisions
from archive.sqlite.connections import SqliteDatabase, connect
from archive.sqlite.meanings import told_plainly

_AT_ONCE: Final = 500
_PAGES_AT_ONCE: Final = 2_000

_COMPRESSED: Final[tuple[tuple[Purpose, Table, Column[Any]], ...]] = (
    ("text", articles, articles.c.text),
    ("text", revisions, revisions.c.content),
    ("cuts", removed, removed.c.cuts),
)
"""What is compressed, and with which dictionary."""


def vacuum(database: SqliteDatabase) -> None:
    """Does all of it. Raises ArchiveUnwritable when the disk has no room for a second copy of the file."""
    with database.writing() as connection:
        made = {purpose: make(connection, purpose) for purpose in PURPOSES}
    for purpose, table, column in _COMPRESSED:
        if id := made[purpose]:
            again = _text if table is articles else _json
            _recompress(database, table, column, again, id)
    with database.writing() as connection:
        _drop_unused_dictionaries(connection)
    _merge_index(database)
    with told_plainly(database.path), closing(connect(database.path, read_only=False)) as raw:
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _text(stored: Any, dictionary: int) -> str | bytes:
    text = expanded(stored).decode() if isinstance(stored, bytes) else stored
    return compressed(text.encode(), dictionary) or text


def _json(stored: Any, dictionary: int) -> bytes:
    return pack(unpack(stored), lambda content: compressed(content, dictionary))


def _recompress(
    database: SqliteDatabase,
    table: Table,
    column: Column[Any],
    again: Callable[[Any, int], str | bytes],
    dictionary: int,
) -> None:
    keys = list(table.primary_key)
    stored = type_coerce(column, NullType()).label("stored")
    rows = select(*keys, stored).order_by(*keys).limit(_AT_ONCE)
    put = table.update().where(*(key == bindparam(f"its_{key.name}") for key in keys))
    put = put.values({column.name: bindparam("again", type_=NullType())})
    last: tuple[Any, ...] | None = None
    while True:
        with database.writing() as connection:
            after = rows if last is None else rows.where(tuple_(*keys) > last)
            found = connection.execute(after).all()
            if not found:
                return
            connection.execute(
                put,
                [
                    {
                        **{f"its_{key.name}": row._mapping[key] for key in keys},
                        "again": again(row.stored, dictionary),
                    }
                    for row in found
                ],
            )
            last = tuple(found[-1]._mapping[key] for key in keys)


def _drop_unused_dictionaries(connection: Connection) -> None:
    """But for the newest of each purpose: whoever writes next takes that."""
    used = {
        dictionary_of(head)
        for _, table, column in _COMPRESSED
        for (head,) in connection.exec_driver_sql(
            f"SELECT substr({column.name}, 1, 18) FROM {table.name} WHERE typeof({column.name}) = 'blob'"  # noqa: S608
        )
    }
    d = dictionaries.c
    for id, purpose in connection.execute(select(d.id, d.purpose).order_by(d.made.desc())).all():
        newest = select(d.id).where(d.purpose == purpose).order_by(d.made.desc()).limit(1)
        if id not in used and id != connection.execute(newest).scalar_one():
            connection.execute(delete(dictionaries).where(d.id == id))


def _merge_index(database: SqliteDatabase) -> None:
    """As FTS5's ``optimize``, a bit at a time (SQLite, "FTS5", section 6.8)."""
    pages = -_PAGES_AT_ONCE  # negative: begin to merge all segments
    while True:
        with database.writing() as connection:
            before = _changes(connection)
            merge = "INSERT INTO articles_fts(articles_fts, rank) VALUES ('merge', ?)"
            connection.exec_driver_sql(merge, (pages,))
            if _changes(connection) - before < 2 and pages > 0:
                return
        pages = _PAGES_AT_ONCE


def _changes(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())
