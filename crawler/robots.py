"""robots.txt by RFC 9309, on top of Scrapy's middleware, which knows neither closed hosts nor yesterday's rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from archive.errors import ArchiveError
from archive.frontier import RobotsTxt
from crawler.discover.robots import sitemaps_of
from crawler.downloads import StopError
from crawler.failures import (
    Disallowed,
    HostWaits,
    PrivateAddress,
    RobotsUnreachable,
    of_error,
    of_status,
)
from crawler.fault import Fault
from crawler.spacing import keep_apart

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job

ROBOTS_BYTES = 500 * 1024
"""How much of a robots.txt is read; RFC 9309, section 2.5, asks for at least this."""

ROBOTS_AGE = timedelta(days=1)
"""How long a robots.txt is believed to be unchanged; RFC 9309, section 2.4, allows no more."""

UNREACHABLE_AGE = timedelta(days=30)
"""How long the rules that were last read go on where robots.txt can't be reached; RFC 9309, sections 2.3.1.4 and 2.4."""

ROBOTS_REDIRECTS = 5
"""Redirects that are followed; after more there counts to be none (RFC 9309, section 2.3.1.2)."""

LONGEST_CRAWL_DELAY = 600.0
"""Seconds. A longer Crawl-delay would keep one run, and the archive's lock, for days."""


class Robots(RobotsTxtMiddleware):
    """robots.txt by RFC 9309: 4xx means open, 5xx and no answer mean closed; Crawl-delay slows the host down."""

    sitemaps: dict[str, list[str]]
    """Host and port → the sitemaps its robots.txt names."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._closed: dict[str, Exception] = {}
        self._looked: dict[str, datetime] = {}
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
        """The rules of the request's host: as they were read within a day, by an earlier run too, or read now."""
        netloc = urlparse_cached(request).netloc
        self._forget_old(netloc)
        if netloc not in self._parsers:
            self._parsers[netloc] = Deferred()
            try:
                await self._learn(netloc, request)
            except Exception as error:  # whatever it is, it closes the host and is told there
                self._robots_error(error, netloc)
        parser = self._parsers[netloc]
        if isinstance(parser, Deferred):
            return await maybe_deferred_to_future(parser)
        return parser

    def _forget_old(self, netloc: str) -> None:
        """A run may take longer than rules are good for."""
        looked = self._looked.get(netloc)
        if looked is not None and self.clock() - looked > ROBOTS_AGE:
            del self._looked[netloc]
            self._parsers.pop(netloc, None)
            self._closed.pop(netloc, None)

    async def _learn(self, netloc: str, request: Request) -> None:
        """Find the rules of a host out, and obey them; raises what kept them from being read."""
        kept = await self._kept(netloc)
        now = self.clock()
        if kept is not None and now - kept.checked <= ROBOTS_AGE:
            self._looked[netloc] = kept.checked
            await self._obey(kept, request)
            return
        self._looked[netloc] = now
        try:
            answer = await self._ask(netloc, request)
        except (PrivateAddress, StopError, HostWaits):
            raise
        except Exception as error:
            unreachable = of_error(error, request.url).passing
            if kept is None or not 200 <= kept.status < 300 or not unreachable:
                raise
            answer = kept  # the server has trouble, and had rules: those hold
        else:
            await self._keep(answer)
        await self._obey(answer, request)

    async def _ask(self, netloc: str, request: Request) -> RobotsTxt:
        """Ask for robots.txt; raises RobotsUnreachable where the server says that it can't serve it now."""
        asking = Request(
            f"{urlparse_cached(request).scheme}://{netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, "redirect_ttl": ROBOTS_REDIRECTS},
            callback=NO_CALLBACK,
        )
        response: Response = await self.crawler.engine.download_async(asking)
        if response.status >= 500 or response.status == 429:
            said = of_status(response.status).text
            raise RobotsUnreachable(f"robots.txt can't be read ({said}), so the host is left alone")
        body = _whole_lines(response.body) if 200 <= response.status < 300 else b""
        return RobotsTxt(host=netloc, status=response.status, body=body, checked=self.clock())

    async def _obey(self, answer: RobotsTxt, request: Request) -> None:
        self.sitemaps[answer.host] = sitemaps_of(answer.body)
        response = Response(request.url, answer.status, body=answer.body)
        await super()._parse_robots(response, answer.host, request)
        parser = self._parsers[answer.host]
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
        usual = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        floor = min(delay, LONGEST_CRAWL_DELAY)
        keep_apart(downloader, urlparse_cached(request).hostname or "", usual, floor=floor)

    # --- What is kept from one run to the next ---

    def _job(self) -> Job | None:
        """The run that the spider works on; another spider, such as the shell's, has none."""
        return getattr(self.crawler.spider, "job", None)

    async def _kept(self, netloc: str) -> RobotsTxt | None:
        job = self._job()
        if job is None:
            return None
        try:
            return await job.memory.robots(netloc, self.clock() - UNREACHABLE_AGE)
        except ArchiveError as error:
            job.fail(error)
            raise StopError("the crawl ended") from error

    async def _keep(self, answer: RobotsTxt) -> None:
        job = self._job()
        if job is None:
            return
        try:
            await job.memory.keep_robots(answer)
        except ArchiveError as error:
            job.fail(error)


def _whole_lines(body: bytes) -> bytes:
    """What is read of a robots.txt. A rule that the limit cuts in two would be another rule."""
    if len(body) <= ROBOTS_BYTES:
        return body
    body = body[:ROBOTS_BYTES]
    return body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]


def _closing(exc: Exception, fault: Fault) -> Exception:
    """What each request to a host ends with whose robots.txt could not be had."""
    if isinstance(exc, (RobotsUnreachable, PrivateAddress, StopError, HostWaits)):
        return exc
    if fault.slug == PrivateAddress.slug:  # a name, which turned out to lead inside
        return PrivateAddress(fault.text)
    return RobotsUnreachable(f"robots.txt can't be read: {fault.text}")
