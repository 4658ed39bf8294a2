"""What the pages of the articles reserve in a form made for machines, and what their hosts' tdmrep.json says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy import insert as plain_insert

from archive.crawl_tables import opt_outs, reservations
from archive.database import Database, chunks
from archive.upsert import insert
from archive.visit import Saved, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservations:
    """What a host answered when it was asked for its ``/.well-known/tdmrep.json``."""

    host: str
    """Host and port, as in the URLs that are asked for."""
    body: bytes
    """Empty where it has none."""
    checked: datetime


class OptOuts:
    """What was reserved, in one archive. Reached as ``archive.opt_outs``; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def said(self, id: int) -> tuple[str, ...]:
        """What the page of an article reserves, as it was when it was last stored: lines such as
        ``noarchive: X-Robots-Tag``; none for a number that no article has."""
        query = select(opt_outs.c.said).where(opt_outs.c.article_id == id)
        with self._database.reading() as connection:
            found: tuple[str, ...] | None = connection.execute(query).scalar_one_or_none()
            return found or ()

    def reservations(self, host: str, since: datetime) -> Reservations | None:
        """The tdmrep.json of a host and port, where it was asked for at ``since`` or later."""
        table = reservations
        query = select(table).where(table.c.host == host, table.c.checked >= since)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else Reservations(**row)

    def keep_reservations(self, answer: Reservations) -> None:
        """Keeps a tdmrep.json in place of the one that its host answered before."""
        row = asdict(answer)
        with self._database.writing() as connection:
            statement = insert(connection, reservations).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=row))


def note(connection: Connection, visits: Sequence[Visit], saved: Iterable[Saved]) -> None:
    """Keeps what the pages of stored articles reserve now; inside the transaction that stores them."""
    said: dict[int, tuple[str, ...]] = {}
    known: set[int] = set()
    for visit, result in zip(visits, saved, strict=True):
        if result.id is None or visit.extracted is None:
            continue
        said[result.id] = visit.extracted.opt_outs
        if result.outcome != "new":
            known.add(result.id)
    for ids in chunks(sorted(known)):
        connection.execute(delete(opt_outs).where(opt_outs.c.article_id.in_(ids)))
    rows = [{"article_id": id, "said": lines} for id, lines in said.items() if lines]
    if rows:
        connection.execute(plain_insert(opt_outs), rows)
