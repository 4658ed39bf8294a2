"""Sitemaps (sitemaps.org 0.9), their indexes, Google's news sitemaps and plain lists of URLs: bytes → links.

Pictures, videos and other languages that an entry names are passed over. Element names count, namespaces do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from lxml import etree

from archive.model import Announced
from crawler.discover import xml
from crawler.discover.dates import parse_date
from crawler.discover.feeds import absolute, language_code, read_whole_feed, unique
from crawler.discover.packed import unpack
from crawler.discover.sniff import describe, what_is
from crawler.discover.text import decode, from_markup
from crawler.errors import FeedError

ENTRY_LIMIT = 50_000
"""Entries taken of one sitemap: the most that the protocol allows."""

_ENTRIES = frozenset({"url", "sitemap"})


@dataclass(frozen=True, slots=True)
class Child:
    """One sitemap that an index names."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap names."""

    links: tuple[Announced, ...] = ()
    children: tuple[Child, ...] = ()
    problem: str | None = None
    """One line when not all of it could be read (cut off, broken, over the limit); what was readable is here."""


def read_sitemap(body: bytes, url: str, *, timezone: str | None = None) -> Sitemap:
    """Read a sitemap, an index of sitemaps, a list of URLs or a feed in their place; gzip is unpacked.

    ``url`` is where it was fetched. A date without an offset is taken to be in ``timezone``, without one in UTC.

    :raises FeedError: this is no sitemap, defines entities that unfold, or not one entry could be read of it.
    """
    body, broken_gzip = unpack(body)
    kind = what_is(body)
    if kind == "feed":
        feed = read_whole_feed(body, url, timezone=timezone)
        return Sitemap(links=feed.links, problem=broken_gzip or feed.problem)
    if kind != "sitemap":
        raise FeedError(f"not a sitemap: {broken_gzip or describe(body)}")
    if xml.root_at(decode(body[:65536])):
        sitemap = _xml_sitemap(body, url, ZoneInfo(timezone) if timezone else UTC)
    else:
        sitemap = _text_sitemap(body, url)
    problem = sitemap.problem or broken_gzip
    if problem and not sitemap.links and not sitemap.children:
        raise FeedError(f"not a sitemap that can be read: {problem}")
    return Sitemap(links=sitemap.links, children=sitemap.children, problem=problem)


def _xml_sitemap(body: bytes, url: str, zone: tzinfo) -> Sitemap:
    def make(element: etree._Element) -> Announced | Child | None:
        return (
            _child(element, url, zone)
            if xml.local_name(element) == "sitemap"
            else _link(element, url, zone)
        )

    found = xml.read(body, url, _ENTRIES, make, ENTRY_LIMIT)
    links = unique([entry for entry in found.entries if isinstance(entry, Announced)])
    children: dict[str, Child] = {}
    for entry in found.entries:
        if isinstance(entry, Child):
            children.setdefault(entry.url, entry)
    return Sitemap(links=tuple(links), children=tuple(children.values()), problem=found.problem)


def _text_sitemap(body: bytes, url: str) -> Sitemap:
    lines = decode(body).splitlines()
    whole = (
        absolute(line, url)
        for line in lines[:ENTRY_LIMIT]
        if line.strip().lower().startswith("http")
    )
    links = unique([Announced(url=link, evidence="sitemap") for link in whole if link])
    over = (
        f"over {ENTRY_LIMIT:,} entries; the rest was left out" if len(lines) > ENTRY_LIMIT else None
    )
    return Sitemap(links=tuple(links), problem=over)


def _child(element: etree._Element, url: str, zone: tzinfo) -> Child | None:
    said = _said(element)
    link = absolute(said.get("loc", ""), url)
    return Child(link, parse_date(said.get("lastmod"), zone)) if link else None


def _link(element: etree._Element, url: str, zone: tzinfo) -> Announced | None:
    said = _said(element)
    link = absolute(said.get("loc", ""), url)
    if link is None:
        return None
    news = next((_said(child) for child in element if xml.local_name(child) == "news"), {})
    return Announced(
        url=link,
        title=from_markup(news.get("title", "")) or None,
        published=parse_date(news.get("publication_date"), zone),
        modified=parse_date(said.get("lastmod"), zone),
        evidence="sitemap",
        language=language_code(news.get("language")),
    )


def _said(element: etree._Element) -> dict[str, str]:
    """The text of an element's children by name, the first of each; ``publication`` is looked into."""
    said: dict[str, str] = {}
    for child in element:
        name = xml.local_name(child)
        if name == "publication":
            said |= {key: value for key, value in _said(child).items() if key == "language"}
        elif name and name not in said and len(child) == 0:
            said[name] = (child.text or "").strip()
    return said
