"""The downloader middlewares: addresses, robots.txt, patience, and the bounds of a site."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader import Slot
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.spiders import Spider
from scrapy.utils.test import get_crawler
from twisted.internet.error import DNSLookupError

from crawler.addresses import GuardedResolver, is_private
from crawler.failures import Disallowed, OtherSite, PrivateAddress, RobotsUnreachable
from crawler.middlewares import SITE, AddressGuard, Patience, Robots, SiteRedirects, retry_after
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
    ],
)
def test_inner_addresses_are_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "example.org", "1.2.3"])
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


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Sun, 22 Nov 2026 10:00:30 GMT", 30),
        (b"Sun, 22 Nov 2026 09:00:00 GMT", 0),
        (b"soon", None),
        (b"-5", None),
        (b"9" * 400, None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: bytes | None, seconds: float | None) -> None:
    now = 1795341600.0  # 2026-11-22 10:00:00 UTC
    assert retry_after(header, now) == seconds


@dataclass
class _Engine:
    """As much of an engine as robots.txt needs: it downloads one answer, or fails."""

    answer: Response | Exception
    asked: list[str] = field(default_factory=list)
    downloader: Any = None

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _robots(answer: Response | Exception, **settings: object) -> tuple[Robots, _Engine]:
    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, **settings})
    crawler.spider = Spider("test")
    engine = _Engine(answer)
    engine.downloader = SimpleNamespace(
        slots={"example.org": Slot(8, 1.0, 0)},
        per_slot_settings={},
        get_slot_key=lambda request: "example.org",
    )
    crawler._engine = engine
    return Robots(crawler), engine


def _ask(robots: Robots, url: str = "http://example.org/story") -> None:
    async def ask() -> None:
        await robots.process_request(Request(url))

    asyncio.run(ask())


def _txt(body: bytes, status: int = 200) -> Response:
    return Response("http://example.org/robots.txt", status=status, body=body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_missing_robots_txt_opens_the_host(status: int) -> None:
    robots, _ = _robots(_txt(b"User-agent: *\nDisallow: /", status))
    _ask(robots)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failing_robots_txt_closes_the_host(status: int) -> None:
    robots, _ = _robots(_txt(b"", status))
    for _ in range(2):
        with pytest.raises(RobotsUnreachable):
            _ask(robots)


def test_an_unreachable_robots_txt_closes_the_host() -> None:
    robots, engine = _robots(OSError("gone"))
    for _ in range(2):
        with pytest.raises(RobotsUnreachable, match="the connection failed"):
            _ask(robots)
    assert engine.asked == ["http://example.org/robots.txt"]


def test_our_own_group_counts_before_that_of_everybody() -> None:
    robots, _ = _robots(
        _txt(b"User-agent: *\nDisallow: /\n\nUser-agent: kliping\nDisallow: /private"),
        ROBOTSTXT_USER_AGENT="Kliping",
    )
    _ask(robots)
    with pytest.raises(Disallowed):
        _ask(robots, "http://example.org/private/story")


def test_only_the_first_500_kib_of_robots_txt_are_read() -> None:
    robots, _ = _robots(_txt(b"User-agent: *\n" + b"#\n" * 256_000 + b"Disallow: /story"))
    _ask(robots)


def test_sitemaps_of_robots_txt_are_kept() -> None:
    robots, _ = _robots(_txt(b"Sitemap: http://example.org/news.xml\n"))
    _ask(robots)
    assert robots.sitemaps == {"example.org": ["http://example.org/news.xml"]}


@pytest.mark.parametrize(
    ("asked", "kept"), [("5", 5.0), ("0.2", 1.0), ("86400", 600.0), ("x", 1.0)]
)
def test_a_longer_crawl_delay_wins_and_a_shorter_one_does_not(asked: str, kept: float) -> None:
    robots, engine = _robots(
        _txt(f"User-agent: *\nCrawl-delay: {asked}\n".encode()), DOWNLOAD_DELAY=1.0
    )
    _ask(robots)
    assert engine.downloader.slots["example.org"].delay == kept


def test_a_passing_failure_is_asked_once_more() -> None:
    patience = Patience(_bare_crawler())
    request = Request("http://example.org/a")
    failed = Response(request.url, status=503)
    again = asyncio.run(patience.process_response(request, failed))
    assert isinstance(again, Request)
    assert asyncio.run(patience.process_response(again, failed)) is failed


def test_a_server_that_wants_long_patience_is_left_alone() -> None:
    patience = Patience(_bare_crawler())
    request = Request("http://example.org/a")
    busy = Response(request.url, status=429, headers={"Retry-After": "3600"})
    assert asyncio.run(patience.process_response(request, busy)) is busy


def _bare_crawler() -> Any:
    settings = Settings({"KLIPING_RETRY_PAUSE": 0.01, "RETRY_TIMES": 1})
    stats = SimpleNamespace(inc_value=lambda name: None)
    crawler = SimpleNamespace(settings=settings, stats=stats)
    crawler.spider = SimpleNamespace(crawler=crawler, stopping=asyncio.Event())
    return crawler


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
