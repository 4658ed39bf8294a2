"""Pages saved as files: HTML and text, packed or not, and whole files of them (WARC, WET), one page at a time."""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import BinaryIO, cast

from archive.containers import pages
from archive.errors import RecordError
from archive.model import Page
from crawler.errors import PageError, PageTooBig, SiteError
from crawler.site import Site, of_url

STANDARD_INPUT = "-"

MAX_BYTES = 10 * 1024 * 1024
"""The longest page that is read, unpacked; a crawl has the same limit."""

CONTAINERS = tuple(f".{kind}{packed}" for kind in ("warc", "wet") for packed in ("", ".gz", ".zst"))
"""Endings of files that hold many pages."""

_GZIP = b"\x1f\x8b"
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
_ZLIB_GZIP = 31  # zlib: expect a gzip header
_HEAD = 65_536
_TAG = re.compile(rb"<(?:link|meta)\b[^>]{0,4096}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page out of a file, or why there is none."""

    path: str
    """The file."""
    page: Page | None = field(repr=False, default=None)
    site: Site | None = field(repr=False, default=None)
    """The site that it belongs to, where its address is known."""
    record: str | None = None
    """The address of a page that is one of many in the file."""
    error: str | None = None
    """One line for a person."""


def read(path: str, url: str | None) -> Iterator[Saved]:
    """The page in a file, or one after the other those of a WARC or WET file. ``-`` is standard input.

    ``url`` is where a page came from; without it each says so itself (:func:`declared_url`), and records have their own
    address and date. A single page's ``fetched`` is now: the date of a file changes when it is copied, and says
    nothing certain. Never raises: what is wrong is an ``error``.
    """
    try:
        with _opened(path) as stream:
            if _holds_records(stream):
                yield from _records(path, stream)
            elif path.lower().endswith(CONTAINERS):
                yield Saved(path, error="not a WARC or WET file: it does not begin with a record")
            else:
                yield _single(path, url, stream.read(MAX_BYTES + 1))
    except (PageError, RecordError) as error:
        yield Saved(path, error=str(error))
    except OSError as error:
        yield Saved(path, error=error.strerror or str(error))


@contextmanager
def _opened(path: str) -> Iterator[io.BufferedReader]:
    if path != STANDARD_INPUT:
        with Path(path).open("rb") as file:
            yield file if file.seekable() else cast("io.BufferedReader", _Told(file))
    elif sys.stdin is None:
        raise PageError("standard input is closed")
    else:
        yield cast("io.BufferedReader", _Told(sys.stdin.buffer))


class _Told:
    """A stream that can say how far it was read though it is a pipe: FastWARC asks."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast("io.BufferedReader", stream)
        self._at = 0

    def peek(self, size: int) -> bytes:
        return self._stream.peek(size)

    def read(self, size: int) -> bytes:
        part = self._stream.read(size)
        self._at += len(part)
        return part

    def tell(self) -> int:
        return self._at


def _holds_records(stream: io.BufferedReader) -> bool:
    start = stream.peek(512)
    if start.startswith(_GZIP):
        try:
            start = zlib.decompressobj(_ZLIB_GZIP).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith(b"WARC/") or _ZSTD.match(start) is not None


def _records(path: str, stream: BinaryIO) -> Iterator[Saved]:
    for record in pages(stream, MAX_BYTES):
        page = record.page
        if page is None:
            yield Saved(path, record=record.url, error=f"{record.url}: {record.error}")
            continue
        site = _site(page.url)
        if site is not None and not page.source:
            page = replace(page, source=site.name)
        yield Saved(path, page, site, record.url)


def _single(path: str, url: str | None, packed: bytes) -> Saved:
    body = _unpacked(packed)
    if len(body) > MAX_BYTES:
        raise PageTooBig(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    url = url or declared_url(body) or ""
    site = _site(url)
    name = path.lower().removesuffix(".gz")
    content_type = "text/plain" if name.endswith(".txt") else ""
    page = Page(
        url=url,
        source=site.name if site else "",
        fetched=datetime.now(UTC),
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body,
    )
    return Saved(path, page, site)


def declared_url(body: bytes) -> str | None:
    """The absolute address that a page declares in its head: ``<link rel=canonical>``, else ``og:url``."""
    found: dict[bytes, str] = {}
    for tag in _TAG.finditer(body, 0, _HEAD):
        attributes = {
            m[1].lower(): m[2] or m[3] or m[4] or b"" for m in _ATTRIBUTE.finditer(tag[0])
        }
        name = (
            attributes.get(b"rel") or attributes.get(b"property") or attributes.get(b"name") or b""
        )
        value = attributes.get(b"href") or attributes.get(b"content") or b""
        address = unescape(value.decode("utf-8", "replace")).strip()
        if address.startswith(("http://", "https://")):
            found.setdefault(name.lower(), address)
    return found.get(b"canonical") or found.get(b"og:url")


def _site(url: str) -> Site | None:
    try:
        return of_url(url) if url else None
    except SiteError:
        return None


def _unpacked(packed: bytes) -> bytes:
    """``packed`` itself, or what gzip made of it: at most a byte over the limit; a cut tail is no reason to refuse."""
    parts: list[bytes] = []
    room = MAX_BYTES + 1
    while packed.startswith(_GZIP) and room > 0:
        inflate = zlib.decompressobj(_ZLIB_GZIP)
        try:
            parts.append(inflate.decompress(packed, room))
        except zlib.error as error:
            if not parts:
                raise PageError(f"broken gzip: {error}") from error
            break
        if not parts[-1] and not inflate.eof:
            raise PageError("broken gzip: it ends before it begins")
        room -= len(parts[-1])
        packed = inflate.unused_data
    return b"".join(parts) if parts else packed
