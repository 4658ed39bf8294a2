"""Which addresses a crawl may ask: the public internet, and nothing inside unless it was allowed.

A feed is written by strangers. Without this guard a link in it could make the crawler fetch, and keep, what only
this machine can reach: a router, a database's status page, a cloud's metadata service (169.254.169.254).
Literal addresses are checked on every request, names after they were looked up, so that a name which points
inside is caught however it is spelt.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

HOW_TO_ALLOW = "set allow_private_addresses = true under [crawl] to let a crawl fetch it"

_IPV4_AT_THE_END = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of one's own network, RFC 8215
        "::ffff:0:0:0/96",  # SIIT, RFC 2765
        "::/96",  # "IPv4-compatible", RFC 4291
    )
)
"""Networks whose last 32 bits are an IPv4 address, which is what is reached."""

_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
"""What IANA gives out of IPv6 for the public internet (RFC 4291, section 2.4); the rest is special."""

_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
"""RFC 6890, section 2.2.2; parts of it count as global in some versions of Python."""


def is_private(address: str) -> bool:
    """Whether a literal IP address lies outside the public internet. A name is not a literal: False.

    Loopback, private, link-local (metadata services), shared, reserved, multicast and unspecified addresses
    by the IANA registries, also where IPv6 wraps an IPv4 one.
    """
    try:
        ip = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip) if isinstance(ip, ipaddress.IPv6Address) else ip
    special = (
        inner in _PROTOCOLS if isinstance(inner, ipaddress.IPv4Address) else inner not in _GIVEN_OUT
    )
    return special or not inner.is_global or inner.is_multicast


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if any(ip in network for network in _IPV4_AT_THE_END):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which lets no name lead to a private address unless that is allowed.

    Scrapy builds it from the process's settings, before a spider's own are known; so the middleware
    :class:`~crawler.middlewares.AddressGuard`, which knows them, says what is allowed.
    """

    allow_private: ClassVar[bool] = False
    trusted: ClassVar[frozenset[str]] = frozenset()
    """Hosts of the proxies that this machine is told to use; they may well stand inside."""
    refused: ClassVar[set[str]] = set()
    """Host names that led inside. Twisted hides why a lookup failed, so whoever reports it looks here."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Look a name up; one that leads to a private address fails like one that does not exist."""
        looked_up = super().getHostByName(name, timeout)
        return looked_up.addCallback(self._check, name)

    def _check(self, address: Any, name: str) -> Any:
        allowed = self.allow_private or name in self.trusted
        if not allowed and is_private(str(address)):
            self.refused.add(name)
            raise DNSLookupError(f"{name} is {address}, a private address")
        return address
