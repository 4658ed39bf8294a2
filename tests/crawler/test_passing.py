"""Requests, answers and items on their way through middlewares and pipelines: as Scrapy takes them, but lighter."""

from __future__ import annotations

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.scraper import Scraper
from scrapy.exceptions import DropItem, _InvalidOutput
from scrapy.http import Request, Response
from scrapy.pipelines import ItemPipelineManager

from crawler.passing import Items, Passing, lighten
from crawler.scraping import OneByOne

REQUEST = Request("http://example.org/a")
OTHER = Request("http://example.org/b")
RESPONSE = Response("http://example.org/a")
CHANGED = Response("http://example.org/a", body=b"changed")


def _gives(value: Any, *, later: bool) -> Any:
    """A middleware's method that gives this, at once or when it is waited for."""

    def now(**_: Any) -> Any:
        return value

    async def soon(**_: Any) -> Any:
        await asyncio.sleep(0)
        return value

    return soon if later else now


async def _download(request: Request) -> Response:
    assert request is REQUEST
    return RESPONSE


def _manager(kind: type, requests: list[Any], responses: list[Any]) -> Any:
    manager = object.__new__(kind)
    manager.methods = {
        "process_request": deque(requests),
        "process_response": deque(responses),
        "process_exception": deque(),
    }
    manager._mw_methods_requiring_spider = set()
    return manager


@pytest.mark.parametrize("kind", [DownloaderMiddlewareManager, Passing])
@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    ("requests", "responses", "comes"),
    [
        ([], [], RESPONSE),
        ([None, None], [RESPONSE], RESPONSE),
        ([None], [RESPONSE, CHANGED], CHANGED),
        ([None, CHANGED], [CHANGED], CHANGED),
        ([OTHER, None], [RESPONSE], OTHER),
        ([None], [OTHER, RESPONSE], OTHER),
    ],
)
def test_what_comes_is_what_the_middlewares_make_of_it(
    kind: type, later: bool, requests: list[Any], responses: list[Any], comes: Any
) -> None:
    manager = _manager(
        kind,
        [_gives(value, later=later) for value in requests],
        [_gives(value, later=later) for value in responses],
    )
    assert asyncio.run(manager.download_async(_download, REQUEST)) is comes


@pytest.mark.parametrize("kind", [DownloaderMiddlewareManager, Passing])
@pytest.mark.parametrize(("requests", "responses"), [([7], []), ([], [None]), ([], ["page"])])
def test_what_is_neither_answer_nor_request_is_a_mistake(
    kind: type, requests: list[Any], responses: list[Any]
) -> None:
    manager = _manager(
        kind,
        [_gives(value, later=True) for value in requests],
        [_gives(value, later=False) for value in responses],
    )
    with pytest.raises(_InvalidOutput):
        asyncio.run(manager.download_async(_download, REQUEST))


def _add(item: int) -> int:
    return item + 1


async def _double(item: int) -> int:
    await asyncio.sleep(0)
    return 2 * item


def _drop(item: int) -> int:
    raise DropItem(str(item))


@pytest.mark.parametrize("kind", [ItemPipelineManager, Items])
def test_an_item_goes_through_the_pipelines_in_their_order(kind: type) -> None:
    manager = object.__new__(kind)
    manager._mw_methods_requiring_spider = set()
    manager.methods = {"process_item": deque([_add, _double, _add])}
    assert asyncio.run(manager.process_item_async(3)) == 9
    manager.methods = {"process_item": deque([_add, _drop, _double])}
    with pytest.raises(DropItem, match="4"):
        asyncio.run(manager.process_item_async(3))


@pytest.mark.parametrize("old", [set(), {_add}])
def test_parts_for_older_versions_are_passed_through_as_ever(old: set[Any]) -> None:
    middleware = _manager(DownloaderMiddlewareManager, [], [])
    middleware._mw_methods_requiring_spider = old
    items = object.__new__(ItemPipelineManager)
    items._mw_methods_requiring_spider = set()
    scraper: Any = object.__new__(Scraper)
    scraper.itemproc = items
    engine: Any = SimpleNamespace(
        downloader=SimpleNamespace(middleware=middleware), scraper=scraper
    )
    lighten(engine)
    assert type(scraper) is OneByOne
    assert type(middleware) is (DownloaderMiddlewareManager if old else Passing)
    assert type(items) is Items
