"""One connection to a web server: Scrapy's lenient HTTP/1.1 protocol, with a bound on headers and fewer system calls.

Leans on names that Scrapy and Twisted keep private, which is why Scrapy's minor version is pinned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.tcp import Client
from twisted.web._newclient import HTTP11ClientProtocol, TransportProxyProducer

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

HEAD_BYTES = 256 * 1024
"""Bytes of all headers of an answer together; more than any server that means well sends."""


class EndlessHeaders(ValueError):
    """An answer has more headers than a server that means well sends."""

    def __init__(self) -> None:
        super().__init__("endless headers")


class Factory(_LenientHTTP11ClientFactory):
    """Makes the protocols of a pool of connections."""

    def buildProtocol(self, addr: Any) -> _Protocol:
        """A connection's protocol."""
        protocol: Any = _Protocol
        made: _Protocol = protocol(self._quiescentCallback)  # Twisted has no types here
        return made


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        """Send a request: at once where the connection takes it, not when the reactor comes round to it.

        As in Scrapy's class, the parser that Twisted has made for it is given another class. That class also notes the server's
        address on the answer, which nobody asks for here.
        """
        transport: Any = self.transport
        is_plain = isinstance(transport, Client) and not transport.TLS
        if is_plain:
            transport.startWriting = _not_yet
        try:
            answer: Deferred[Any] = HTTP11ClientProtocol.request(self, request)
        finally:
            if is_plain:
                del transport.startWriting
        self._parser.__class__ = _Parser
        if type(self._transportProxy) is TransportProxyProducer:
            self._transportProxy.__class__ = _Valve
        if is_plain and transport.connected:
            _write(transport)
        return answer


def _not_yet() -> None:
    """In the place of what tells the reactor that there is something to write."""


def _write(transport: Any) -> None:
    """Write what waits; what is not taken at once, and what goes wrong, is left to the reactor."""
    failed = transport.doWrite()
    if failed is not None or transport.dataBuffer or getattr(transport, "_tempDataLen", True):
        transport.startWriting()


class _Valve(TransportProxyProducer):
    """What a parser may do to its connection. A pause that ends before all headers are dealt with never begins: Twisted asks for one
    at each answer, until somebody wants its body, and here somebody wants it at once."""

    _shut: bool | None = None
    """Whether a pause was asked for; None where it comes into force at once."""

    def pauseProducing(self) -> None:
        """Read no more for now."""
        if self._shut is None:
            super().pauseProducing()  # type: ignore[no-untyped-call]
        else:
            self._shut = True

    def resumeProducing(self) -> None:
        """Read on."""
        if self._shut is None:
            super().resumeProducing()  # type: ignore[no-untyped-call]
        else:
            self._shut = False

    def hold(self) -> None:
        """Let pauses wait for :meth:`release`."""
        self._shut = False

    def release(self) -> None:
        """Pause where that is still wanted."""
        shut, self._shut = self._shut, None
        if shut:
            self.pauseProducing()


class _Parser(_LenientHTTPClientParser):
    _head = 0

    def lineReceived(self, line: bytes) -> None:
        """Read a line of the headers."""
        self._head += len(line)
        if self._head > HEAD_BYTES:
            raise EndlessHeaders
        super().lineReceived(line)

    def allHeadersReceived(self) -> None:
        """Tell whoever waits for the answer."""
        valve: Any = self.transport
        if not isinstance(valve, _Valve):
            super().allHeadersReceived()  # type: ignore[no-untyped-call]
            return
        valve.hold()
        try:
            super().allHeadersReceived()  # type: ignore[no-untyped-call]
        finally:
            valve.release()
