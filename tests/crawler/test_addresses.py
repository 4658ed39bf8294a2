"""No name leads a crawl inside, however it is spelt and whenever it changes."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet import defer
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.base import ThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.addresses import GuardedResolver, is_private


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    """A resolver that remembers nothing between two lookups."""
    monkeypatch.setattr(GuardedResolver, "refused", set())
    monkeypatch.setattr(dnscache, "limit", 0)
    resolver = object.__new__(GuardedResolver)
    resolver.timeout = 1.0
    return resolver


def _looked_up(resolver: GuardedResolver, name: str) -> Any:
    found: list[Any] = []
    resolver.getHostByName(name).addBoth(found.append)
    (result,) = found
    return result


def test_a_name_that_changes_between_two_connections_is_looked_at_again(
    resolver: GuardedResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.215.14", "169.254.169.254", "93.184.215.14"])
    monkeypatch.setattr(ThreadedResolver, "getHostByName", lambda *_: defer.succeed(next(answers)))
    # What was looked at is what is connected to: there is no second lookup between the two.
    assert _looked_up(resolver, "rebind.example.com") == "93.184.215.14"
    assert _looked_up(resolver, "rebind.example.com").type is DNSLookupError
    assert _looked_up(resolver, "rebind.example.com") == "93.184.215.14"
    assert GuardedResolver.refused == {"rebind.example.com"}


@pytest.mark.parametrize("spelt", ["127.1", "2130706433", "0177.0.0.1", "0x7f.1", "0"])
def test_addresses_in_other_spellings_are_names_that_are_looked_up(
    resolver: GuardedResolver, monkeypatch: pytest.MonkeyPatch, spelt: str
) -> None:
    assert not isIPAddress(spelt)  # or they would be connected to as they are
    assert not isIPv6Address(spelt)
    address = socket.gethostbyname(spelt)
    assert is_private(address)
    monkeypatch.setattr(ThreadedResolver, "getHostByName", lambda *_: defer.succeed(address))
    assert _looked_up(resolver, spelt).type is DNSLookupError
