"""Care of an archive: whether it is whole, copies of it, and how small it is."""

from __future__ import annotations

from pathlib import Path

from archive.database import Database
from archive.errors import ArchiveError
from archive.lock import crawl_lock
from archive.places import measure
from archive.search import renewal
from archive.sqlite.backup import back_up
from archive.sqlite.connections import SqliteDatabase
from archive.sqlite.vacuum import vacuum
from archive.upkeep.checking import problems


class Care:
    """What ``kliping db`` does with one archive."""

    def __init__(self, database: Database) -> None:
        """For :attr:`archive.store.Archive.care`."""
        self._database = database

    def problems(self, raw: Path | None = None) -> list[str]:
        """What is wrong with the archive, a line each; empty when it is whole. A crawl may go on meanwhile.

        :param raw: the folder of raw pages, when they are kept.
        """
        with self._database.reading() as connection:
            return list(problems(connection, raw))

    def renew_index(self) -> None:
        """Makes the search index anew from the articles, whatever is in it."""
        with self._database.writing() as connection:
            measure(connection)
            renewal.fill(connection)

    def back_up(self, to: str | Path) -> Path:
        """Copies the archive as it is now to a file, whole or not at all, and says where that is; a crawl may go on
        meanwhile. Raw pages are not in it.

        Raises ArchiveUnwritable when the file is there already or can't be written, ArchiveError when the archive lies
        on a server.
        """
        if not isinstance(self._database, SqliteDatabase):
            msg = f"{self._database.name} lies on a server: back it up with pg_dump"
            raise ArchiveError(msg)
        return back_up(self._database.path, Path(to))

    def vacuum(self) -> None:
        """Makes the file as small as it can be: texts compressed anew, the index in one piece, no gaps.

        Raises ArchiveBusy when a crawl holds the archive; nothing was done then. Stopped at any moment, it leaves the
        archive whole. Raises ArchiveError when the archive lies on a server.
        """
        if not isinstance(self._database, SqliteDatabase):
            msg = f"{self._database.name} lies on a server, which clears up by itself (autovacuum)"
            raise ArchiveError(msg)
        with crawl_lock(self._database.path):
            vacuum(self._database)
