"""What Scrapy's own downloader middlewares lack: an address guard, robots.txt by its RFC, patience, one site's bounds.

They lean on names that Scrapy keeps private, which is why its minor version is pinned and why each has tests.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from archive.errors import ArchiveError
from archive.frontier import RobotsTxt
from crawler.addresses import GuardedResolver, is_private
from crawler.discover.robots import sitemaps_of
from crawler.downloads import StopError
from crawler.failures import (
    BadRedirect,
    Disallowed,
    Fault,
    OtherSite,
    PrivateAddress,
    RobotsUnreachable,
    of_error,
    of_status,
    private_line,
)

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.job import Job

SITE = "kliping_site"
"""Key of ``Request.meta``: the :class:`~crawler.site.Site` whose hosts the request may not leave."""

ROBOTS_BYTES = 500 * 1024
"""How much of a robots.txt is read; RFC 9309, section 2.5, asks for at least this."""

ROBOTS_AGE = timedelta(days=1)
"""How long a robots.txt is believed to be unchanged; RFC 9309, section 2.4, allows no more."""

LONGEST_CRAWL_DELAY = 600.0
"""Seconds. A longer Crawl-delay would keep one run, and the archive's lock, for days."""

LONGEST_WAIT = 10.0
"""Seconds. A server that asks for more patience (Retry-After) is left alone until the next run."""


_PASSING = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)


class AddressGuard:
    """Refuses literal private addresses on every request, redirects and robots.txt included."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        """Build it as the settings say, and tell the resolver."""
        allow_private = crawler.settings.getbool("KLIPING_ALLOW_PRIVATE_ADDRESSES")
        GuardedResolver.allow_private = allow_private
        GuardedResolver.trusted = frozenset(crawler.settings.getlist("KLIPING_PROXY_HOSTS"))
        return cls(allow_private=allow_private)

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddress where the URL names one."""
        if self._allow_private:
            return
        host = urlparse_cached(request).hostname or ""
        if is_private(host):
            raise PrivateAddress(private_line(host))


class Robots(RobotsTxtMiddleware):
    """robots.txt by RFC 9309: 4xx means open, 5xx and no answer mean closed; Crawl-delay slows the host down."""

    sitemaps: dict[str, list[str]]
    """Host and port → the sitemaps its robots.txt names."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, Exception] = {}
        self.sitemaps = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise Disallowed, RobotsUnreachable, or what kept robots.txt from being asked for."""
        closed = self._closed.get(urlparse_cached(request).netloc)
        if closed is not None:
            raise closed.with_traceback(None)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise Disallowed("robots.txt disallows it") from None

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host: as an earlier run read them within a day, or read now."""
        netloc = urlparse_cached(request).netloc
        job = self._job()
        if netloc not in self._parsers and job is not None:
            kept = await job.memory.robots(netloc, datetime.now(UTC) - ROBOTS_AGE)
            if kept is not None and netloc not in self._parsers:
                self._parsers[netloc] = Deferred()
                url = f"{urlparse_cached(request).scheme}://{netloc}/robots.txt"
                await self._obey(Response(url, kept.status, body=kept.body), netloc, request)
        return await super().robot_parser(request)

    def _job(self) -> Job | None:
        """The run that the spider works on; another spider, such as the shell's, has none."""
        return getattr(self.crawler.spider, "job", None)

    async def _keep(self, netloc: str, status: int, body: bytes) -> None:
        job = self._job()
        if job is None:
            return
        now = datetime.now(UTC)
        try:
            await job.memory.keep_robots(
                RobotsTxt(host=netloc, status=status, body=body, checked=now)
            )
        except ArchiveError as error:
            job.fail(error)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachable(
                f"robots.txt can't be read ({of_status(response.status).text}), so the host is left alone"
            )
        body = response.body[:ROBOTS_BYTES] if 200 <= response.status < 300 else b""
        await self._keep(netloc, response.status, body)
        await self._obey(response.replace(body=body), netloc, request)

    async def _obey(self, response: Response, netloc: str, request: Request) -> None:
        self.sitemaps[netloc] = sitemaps_of(response.body)
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        if isinstance(parser, RobotParser):
            agent = self._robotstxt_useragent or self._default_useragent
            self._slow_down(request, parser.crawl_delay(agent))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        fault = of_error(exc, f"http://{netloc}/robots.txt")
        if fault.slug != "redirect-loop":  # RFC 9309, section 2.3.1.2: that counts as having none
            self._closed[netloc] = _closing(exc, fault)
        super()._robots_error(exc, netloc)

    def _slow_down(self, request: Request, delay: float | None) -> None:
        if delay is None or not math.isfinite(delay):
            return
        downloader = self.crawler.engine.downloader
        delay = min(delay, LONGEST_CRAWL_DELAY)
        if delay <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        key = downloader.get_slot_key(request)
        known = downloader.per_slot_settings.get(key, {})
        if delay <= known.get("delay", 0):
            return
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
        if key in downloader.slots:
            downloader.slots[key].delay = delay
            downloader.slots[key].concurrency = 1


def _closing(exc: Exception, fault: Fault) -> Exception:
    """What each request to a host ends with whose robots.txt could not be had."""
    if isinstance(exc, (RobotsUnreachable, PrivateAddress, StopError)):
        return exc
    if fault.slug == PrivateAddress.slug:  # a name, which turned out to lead inside
        return PrivateAddress(fault.text)
    return RobotsUnreachable(f"robots.txt can't be read: {fault.text}")


class Patience:
    """Asks once more after a moment, and not at all where the server asks for more patience than a run has.

    Scrapy's own retry asks again at once and knows no Retry-After.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._statuses = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self._pause = crawler.settings.getfloat("KLIPING_RETRY_PAUSE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Build it as the settings say."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again for what may pass, after the time the server asks for."""
        if response.status not in self._statuses:
            return response
        asked = retry_after(response.headers.get(b"Retry-After"), time.time())
        if asked is not None and asked > LONGEST_WAIT:
            return response
        return await self._again(request, asked) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again for what may pass. A time-out is not repeated: it already cost all the time a page may."""
        if isinstance(exception, _PASSING) and not isinstance(exception, StopError):
            return await self._again(request, None)
        return None

    async def _again(self, request: Request, asked: float | None) -> Request | None:
        spider = self.crawler.spider
        if spider is None:
            return None
        again = get_retry_request(request, spider=spider, reason="passing")
        if again is not None:
            await self._wait(asked)
        return again

    async def _wait(self, asked: float | None) -> None:
        stopping: asyncio.Event | None = getattr(self.crawler.spider, "stopping", None)
        seconds = max(asked or 0, self._pause * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load
        if stopping is None:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(stopping.wait(), seconds)
        except TimeoutError:
            return
        raise StopError("the crawl ended")


def retry_after(header: bytes | None, now: float) -> float | None:
    """Seconds from a Retry-After header, a number or a date (RFC 9110, section 10.2.3). None: none, or nonsense."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


class SiteRedirects(RedirectMiddleware):
    """Follows redirects within the site's own hosts and refuses the others. No Referer is ever sent."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, without the stock middleware's look for a part that would set Referer."""
        redirects = cls(crawler.settings)
        redirects.crawler = crawler
        return redirects

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Follow a redirect; raises BadRedirect where its address is none."""
        try:
            return super().process_response(request, response)
        except ValueError:
            raise BadRedirect("it redirects to what is no web address") from None

    def _redirect(self, redirected: Request, request: Request, reason: object) -> Request:
        site = request.meta.get(SITE)
        if site is not None and not site.owns(redirected.url):
            raise OtherSite(f"it redirects to another site, {urlparse_cached(redirected).netloc}")
        return super()._redirect(redirected, request, reason)

    def handle_referer(self, request: Request, response: Response) -> None:
        """Take a Referer away."""
        request.headers.pop("Referer", None)
