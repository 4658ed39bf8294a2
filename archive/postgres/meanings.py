"""What PostgreSQL's errors mean to a person.

Those of a statement have a code (PostgreSQL, appendix A). One that refuses a connection has none that psycopg hands on:
its text decides, and where a server speaks another language its own line is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import exc

from archive.errors import ArchiveBusy, ArchiveError, ArchiveMissing, ArchiveUnwritable

_REASON = 160
"""Characters: a reason may quote a whole text."""

_LOST = "the connection to {name} was lost: nothing of what was being written is kept; try again"
_DAMAGED = "{name} is damaged ({reason}): restore it from a backup"

_MEANINGS: dict[str, tuple[type[ArchiveError], str]] = {
    "42501": (ArchiveUnwritable, "{name}: {reason}"),  # permission denied for …
    "25006": (ArchiveUnwritable, "{name} can't be written: the server allows only reading"),
    "53100": (ArchiveUnwritable, "the server's disk is full: nothing more was written to {name}"),
    "53200": (ArchiveError, "the server of {name} has no memory left: {reason}"),
    "55P03": (ArchiveBusy, "another process keeps writing to {name}: try again later"),
    "40001": (ArchiveBusy, "another process keeps writing to {name}: try again later"),
    "40P01": (ArchiveBusy, "another process keeps writing to {name}: try again later"),
    "42P01": (ArchiveUnwritable, _DAMAGED),  # a table is not there
    "42703": (ArchiveUnwritable, _DAMAGED),  # a column is not there
    "57014": (ArchiveError, "the server of {name} ended what took too long: {reason}"),
}
_CLASSES: dict[str, tuple[type[ArchiveError], str]] = {
    "08": (ArchiveError, _LOST),
    "57": (ArchiveError, _LOST),  # the administrator, or a crash, ended the server
    "58": (ArchiveUnwritable, "the server of {name} can't read or write its files: {reason}"),
    "23": (ArchiveUnwritable, _DAMAGED),  # nothing that is written breaks a constraint
    "XX": (ArchiveUnwritable, _DAMAGED),
}
_REFUSALS: tuple[tuple[str, type[ArchiveError], str], ...] = (
    ("no password supplied", ArchiveError, "{name} wants a password: it can stand in the URL or in ~/.pgpass"),
    ("password authentication failed", ArchiveError, "{name}: wrong user or password"),
    ("does not exist", ArchiveMissing, '{name}: {reason}; make an empty one first: createdb …'),
    ("permission denied", ArchiveUnwritable, "{name}: {reason}"),
    ("too many", ArchiveBusy, "{name}: the server has too many connections; try again later"),
    ("remaining connection slots", ArchiveBusy, "{name}: the server has too many connections; try again later"),
    ("Connection refused", ArchiveError, "no PostgreSQL server answers at {name}: is it running there?"),
    ("No such file or directory", ArchiveError, "no PostgreSQL server answers at {name}: is it running there?"),
    ("resolve host", ArchiveError, "{name}: no server of this name is known"),
    ("translate host name", ArchiveError, "{name}: no server of this name is known"),
    ("timeout expired", ArchiveError, "no PostgreSQL server answers at {name}: nothing came back in time"),
)  # fmt: skip


@contextmanager
def told_plainly(name: str) -> Iterator[None]:
    """Turns what PostgreSQL says inside the block into an ArchiveError of one line; a value that a column refuses stays
    a ValueError."""
    try:
        yield
    except exc.StatementError as error:
        if isinstance(error.orig, psycopg.Error):
            raise plain(error.orig, name) from error
        if isinstance(error.orig, ValueError):
            raise error.orig from None
        raise
    except exc.PendingRollbackError as error:
        # SQLAlchemy's word for a connection that ended while rows were still coming.
        raise ArchiveError(_LOST.format(name=name)) from error
    except psycopg.Error as error:
        raise plain(error, name) from error


def plain(error: psycopg.Error, name: str) -> ArchiveError:
    """The ArchiveError that says what ``error`` means and what to do. ``name`` is the archive's, without a password."""
    reason = _reason(error)
    if error.sqlstate is None:
        for sign, kind, line in _REFUSALS:
            if sign in str(error):
                return kind(line.format(name=name, reason=reason))
        kind, line = _without_code(error)
    else:
        kind, line = _MEANINGS.get(error.sqlstate) or _CLASSES.get(
            error.sqlstate[:2], (ArchiveError, "{name}: {reason}")
        )
    return kind(line.format(name=name, reason=reason))


def _without_code(error: psycopg.Error) -> tuple[type[ArchiveError], str]:
    connected = "connection failed" not in str(error)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and connected:
        return ArchiveError, _LOST
    return ArchiveError, "{name}: {reason}"


def _reason(error: psycopg.Error) -> str:
    """The server's own words, in one line: the last part of what libpq says of a connection."""
    said = error.diag.message_primary or str(error).strip().splitlines()[0]
    for lead in ("FATAL:", "ERROR:", "failed:"):
        said = said.rpartition(lead)[2]
    return said.strip()[:_REASON]
