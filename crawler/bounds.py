"""The middleware that bounds what one run asks of one host, and leaves traps alone."""

from __future__ import annotations

from collections import Counter
from typing import TypeGuard

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from archive.model import Announced
from crawler.failures import HostWaits, Trap
from crawler.middlewares import SITE
from crawler.transfer import STAYS_PACKED
from crawler.traps import ENOUGH, Traps


class Bounds:
    """Counts the pages asked of each host. What is beyond the bound waits for the next run."""

    def __init__(self, crawler: Crawler) -> None:
        self.traps = Traps()
        self._most = crawler.settings.getint("KLIPING_PAGES_PER_HOST")
        self._asked: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Bounds:
        """Build it as the settings say."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Trap for what a front page leads to in vain, HostWaits where the host gave enough pages."""
        meta = request.meta
        if STAYS_PACKED not in meta or "retry_times" in meta or "redirect_times" in meta:
            return
        link, site = request.cb_kwargs.get("link"), meta.get(SITE)
        if site is not None and is_guess(link) and self.traps.leads_nowhere(site.name, link.url):
            raise Trap(f"{ENOUGH} other pages with such an address were no articles")
        host = urlparse_cached(request).hostname or ""
        if self._asked[host] >= self._most:
            raise HostWaits(f"{self._most:,} pages were asked of it in this run")
        self._asked[host] += 1


def is_guess(link: object) -> TypeGuard[Announced]:
    """Whether nobody but we took the link for an article's."""
    return isinstance(link, Announced) and link.evidence == "front"
