"""robots.txt by RFC 9309."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Request, Response

from archive.frontier import RobotsTxt
from crawler.failures import Disallowed, HostWaits, PrivateAddress, RobotsUnreachable
from crawler.robots import Robots
from tests.crawler.middleware_engine import Engine, crawler_with

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHUT = b"User-agent: *\nDisallow: /story\n"


@dataclass
class Memory:
    """What the archive keeps of robots.txt."""

    kept: RobotsTxt | None = None
    since: list[datetime] = field(default_factory=list)

    async def robots(self, host: str, since: datetime) -> RobotsTxt | None:
        """What was kept, if that is not older."""
        self.since.append(since)
        return self.kept if self.kept and self.kept.checked >= since else None

    async def keep_robots(self, answer: RobotsTxt) -> None:
        """Keep it."""
        self.kept = answer


def _robots(
    answer: Response | Exception, memory: Memory | None = None, **settings: object
) -> tuple[Robots, Engine]:
    engine = Engine(answer)
    job = SimpleNamespace(memory=memory) if memory else None
    robots = Robots(crawler_with(engine, job, **settings))
    robots.clock = lambda: NOW
    return robots, engine


def _ask(robots: Robots, url: str = "http://example.org/story") -> None:
    async def ask() -> None:
        await robots.process_request(Request(url))

    asyncio.run(ask())


def _txt(body: bytes, status: int = 200) -> Response:
    return Response("http://example.org/robots.txt", status=status, body=body)


def _kept(days: float, body: bytes = SHUT, status: int = 200) -> Memory:
    checked = NOW - timedelta(days=days)
    return Memory(RobotsTxt(host="example.org", status=status, body=body, checked=checked))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_missing_robots_txt_opens_the_host(status: int) -> None:
    robots, _ = _robots(_txt(b"User-agent: *\nDisallow: /", status))
    _ask(robots)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_a_failing_robots_txt_closes_the_host(status: int) -> None:
    robots, engine = _robots(_txt(b"", status))
    for _ in range(2):
        with pytest.raises(RobotsUnreachable):
            _ask(robots)
    assert len(engine.asked) == 1


@pytest.mark.parametrize(
    "error",
    [OSError("gone"), DownloadTimeoutError(), CannotResolveHostError(), DownloadCancelledError()],
)
def test_no_answer_closes_the_host(error: Exception) -> None:
    robots, engine = _robots(error)
    for _ in range(2):
        with pytest.raises(RobotsUnreachable, match=r"robots\.txt can't be read"):
            _ask(robots)
    assert engine.asked == ["http://example.org/robots.txt"]


def test_redirects_without_end_count_as_having_none() -> None:
    robots, _ = _robots(IgnoreRequest("max redirections reached"))
    _ask(robots)


@pytest.mark.parametrize("error", [PrivateAddress("inside"), HostWaits("later")])
def test_what_kept_robots_txt_from_being_asked_for_is_told_as_it_is(error: Exception) -> None:
    robots, _ = _robots(error)
    for _ in range(2):
        with pytest.raises(type(error), match=str(error)):
            _ask(robots)


# --- What earlier runs read ---


def test_rules_that_were_read_within_a_day_are_not_asked_for_again() -> None:
    robots, engine = _robots(_txt(b""), _kept(0.9))
    with pytest.raises(Disallowed):
        _ask(robots)
    assert engine.asked == []


def test_older_rules_are_asked_for_again_and_the_new_ones_kept() -> None:
    memory = _kept(1.1)
    robots, engine = _robots(_txt(b""), memory)
    _ask(robots)
    assert len(engine.asked) == 1
    assert memory.kept is not None
    assert (memory.kept.checked, memory.kept.body) == (NOW, b"")


@pytest.mark.parametrize("answer", [_txt(b"", 503), DownloadTimeoutError(), OSError("gone")])
def test_rules_of_the_last_month_hold_while_the_server_has_trouble(
    answer: Response | Exception,
) -> None:
    memory = _kept(29)
    robots, _ = _robots(answer, memory)
    with pytest.raises(Disallowed):
        _ask(robots)
    _ask(robots, "http://example.org/other")
    assert memory.kept is not None
    assert memory.kept.checked == NOW - timedelta(days=29)  # they did not become newer by that


@pytest.mark.parametrize("memory", [_kept(31), _kept(5, b"", 404)])
def test_without_such_rules_a_server_in_trouble_is_closed(memory: Memory) -> None:
    robots, _ = _robots(_txt(b"", 503), memory)
    with pytest.raises(RobotsUnreachable):
        _ask(robots)


def test_a_run_of_more_than_a_day_asks_again() -> None:
    robots, engine = _robots(_txt(b""))
    _ask(robots)
    _ask(robots)
    assert len(engine.asked) == 1
    robots.clock = lambda: NOW + timedelta(days=1, seconds=1)
    engine.answer = _txt(SHUT)
    with pytest.raises(Disallowed):
        _ask(robots)


# --- The rules ---


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


def test_no_rule_is_cut_in_two() -> None:
    head = b"User-agent: *\nDisallow: /\n"
    filled = head + b"#" * (500 * 1024 - len(head) - len(b"\nAllow: /")) + b"\nAllow: /else/where"
    robots, _ = _robots(_txt(filled))
    with pytest.raises(Disallowed):
        _ask(robots)


def test_sitemaps_of_robots_txt_are_kept() -> None:
    robots, _ = _robots(_txt(b"Sitemap: http://example.org/news.xml\n"))
    _ask(robots)
    assert robots.sitemaps == {"example.org": ["http://example.org/news.xml"]}


@pytest.mark.parametrize(
    ("asked", "kept"), [("5", 5.0), ("0.2", 1.0), ("86400", 600.0), ("x", 1.0), ("-3", 1.0)]
)
def test_a_longer_crawl_delay_wins_and_a_shorter_one_does_not(asked: str, kept: float) -> None:
    robots, engine = _robots(
        _txt(f"User-agent: *\nCrawl-delay: {asked}\n".encode()), DOWNLOAD_DELAY=1.0
    )
    _ask(robots)
    assert engine.downloader.slots["example.org"].delay == kept
