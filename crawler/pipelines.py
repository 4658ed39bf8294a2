"""Scrapy's adapters, each of which calls one thing. The order is in ``ITEM_PIPELINES``: Extract, Admit, Store.

What flows: the spider yields :class:`Fetched`; Extract makes an :class:`~crawler.memory.Arrival` of it; Admit
refuses what is no article; Store hands it to the archive. A download that failed comes as an Arrival at once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from archive.looks import Look
from archive.model import ARTICLE_KINDS, Extracted, Page
from archive.revisions.revise import content_hash
from archive.visit import Visit
from crawler.batches import StoringEnded
from crawler.bounds import Bounds, is_guess
from crawler.errors import CrawlFailed, PageError
from crawler.extraction_pool import Abandoned
from crawler.failures import OptedOut, of_error
from crawler.fault import Fault
from crawler.memory import Arrival
from crawler.opt_outs import obeyed, with_reservation
from crawler.reservations import Reservations
from crawler.site import Site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, and the link that led to it."""

    page: Page = field(repr=False)
    link: str
    """The URL as announced."""
    site: Site = field(repr=False)
    look: Look | None = field(default=None, repr=False)
    """The stored article whose page was looked at again; None for a link."""

    @property
    def source(self) -> str:
        """Name of the source it belongs to."""
        return self.site.name


Item = Fetched | Arrival

LONGEST_TEXT = 1_000_000
"""Characters; the longest stories of the press have a quarter of that. More is a page made to hurt the index."""


LONGEST_VALIDATOR = 200
"""Characters of an ETag; one is kept for each article of a month."""


class _Stage:
    """What the pipelines share: the way to the run they belong to."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Stage:
        """Build the stage. The run itself is known once the spider is."""
        return cls(crawler)

    @property
    def job(self) -> Job:
        """The run that the spider works on."""
        job: Job = self._crawler.spider.job  # type: ignore[union-attr]  # items come from our spider only
        return job


class Extract(_Stage):
    """Cleans a page, in another process."""

    _turns: asyncio.Semaphore | None = None

    async def process_item(self, item: Item) -> Arrival:
        """Make an Arrival of a page; one that can't be cleaned arrives as failed or refused."""
        if isinstance(item, Arrival):
            return item
        try:
            extracted = await self._in_turn(item)
        except PageError as error:
            return Arrival(faulty(item, of_error(error, item.page.url)))
        except Abandoned as error:
            raise DropItem(str(error), log_level="DEBUG") from None
        except CrawlFailed as error:
            self.job.fail(error)
            raise DropItem(str(error), log_level="DEBUG") from None
        visit = replace(_visit(item), outcome="read", extracted=extracted)
        is_known = item.look and item.look.content_hash == content_hash(extracted.article)
        return Arrival(visit, None if is_known else item.page)

    async def _in_turn(self, item: Fetched) -> Extracted:
        """Pages wait here rather than in the pool, so that each is cleaned with what those before it have taught."""
        if self._turns is None:
            self._turns = asyncio.Semaphore(4 * self.job.pool.workers)
        house_lines = self.job.memory.house_lines
        async with self._turns:
            repeated = house_lines.of(item.source)
            extracted = await self.job.pool.extract(item.page, item.site, repeated)
        extracted = self._with_reservation(extracted, item.page.url)
        if extracted.article.kind in ARTICLE_KINDS:
            house_lines.learn(item.source, extracted.lines)
        return extracted

    def _with_reservation(self, extracted: Extracted, url: str) -> Extracted:
        """The same, with what the page's host reserves for it, which the page itself does not show."""
        rules = self._crawler.get_downloader_middleware(Reservations)
        reserved = rules.of(url) if rules else None
        if reserved is None:
            return extracted
        return replace(extracted, opt_outs=with_reservation(extracted.opt_outs, reserved))


class Admit(_Stage):
    """Refuses pages that were understood to be no article, or that do not want to be kept."""

    def process_item(self, item: Arrival) -> Arrival:
        """Let articles through; anything else is refused with its kind."""
        extracted = item.visit.extracted
        if extracted is None:
            return item
        kind = extracted.article.kind
        if item.page is not None and is_guess(item.page.announced):
            bounds = self._crawler.get_downloader_middleware(Bounds)
            if bounds is not None:
                bounds.traps.note(item.source, item.visit.link, kind)
        if kind == "soft-404" and item.visit.look is not None:
            return Arrival(replace(item.visit, outcome="missing", reason=kind, extracted=None))
        if kind not in ARTICLE_KINDS:
            why = f" ({extracted.kind_evidence})" if extracted.kind_evidence else ""
            return _refused(item, f"not-an-article:{kind}", f"not an article: {kind}{why}")
        opted_out = obeyed(extracted.opt_outs, self.job.configuration.crawl.obey_opt_outs)
        if opted_out is not None:
            return _refused(item, OptedOut.slug, f"it opts out ({opted_out})")
        if len(extracted.article.text) > LONGEST_TEXT:
            return _refused(item, "too-big", "its text is longer than any article")
        return item


def _refused(item: Arrival, reason: str, detail: str) -> Arrival:
    visit = replace(item.visit, outcome="refused", reason=reason, detail=detail, extracted=None)
    return Arrival(visit)


class Store(_Stage):
    """Hands visits to the archive's thread in batches."""

    async def process_item(self, item: Arrival) -> Arrival:
        """Queue a visit. When the archive can't be written the run ends itself, as Scrapy would not."""
        try:
            await self.job.put(item)
        except StoringEnded:
            raise DropItem("nothing more is stored", log_level="DEBUG") from None
        return item

    async def close_spider(self) -> None:
        """Store what still waits."""
        job: Job | None = getattr(self._crawler.spider, "job", None)
        if job is not None and job.batches is not None:
            with suppress(StoringEnded):  # the run knows
                await job.batches.drain()


def _visit(item: Fetched) -> Visit:
    page = item.page
    return Visit(
        link=item.link,
        source=page.source,
        at=page.fetched,
        outcome="failed",
        url=page.url if page.url != item.link else None,
        look=item.look.id if item.look else None,
        etag=_validator(page, "etag"),
        last_modified=_validator(page, "last-modified"),
    )


def _validator(page: Page, name: str) -> str | None:
    """A header that tells whether the page has changed; None where it is none to send back."""
    value = next((value for header, value in page.headers if header.lower() == name), None)
    is_sound = value and len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    return value if is_sound else None


def faulty(item: Fetched, fault: Fault) -> Visit:
    """The visit of a page that came but is not taken."""
    return replace(
        _visit(item),
        outcome="refused" if fault.refused else "failed",
        reason=fault.slug,
        detail=fault.text,
        retry=fault.passing,
    )
