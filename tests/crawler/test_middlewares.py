"""The downloader middlewares: addresses, and the bounds of a site."""

from __future__ import annotations

import pytest
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler
from twisted.internet.error import DNSLookupError

from crawler.addresses import GuardedResolver, is_private
from crawler.failures import BadRedirect, OtherSite, PrivateAddress
from crawler.middlewares import SITE, AddressGuard, SiteRedirects
from crawler.settings import configured
from crawler.site import Configuration, CrawlSettings, Site


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "[::1]",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::7f00:1",
        "::ffff:0:a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254",
        "2001:db8::1",
        "192.0.0.192",
        "::",
    ],
)
def test_inner_addresses_are_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "2606:4700:4700::1111",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
        "example.org",
        "1.2.3",
    ],
)
def test_public_addresses_and_names_are_not(address: str) -> None:
    assert not is_private(address)


def test_the_guard_refuses_what_a_redirect_leads_to() -> None:
    guard = AddressGuard(allow_private=False)
    request = Request("http://example.org/story")
    redirects = SiteRedirects(Settings({"REDIRECT_ENABLED": True, "REDIRECT_MAX_TIMES": 10}))
    redirects.crawler = get_crawler()
    answer = Response(
        request.url, status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}
    )
    followed = redirects.process_response(request, answer)
    assert isinstance(followed, Request)
    with pytest.raises(PrivateAddress, match="allow_private_addresses = true"):
        guard.process_request(followed)
    AddressGuard(allow_private=True).process_request(followed)
    guard.process_request(request)


def test_a_redirect_stays_within_the_site() -> None:
    redirects = SiteRedirects(Settings({"REDIRECT_ENABLED": True, "REDIRECT_MAX_TIMES": 10}))
    redirects.crawler = get_crawler()
    site = Site(name="example", home="https://example.org/")
    request = Request("https://example.org/a", meta={SITE: site})

    def answer(to: str) -> Response:
        return Response(request.url, status=301, headers={"Location": to})

    followed = redirects.process_response(request, answer("https://www.example.org/b"))
    assert followed.url == "https://www.example.org/b"
    with pytest.raises(OtherSite, match=r"elsewhere\.test"):
        redirects.process_response(request, answer("https://elsewhere.test/b"))
    with pytest.raises(BadRedirect, match="over 2,048 characters"):
        redirects.process_response(request, answer("https://example.org/" + "b" * 2048))


def test_what_a_redirect_leads_to_is_spaced_among_the_requests_to_its_own_host() -> None:
    redirects = SiteRedirects(Settings({"REDIRECT_ENABLED": True, "REDIRECT_MAX_TIMES": 10}))
    redirects.crawler = get_crawler()
    # Scrapy notes the host that a request was counted to.
    request = Request("https://example.org/a", meta={"download_slot": "example.org"})
    answer = Response(request.url, status=301, headers={"Location": "https://www.example.org/a"})
    followed = redirects.process_response(request, answer)
    assert "download_slot" not in followed.meta


def test_a_configuration_becomes_scrapy_settings() -> None:
    settings = configured(
        Configuration(
            contact="https://example.org/bot",
            crawl=CrawlSettings(delay=2.5, concurrency=4, timeout=9, allow_private_addresses=True),
        )
    )
    assert settings["USER_AGENT"].endswith(" (+https://example.org/bot)")
    assert settings["DOWNLOAD_DELAY"] == 2.5
    assert settings["CONCURRENT_REQUESTS"] == settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 4
    assert settings["DOWNLOAD_TIMEOUT"] == 9
    assert settings["KLIPING_ALLOW_PRIVATE_ADDRESSES"] is True


def test_a_name_that_leads_inside_is_refused_unless_allowed_or_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(GuardedResolver, "refused", set())
    resolver = object.__new__(GuardedResolver)
    with pytest.raises(DNSLookupError):
        resolver._check("10.1.2.3", "intranet.test")
    assert GuardedResolver.refused == {"intranet.test"}
    assert resolver._check("93.184.215.14", "public.test") == "93.184.215.14"
    monkeypatch.setattr(GuardedResolver, "trusted", frozenset({"proxy.test"}))
    assert resolver._check("10.1.2.3", "proxy.test") == "10.1.2.3"
    monkeypatch.setattr(GuardedResolver, "allow_private", True)
    assert resolver._check("10.1.2.3", "intranet.test") == "10.1.2.3"
