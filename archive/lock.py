"""One crawl at a time for one archive."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import ArchiveBusy, ArchiveUnwritable
from archive.opening import file_of


@contextmanager
def crawl_lock(address: str | Path) -> Iterator[None]:
    """Holds the archive at this path or URL for one crawl; of a file by ``flock`` on ``<archive>.lock``.

    The system lets go of it when the process ends, however it ends, so a crawl that was killed leaves no stale lock.
    The file itself stays: were it removed, a third process could lock a new one beside the second.

    Raises ArchiveBusy, naming process and start of the holder; ArchiveUnwritable when the lock file can't be made.
    """
    archive = file_of(address)
    if archive is None:
        from archive.postgres.crawling import server_lock  # noqa: PLC0415 - needs a driver

        with server_lock(str(address)):
            yield
        return
    path = archive.with_name(archive.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        msg = f"the lock file {path} can't be made: {error.strerror}"
        raise ArchiveUnwritable(msg) from error
    try:
        _take(descriptor, archive, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, archive: Path, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
        msg = f"another crawl holds {archive} ({holder or 'it has just begun'}); nothing was done"
        raise ArchiveBusy(msg) from None
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}, since {since}\n".encode(), 0)
    except OSError as error:
        msg = f"the lock file {path} can't be written: {error.strerror}"
        raise ArchiveUnwritable(msg) from error
