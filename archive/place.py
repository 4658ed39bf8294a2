"""What the address of an archive means: a file, or a database on a server. Brings no database along."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from archive.errors import ArchiveError, ArchiveUnwritable

_SERVERS = ("postgresql+psycopg", "postgresql", "postgres")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)


def locate(address: str | Path) -> Path:
    """The file that an address means: a path, ``~`` included, or ``sqlite:///relative``, ``sqlite:////absolute``.

    A URL may be percent-encoded. Raises ArchiveError for any other URL.
    """
    text = str(address)
    if match := _SCHEME.fullmatch(text):
        text = _file_of_url(match[1].lower(), match[2])
    if not text.strip() or "\0" in text:
        msg = f"no file name for an archive: {text!r}"
        raise ArchiveError(msg)
    try:
        return Path(text).expanduser().resolve()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"the archive {text} can't be found: {reason}"
        raise ArchiveUnwritable(msg) from error


def file_of(address: str | Path) -> Path | None:
    """The file that an address means; None when the archive lies on a server."""
    return None if server(address) else locate(address)


def server(address: str | Path) -> str | None:
    """The address when it is the URL of a database server that is supported."""
    match = _SCHEME.fullmatch(str(address))
    return str(address) if match and match[1].lower() in _SERVERS else None


def _file_of_url(scheme: str, rest: str) -> str:
    dialect, _, driver = scheme.partition("+")
    if dialect != "sqlite" or driver not in ("", "pysqlite"):
        msg = (
            f"an archive at {scheme}://… is not supported: only SQLite, as a path or sqlite:///PATH, "
            "and PostgreSQL are, as postgresql+psycopg://USER@HOST/DATABASE"
        )
        raise ArchiveError(msg)
    path, _, options = rest.partition("?")
    if not path.startswith("/") or len(path) == 1 or options:
        msg = f"{scheme}://{rest} names no file: write sqlite:///PATH, without options"
        raise ArchiveError(msg)
    return unquote(path[1:])
