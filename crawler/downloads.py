"""How pages are downloaded: Scrapy's own handler, with a bound on the bytes that wait in memory, and an end.

Leans on names that Scrapy and Twisted keep private, which is why Scrapy's minor version is pinned.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler.connection import Factory

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

BIG = 1024 * 1024
"""Bytes of an answer from which on it has to wait for its turn. Hardly any page is bigger."""

MOST_BYTES = 20 * 1024 * 1024
"""Bytes of big answers under way and of pages being cleaned, beyond which no further big answer is read."""

MOST_ENDPOINTS = 1000
"""Hosts of which it is kept how to connect to them."""

LOOK_AGAIN = 0.1
"""Seconds after which those that wait look whether pages have been cleaned meanwhile."""

_A_DAY = 86400.0
_HEADERS = "_kliping_headers"


class StopError(DownloadCancelledError):
    """The crawl ends: this request was given up, and says nothing about its page."""


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's download handler, which lets big answers wait for memory and can give up what is under way."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._under_way: set[asyncio.Task[object]] = set()
        self._ended = False
        self._gate = Gate(lambda: _being_cleaned(crawler))
        self._endpoints: dict[tuple[object, ...], Any] = {}
        self._pool._factory = Factory

    async def download_request(self, request: Request) -> Response:
        """Download; raises StopError once :meth:`abandon` was called."""
        task = asyncio.current_task()
        if self._ended or task is None:
            raise StopError("the crawl ended")
        self._under_way.add(task)
        agent = _Agent(
            self._gate,
            self._endpoints,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(agent.download_request(request))
        except asyncio.CancelledError:
            raise StopError("the crawl ended") from None
        finally:
            self._under_way.discard(task)

    def abandon(self) -> None:
        """Give up every download under way, and every later one."""
        self._ended = True
        for task in tuple(self._under_way):
            task.cancel()


def _being_cleaned(crawler: Crawler) -> int:
    slot = crawler.engine.scraper.slot
    return 0 if slot is None else slot.active_size


class Gate:
    """Lets big answers be read while there is memory for them; the others' connections rest meanwhile.

    :param in_use: bytes of pages that have come and are being worked on.
    """

    def __init__(self, in_use: Any) -> None:
        self._in_use = in_use
        self._reading: set[Download] = set()
        self._waiting: deque[Download] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, download: Download) -> None:
        """A download turned out to be big: it goes on, now or later."""
        self._waiting.append(download)
        download.pause()
        self._look()

    def over(self, download: Download) -> None:
        """A download has ended, however it did."""
        self._reading.discard(download)
        if download in self._waiting:
            self._waiting.remove(download)
        self._look()

    def _look(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and self._has_room():
            download = self._waiting.popleft()
            self._reading.add(download)
            download.resume()
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(LOOK_AGAIN, self._look)

    def _has_room(self) -> bool:
        read = sum(download.size for download in self._reading)
        return read + self._in_use() + self._waiting[0].size <= MOST_BYTES or (
            not self._reading and not self._in_use()
        )


class Download:
    """The body of one answer while it is read.

    :param agent: whose clock stands still while the download rests.
    :param size: the most bytes it may have.
    """

    def __init__(self, agent: _ScrapyAgent, txresponse: Any, size: int) -> None:
        self.size = size
        self._clock: Any = agent._timeout_cl
        self._transport = txresponse._transport
        self._left: float | None = None

    def pause(self) -> None:
        """Read no more for now; the time that passes does not count."""
        self._left = self._clock.getTime() - self._clock.seconds()
        self._clock.reset(_A_DAY)
        self._transport.pauseProducing()

    def resume(self) -> None:
        """Read on."""
        if self._left is not None:
            self._clock.reset(max(self._left, 0))
            self._left = None
            self._transport.resumeProducing()


class _Agent(_ScrapyAgent):
    def __init__(self, gate: Gate, endpoints: dict[tuple[object, ...], Any], **rest: Any) -> None:
        super().__init__(**rest)
        self._gate = gate
        self._endpoints = endpoints

    def _get_agent(self, request: Request, timeout: float) -> Any:
        """Twisted makes an endpoint, with TLS a context too, for each request, though its pool has a connection mostly."""
        agent: Any = super()._get_agent(request, timeout)
        if "proxy" in request.meta or "bindaddress" in request.meta:
            return agent
        make = agent._getEndpoint

        def kept(uri: Any) -> Any:
            key = (uri.scheme, uri.host, uri.port, timeout)
            found = self._endpoints.get(key)
            if found is None:
                if len(self._endpoints) >= MOST_ENDPOINTS:
                    self._endpoints.clear()
                found = self._endpoints[key] = make(uri)
            return found

        agent._getEndpoint = kept
        return agent

    @staticmethod
    def _headers_from_twisted_response(response: Any) -> Headers:
        """Asked for when the headers have come, and again when the body has."""
        known: Headers | None = vars(response).get(_HEADERS)
        if known is None:
            known = _ScrapyAgent._headers_from_twisted_response(response)
            setattr(response, _HEADERS, known)
        return known

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        result = super()._cb_bodyready(txresponse, request)
        most: int = request.meta.get("download_maxsize", self._maxsize)
        length = txresponse.length
        size = most if length is UNKNOWN_LENGTH else min(length, most)
        if isinstance(result, Deferred) and not result.called and size > BIG:
            self._watch(result, txresponse, size)
        return result

    def _watch(self, result: Deferred[Any], txresponse: Any, size: int) -> None:
        reader = txresponse._bodyProtocol
        received = reader.dataReceived
        download = Download(self, txresponse, size)

        def data_received(data: bytes) -> None:
            received(data)
            if reader._bytes_received > BIG and not result.called:
                vars(reader).pop("dataReceived", None)
                self._gate.ask(download)

        def over(outcome: Any) -> Any:
            vars(reader).pop("dataReceived", None)  # else it holds itself, and the whole body
            self._gate.over(download)
            return outcome

        reader.dataReceived = data_received
        result.addBoth(over)
