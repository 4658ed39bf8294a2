"""How fast one source's pages are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.utils.httpobj import urlparse_cached

from crawler.quota import Quota
from crawler.site import Site
from crawler.visits import PageRequest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

WINDOW = 16
"""Pages of one source under way in Scrapy; the others wait in the archive."""

SLOW_WINDOW = 4
"""The same where requests to the host are spaced out."""


class Pace:
    """Lets one source's requests into Scrapy: a few at a time, and no faster than its host may be asked.

    Scrapy spaces requests too, but each that waits there takes one of the places that all hosts share.
    """

    def __init__(self, crawler: Crawler, quota: Quota, site: Site) -> None:
        self.quota = quota
        self.source = site.name
        self._crawler = crawler
        self._default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._window = SLOW_WINDOW if self._default else WINDOW
        self._room = asyncio.Semaphore(self._window)
        self._last: dict[str, float] = {}

    async def turn(self, url: str, *, first: bool) -> Turn:
        """Wait until one more may go."""
        await self._room.acquire()
        slots = self._crawler.engine.downloader.per_slot_settings
        if self._default or slots:
            await self._keep_distance(urlparse_cached(PageRequest(url)).hostname or "", slots)
        return Turn(self, first)

    async def _keep_distance(self, host: str, slots: Mapping[str, Any]) -> None:
        """Wait as long as the host may want between two requests."""
        delay = slots.get(host, {}).get("delay", self._default)
        if delay:
            wait = self._last.get(host, 0) + delay - monotonic()
            if wait > 0:
                await self._sleep(wait)
            self._last[host] = monotonic()

    async def _sleep(self, seconds: float) -> None:
        self.quota.rest(self.source)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.quota.wake(self.source)

    def done(self) -> None:
        """One has come back."""
        self._room.release()

    async def all_done(self) -> None:
        """Wait until none is under way."""
        for _ in range(self._window):
            await self._room.acquire()


class Turn:
    """One page's place among those under way. Ends once, however often that is said."""

    def __init__(self, pace: Pace, first: bool) -> None:
        self._pace = pace
        self._came = False
        self._over = False
        self.first = first
        """Whether the page is asked for the first time; else an earlier run failed to get it."""

    def came(self) -> None:
        """The request has come back: another one may go."""
        if not self._came:
            self._came = True
            self._pace.done()

    def over(self) -> None:
        """Nothing will be handed in for it."""
        self.came()
        if not self._over:
            self._over = True
            self._pace.quota.give_back(self._pace.source)
