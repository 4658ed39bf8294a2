"""The one spider: what to fetch next, for every source of a run. Cleans nothing, parses nothing, stores nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.exceptions import UsageError
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from archive.errors import ArchiveError
from archive.model import Announced
from archive.visit import Saved, Visit
from crawler import settings as ours
from crawler.asking import Asking
from crawler.downloads import DownloadHandler, StopError
from crawler.errors import CrawlFailed, SiteError
from crawler.extraction_pool import Abandoned
from crawler.failures import RobotsUnreachable, of_error, of_status
from crawler.fault import Fault
from crawler.job import Job, opened
from crawler.later_looks import LaterLooks
from crawler.memory import Arrival
from crawler.middlewares import SITE, Robots
from crawler.pace import Pace, Turn
from crawler.passing import lighten
from crawler.pipelines import Fetched, Item, faulty
from crawler.poller import Asks, Poller
from crawler.report import CrawlOptions
from crawler.site import Site
from crawler.transfer import STAYS_PACKED
from crawler.unheard import Signals
from crawler.urls import canonical
from crawler.visits import NO_PAGE, PageRequest, host_of, page_of, unwanted, visit_in_vain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

DOWN_AFTER = 5
"""Failures in a row that look like the host's own before the rest of its links waits for the next run."""

PROGRESS_SECONDS = 0.25

LAST_PAGES_SECONDS = 3.0
"""How long pages that are being cleaned may take when the crawl has to end."""


class News(Spider):
    """Polls each source, then fetches its pending links, the newest first."""

    name = "news"

    def __init__(self, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.stopping = asyncio.Event()
        self._sources: list[asyncio.Task[None]] = []
        self._ending: asyncio.Task[None] | None = None
        self._under_way: set[str] = set()
        self._closed: set[tuple[str, str]] = set()
        job.on_stop = self._stop
        job.on_saved = self._settled

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """For Scrapy's own commands: lay the configuration over the settings, before the reactor starts."""
        super().update_settings(settings)
        if not settings.getbool("KLIPING_CONFIGURED"):
            try:
                changed = ours.configured(ours.read_configuration())
            except SiteError as error:
                raise UsageError(str(error), print_help=False) from None
            settings.setdict(dict(changed), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> News:
        """Take the job of :func:`crawler.run.crawl`, or open one for ``scrapy crawl news -a source=NAME``."""
        job: Job | None = kwargs.pop("job", None)
        if job is not None:
            spider = cls(job)
        else:
            stack = ExitStack()
            spider = cls(stack.enter_context(_job_for(kwargs.pop("source", None))))
            crawler.signals.connect(lambda: _tell(spider, stack), signals.spider_closed, weak=False)
        spider._set_crawler(crawler)
        crawler.signals.__class__ = Signals
        crawler.signals.connect(spider._mistaken, signals.spider_error)
        crawler.signals.connect(spider._unprocessed, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Work on all sources at once. Yields nothing: each source hands its own requests to the engine."""
        lighten(self.crawler.engine)
        if self.job.options.max_minutes is not None:
            seconds = self.job.began + self.job.options.max_minutes * 60 - monotonic()
            asyncio.get_running_loop().call_later(max(0, seconds), self.job.stop, "max-minutes")
        if self.job.stopped is None:
            ask = Asking(self.crawler, self.job.sites, self.job.configuration.crawl.concurrency)
            self._sources = [
                asyncio.ensure_future(self._source(site, ask)) for site in self.job.sites
            ]
        ticker = asyncio.ensure_future(self._tick())
        try:
            await asyncio.gather(*self._sources)
        finally:
            for task in (*self._sources, ticker):
                task.cancel()
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # what makes this function a generator, as Scrapy wants it
            yield request

    async def _tick(self) -> None:
        while self.job.on_progress is not None:
            self.job.on_progress(self.job.progress())
            await asyncio.sleep(PROGRESS_SECONDS)

    # --- One source ---

    async def _source(self, site: Site, ask: Asks) -> None:
        tally = self.job.tallies[site.name]
        try:
            if self.job.urls:
                await self._named_pages(site)
            else:
                if site.name in self.job.asked:
                    await Poller(self.job, site, ask, self._robots_sitemaps).run()
                if not (self.job.options.due and self.job.is_held(site.name)):
                    await self._pending_pages(site)
                pace = Pace(self.crawler, self.job.quota, site)
                looks = LaterLooks(self.job, site, pace, self.crawler.engine.crawl)
                await looks.run(self._under_way)
            await self.job.network.certainty()
        except (ArchiveError, CrawlFailed) as error:
            self.job.fail(error)
        except (StopError, Abandoned):
            return
        except (
            Exception
        ) as error:  # one source's bad luck, or a mistake of ours, must not end the others
            logger.exception("The source %s failed", site.name)
            tally.source_failed(f"internal error: {error!r}")
        finally:
            tally.done = True
            self.job.quota.leave(site.name)
            self.job.network.leave()

    async def _named_pages(self, site: Site) -> None:
        urls = [url for owner, url in self.job.urls if owner is site]
        links = [Announced(url=url, evidence="argument") for url in urls]
        await self.job.memory.announce(site.name, links, datetime.now(UTC))
        pace = Pace(self.crawler, self.job.quota, site)
        for link in links:
            await self._fetch(site, link, pace, first=True)
        await pace.all_done()

    async def _pending_pages(self, site: Site) -> None:
        pace = Pace(self.crawler, self.job.quota, site)
        since, waits = self.job.options.since, self.job.options.due
        while links := await self.job.memory.pending(
            site.name, since, 500, self._under_way, datetime.now(UTC) if waits else None
        ):
            for link in links:
                await self._fetch(site, link.announced, pace, first=link.attempts == 0)
                if self.job.tallies[site.name].gave_up:
                    await pace.all_done()
                    return
        await pace.all_done()

    async def _fetch(self, site: Site, link: Announced, pace: Pace, *, first: bool) -> None:
        self._under_way.add(link.url)
        fault = unwanted(site, link.url, named=bool(self.job.urls))
        if fault is not None:
            await self._arrive(site, link.url, fault)
            return
        if self._waits(site, link):
            return
        turn = await pace.turn(link.url, first=first)
        await self.job.quota.take(site.name)
        if self._waits(site, link):
            turn.over()
            return
        request = PageRequest(
            canonical(link.url),
            callback=self.page,
            errback=self.lost,
            cb_kwargs={"site": site, "link": link, "turn": turn},
            meta={SITE: site, STAYS_PACKED: True},
            dont_filter=True,
        )
        self.crawler.engine.crawl(request)

    def _waits(self, site: Site, link: Announced) -> bool:
        closed = bool(self._closed) and (site.name, host_of(link.url)) in self._closed
        return closed or self.job.tallies[site.name].gave_up

    async def _arrive(self, site: Site, link: str, fault: Fault) -> None:
        if self.job.batches is not None:
            await self.job.batches.put(Arrival(visit_in_vain(site, link, fault)))

    def _settled(self, visit: Visit, saved: Saved) -> None:
        if not (saved.outcome == "failed" and visit.retry):
            self._under_way.discard(visit.link)

    # --- Pages ---

    def page(self, response: Response, site: Site, link: Announced, turn: Turn) -> Iterator[Item]:
        """A page has come: hand it on as it is."""
        turn.came()
        tally = self.job.tallies[site.name]
        if response.status != 200:
            yield self._faulty(site, link, of_status(response.status), response.url, turn)
            return
        tally.came()
        item = Fetched(page_of(response, site, link), link.url, site)
        kind = item.page.content_type.lower()
        if kind.startswith(NO_PAGE):
            fault = Fault("not-a-page", f"it is no page but {kind.partition(';')[0]}", refused=True)
            yield Arrival(faulty(item, fault))
        else:
            yield item

    def lost(self, failure: Failure) -> Iterator[Item]:
        """A page did not come."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        site, link, turn = (request.cb_kwargs[name] for name in ("site", "link", "turn"))
        turn.came()
        if failure.value is None or isinstance(failure.value, StopError):
            turn.over()
            return
        fault = of_error(failure.value, request.url)
        if fault.waits or isinstance(failure.value, RobotsUnreachable):
            turn.over()
            if not fault.waits:
                self.job.tallies[site.name].tried_in_vain(first=turn.first, fault=fault)
            self._close(site, host_of(request.url), fault.text)
            return
        yield self._faulty(site, link, fault, request.url, turn)

    def _faulty(self, site: Site, link: Announced, fault: Fault, url: str, turn: Turn) -> Arrival:
        tally = self.job.tallies[site.name]
        tally.tried_in_vain(first=turn.first, fault=fault)
        if tally.down == DOWN_AFTER:
            why = f"{DOWN_AFTER} failures in a row, the last: {fault.text}"
            self._give_up(site, why, failed=tally.down_for_new)
        return Arrival(visit_in_vain(site, link.url, fault, url))

    def _close(self, site: Site, host: str, why: str) -> None:
        """A host of the source may not be asked: its links wait, those of its other hosts do not."""
        if (site.name, host) not in self._closed:
            self._closed.add((site.name, host))
            tally = self.job.tallies[site.name]
            tally.holds_back = True
            tally.problem(f"{host}: {why}; its links wait for the next run")

    def _give_up(self, site: Site, why: str, *, failed: bool) -> None:
        tally = self.job.tallies[site.name]
        if not tally.gave_up:
            tally.gave_up = tally.holds_back = True
            line = f"{why}; what is left waits for the next run"
            if failed:
                tally.source_failed(line)
            else:
                tally.problem(line)

    def _mistaken(self, response: Any) -> None:
        """A callback failed, which is logged and told: its place is free again."""
        request: Request | None = getattr(response, "request", None)
        if request is not None and "turn" in request.cb_kwargs:
            request.cb_kwargs["turn"].over()

    def _unprocessed(self, item: Item) -> None:
        """A pipeline failed, which is logged and told."""
        self.job.quota.give_back(item.source)

    # --- Feeds, sitemaps, front pages ---

    def _robots_sitemaps(self, url: str) -> list[str]:
        robots = self.crawler.get_downloader_middleware(Robots)
        return robots.sitemaps.get(urlparse_cached(Request(url)).netloc, []) if robots else []

    # --- The end ---

    def _stop(self, reason: str) -> None:
        self.stopping.set()
        self._ending = asyncio.ensure_future(self._end(reason))

    async def _end(self, reason: str) -> None:
        """Give up what is under way, give pages that are being cleaned a moment, and close."""
        for source in self._sources:
            source.cancel()
        engine = self.crawler.engine
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(StopError("the crawl ended"))
        for handler in engine.downloader.handlers._handlers.values():
            if isinstance(handler, DownloadHandler):
                handler.abandon()
        wait = 0 if reason in {"max-articles", "failed"} else LAST_PAGES_SECONDS
        timer = asyncio.get_running_loop().call_later(wait, self.job.pool.abandon)
        if engine.spider is not None:
            await engine.close_spider_async(reason=reason)
        timer.cancel()


def _job_for(source: str | None) -> Any:
    configuration = ours.read_configuration()
    sites = configuration.sites
    if source is not None and source not in sites:
        raise UsageError(f"there is no source {source!r}; there are: {', '.join(sites) or 'none'}")
    chosen = [sites[source]] if source is not None else list(sites.values())
    return opened(chosen, ours.find_archive(configuration), configuration, CrawlOptions())


def _tell(spider: News, stack: ExitStack) -> None:
    """The end of ``scrapy crawl``: close what was opened, and tell what ``kliping crawl`` would."""
    with stack:
        report = spider.job.finish()
    for source in report.sources.values():
        for problem in source.problems:
            logger.warning("%s: %s", source.name, problem)
