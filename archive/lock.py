"""One crawl at a time for one archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from archive.place import file_of
from archive.sqlite.crawling import file_lock


class Hold(Protocol):
    """The right to crawl an archive, held."""

    def check(self) -> None:
        """Makes sure that it is still held: to be asked every few seconds. One thread at a time may.

        Raises LockLost when it is not, and another crawl could begin.
        """


@contextmanager
def crawl_lock(address: str | Path) -> Iterator[Hold]:
    """Holds the archive at this path or URL for one crawl: a file by :mod:`archive.sqlite.crawling`, a database on a server
    by :mod:`archive.postgres.crawling`. It is free as soon as the process ends, however it ends.

    Raises ArchiveBusy, naming process, machine and start of the holder; ArchiveError when it can't be locked.
    """
    archive = file_of(address)
    if archive is None:
        from archive.postgres.crawling import server_lock  # noqa: PLC0415 - needs a driver

        with server_lock(str(address)) as server:
            yield server
    else:
        with file_lock(archive) as file:
            yield file
