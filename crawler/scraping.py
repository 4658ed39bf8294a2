"""How what a callback gives goes on to the pipelines. A page gives one item, so that needs neither a queue nor tasks of its own.

Leans on names that Scrapy keeps private, which is why its minor version is pinned.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

from scrapy.core.scraper import Scraper
from scrapy.utils.defer import aiter_errback, iter_errback

if TYPE_CHECKING:
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure


class OneByOne(Scraper):
    """Works on what a callback gives in its order, each when the one before is done. What goes wrong in the callback is told as
    Scrapy tells it."""

    async def handle_spider_output_async(
        self,
        result: Iterable[Any] | AsyncIterator[Any],
        request: Request,
        response: Response | Failure,
    ) -> None:
        """Hand each item to the pipelines, and each request to the engine."""
        tell = self.handle_spider_error
        if isinstance(result, AsyncIterator):
            async for output in aiter_errback(result, tell, request, response):
                await self._process_spidermw_output_async(output, response)
        else:
            for output in iter_errback(result, tell, request, response):
                await self._process_spidermw_output_async(output, response)
