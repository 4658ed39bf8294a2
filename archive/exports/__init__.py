"""Writing articles out. ``FORMATS`` names the formats; a new one is one function and one line there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from archive.exports.files import replacing
from archive.exports.jsonl import write_jsonl
from archive.model import Article

FORMATS: dict[str, Callable[[Iterable[Article], BinaryIO], int]] = {"jsonl": write_jsonl}
"""Name → function that writes articles to a binary stream, in flat memory, and returns how many."""


def write(articles: Iterable[Article], to: str | Path | BinaryIO, form: str = "jsonl") -> int:
    """Writes articles to a file or an open stream and returns how many.

    A file whose name ends in ``.gz`` or ``.zst`` is compressed. It comes to its name whole or not at all, and
    replaces what was there.

    Raises KeyError for a format that is not in :data:`FORMATS`, ArchiveUnwritable when the file can't be written, and what
    ``articles`` raises. Errors of an open stream (BrokenPipeError …) are the caller's.
    """
    writer = FORMATS[form]
    if not isinstance(to, str | Path):
        return writer(articles, to)
    with replacing(Path(to)) as stream:
        return writer(articles, stream)
