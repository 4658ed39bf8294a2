"""What every archive's database can do, whichever it is.

Two are known: a SQLite file (:mod:`archive.sqlite`) and a PostgreSQL database (:mod:`archive.postgres`). Beside these
rooms only :mod:`archive.upsert` and :mod:`archive.search` look at which one is at hand; all else is SQLAlchemy Core.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

BUSY_SECONDS = 60.0
"""How long a writer waits for another one to finish its transaction."""

_CHUNK = 500
_T = TypeVar("_T")


class Database(ABC):
    """The connections to one archive. Threads may share it; each transaction has its own connection."""

    path: Path | None = None
    """The file, where it is one."""

    def __init__(self, name: str, url: str, *, read_only: bool) -> None:
        self.name = name
        """What it is called in a message: a path or a URL, without user and password."""
        self.url = url
        """Its SQLAlchemy URL, without the password."""
        self.read_only = read_only

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees the archive as it is now until the block ends."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A connection whose changes are all kept when the block ends, and none of them when it raises.

        Raises ArchiveUnwritable when nothing can be written, ArchiveBusy when another process keeps writing.
        """

    @abstractmethod
    def rebuilding(self) -> AbstractContextManager[Connection]:
        """As :meth:`writing`, and tables to which others point can be made anew."""

    @abstractmethod
    def size(self) -> int:
        """Bytes that it takes on the disk, the log of what was just written included."""

    @abstractmethod
    def crawler(self) -> str | None:
        """The process that crawls into it now, for a person; None when none does."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of it. What was written is kept; twice does no harm."""


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """``values`` in pieces that one ``IN (…)`` can hold."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
