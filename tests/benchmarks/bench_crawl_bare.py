"""What a crawl is measured against: a bare Scrapy spider that fetches the same pages and throws them away.

``bench_crawl_bare.py URLS.txt``: stock Scrapy but for what the crawl itself is told by its configuration (how many requests at
once, no pause) and the switches that would cost it time for nothing. Prints pages and when it ended as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

SETTINGS = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


class Bare(scrapy.Spider):
    """Fetches and forgets."""

    name = "bare"

    def __init__(self, urls: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.pages = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            yield scrapy.Request(url, self.parse, dont_filter=True)

    def parse(self, response: scrapy.http.Response) -> None:
        self.pages += bool(response.body)


def main(file: Path) -> None:
    """Crawl and say when it ended."""
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, urls=file.read_text(encoding="utf-8").split())
    process.start()
    spider, stats = crawler.spider, crawler.stats
    if not isinstance(spider, Bare) or stats is None:
        raise SystemExit("the spider did not run")
    ended = stats.get_value("finish_time").timestamp()
    sys.stdout.write(json.dumps({"pages": spider.pages, "ended": ended}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
