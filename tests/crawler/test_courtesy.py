"""The middleware that gives hosts the time they ask for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred

from archive.hosts import HostState
from crawler.courtesy import Patience
from crawler.failures import HostWaits
from crawler.patience import FIRST_DELAY, GOOD_ANSWERS, KEEPS_REFUSING
from crawler.spacing import keep_apart
from tests.crawler.middleware_engine import Engine, crawler_with

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Memory:
    """What the archive keeps of hosts."""

    kept: dict[str, HostState] = field(default_factory=dict)

    async def hosts(self) -> dict[str, HostState]:
        """What was kept."""
        return dict(self.kept)

    async def keep_host(self, state: HostState) -> None:
        """Keep it."""
        self.kept[state.host] = state


@dataclass
class World:
    """A middleware with its engine and its memory, and a clock of its own."""

    memory: Memory = field(default_factory=Memory)
    now: datetime = NOW
    delay: float = 0.0

    def __post_init__(self) -> None:
        self.engine = Engine(Response("http://example.org/"))
        settings = {"KLIPING_RETRY_PAUSE": 0.01, "RETRY_TIMES": 1, "DOWNLOAD_DELAY": self.delay}
        crawler = crawler_with(self.engine, SimpleNamespace(memory=self.memory), **settings)
        self.patience = Patience(crawler)
        self.patience.clock = lambda: self.now
        self.slot = self.engine.downloader.slots["example.org"]

    def ask(self, url: str = "http://example.org/a") -> Request:
        """Let a request pass."""
        request = Request(url)
        asyncio.run(self.patience.process_request(request))
        return request

    def answer(self, status: int, request: Request | None = None, **headers: str) -> Any:
        """Let an answer pass."""
        request = request or self.ask()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = Response(request.url, status=status, headers=named)
        return asyncio.run(self.patience.process_response(request, response))


def test_a_passing_failure_is_asked_once_more() -> None:
    world = World()
    again = world.answer(500)
    assert isinstance(again, Request)
    assert isinstance(world.answer(500, again), Response)
    assert world.memory.kept == {}  # a page that fails says nothing of its host's pace


def test_a_host_that_asks_for_an_hour_is_left_alone_for_at_least_that() -> None:
    world = World()
    with pytest.raises(HostWaits, match=r"^left alone until .* UTC \(it answered 429\)$"):
        world.answer(429, Retry_After="3600")
    kept = world.memory.kept["example.org"].until
    assert kept is not None
    assert timedelta(hours=1) <= kept - NOW <= timedelta(hours=1.1)
    with pytest.raises(HostWaits):
        world.ask("http://example.org:8080/other")
    world.ask("http://www.example.org/another-host")
    world.now = kept
    world.ask()


def test_the_next_run_obeys_it_too() -> None:
    first = World()
    with pytest.raises(HostWaits):
        first.answer(503, Retry_After="Sun, 22 Nov 2026 12:30:00 GMT")
    second = World(memory=first.memory, now=NOW + timedelta(minutes=29))
    with pytest.raises(HostWaits):
        second.ask()
    assert second.slot.delay == FIRST_DELAY
    World(memory=first.memory, now=NOW + timedelta(minutes=34)).ask()


def test_what_waits_for_its_turn_at_the_host_is_turned_away() -> None:
    world = World()
    turned: list[Any] = []
    waiting: Deferred[Any] = Deferred()
    waiting.addErrback(turned.append)
    world.slot.queue.append((Request("http://example.org/b"), waiting))
    with pytest.raises(HostWaits):
        world.answer(429, Retry_After="60")
    assert [type(failure.value) for failure in turned] == [HostWaits]
    assert not world.slot.queue


def test_a_moment_is_waited_for_by_all_requests_to_the_host() -> None:
    world = World(delay=0.01)
    before = world.slot.lastseen
    again = world.answer(429, Retry_After="1")
    assert isinstance(again, Request)
    assert world.slot.lastseen > before
    assert world.memory.kept["example.org"].until is not None


def test_without_retry_after_a_busy_host_gets_twice_the_time_each_time() -> None:
    world = World(delay=1.0)
    delays = []
    for _ in range(8):
        world.now += timedelta(minutes=1)
        world.answer(503)
        delays.append(world.slot.delay)
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60]
    assert world.memory.kept["example.org"].delay == 60


def test_many_requests_under_way_are_one_sign() -> None:
    world = World(delay=1.0)
    for _ in range(8):
        request = world.ask()
        request.meta["download_latency"] = 5.0  # sent before the first of them was answered
        world.answer(503, request)
    assert world.slot.delay == 2


def test_good_answers_bring_the_pace_back() -> None:
    world = World(delay=1.0)
    world.answer(503)
    world.now += timedelta(minutes=1)
    world.answer(503)
    delays = []
    for _ in range(2 * GOOD_ANSWERS):
        world.answer(200)
        delays.append(world.slot.delay)
    assert delays == [4] * (GOOD_ANSWERS - 1) + [2] * GOOD_ANSWERS + [1]
    assert world.slot.concurrency == 8
    kept = world.memory.kept["example.org"]
    assert (kept.until, kept.delay) == (None, 0)


def test_one_that_keeps_answering_429_is_left_alone_for_a_while() -> None:
    world = World()
    for _ in range(KEEPS_REFUSING - 1):
        world.answer(429)
        world.now += timedelta(minutes=1)
    with pytest.raises(HostWaits):
        world.answer(429)
    # One that keeps answering 503 is down, which is told as a failure.
    down = World()
    for _ in range(2 * KEEPS_REFUSING):
        down.answer(503)
        down.now += timedelta(minutes=1)


def test_the_next_run_keeps_a_long_delay_from_the_last_request_on() -> None:
    first = World()
    keep_apart(first.engine.downloader, "example.org", 0.0, floor=120.0)
    first.slot.lastseen = monotonic() - 20
    asyncio.run(first.patience.remember_delays())
    with pytest.raises(HostWaits, match="it is asked seldom, as it wants"):
        World(memory=first.memory, now=NOW + timedelta(seconds=80)).ask()
    World(memory=first.memory, now=NOW + timedelta(seconds=101)).ask()
    soon = World()
    soon.slot.delay, soon.slot.lastseen = 1.0, monotonic()
    asyncio.run(soon.patience.remember_delays())
    assert soon.memory.kept == {}


def test_a_crawl_delay_stays_when_patience_ends() -> None:
    world = World(delay=1.0)
    keep_apart(world.engine.downloader, "example.org", 1.0, floor=3.0)
    world.answer(503)
    assert world.slot.delay == 6
    for _ in range(GOOD_ANSWERS):
        world.answer(200)
    assert world.slot.delay == 3
