"""What a callback gives reaches the pipelines one by one, and what goes wrong in it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from scrapy.http import Request, Response

from crawler.scraping import OneByOne

REQUEST = Request("http://example.org/a")
RESPONSE = Response("http://example.org/a", request=REQUEST)


class _Scraper(OneByOne):
    """Notes what would go to the pipelines, and what would be told."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def _process_spidermw_output_async(self, output: Any, response: Any) -> None:
        assert response is RESPONSE
        self.seen.append(f"{output} begins")
        await asyncio.sleep(0)
        self.seen.append(f"{output} ends")

    def handle_spider_error(self, _failure: Any, request: Any, response: Any) -> None:
        assert (request, response) == (REQUEST, RESPONSE)
        self.seen.append(f"told: {_failure.value}")


def _plain(*, fails: bool) -> Iterator[str]:
    yield "first"
    if fails:
        raise ValueError("no more")
    yield "second"


async def _later(*, fails: bool) -> AsyncIterator[str]:
    for item in _plain(fails=fails):
        yield item


@pytest.mark.parametrize("callback", [_plain, _later])
def test_each_item_is_done_before_the_next_is_asked_for(callback: Any) -> None:
    scraper = _Scraper()
    asyncio.run(scraper.handle_spider_output_async(callback(fails=False), REQUEST, RESPONSE))
    assert scraper.seen == ["first begins", "first ends", "second begins", "second ends"]


@pytest.mark.parametrize("callback", [_plain, _later])
def test_a_callback_that_fails_is_told_and_what_it_gave_is_kept(callback: Any) -> None:
    scraper = _Scraper()
    asyncio.run(scraper.handle_spider_output_async(callback(fails=True), REQUEST, RESPONSE))
    assert scraper.seen == ["first begins", "first ends", "told: no more"]


def test_a_callback_may_give_nothing() -> None:
    scraper = _Scraper()
    asyncio.run(scraper.handle_spider_output_async([], REQUEST, RESPONSE))
    assert scraper.seen == []
