"""Which articles an export has given already: what ``export --new`` goes by."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Insert, select

from archive.database import Database
from archive.model import Article
from archive.schema import articles, exports, given
from archive.upsert import insert

_AT_ONCE = 5_000


class Handover:
    """Articles on their way to one file: which they are is noted once the file is complete.

    A change makes an article new again. Should the process end before :meth:`note`, the next handover to that file has
    the same articles again.
    """

    def __init__(self, database: Database, to: str | Path) -> None:
        """For :meth:`archive.store.Archive.handover`."""
        name = os.path.realpath(Path(to).expanduser())
        self.name = name.encode("utf-8", "backslashreplace").decode()
        """The file, as the archive remembers it."""
        self._database = database
        # Sixteen bytes an article.
        self._ids, self._revisions = array("q"), array("q")

    @property
    def is_new(self) -> ColumnElement[bool]:
        """The condition on ``articles`` that none of the handovers before gave this revision."""
        export = select(exports.c.id).where(exports.c.name == self.name).scalar_subquery()
        before = select(given.c.export).where(
            given.c.export == export,
            given.c.article_id == articles.c.id,
            given.c.revision == articles.c.revision,
        )
        return ~before.exists()

    def watch(self, passing: Iterable[Article]) -> Iterator[Article]:
        """The same articles; each is remembered as it passes."""
        for article in passing:
            self._ids.append(article.id or 0)
            self._revisions.append(article.revision)
            yield article

    def note(self) -> None:
        """Writes into the archive that these articles were given, all or none."""
        with self._database.writing() as connection:
            connection.execute(
                insert(connection, exports)
                .values(name=self.name)
                .on_conflict_do_nothing(index_elements=["name"])
            )
            export = connection.execute(
                select(exports.c.id).where(exports.c.name == self.name)
            ).scalar_one()
            put = _put(connection)
            for start in range(0, len(self._ids), _AT_ONCE):
                some = slice(start, start + _AT_ONCE)
                pairs = zip(self._ids[some], self._revisions[some], strict=True)
                rows = [{"export": export, "article_id": i, "revision": r} for i, r in pairs]
                connection.execute(put, rows)


def _put(connection: Connection) -> Insert:
    statement = insert(connection, given)
    return statement.on_conflict_do_update(
        index_elements=["export", "article_id"], set_={"revision": statement.excluded.revision}
    )
