"""As much of Scrapy's engine as a downloader middleware looks at: it downloads one answer, or fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from scrapy.core.downloader import Slot
from scrapy.http import Request, Response
from scrapy.spiders import Spider
from scrapy.utils.test import get_crawler


@dataclass
class Engine:
    """Answers every request alike."""

    answer: Response | Exception
    asked: list[str] = field(default_factory=list)
    downloader: Any = None

    async def download_async(self, request: Request) -> Response:
        """Note what was asked for, and answer."""
        self.asked.append(request.url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def crawler_with(engine: Engine, job: object = None, **settings: object) -> Any:
    """A crawler of this engine, whose downloader has one slot: example.org's."""
    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True, **settings})
    crawler.spider = Spider("test", crawler=crawler, job=job)
    engine.downloader = SimpleNamespace(
        slots={"example.org": Slot(8, crawler.settings.getfloat("DOWNLOAD_DELAY"), 0)},
        per_slot_settings={},
        domain_concurrency=8,
    )
    crawler._engine = engine
    return crawler
