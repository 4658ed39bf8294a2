"""The faults behind what Scrapy, Twisted and we ourselves raise when a request goes wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed, ConnectionDone

from crawler.addresses import HOW_TO_ALLOW, GuardedResolver
from crawler.errors import BrokenPacking, NotAPage, PageError, PageTooBig, PageTooHard
from crawler.fault import Fault, one_line

if TYPE_CHECKING:
    from twisted.python.failure import Failure

_UNPACKERS = {"gzip", "zlib", "brotli", "brotlicffi", "compression", "backports"}
"""Modules whose errors mean that a body is not packed as its server said; which of them Scrapy uses differs."""


class Refused(IgnoreRequest):
    """A request we don't make, or an answer we don't take, on purpose."""

    slug = "refused"


class PrivateAddress(Refused):
    """The host is loopback, link-local or otherwise private."""

    slug = "private-address"


class OtherSite(Refused):
    """A redirect leads away from the site's own hosts."""

    slug = "other-site"


class BadRedirect(IgnoreRequest):
    """A redirect leads to nothing that could be asked for."""


class Disallowed(Refused):
    """robots.txt does not want us there."""

    slug = "robots"


class OptedOut(Refused):
    """The page, or its host, does not want to be kept; and we were told to obey that."""

    slug = "opt-out"


class Trap(Refused):
    """A link of a front page that is built like many which led to no article."""

    slug = "trap"


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be read, so nothing of the host may be asked (RFC 9309, section 2.3.1.4)."""


class HostWaits(IgnoreRequest):
    """The host asked to be left alone for a while: nothing of it is asked until then, and nobody failed."""


def of_status(status: int) -> Fault:
    """The fault that an HTTP status is; for anything but 2xx and 304."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else "unknown"
    passing = status >= 500 or status in {401, 403, 408, 425, 429}
    aimless = ", with no web address to go on to" if status // 100 == 3 and status != 304 else ""
    return Fault(
        f"http-{status}",
        f"the server answered {status} {phrase}{aimless}",
        passing=passing,
        host_down=status >= 500 or status == 429,
    )


def of_error(error: BaseException, url: str) -> Fault:
    """The fault behind an exception that a request or the cleaning of its page ended with."""
    if isinstance(error, CannotResolveHostError):
        return _unresolved(url)
    if isinstance(error, PageError):
        return _of_page(error)
    return _of_rules(error) or _of_transfer(error)


def _of_rules(error: BaseException) -> Fault | None:
    """The fault behind what we don't ask for, or not now."""
    if isinstance(error, Refused):
        return Fault(error.slug, str(error), refused=True)
    if isinstance(error, BadRedirect):
        return Fault("bad-redirect", str(error))
    if isinstance(error, RobotsUnreachable):
        return Fault("robots-unreachable", str(error), passing=True, host_down=True)
    if isinstance(error, HostWaits):
        return Fault("waiting", str(error), passing=True, waits=True)
    return None


def _of_page(error: PageError) -> Fault:
    if isinstance(error, PageTooBig):
        return TOO_BIG
    if isinstance(error, BrokenPacking):
        return _broken_packing(error)
    if isinstance(error, NotAPage):
        return Fault("not-a-page", str(error), refused=True)
    if isinstance(error, PageTooHard):
        return Fault("too-hard", str(error))
    return Fault(
        "extract-error", str(error), passing=True
    )  # a mistake of ours: a later version may read it


TOO_BIG = Fault("too-big", "it is bigger than the limit of 10 MB", refused=True)

_TRANSFER: tuple[tuple[tuple[type[BaseException], ...], Fault], ...] = (
    ((DownloadCancelledError,), TOO_BIG),
    ((IgnoreRequest,), Fault("redirect-loop", "it redirects again and again")),
    (
        (DownloadTimeoutError,),
        Fault("timeout", "no whole answer in time", passing=True, host_down=True),
    ),
    (
        (DownloadConnectionRefusedError,),
        Fault("connection-refused", "the connection was refused", passing=True, host_down=True),
    ),
    ((ResponseDataLossError,), Fault("cut-off", "the answer was cut off", passing=True)),
    ((UnsupportedURLSchemeError,), Fault("no-http", "it is no web address", refused=True)),
)


def _of_transfer(error: BaseException) -> Fault:
    if isinstance(error, IgnoreRequest) and isinstance(error.__cause__, ValueError):
        return TOO_BIG  # unpacking stopped at the limit; Scrapy tells it only by the cause
    for kinds, fault in _TRANSFER:
        if isinstance(error, kinds):
            return fault
    if type(error).__module__.partition(".")[0] in _UNPACKERS:
        return _broken_packing(error)
    if isinstance(error, DownloadFailedError) and (cause := _cause(error)) is not None:
        if not isinstance(cause, (ConnectionClosed, OSError, SSL.Error)):
            said = one_line(str(cause.args[0] if cause.args else cause), 100)
            return Fault("broken-answer", f"its answer is no proper HTTP ({said})", passing=True)
        error = cause
    if isinstance(error, (DownloadFailedError, ConnectError, ConnectionClosed, OSError, SSL.Error)):
        return Fault("connection", _connection(error), passing=True, host_down=True)
    return Fault("error", f"{type(error).__name__}: {one_line(str(error))}")


def _broken_packing(error: BaseException) -> Fault:
    return Fault("broken-packing", f"it could not be unpacked ({one_line(str(error))})")


def _cause(error: BaseException) -> BaseException | None:
    """What Twisted says went wrong with an answer, out of the failures it is wrapped in."""
    reasons: list[Failure] = getattr(error.__cause__, "reasons", [])
    return next((reason.value for reason in reasons if reason.value is not None), None)


def _connection(error: BaseException) -> str:
    if isinstance(error, ConnectionDone):
        return "the connection was closed without an answer"
    said = one_line(str(error))
    if "certificate" in said.lower():
        return "its certificate could not be verified"
    if isinstance(error, SSL.Error):
        return f"no secure connection could be made ({said})"
    return f"the connection failed ({said})" if said else "the connection failed"


def _unresolved(url: str) -> Fault:
    host = urlsplit(url).hostname or url
    if host in GuardedResolver.refused:
        return Fault("private-address", private_line(host), refused=True)
    return Fault("dns", f"the name {host} does not exist", passing=True, host_down=True)


def private_line(host: str) -> str:
    """One line that says what is wrong and which setting allows it."""
    return f"{host} is a private address; {HOW_TO_ALLOW}"
