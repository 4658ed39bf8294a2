"""A host's tdmrep.json: asked for once, before the first page, and obeyed where that is wanted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response

from archive.opt_outs import Reservations as Kept
from crawler.failures import Disallowed, HostWaits, OptedOut
from crawler.reservations import Reservations
from crawler.transfer import STAYS_PACKED
from tests.crawler.middleware_engine import Engine, crawler_with

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = b'[{"location": "/story", "tdm-reservation": 1}]'


@dataclass
class Memory:
    """What the archive keeps of it."""

    kept: Kept | None = None

    async def reservations(self, host: str, since: datetime) -> Kept | None:
        """What was kept, if that is not older."""
        return self.kept if self.kept and self.kept.checked >= since else None

    async def keep_reservations(self, answer: Kept) -> None:
        """Keep it."""
        self.kept = answer


def _middleware(
    answer: Response | Exception, memory: Memory, *, obeyed: bool = True
) -> tuple[Reservations, Engine]:
    engine = Engine(answer)
    names = ["tdm"] if obeyed else ["noai"]
    crawler = crawler_with(engine, SimpleNamespace(memory=memory), KLIPING_OBEY_OPT_OUTS=names)
    middleware = Reservations(crawler)
    middleware.clock = lambda: NOW
    return middleware, engine


def _ask(middleware: Reservations, url: str = "http://example.org/story", pages: int = 1) -> None:
    async def ask() -> None:
        requests = [Request(url, meta={STAYS_PACKED: True}) for _ in range(pages)]
        await asyncio.gather(*map(middleware.process_request, requests))

    asyncio.run(ask())


def _json(body: bytes = RULES, status: int = 200) -> Response:
    return Response("http://example.org/.well-known/tdmrep.json", status=status, body=body)


def test_a_page_that_its_host_reserves_is_not_asked_for() -> None:
    middleware, engine = _middleware(_json(), Memory())
    with pytest.raises(OptedOut, match=r"it opts out \(tdm: /\.well-known/tdmrep\.json\)"):
        _ask(middleware, pages=3)
    _ask(middleware, "http://example.org/free")
    assert engine.asked == ["http://example.org/.well-known/tdmrep.json"]
    assert middleware.of("http://example.org/story") is True


def test_where_that_is_not_obeyed_the_page_is_asked_for_and_what_was_said_is_known() -> None:
    middleware, _ = _middleware(_json(), Memory(), obeyed=False)
    _ask(middleware)
    assert middleware.of("http://example.org/story") is True
    assert middleware.of("http://example.com/story") is None


def test_what_announces_pages_is_not_a_page() -> None:
    middleware, engine = _middleware(_json(), Memory())
    asyncio.run(middleware.process_request(Request("http://example.org/story")))
    assert engine.asked == []


@pytest.mark.parametrize(("days", "asked"), [(0.9, 0), (1.1, 1)])
def test_it_is_asked_for_once_a_day(days: float, asked: int) -> None:
    memory = Memory(Kept(host="example.org", body=RULES, checked=NOW - timedelta(days=days)))
    middleware, engine = _middleware(_json(b"", 404), memory)
    if asked:
        _ask(middleware)
    else:
        with pytest.raises(OptedOut):
            _ask(middleware)
    assert len(engine.asked) == asked


@pytest.mark.parametrize("answer", [_json(b"", 404), _json(b"<html>soft 404</html>")])
def test_that_there_is_none_is_kept_too(answer: Response) -> None:
    memory = Memory()
    _ask(_middleware(answer, memory)[0])
    assert memory.kept == Kept(host="example.org", body=b"", checked=NOW)


@pytest.mark.parametrize(
    "answer", [_json(b"", 503), DownloadTimeoutError(), Disallowed("robots.txt disallows it")]
)
def test_what_could_not_be_asked_for_reserves_nothing_and_is_not_kept(
    answer: Response | Exception,
) -> None:
    memory = Memory()
    _ask(_middleware(answer, memory)[0])
    assert memory.kept is None


def test_a_host_that_is_left_alone_is_left_alone_with_that_too() -> None:
    middleware, _ = _middleware(HostWaits("left alone"), Memory())
    with pytest.raises(HostWaits):
        _ask(middleware)
