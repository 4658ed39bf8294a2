"""How requests, answers and items pass through the middlewares and pipelines: a dozen calls a page.

Scrapy's own way makes something to wait for of whatever each of them returns, and a name for each in case that it has to warn.
Leans on names that Scrapy keeps private, which is why its minor version is pinned.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.exceptions import _InvalidOutput
from scrapy.http import Request, Response
from scrapy.pipelines import ItemPipelineManager
from scrapy.utils.defer import ensure_awaitable

from crawler.scraping import OneByOne

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine


def lighten(engine: ExecutionEngine) -> None:
    """Have an engine work in the ways of this module and of :mod:`crawler.scraping`. Where middlewares or pipelines are written for
    older versions of Scrapy these pass things on as they did."""
    if type(engine.scraper) is OneByOne.__base__:
        engine.scraper.__class__ = OneByOne
    parts: tuple[Any, ...] = (engine.downloader.middleware, engine.scraper.itemproc)
    for part, lighter in zip(parts, (Passing, Items), strict=True):
        is_stock = part.__class__ == lighter.__base__
        if is_stock and not part._mw_methods_requiring_spider:
            part.__class__ = lighter


class Passing(DownloaderMiddlewareManager):
    """Takes requests and answers through the downloader middlewares."""

    async def _process_request(
        self, request: Request, download_func: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Response | Request:
        for method in self.methods["process_request"]:
            answer = method(request=request)  # type: ignore[misc]  # none is None
            if type(answer) is CoroutineType:
                answer = await answer
            if answer is not None and (answer := await ensure_awaitable(answer)) is not None:
                return _either(method, answer)
        return await download_func(request)

    async def _process_response(
        self, response: Response | Request, request: Request
    ) -> Response | Request:
        for method in self.methods["process_response"]:
            if isinstance(response, Request):
                break
            answer = method(request=request, response=response)  # type: ignore[misc]  # none is None
            if type(answer) is CoroutineType:
                answer = await answer
            if not isinstance(answer, Response):
                answer = _either(method, await ensure_awaitable(answer))
            response = answer
        return response


def _either(method: Any, answer: Any) -> Response | Request:
    """What a middleware has answered with."""
    if not isinstance(answer, (Response, Request)):
        raise _InvalidOutput(
            f"{method.__qualname__} returned neither answer nor request: {answer!r}"
        )
    return answer


class Items(ItemPipelineManager):
    """Takes items through the pipelines."""

    async def process_item_async(self, item: Any) -> Any:
        """What is left of an item behind the last pipeline; raises DropItem where one of them drops it."""
        for method in self.methods["process_item"]:
            item = method(item)  # type: ignore[misc]  # none is None
            if type(item) is CoroutineType:
                item = await item
        return item
