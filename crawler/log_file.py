"""A file of lines that does not grow for ever."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path


class SizedFile:
    """Appends lines to a file; one that would get too long is put aside first, as ``NAME.1``, and that one as ``NAME.2``.

    Several processes may write to it at once: each line comes whole, and none is lost or put aside twice. What is no
    ordinary file (a terminal, a pipe) is only written to.

    :param keep: how many are put aside; the oldest is deleted.
    :raises OSError: it can't be opened.
    """

    def __init__(self, path: Path, max_bytes: int, keep: int) -> None:
        self._path = path
        self._max = max_bytes
        self._keep = keep
        self._file = _opened(path)

    def write(self, line: bytes) -> None:
        """Append a line, whole or not at all.

        :raises OSError: it can't be written.
        """
        held = self._hold()
        try:
            if stat.S_ISREG(os.fstat(self._file).st_mode):
                if 0 < os.fstat(self._file).st_size > self._max - len(line):
                    held = self._put_aside(held)
                _append(self._file, line)
            else:
                os.write(self._file, line)
        finally:
            for descriptor in held:
                with suppress(OSError):
                    fcntl.flock(descriptor, fcntl.LOCK_UN)
                if descriptor != self._file:
                    os.close(descriptor)

    def close(self) -> None:
        """Close it. Nothing is written after that."""
        os.close(self._file)

    def _hold(self) -> list[int]:
        """Lock the file that is at the path now: another process may have put aside ours meanwhile."""
        while True:
            with suppress(OSError):  # a file system without locks: lines still come whole
                fcntl.flock(self._file, fcntl.LOCK_EX)
            is_there = not stat.S_ISREG(os.fstat(self._file).st_mode)
            with suppress(FileNotFoundError):
                is_there = is_there or os.path.samestat(self._path.stat(), os.fstat(self._file))
            if is_there:
                return [self._file]
            os.close(self._file)
            self._file = _opened(self._path)

    def _put_aside(self, held: list[int]) -> list[int]:
        for number in range(self._keep, 0, -1):
            younger = self._numbered(number - 1)
            with suppress(FileNotFoundError):
                younger.replace(self._numbered(number))
        if self._keep == 0:
            os.truncate(self._file, 0)
            return held
        self._file = _opened(self._path)
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return [*held, self._file]

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)


def _append(descriptor: int, line: bytes) -> None:
    size = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError(0, "the disk is full")
    except OSError:
        os.truncate(descriptor, size)
        raise
