"""The middleware that gives hosts the time they ask for: Retry-After, 429 and 503, within a run and in the next ones."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from archive.errors import ArchiveError
from archive.hosts import HostState
from crawler.downloads import StopError
from crawler.events import event
from crawler.failures import HostWaits
from crawler.patience import (
    GOOD_ANSWERS,
    KEEPS_REFUSING,
    UNSAID,
    eased,
    left_alone,
    relaxed,
    remaining,
    retry_after,
    slowed,
    waiting_line,
)
from crawler.spacing import hold, keep_apart, turn_away, usual_delay, waits_left

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job

LONGEST_WAIT = 10.0
"""Seconds that a run waits for a host. One that asks for more patience is left alone until a later run."""

SHORT_DELAY = 2.0
"""Seconds between two requests to a host that pass anyway until the next run has begun."""

SPACED = "it is asked seldom, as it wants"

BUSY = frozenset({429, 503})
"""Statuses by which a host, not only a page of it, asks for patience."""

_PASSING = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)


class Patience:
    """Leaves hosts alone that ask for it, slows down those that can't keep up, asks once more for what may pass.

    Scrapy's own retry asks again at once and knows no Retry-After. What a host asked for is kept in the archive, so
    that the next run obeys it too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.dice = random.Random()  # noqa: S311 - spreads load
        self._statuses = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self._pause = crawler.settings.getfloat("KLIPING_RETRY_PAUSE")
        self._usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._states: dict[str, HostState] = {}
        self._loaded: asyncio.Future[None] | None = None
        self._good: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Build it as the settings say."""
        patience = cls(crawler)
        crawler.signals.connect(patience.remember_delays, signals.spider_closed)
        return patience

    async def process_request(self, request: Request) -> None:
        """Wait where a host wants a moment; raises HostWaits where it wants more."""
        if self._loaded is None:
            self._loaded = asyncio.ensure_future(self._load())
        if not self._loaded.done():
            await asyncio.shield(self._loaded)
        state = self._states.get(_host(request))
        if state is None or state.until is None:
            return
        seconds = remaining(state, self.clock())
        if seconds > LONGEST_WAIT:
            raise _waits(state)
        if seconds:
            await self._sleep(seconds)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again for what may pass; heed what a busy host asks for.

        :raises HostWaits: it is to be left alone for longer than a run waits.
        """
        if response.status in BUSY:
            return await self._busy(request, response)
        if response.status < 400:
            await self._answered(_host(request))
        if response.status not in self._statuses:
            return response
        asked = self._asked(response)
        if asked is not None and asked > LONGEST_WAIT:
            return response
        return await self._again(request, asked) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again for what may pass. A time-out is not repeated: it already cost all the time a page may."""
        if isinstance(exception, _PASSING) and not isinstance(exception, StopError):
            return await self._again(request, None)
        return None

    async def remember_delays(self) -> None:
        """Keep until when the hosts are not to be asked again that are asked seldom: the next run may be soon."""
        now = self.clock()
        for host, seconds in waits_left(self.crawler.engine.downloader, SHORT_DELAY).items():
            state = self._states.get(host) or HostState(host=host, changed=now)
            until = now + timedelta(seconds=seconds)
            if state.until is None or state.until < until:
                await self._keep(replace(state, until=until, reason=SPACED))

    # --- A host that is busy, and one that is well again ---

    async def _busy(self, request: Request, response: Response) -> Request | Response:
        host, now = _host(request), self.clock()
        state = self._states.get(host) or HostState(host=host, changed=now)
        reason = f"it answered {response.status}"
        asked = self._asked(response)
        if _asked_at(request, now) >= state.changed or host not in self._states:
            # Only what was asked since: many requests under way at once are one sign that it was too much.
            self._refused[host] += 1
            state = slowed(state, self._usual_of(host), now, reason)
        if asked is None and response.status == 429 and self._refused[host] >= KEEPS_REFUSING:
            asked = UNSAID.total_seconds()
        if asked:
            state = left_alone(state, asked, now, self.dice, reason)
        await self._keep(state)
        seconds = remaining(state, now)
        event("back-off", host=host, seconds=round(seconds), delay=state.delay or None, why=reason)
        if seconds > LONGEST_WAIT:
            error = _waits(state)
            turn_away(self.crawler.engine.downloader, host, error)
            raise error
        hold(self.crawler.engine.downloader, host, seconds)
        return await self._again(request, seconds) or response

    async def _answered(self, host: str) -> None:
        state = self._states.get(host)
        if state is None:
            return
        self._refused[host] = 0
        self._good[host] += 1
        if self._good[host] >= GOOD_ANSWERS:
            await self._keep(relaxed(state, self._usual_of(host), self.clock()))

    async def _keep(self, state: HostState) -> None:
        """Obey a host from now on, and in the runs to come."""
        self._good[state.host] = 0
        if state.until is None and not state.delay:
            self._states.pop(state.host, None)
        else:
            self._states[state.host] = state
        keep_apart(self.crawler.engine.downloader, state.host, self._usual, slowed=state.delay)
        job = self._job()
        if job is None:
            return
        try:
            await job.memory.keep_host(state)
        except ArchiveError as error:
            job.fail(error)

    async def _load(self) -> None:
        """What hosts asked earlier runs for."""
        job = self._job()
        if job is None:
            return
        try:
            known = await job.memory.hosts()
        except ArchiveError as error:
            job.fail(error)
            return
        now = self.clock()
        for host, asked in known.items():
            state = self._states[host] = eased(asked, self._usual, now)
            if state.delay:
                downloader = self.crawler.engine.downloader
                keep_apart(downloader, host, self._usual, slowed=state.delay)

    def _job(self) -> Job | None:
        """The run that the spider works on; another spider, such as the shell's, has none."""
        return getattr(self.crawler.spider, "job", None)

    def _usual_of(self, host: str) -> float:
        return usual_delay(self.crawler.engine.downloader, host, self._usual)

    def _asked(self, response: Response) -> float | None:
        return retry_after(response.headers.get(b"Retry-After"), self.clock().timestamp())

    # --- Once more ---

    async def _again(self, request: Request, asked: float | None) -> Request | None:
        spider = self.crawler.spider
        if spider is None:
            return None
        again = get_retry_request(request, spider=spider, reason="passing")
        if again is not None:
            await self._sleep(max(asked or 0, self._pause * self.dice.uniform(0.75, 1.25)))
        return again

    async def _sleep(self, seconds: float) -> None:
        """Let time pass; raises StopError when the crawl ends meanwhile."""
        stopping: asyncio.Event | None = getattr(self.crawler.spider, "stopping", None)
        if stopping is None:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(stopping.wait(), seconds)
        except TimeoutError:
            return
        raise StopError("the crawl ended")


def _host(request: Request) -> str:
    """What Scrapy keeps requests apart by."""
    return urlparse_cached(request).hostname or ""


def _asked_at(request: Request, now: datetime) -> datetime:
    """When the request was sent."""
    latency = request.meta.get("download_latency", 0.0)
    return now - timedelta(seconds=latency)


def _waits(state: HostState) -> HostWaits:
    until = state.until or state.changed
    return HostWaits(waiting_line(until, state.reason))
