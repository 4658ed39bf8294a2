"""Copying a whole archive into another database: SQLite to PostgreSQL, back, or either to its like.

Table after table, in parts; each part and the mark how far it has come are one transaction, so a copy that was
killed goes on where it was and has no row twice. The source is read as it was when the copying began. The index and the
compression are not copied: they are made anew, in the way of the new database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Connection,
    Table,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)

from archive.crawl_tables import links, polls, runs
from archive.database import Database
from archive.dictionaries import ENOUGH, Purpose, make, packer
from archive.errors import ArchiveError
from archive.opening import open_database
from archive.rows import ARTICLE_COLUMNS, pack, to_article, unpack
from archive.schema import (
    alembic_version,
    articles,
    dictionaries,
    metadata,
    removed,
    revisions,
    search_analysis,
)
from archive.search import engine
from archive.search.terms import ANALYSIS
from archive.upkeep.copy_mark import Mark, begin, finish, note

_TABLES: Final = {
    str(table.name): table
    for table in metadata.sorted_tables
    if table not in (alembic_version, dictionaries, search_analysis)
}
_DUPLICATES, _INDEX, _END = "duplicates", "index", "end"
_STEPS: Final = (*_TABLES, _DUPLICATES, _INDEX, _END)
_LONG_ROWS, _SHORT_ROWS = 500, 5_000

Progress = Callable[[str, int], None]
"""Is told the step, and how many of its rows are there."""


def copy(
    source: str | Path, target: str | Path, progress: Progress = lambda step, rows: None
) -> dict[str, int]:
    """Copies the archive at one path or URL into the other, an empty database or a new file; goes on with a copy that
    was left off.

    :returns: how many rows each table has, here and there the same.
    :raises ArchiveError: one of the two can't be opened; the target holds something else; the source has changed since
        the copy was begun.
    """
    with ExitStack() as stack:
        here = open_database(source, create=False, read_only=True)
        stack.callback(here.close)
        there = open_database(target, create=True, read_only=False, half_copied=True)
        stack.callback(there.close)
        if here.name == there.name:
            msg = f"{here.name} can't be copied onto itself"
            raise ArchiveError(msg)
        reading = stack.enter_context(here.reading())
        mark = begin(there, here.name, state_of(reading), _STEPS[0])
        for step in _STEPS[_STEPS.index(mark.step) : -1]:
            last = mark.last if step == mark.step else None
            _copy_step(reading, there, step, last, progress)
        return _checked(reading, there, here.name)


def state_of(connection: Connection) -> str:
    """What changes when anything in an archive does: its counts and sums."""
    counts = {name: _count(connection, table) for name, table in _TABLES.items()}
    seconds = cast(articles.c.fetched, BigInteger) // 1_000_000
    sums = [
        func.sum(seconds),
        func.sum(articles.c.revision),
        func.sum(articles.c.duplicate_of),
        func.sum(articles.c.story),
        func.count(articles.c.gone),
    ]
    asked = [
        select(*sums),
        select(func.sum(links.c.attempts), cast(func.max(links.c.visited), BigInteger)),
        select(cast(func.max(runs.c.ended), BigInteger)),
        select(cast(func.max(polls.c.checked), BigInteger)),
    ]
    values = [
        [None if value is None else int(value) for value in connection.execute(each).one()]
        for each in asked
    ]
    return orjson.dumps([counts, values]).decode()


def _copy_step(
    reading: Connection, target: Database, step: str, last: Any, progress: Progress
) -> None:
    following = _STEPS[_STEPS.index(step) + 1]
    done = 0
    while True:
        with target.writing() as writing:
            if step == _DUPLICATES:
                count, last = _point_to_originals(reading, writing, last)
            elif step == _INDEX:
                count, last = _index(writing, last)
            else:
                count, last = _copy_rows(reading, writing, _TABLES[step], last)
            done += count
            note(writing, Mark(step, last) if count else Mark(following, None))
        progress(step, done)
        if not count:
            return


def _copy_rows(
    reading: Connection, writing: Connection, table: Table, last: Sequence[Any] | None
) -> tuple[int, Any]:
    key = list(table.primary_key.columns)
    at_once = _LONG_ROWS if table in (articles, removed, revisions) else _SHORT_ROWS
    query = select(table).order_by(*key).limit(at_once)
    if last is not None:
        query = query.where(tuple_(*key) > tuple_(*_values(key, last)))
    rows = [dict(row) for row in reading.execute(query).mappings()]
    if rows:
        # Told before it is packed: what the key of a row is does not change.
        last = [rows[-1][column.name] for column in key]
        writing.execute(insert(table), list(_as_kept_there(writing, table, rows)))
        if table in (articles, removed):
            _make_dictionary(writing, table)
    return len(rows), last


def _values(key: Sequence[Column[Any]], last: Sequence[Any]) -> list[BindParameter[Any]]:
    return [literal(value, column.type) for column, value in zip(key, last, strict=True)]


def _as_kept_there(
    writing: Connection, table: Table, rows: Sequence[dict[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """The rows as the new database keeps them."""
    texts = packer(writing, "text") if table is articles else None
    lists = packer(writing, "cuts")
    packed = "cuts" if table is removed else "content" if table is revisions else None
    for row in rows:
        if table is articles:
            row["duplicate_of"] = None  # may lead to one that is not there yet: see below
            if texts:
                row["text"] = texts(row["text"].encode()) or row["text"]
        if packed:
            row[packed] = pack(unpack(row[packed]), lists)
        yield row


def _make_dictionary(writing: Connection, table: Table) -> None:
    """Once there is enough to make it of."""
    purpose: Purpose = "text" if table is articles else "cuts"
    if writing.dialect.name != "sqlite" or packer(writing, purpose):
        return
    if _count(writing, table) >= ENOUGH:
        make(writing, purpose)


_TO_ORIGINAL = (
    update(articles)
    .where(articles.c.id == bindparam("id_"))
    .values(duplicate_of=bindparam("original"))
)


def _point_to_originals(
    reading: Connection, writing: Connection, last: int | None
) -> tuple[int, int | None]:
    id, original = articles.c.id, articles.c.duplicate_of
    query = select(id, original).where(original.is_not(None), id > (last or 0))
    rows = reading.execute(query.order_by(id).limit(_SHORT_ROWS)).all()
    if rows:
        writing.execute(_TO_ORIGINAL, [{"id_": row[0], "original": row[1]} for row in rows])
        last = rows[-1][0]
    return len(rows), last


def _index(writing: Connection, last: int | None) -> tuple[int, int | None]:
    query = select(articles.c.place, *ARTICLE_COLUMNS).order_by(articles.c.place).limit(_LONG_ROWS)
    if last is not None:
        query = query.where(articles.c.place > last)
    rows = writing.execute(query).all()
    if rows:
        engine.of(writing).index_many(writing, [(row.place, to_article(row)) for row in rows])
        last = rows[-1].place
    return len(rows), last


def _checked(reading: Connection, target: Database, source: str) -> dict[str, int]:
    """The counts of both, when they are the same; the copy is an archive then."""
    with target.writing() as writing:
        counts = {}
        for name, table in _TABLES.items():
            counts[name] = _count(reading, table)
            if counts[name] != (there := _count(writing, table)):
                msg = f"the copy is not whole: {name} has {counts[name]} rows in {source} and {there} in {target.name}"
                raise ArchiveError(msg)
        writing.execute(insert(search_analysis), {"version": ANALYSIS})
        if writing.dialect.name == "postgresql":
            _continue_numbers(writing)
        finish(writing)
    return counts


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _continue_numbers(writing: Connection) -> None:
    """New rows get numbers behind those of the rows that were copied."""
    for table in _TABLES.values():
        if (column := table.autoincrement_column) is not None:
            highest = writing.execute(select(func.max(column))).scalar()
            if highest is not None:
                asked = {"table": table.name, "column": column.name, "highest": highest}
                writing.execute(_CONTINUE, asked)


_CONTINUE = text("SELECT setval(pg_get_serial_sequence(:table, :column), CAST(:highest AS BIGINT))")
