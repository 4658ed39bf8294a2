"""The middleware that asks each host once a day for its tdmrep.json, before the first page is asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from archive.errors import ArchiveError
from archive.opt_outs import Reservations as Kept
from crawler.downloads import StopError
from crawler.failures import HostWaits, OptedOut
from crawler.middlewares import SITE
from crawler.opt_outs import WELL_KNOWN, Rule, read_rules, reserved
from crawler.transfer import STAYS_PACKED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job

MOST_BYTES = 500 * 1024
"""A longer tdmrep.json is not read; hosts have some lines."""

AGE = timedelta(days=1)
"""How long a tdmrep.json is believed to be unchanged, as a robots.txt is."""

PRIORITY = 900


class Reservations:
    """Refuses the pages that their host's tdmrep.json reserves, where that is obeyed, without asking for them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._obeyed = "tdm" in crawler.settings.getlist("KLIPING_OBEY_OPT_OUTS")
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._reserving = False
        """Whether any host reserves anything."""
        self._learning: dict[str, asyncio.Future[None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Reservations:
        """Build it as the settings say."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Learn what the host reserves; raises OptedOut for a page that it reserves, if that is obeyed."""
        if STAYS_PACKED not in request.meta:
            return  # no page: what announces pages is read, not kept
        netloc = urlparse_cached(request).netloc
        if netloc not in self._rules:
            learning = self._learning.get(netloc)
            if learning is None:
                learning = asyncio.ensure_future(self._learn(netloc, request))
                learning.add_done_callback(_seen)
                self._learning[netloc] = learning
            await asyncio.shield(learning)
        if self._obeyed and self.of(request.url):
            raise OptedOut(f"it opts out (tdm: {WELL_KNOWN})")

    def of(self, url: str) -> bool | None:
        """What the host's tdmrep.json says of a page that was asked for; None: nothing."""
        rules = self._rules.get(urlsplit(url).netloc) if self._reserving else None
        return reserved(rules, url) if rules else None

    async def _learn(self, netloc: str, request: Request) -> None:
        try:
            kept = await self._kept(netloc)
            rules = read_rules(kept if kept is not None else await self._ask(netloc, request))
            self._rules[netloc] = rules
            self._reserving = self._reserving or bool(rules)
        finally:
            self._learning.pop(netloc, None)

    async def _ask(self, netloc: str, request: Request) -> bytes:
        asking = Request(
            f"{urlparse_cached(request).scheme}://{netloc}{WELL_KNOWN}",
            priority=PRIORITY,
            meta={SITE: request.meta.get(SITE), "download_maxsize": MOST_BYTES},
            callback=NO_CALLBACK,
        )
        try:
            response: Response = await self.crawler.engine.download_async(asking)
        except (StopError, HostWaits):
            raise
        except (
            Exception
        ):  # whatever kept it from coming: nothing is reserved, and a later run asks again
            return b""
        if response.status >= 500 or response.status == 429:
            return b""
        body = response.body if response.status == 200 and read_rules(response.body) else b""
        await self._keep(Kept(host=netloc, body=body, checked=self.clock()))
        return body

    # --- What is kept from one run to the next ---

    def _job(self) -> Job | None:
        """The run that the spider works on; another spider, such as the shell's, has none."""
        return getattr(self.crawler.spider, "job", None)

    async def _kept(self, netloc: str) -> bytes | None:
        job = self._job()
        if job is None:
            return None
        try:
            kept = await job.memory.reservations(netloc, self.clock() - AGE)
        except ArchiveError as error:
            job.fail(error)
            raise StopError("the crawl ended") from error
        return None if kept is None else kept.body

    async def _keep(self, answer: Kept) -> None:
        job = self._job()
        if job is None:
            return
        try:
            await job.memory.keep_reservations(answer)
        except ArchiveError as error:
            job.fail(error)


def _seen(learning: asyncio.Future[None]) -> None:
    """Where the crawl ends meanwhile, nobody is left to be told."""
    if not learning.cancelled():
        learning.exception()
