"""Pages saved as files: read, and cleaned in several processes, without a crawl and without an archive."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from archive.model import Extracted, Page, Repeated
from crawler.errors import PageError, PageTooBig, SiteError
from crawler.extract import article
from crawler.extraction_pool import ExtractionPool
from crawler.site import Site, of_url

STANDARD_INPUT = "-"

MAX_BYTES = 10 * 1024 * 1024
"""The longest page that is read, unpacked; a crawl has the same limit."""

WORTH_PROCESSES = 50
"""From so many files on, starting processes (half a second) pays."""

_GZIP = b"\x1f\x8b"
_ZLIB_GZIP = 31  # zlib: expect a gzip header
_HEAD = 65_536
_TAG = re.compile(rb"<(?:link|meta)\b[^>]{0,4096}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z:]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


Recall = Callable[[str], Repeated]
"""Name of a source → what it is known to repeat."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of one file: what was understood, or why nothing was."""

    path: str
    extracted: Extracted | None = field(repr=False)
    error: str | None = None
    """One line for a person."""


def clean_files(
    paths: Sequence[str],
    url: str | None = None,
    *,
    explain: bool = False,
    recall: Recall | None = None,
) -> Iterator[Cleaned]:
    """Clean saved pages, in the order given; many of them in as many processes as there are processors.

    What is wrong with a file comes back as its ``error``, never as an exception. ``url`` is where the pages came
    from; without it each says so itself (:func:`declared_url`). With ``explain`` the decisions hold every block, kept
    or cut; a person reads that, so it stays in this process. ``recall`` is asked for each page's source when its turn
    comes; without it each page is cleaned by itself.
    """
    if explain or len(paths) < WORTH_PROCESSES:
        return (_clean_file(path, url, recall, explain=explain) for path in paths)
    return _in_processes(paths, url, recall)


def _clean_file(path: str, url: str | None, recall: Recall | None, *, explain: bool) -> Cleaned:
    try:
        page, site = read(path, url)
        repeated = recall(page.source) if recall else None
        return Cleaned(path, article(page, site, explain=explain, repeated=repeated))
    except (PageError, OSError) as error:
        return Cleaned(path, None, _reason(error))


def _reason(error: PageError | OSError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def read(path: str, url: str | None) -> tuple[Page, Site | None]:
    """A saved page, and the site it belongs to where its address is known. ``-`` is standard input.

    Its ``fetched`` is now: the date of a file changes when it is copied, and says nothing certain.

    :raises PageError: too big, or no page at all. :raises OSError: it can't be read.
    """
    body = _unpacked(_standard_input() if path == STANDARD_INPUT else _load(Path(path)))
    if len(body) > MAX_BYTES:
        raise PageTooBig(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    if body.startswith(b"WARC/"):
        raise PageError("a WARC or WET file; these are not read yet")
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
    return page, site


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


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise PageError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _load(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


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


def _in_processes(
    paths: Sequence[str], url: str | None, recall: Recall | None
) -> Iterator[Cleaned]:
    """The same as :func:`_clean_file` on each, in the pool that crawls use."""
    pool = ExtractionPool(os.cpu_count())
    pool.start()
    try:
        with asyncio.Runner() as runner:
            results = _ordered(pool, paths, url, recall)
            while (cleaned := runner.run(_next(results))) is not None:
                yield cleaned
    finally:
        pool.close()


async def _next(results: AsyncIterator[Cleaned]) -> Cleaned | None:
    return await anext(results, None)


async def _ordered(
    pool: ExtractionPool, paths: Sequence[str], url: str | None, recall: Recall | None
) -> AsyncIterator[Cleaned]:
    """Results in the order of ``paths``; a few are under way at a time, so that memory stays flat."""
    under_way: deque[asyncio.Task[Cleaned]] = deque()
    for path in paths:
        under_way.append(asyncio.create_task(_clean_elsewhere(pool, path, url, recall)))
        if len(under_way) > 4 * pool.workers:
            yield await under_way.popleft()
    while under_way:
        yield await under_way.popleft()


async def _clean_elsewhere(
    pool: ExtractionPool, path: str, url: str | None, recall: Recall | None
) -> Cleaned:
    try:
        page, site = read(path, url)
        repeated = recall(page.source) if recall else None
        return Cleaned(path, await pool.extract(page, site, repeated))
    except (PageError, OSError) as error:
        return Cleaned(path, None, _reason(error))
