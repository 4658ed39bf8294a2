"""What the downloader hears of hosts, told to the run's :class:`~crawler.network.Network`."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import of_error
from crawler.network import Network
from crawler.outage import SLUGS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawler.job import Job

_BEGAN = "kliping_began"
"""Key of ``Request.meta``: when it was handed to the downloader."""


class Listening:
    """Tells the run's network what the downloader hears. Stands nearest to it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Listening:
        """Build it."""
        return cls(crawler)

    @property
    def _network(self) -> Network | None:
        """That of the run the spider works on; another spider, such as the shell's, has none."""
        job: Job | None = getattr(self._crawler.spider, "job", None)
        return job.network if job is not None else None

    def process_request(self, request: Request) -> None:
        """Note when it was asked."""
        request.meta[_BEGAN] = monotonic()

    def process_response(self, request: Request, response: Response) -> Response:
        """Somebody answered."""
        if self._network is not None:
            self._network.answered()
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Nobody answered, or not well."""
        if self._network is None:
            return
        fault = of_error(exception, request.url)
        if fault.slug in SLUGS:
            host = urlparse_cached(request).netloc
            self._network.failed(host, request.meta.get(_BEGAN, 0.0), fault.text)
