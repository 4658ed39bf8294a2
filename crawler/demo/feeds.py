"""Feeds, sitemaps and robots.txt of one sample newspaper."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from crawler.demo.content import PAPERS, Newspaper, Story
from crawler.demo.templates import Markup, Templates

NEWS_SITEMAP = "/sitemap-news.xml"
SITEMAP_INDEX = "/sitemap_index.xml"


class Feeds:
    """Everything by which a newspaper that lives at ``home`` announces its stories."""

    def __init__(self, paper: Newspaper, home: str) -> None:
        self.paper = paper
        self.home = home
        self._templates = Templates.load(PAPERS / "feeds.xml")
        self._dated = [s for s in paper.stories if s.announced and s.published]

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Paths of the sitemaps that robots.txt names; a paper without a feed has none."""
        return (NEWS_SITEMAP, SITEMAP_INDEX) if self.paper.feed else ()

    def documents(self) -> Mapping[str, tuple[str, bytes]]:
        """Path → content type and body."""
        found = {"/robots.txt": ("text/plain; charset=utf-8", self._robots())}
        if self.paper.feed is None:
            return found
        found[self.paper.feed] = (f"application/{self.paper.feed_format}+xml", self._feed())
        news = [story for story in self._dated if story.kind != "index"]
        found[NEWS_SITEMAP] = ("application/xml", self._urlset("news-url", news[:20]))
        found[SITEMAP_INDEX] = ("application/xml", self._index())
        for month, stories in self._months().items():
            body = gzip.compress(self._urlset("url", stories), mtime=0)
            found[_month_path(month)] = ("application/gzip", body)
        return found

    def _robots(self) -> bytes:
        rows = [{"home": self.home, "path": path} for path in self.sitemaps]
        items = self._templates.each("robots-sitemap", rows)
        return f"{self._templates.fill('robots', {'items': items})}\n".encode()

    def _feed(self) -> bytes:
        part = self.paper.feed_format
        newest = [s for s in self._dated if s.kind != "index"][: self.paper.feed_items]
        return self._document(part, f"{part}-item", newest)

    def _urlset(self, part: str, stories: Sequence[Story]) -> bytes:
        return self._document("urlset", part, stories)

    def _document(self, part: str, item: str, stories: Sequence[Story]) -> bytes:
        items = self._templates.each(item, map(self._values, stories))
        newest = max((s.last_changed for s in stories if s.last_changed), default=None)
        return self._templates.fill(
            part, self._common() | {"items": items, "updated_iso": _iso(newest)}
        ).encode()

    def _index(self) -> bytes:
        rows = [
            self._common()
            | {"path": _month_path(month), "changed_iso": _iso(stories[0].last_changed)}
            for month, stories in self._months().items()
        ]
        items = self._templates.each("sitemap", rows)
        return self._templates.fill("sitemapindex", {"items": items}).encode()

    def _months(self) -> dict[str, list[Story]]:
        months: dict[str, list[Story]] = {}
        for story in self._dated:
            months.setdefault(f"{story.published:%Y-%m}", []).append(story)
        return months

    def _common(self) -> dict[str, object]:
        return {
            "paper": self.paper.title,
            "home": self.home,
            "feed": self.paper.feed,
            "language": self.paper.language,
        }

    def _values(self, story: Story) -> dict[str, object]:
        return self._common() | {
            "title": story.title,
            "url": self.home + story.path,
            "slug": story.slug,
            "deck": Markup(story.deck.replace("&", "&amp;")) if story.deck else None,
            "authors": ", ".join(story.authors) or self.paper.title,
            "published_iso": _iso(story.published),
            "published_rfc822": format_datetime(story.published) if story.published else None,
            "changed_iso": _iso(story.last_changed),
        }


def _month_path(month: str) -> str:
    return f"/sitemaps/{month}.xml.gz"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
