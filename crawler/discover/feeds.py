"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1 and 1.1: bytes → links and what is said about them.

Element names count, namespaces only where two vocabularies share a name (``media:title`` is no title).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urldefrag, urljoin
from zoneinfo import ZoneInfo

import orjson
from lxml import etree

from archive.model import Announced
from crawler.discover import xml
from crawler.discover.dates import parse_date
from crawler.discover.packed import unpack
from crawler.discover.sniff import describe, what_is
from crawler.discover.text import decode, from_markup, one_line
from crawler.errors import FeedError
from crawler.urls import is_http

LINK_LIMIT = 2000
"""Links taken of one feed: newspapers announce tens, a few hundreds at most."""

_ENTRIES = frozenset({"item", "entry"})
_LINE_BREAKS = re.compile(r"[\t\r\n]")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_SIDE = ("search.yahoo.com/mrss", "itunes", "podcast", "media", "georss", "google.com/schemas")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed announces."""

    links: tuple[Announced, ...] = ()
    problem: str | None = None
    """One line when it announces more than is taken."""


def read_feed(body: bytes, url: str, *, timezone: str | None = None) -> list[Announced]:
    """The links of a feed; raises as :func:`read_whole_feed`."""
    return list(read_whole_feed(body, url, timezone=timezone).links)


def read_whole_feed(body: bytes, url: str, *, timezone: str | None = None) -> Feed:
    """The links of a feed in its order, each once, at most :data:`LINK_LIMIT`; gzip is unpacked.

    ``url`` is where the feed was fetched: relative links start there, or at ``xml:base``. A date without an offset
    is taken to be in ``timezone``, without one in UTC. A feed that breaks off gives what was readable.

    :raises FeedError: this is no feed, or so broken that not one link could be read; says what it is instead.
    """
    body, broken_gzip = unpack(body)
    if what_is(body) != "feed":
        raise FeedError(f"not a feed: {broken_gzip or describe(body)}")
    zone = ZoneInfo(timezone) if timezone else UTC
    if decode(body[:64]).lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_feed(body, url, zone)
    entry = _EntryReader(url, zone)
    found = xml.read(body, url, _ENTRIES | {"language"}, entry, LINK_LIMIT)
    if not found.entries and (found.problem or broken_gzip):
        raise FeedError(f"not a feed that can be read: {found.problem or broken_gzip}")
    return _feed(found.entries, over=len(found.entries) >= LINK_LIMIT and bool(found.problem))


def _feed(links: list[Announced], *, over: bool) -> Feed:
    told = f"over {LINK_LIMIT:,} entries; the rest was left out"
    return Feed(tuple(unique(links)), told if over else None)


def unique(links: list[Announced]) -> list[Announced]:
    """Each URL once, where it first stood."""
    first: dict[str, Announced] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())


def absolute(link: str, base: str) -> str | None:
    """A link as an absolute http(s) URL without its fragment; None where it can't be one.

    >>> absolute(" /a b\\n#top", "https://example.org/feed")
    'https://example.org/a b'
    """
    link = _LINE_BREAKS.sub("", link).strip()
    if link.startswith(("https://", "http://")) and "#" not in link:
        return link if is_http(link) else None
    try:
        whole = urldefrag(urljoin(base, link)).url
    except ValueError:
        return None
    return whole if link and is_http(whole) else None


def language_code(tag: str | None) -> str | None:
    """The ISO 639-1 part of a language tag (``id-ID`` → ``id``), if it has one."""
    code = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


class _EntryReader:
    """Reads one entry after the other; remembers the feed's language, which stands before them."""

    def __init__(self, url: str, zone: tzinfo) -> None:
        self._url, self._zone = url, zone
        self._language: str | None = None

    def __call__(self, entry: etree._Element) -> Announced | None:
        if xml.local_name(entry) == "language":
            self._language = self._language or language_code(xml.text_of(entry))
            return None
        parts = _parts(entry)
        link = _link(entry, parts)
        whole = absolute(link, _base(entry, self._url)) if link else None
        if whole is None:
            return None
        return Announced(
            url=whole,
            title=_title(parts),
            published=self._date(parts, _PUBLISHED),
            modified=self._date(parts, _MODIFIED),
            evidence="feed",
            language=language_code(_said_language(entry)) or self._language,
        )

    def _date(
        self, parts: dict[str, list[etree._Element]], names: tuple[str, ...]
    ) -> datetime | None:
        dates = (
            parse_date(xml.text_of(element), self._zone)
            for name in names
            for element in parts.get(name, ())
        )
        return next((date for date in dates if date), None)


def _parts(entry: etree._Element) -> dict[str, list[etree._Element]]:
    """An entry's children by name, without those of vocabularies for pictures and podcasts."""
    parts: dict[str, list[etree._Element]] = {}
    for child in entry:
        name = xml.local_name(child)
        if name and not _is_side(child):
            parts.setdefault(name, []).append(child)
    return parts


def _is_side(element: etree._Element) -> bool:
    tag = str(element.tag)
    namespace = (
        tag[1:].partition("}")[0]
        if tag.startswith("{")
        else tag.partition(":")[0]
        if ":" in tag
        else ""
    )
    return any(side in namespace.lower() for side in _SIDE)


def _link(entry: etree._Element, parts: dict[str, list[etree._Element]]) -> str | None:
    """What the entry links to: the original of a rewritten link, a link, an Atom link, an id that is an address."""
    candidates: list[Callable[[], str | None]] = [
        lambda: _first_text(parts, "origlink"),
        lambda: _first_text(parts, "link"),
        lambda: _atom_link(parts),
        lambda: _permalink(parts),
        lambda: next((str(v) for k, v in entry.attrib.items() if str(k).endswith("}about")), None),
    ]
    return next((link for candidate in candidates if (link := candidate())), None)


def _first_text(parts: dict[str, list[etree._Element]], name: str) -> str | None:
    return next((text for element in parts.get(name, ()) if (text := xml.text_of(element))), None)


def _atom_link(parts: dict[str, list[etree._Element]]) -> str | None:
    """RFC 4287, 4.2.7: an absent ``rel`` means ``alternate``; HTML before other types."""
    links = [
        (element.get("type", "text/html") != "text/html", str(element.get("href")))
        for element in parts.get("link", ())
        if element.get("href") and element.get("rel", "alternate") == "alternate"
    ]
    return min(links, key=lambda link: link[0])[1] if links else None


def _permalink(parts: dict[str, list[etree._Element]]) -> str | None:
    for element in (*parts.get("guid", ()), *parts.get("id", ())):
        text = xml.text_of(element)
        if is_http(text) and element.get("isPermaLink", "true").lower() != "false":
            return text
    return None


def _base(entry: etree._Element, url: str) -> str:
    """The base of an entry's links: ``xml:base`` (itself relative to the feed's address) or that address."""
    base = entry.base
    return absolute(base, url) or url if base else url


def _title(parts: dict[str, list[etree._Element]]) -> str | None:
    for element in parts.get("title", ()):
        text = xml.text_of(element)
        is_plain = element.get("type") in {"text", "text/plain", "xhtml"}
        title = one_line(text) if is_plain else from_markup(text)
        if title:
            return title
    return None


def _said_language(entry: etree._Element) -> str | None:
    """``xml:lang`` of the entry, or of what it stands in."""
    parent = entry.getparent()
    said = entry.get(_XML_LANG) or (None if parent is None else parent.get(_XML_LANG))
    return None if said is None else str(said)


def _json_feed(body: bytes, url: str, zone: tzinfo) -> Feed:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = orjson.loads(decode(body).lstrip("\ufeff \t\r\n"))
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise FeedError(f"not a feed that can be read: broken JSON ({error})") from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedError("not a feed that can be read: a JSON Feed without items")
    links = (_json_item(item, url, zone, feed.get("language")) for item in items[:LINK_LIMIT])
    return _feed([link for link in links if link], over=len(items) > LINK_LIMIT)


def _json_item(item: object, url: str, zone: tzinfo, language: object) -> Announced | None:
    if not isinstance(item, dict):
        return None
    said = {key: value for key, value in item.items() if isinstance(value, str)}
    link = said.get("url") or said.get("external_url") or said.get("id", "")
    if not said.get("url") and not is_http(link):
        return None
    whole = absolute(link, url)
    if whole is None:
        return None
    return Announced(
        url=whole,
        title=one_line(said.get("title", "")) or None,
        published=parse_date(said.get("date_published"), zone),
        modified=parse_date(said.get("date_modified"), zone),
        evidence="feed",
        language=language_code(
            said.get("language") or (language if isinstance(language, str) else None)
        ),
    )
