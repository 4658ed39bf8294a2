"""Saved pages, cleaned in several processes, without a crawl and without an archive."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from archive.model import Extracted, Repeated
from crawler.errors import NotAPage, PageError
from crawler.extract import article
from crawler.extraction_pool import ExtractionPool
from crawler.saved import CONTAINERS, STANDARD_INPUT, Saved, read

WORTH_PROCESSES = 50
"""From so many files on, starting processes (half a second) pays."""

WORTH_BYTES = 2_000_000
"""The same for files that hold many pages, together."""

Recall = Callable[[str], Repeated]
"""Name of a source → what it is known to repeat."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of one page: what was understood, or why nothing was."""

    path: str
    """The file that holds it."""
    extracted: Extracted | None = field(repr=False)
    error: str | None = None
    """One line for a person."""
    record: str | None = None
    """The address of a page that is one of many in the file."""


def clean_files(
    paths: Sequence[str],
    url: str | None = None,
    *,
    explain: bool = False,
    recall: Recall | None = None,
) -> Iterator[Cleaned]:
    """Clean saved pages, in the order given; many of them in as many processes as there are processors.

    What is wrong with a file comes back as its ``error``, never as an exception. ``url`` is where the pages came
    from; without it each says so itself (:func:`crawler.saved.read`). With ``explain`` the decisions hold every block,
    kept or cut; a person reads that, so it stays in this process. ``recall`` is asked for each page's source when its
    turn comes; without it each page is cleaned by itself.
    """
    pages = chain.from_iterable(read(path, url) for path in paths)
    if explain or not _are_many(paths):
        results: Iterator[Cleaned] = (_clean(saved, recall, explain=explain) for saved in pages)
    else:
        results = _in_processes(pages, recall)
    return (cleaned for cleaned in results if cleaned.extracted or cleaned.error)


def _are_many(paths: Sequence[str]) -> bool:
    size = 0
    for path in paths:
        if path != STANDARD_INPUT and path.lower().endswith(CONTAINERS):
            with suppress(OSError):
                size += Path(path).stat().st_size
    return len(paths) >= WORTH_PROCESSES or size >= WORTH_BYTES


def _clean(saved: Saved, recall: Recall | None, *, explain: bool) -> Cleaned:
    if saved.page is None:
        return Cleaned(saved.path, None, saved.error, saved.record)
    repeated = recall(saved.page.source) if recall else None
    try:
        extracted = article(saved.page, saved.site, explain=explain, repeated=repeated)
    except PageError as error:
        return _failed(saved, error)
    return Cleaned(saved.path, extracted, None, saved.record)


def _failed(saved: Saved, error: PageError) -> Cleaned:
    if saved.record and isinstance(error, NotAPage):
        return Cleaned(saved.path, None, None, saved.record)  # what a crawl was told is HTML
    what = f"{saved.record}: {error}" if saved.record else str(error)
    return Cleaned(saved.path, None, what, saved.record)


def _in_processes(pages: Iterator[Saved], recall: Recall | None) -> Iterator[Cleaned]:
    """The same as :func:`_clean` on each, in the pool that crawls use."""
    pool = ExtractionPool(os.cpu_count())
    pool.start()
    try:
        with asyncio.Runner() as runner:
            results = _ordered(pool, pages, recall)
            while (cleaned := runner.run(_next(results))) is not None:
                yield cleaned
    finally:
        pool.close()


async def _next(results: AsyncIterator[Cleaned]) -> Cleaned | None:
    return await anext(results, None)


async def _ordered(
    pool: ExtractionPool, pages: Iterator[Saved], recall: Recall | None
) -> AsyncIterator[Cleaned]:
    """Results in the order of ``pages``; a few are under way at a time, so that memory stays flat."""
    under_way: deque[asyncio.Task[Cleaned]] = deque()
    for saved in pages:
        under_way.append(asyncio.create_task(_clean_elsewhere(pool, saved, recall)))
        if len(under_way) > 4 * pool.workers:
            yield await under_way.popleft()
    while under_way:
        yield await under_way.popleft()


async def _clean_elsewhere(pool: ExtractionPool, saved: Saved, recall: Recall | None) -> Cleaned:
    if saved.page is None:
        return Cleaned(saved.path, None, saved.error, saved.record)
    repeated = recall(saved.page.source) if recall else None
    try:
        extracted = await pool.extract(saved.page, saved.site, repeated)
    except PageError as error:
        return _failed(saved, error)
    return Cleaned(saved.path, extracted, None, saved.record)
