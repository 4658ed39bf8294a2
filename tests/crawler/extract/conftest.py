"""What the extraction tests share: a page made of a string, and what the engine understood of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive.model import Extracted, Page
from crawler.extract import article
from crawler.site import Site

FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def understand() -> Callable[..., Extracted]:
    """``understand(body, content_type=…, url=…, site=…, explain=…)`` → Extracted; a string is sent as UTF-8 HTML."""

    def run(
        body: str | bytes,
        content_type: str = "text/html; charset=utf-8",
        url: str = "https://paper.example/news/a-story",
        site: Site | None = None,
        *,
        explain: bool = True,
    ) -> Extracted:
        raw = body.encode() if isinstance(body, str) else body
        headers = (("Content-Type", content_type),) if content_type else ()
        return article(
            Page(url=url, fetched=FETCHED, headers=headers, body=raw), site, explain=explain
        )

    return run
