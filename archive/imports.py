"""Articles from JSONL, plain or compressed: the way back from an export."""

from __future__ import annotations

import gzip
import io
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import orjson
import zstandard

from archive.address import address_key, host_of
from archive.errors import RecordError
from archive.fields import from_fields
from archive.model import Decision, Extracted

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a longer line is no article, and reading it whole could fill the memory."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSONL file: an article, or what is wrong with it."""

    line: int
    """Counted from 1."""
    extracted: Extracted | None = field(repr=False)
    error: str | None = None


def read_jsonl(path: Path) -> Iterator[Record]:
    """The lines of a file in their order; ``.gz`` and ``.zst`` are unpacked on the way. Blank lines are passed over.

    A line that holds no article comes back with its error and costs the others nothing. The numbers of another
    archive mean nothing in this one, so ``id``, ``duplicate_of`` and ``story`` are not taken over.

    :raises RecordError: the compressed stream is broken, or a line is too long: what follows can't be read.
    :raises OSError: the file can't be read.
    """
    number = 0
    with _opened(path) as lines:
        try:
            while line := lines.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise RecordError(f"line {number} is longer than {LONGEST_LINE >> 20} MB")
                if number == 1:
                    line = line.removeprefix(BOM_UTF8)
                if line and not line.isspace():
                    yield _record(number, line)
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise RecordError(f"broken after line {number}: {error}") from error


def _record(number: int, line: bytes) -> Record:
    try:
        return Record(number, _extracted(orjson.loads(line)))
    except orjson.JSONDecodeError as error:
        return Record(number, None, f"not JSON at column {error.colno}: {error.msg}")
    except RecordError as error:
        return Record(number, None, str(error))


def _extracted(fields: Any) -> Extracted:
    article = replace(from_fields(fields), id=None, duplicate_of=None, story=None)
    if not _is_address(article.url):
        raise RecordError(f"the field 'url' must be a web address, not {article.url[:60]!r}")
    if not article.source:
        article = replace(article, source=host_of(article.url))
    return Extracted(article=article, decisions=tuple(_cuts(fields)))


def _is_address(url: str) -> bool:
    """Whether an article can be known by it. A saved page of unknown origin has the address of its file."""
    try:
        parts = urlsplit(url)
        address_key(url)
    except ValueError:
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else parts.scheme == "file"


def _cuts(fields: Mapping[str, Any]) -> Iterator[Decision]:
    """What ``extract`` wrote as ``removed``."""
    removed = fields.get("removed", [])
    names = ("text", "rule", "where")
    for cut in removed if isinstance(removed, list) else [removed]:
        if not isinstance(cut, dict) or not all(isinstance(cut.get(n), str) for n in names):
            raise RecordError(
                "the field 'removed' must be a list of objects with text, rule and where"
            )
        yield Decision(cut["text"], None, cut["rule"], cut["where"])


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix == ".gz":
        with gzip.open(path) as lines:
            yield cast(BinaryIO, lines)
    elif path.suffix == ".zst":
        with (
            path.open("rb") as packed,
            zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as raw,
        ):
            yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw)))
    else:
        with path.open("rb") as plain:
            yield plain
