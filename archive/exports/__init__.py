"""Writing articles out. ``FORMATS`` names the formats; a new one is one function and one line there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from archive.exports.jsonl import write_jsonl, write_lines
from archive.exports.newsarticle import to_news_article
from archive.fields import to_fields
from archive.files import replacing
from archive.model import Article

Fields = Callable[[Article], dict[str, Any]]

Writer = Callable[[Iterable[dict[str, Any]], BinaryIO], int]

FORMATS: dict[str, Writer] = {"jsonl": write_jsonl}
"""Name → function that writes articles, given by their fields, to a binary stream, in flat memory, and returns how many."""

SCHEMAS: dict[str, Fields] = {"kliping": to_fields, "newsarticle": to_news_article}
"""Name → the fields of an article as JSON types."""


def write(
    articles: Iterable[Article],
    to: str | Path | BinaryIO,
    form: str = "jsonl",
    schema: str = "kliping",
    *,
    keep: bool = False,
) -> int:
    """Writes articles to a file or an open stream and returns how many.

    A file whose name ends in ``.gz`` or ``.zst`` is compressed. It comes to its name whole or not at all, and
    replaces what was there; with ``keep`` a file that holds something is left, and that raises ArchiveUnwritable.

    Raises KeyError for a format that is not in :data:`FORMATS` and a schema not in :data:`SCHEMAS`, ArchiveUnwritable when the file can't be written, and what
    ``articles`` raises. Errors of an open stream (BrokenPipeError …) are the caller's.
    """
    put = _putting(articles, FORMATS[form], SCHEMAS[schema])
    if not isinstance(to, str | Path):
        return put(to)
    with replacing(Path(to), keep=keep) as stream:
        return put(stream)


def _putting(
    articles: Iterable[Article], writer: Writer, fields: Fields
) -> Callable[[BinaryIO], int]:
    # A Selection, which need not be imported for that: it brings SQLAlchemy.
    lines: Callable[[], Iterable[bytes]] | None = getattr(articles, "lines", None)
    records: Callable[[], Iterable[dict[str, Any]]] | None = getattr(articles, "records", None)
    if fields is to_fields and lines and writer is write_jsonl:
        return partial(write_lines, lines())
    if fields is to_fields and records:
        return partial(writer, records())
    return partial(writer, map(fields, articles))
