"""One crawl at a time for one archive in a file.

``flock`` on ``<archive>.lock``: the system lets go of it when the process ends, however it ends, so a crawl that was killed
leaves no stale lock. The file names its owner, for a person, and for a second crawl where the lock alone can't be trusted:
on a network file system it may hold on one machine only. There the owner in the file counts too, as long as it lives
(:func:`archive.owner.still_holds`); it shows that it does by touching the file.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic, time

from archive.errors import ArchiveBusy, ArchiveUnwritable, LockLost
from archive.owner import Owner, began, read_owner, still_holds, this_process
from archive.sqlite.mounts import networked

logger = logging.getLogger(__name__)

_LONGEST = 500
"""Bytes of what the lock file says."""
_TOUCH_SECONDS = 20.0
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


class FileHold:
    """The lock file of an archive, held."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._touched = monotonic()

    def check(self) -> None:
        """Makes sure that it is still held, and shows others that we live. Raises LockLost."""
        is_ours = False
        with suppress(OSError):
            is_ours = os.path.samestat(self._path.stat(), os.fstat(self._descriptor))
        if not is_ours:
            msg = f"the lock file {self._path} was taken away, and another crawl could begin: this one has ended"
            raise LockLost(msg)
        if monotonic() - self._touched >= _TOUCH_SECONDS:
            self._touched = monotonic()
            with suppress(OSError):
                os.utime(self._descriptor)


@contextmanager
def file_lock(archive: Path) -> Iterator[FileHold]:
    """Holds the archive in this file for one crawl.

    The lock file stays: were it removed, a third process could lock a new one beside the second. Once the block has ended
    it names nobody.

    Raises ArchiveBusy, naming process, machine and start of the holder; ArchiveUnwritable when the lock file can't be
    made, or when its file system has no locks.
    """
    path = archive.with_name(archive.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        msg = f"the lock file {path} can't be made: {error.strerror}"
        raise ArchiveUnwritable(msg) from error
    try:
        _take(descriptor, archive, path)
        try:
            yield FileHold(path, descriptor)
        finally:
            with suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder(archive: Path) -> str | None:
    """Who holds the archive in this file for a crawl, for a person; None when nobody does. Takes no lock: a crawl that
    begins at this moment is not disturbed."""
    path = archive.with_name(archive.name + ".lock")
    try:
        owner = read_owner(path.read_bytes()[:_LONGEST].decode("utf-8", "replace").strip())
        silence = timedelta(seconds=time() - path.stat().st_mtime)
    except OSError:
        return None
    if owner is None:
        return None
    me = this_process()
    is_me = (owner.host, owner.boot, owner.pid) == (me.host, me.boot, me.pid)
    return str(owner) if is_me or still_holds(owner, me, began(owner.pid), silence) else None


def _take(descriptor: int, archive: Path, path: Path) -> None:
    _flock(descriptor, archive, path)
    before, me = read_owner(_said(descriptor)), this_process()
    if before is not None:
        if (kind := networked(path)) and _lives(before, me, descriptor, path):
            raise _busy(archive, f"{before}; locks of this file system, {kind}, can't be trusted")
        logger.info("The last crawl of %s did not end by itself: %s", archive, before)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, me.written().encode(), 0)
    except OSError as error:
        msg = f"the lock file {path} can't be written: {error.strerror}"
        raise ArchiveUnwritable(msg) from error


def _flock(descriptor: int, archive: Path, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        said = _said(descriptor)
        raise _busy(archive, str(read_owner(said) or said or "it has just begun")) from None
    except OSError as error:
        reason = error.strerror
        if error.errno in _NO_LOCKS:
            reason = f"its file system has no locks, so an archive is not safe there ({reason}): keep it on a local disk"
        msg = f"the lock file {path} can't be locked: {reason}"
        raise ArchiveUnwritable(msg) from error


def _lives(before: Owner, me: Owner, descriptor: int, path: Path) -> bool:
    silence = _now_there(path.parent) - os.fstat(descriptor).st_mtime
    return still_holds(before, me, began(before.pid), timedelta(seconds=silence))


def _now_there(folder: Path) -> float:
    """The time by the clock of whoever serves the file system, by which files have their ages; touching the lock file itself
    would look like a sign of life."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            return os.fstat(file.fileno()).st_mtime
    except OSError:
        return time()


def _said(descriptor: int) -> str:
    return os.pread(descriptor, _LONGEST, 0).decode("utf-8", "replace").strip()


def _busy(archive: Path, holder: str) -> ArchiveBusy:
    return ArchiveBusy(f"another crawl holds {archive} ({holder}); nothing was done")
