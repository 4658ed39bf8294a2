"""How far the copy of an archive has come: one row in a table of its own, which the finished copy no longer has.

Until then the version of its tables is :data:`HALF_COPIED`, so that nobody takes it for an archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from archive.database import Database
from archive.errors import ArchiveUnwritable
from archive.schema import HALF_COPIED, SCHEMA_VERSION, alembic_version, metadata, search_analysis

_copying = Table(
    "copying",
    MetaData(),
    # Of what it is a copy, and in which state that was (archive.upkeep.copying.state_of).
    Column("source", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Which step is next to be done or going on, and behind which row, as JSON.
    Column("step", Text, nullable=False),
    Column("last", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where to go on."""

    step: str
    last: Any
    """The key of the last row that is there; None at the beginning of the step."""


def begin(target: Database, source: str, state: str, first_step: str) -> Mark:
    """Marks an empty archive as the copy of ``source``, or finds where the copy was left off.

    Raises ArchiveUnwritable when it holds something else.
    """
    with target.writing() as connection:
        if inspect(connection).has_table(_copying.name):
            return _going_on(connection, target.name, source, state)
        _refuse_what_is_full(connection, target.name)
        _copying.create(connection)
        row = {"source": source, "state": state, "step": first_step, "last": "null"}
        connection.execute(insert(_copying), row)
        connection.execute(update(alembic_version).values(version_num=HALF_COPIED))
    return Mark(first_step, None)


def note(connection: Connection, mark: Mark) -> None:
    """Moves the mark, in the transaction that stores the rows."""
    last = orjson.dumps(mark.last).decode()
    connection.execute(update(_copying).values(step=mark.step, last=last))


def finish(connection: Connection) -> None:
    """Makes the copy an archive like any other."""
    _copying.drop(connection)
    connection.execute(update(alembic_version).values(version_num=SCHEMA_VERSION))


def _going_on(connection: Connection, name: str, source: str, state: str) -> Mark:
    row = connection.execute(select(_copying)).one()
    if row.source != source:
        msg = f"{name} is a half-made copy of {row.source}: finish that, or name another place"
        raise ArchiveUnwritable(msg)
    if row.state != state:
        msg = f"{source} has changed since {name} was begun as its copy: remove that and copy anew"
        raise ArchiveUnwritable(msg)
    return Mark(row.step, orjson.loads(row.last))


def _refuse_what_is_full(connection: Connection, name: str) -> None:
    for table in metadata.sorted_tables:
        if table in (alembic_version, search_analysis):
            continue
        if connection.execute(select(table).limit(1)).first() is not None:
            msg = f"{name} holds an archive already: name an empty database or a new file"
            raise ArchiveUnwritable(msg)
    connection.execute(delete(search_analysis))
