"""The compression dictionaries of an archive in SQLite: made from its own articles, once there are enough of them.

PostgreSQL compresses long values by itself; there nothing is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

from sqlalchemy import Connection, insert, select

from archive.compression import compressed, is_known, know, train
from archive.rows import unpacked
from archive.schema import articles, dictionaries, removed

ENOUGH: Final = 1_000
"""Articles that a dictionary is made from, and without which none is made."""

_LONGEST_SAMPLE: Final = 6_000
"""Bytes of an article. More of each takes twice as long, for frames at most three thousandths smaller."""
_NEWEST: Final = "SELECT id FROM dictionaries WHERE purpose = ? ORDER BY made DESC LIMIT 1"

Purpose = Literal["text", "cuts"]
Packer = Callable[[bytes], bytes | None]
"""Gives None for what is not made smaller."""


def learn_dictionaries(connection: sqlite3.Connection) -> None:
    """Makes those of this archive known that are not; begins every transaction, so that all it can read can be
    expanded."""
    try:
        ids = connection.execute("SELECT id FROM dictionaries").fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):  # an archive of an older version, about to be migrated
            return
        raise
    for (id,) in ids:
        if not is_known(id):
            query = "SELECT content FROM dictionaries WHERE id = ?"
            found = connection.execute(query, (id,)).fetchone()
            if found is None:
                msg = "a dictionary is named and not there"
                raise sqlite3.DatabaseError(msg)
            know(id, found[0])


def packer(connection: Connection, purpose: Purpose) -> Packer | None:
    """Compresses with the newest dictionary for this purpose; None when there is none.

    For the present transaction only: in the next one that dictionary may be gone.
    """
    if connection.dialect.name != "sqlite":
        return None
    id = connection.exec_driver_sql(_NEWEST, (purpose,)).scalar()
    return None if id is None else lambda content: compressed(content, id)


def make_when_due(connection: Connection, before: int, now: int) -> None:
    """Makes the dictionaries that are missing, each time that the archive has grown by :data:`ENOUGH` articles: from
    ``before`` to ``now``."""
    if connection.dialect.name != "sqlite" or before // ENOUGH == now // ENOUGH:
        return
    made = set(connection.execute(select(dictionaries.c.purpose)).scalars())
    for purpose in PURPOSES:
        if purpose not in made:
            make(connection, purpose)


def make(connection: Connection, purpose: Purpose) -> int | None:
    """Makes a new dictionary of the newest articles and puts it in use; its number, or None where there is too little
    to make it of."""
    samples = _SAMPLES[purpose](connection)
    trained = train(samples) if len(samples) >= ENOUGH else None
    if trained is None:
        return None
    id, content = trained
    row = {"id": id, "purpose": purpose, "made": datetime.now(UTC), "content": content}
    connection.execute(insert(dictionaries), row)
    know(id, content)
    return id


def _texts(connection: Connection) -> Sequence[bytes]:
    newest = select(articles.c.text).order_by(articles.c.id.desc()).limit(ENOUGH)
    return [
        text[:_LONGEST_SAMPLE].encode()[:_LONGEST_SAMPLE]
        for text in connection.execute(newest).scalars()
    ]


def _cuts(connection: Connection) -> Sequence[bytes]:
    newest = select(removed.c.cuts).order_by(removed.c.article_id.desc()).limit(ENOUGH)
    return [unpacked(cuts)[:_LONGEST_SAMPLE] for cuts in connection.execute(newest).scalars()]


_SAMPLES: dict[Purpose, Callable[[Connection], Sequence[bytes]]] = {"text": _texts, "cuts": _cuts}

PURPOSES: Final = tuple(_SAMPLES)
