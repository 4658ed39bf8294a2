"""Asking for feeds, sitemaps and front pages: before pages, and each address once, however many sources name it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.downloads import StopError
from crawler.failures import of_error
from crawler.fault import Fault
from crawler.middlewares import SITE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.site import Site

POLL_BYTES = 20 * 1024 * 1024
"""A sitemap may be bigger than a page: 50,000 links make about ten megabytes."""

POLL_PRIORITY = 10

_Answer = Response | Fault
_Key = tuple[str, tuple[tuple[str, str], ...]]


class Asking:
    """Asks one document at a time, so many at once.

    :param sites: those of the run; what several of them name is asked for once.
    """

    def __init__(self, crawler: Crawler, sites: Iterable[Site], concurrency: int) -> None:
        self._crawler = crawler
        self._places = asyncio.Semaphore(max(1, concurrency))
        named = Counter(url for site in sites for url in {*site.feeds, *site.sitemaps})
        self._shared = {url for url, sites in named.items() if sites > 1}
        self._answers: dict[_Key, asyncio.Future[_Answer]] = {}

    async def __call__(self, site: Site, url: str, headers: Mapping[str, str]) -> _Answer:
        """What came, or what went wrong. Raises StopError when the run ends."""
        if url not in self._shared:
            return await self._ask(site, url, headers)
        key = (url, tuple(sorted(headers.items())))
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._ask(site, url, headers))
        return await asyncio.shield(self._answers[key])

    async def _ask(self, site: Site, url: str, headers: Mapping[str, str]) -> _Answer:
        try:
            request = Request(
                url,
                headers=dict(headers),
                callback=NO_CALLBACK,
                meta={SITE: site, "download_maxsize": POLL_BYTES},
                priority=POLL_PRIORITY,
                dont_filter=True,
            )
            async with self._places:
                return await self._crawler.engine.download_async(request)
        except StopError:
            raise
        except Exception as error:  # whatever it is, it is told in this document's line
            return of_error(error, url)
