"""Telling what a body is by its bytes: servers mislabel feeds and sitemaps too often to be believed."""

from __future__ import annotations

import re
from typing import Literal

from crawler.discover import xml
from crawler.discover.packed import peek
from crawler.discover.text import decode

Kind = Literal["feed", "sitemap", "html", "text", "xml", "json", "binary", "empty"]

_PEEK = 65536
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|title|script|meta|div|article|section|main|p|h1|table)\b",
    re.IGNORECASE,
)
_OUTERMOST = re.compile(r"<\?xml[^>]*>\s*(?:<[!?][^>]*>\s*)*<([\w:.-]+)")
_JSON_FEED = re.compile(r"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/", re.IGNORECASE)
_LINE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAID = {
    "feed": "a feed",
    "sitemap": "a sitemap",
    "html": "an HTML page",
    "text": "plain text",
    "xml": "XML of another kind",
    "json": "JSON of another kind",
    "binary": "binary data",
    "empty": "empty",
}


def what_is(body: bytes, content_type: str = "") -> Kind:
    """What a fetched start point is, whatever it was declared to be; gzip is looked into.

    ``feed``: RSS, Atom, JSON Feed · ``sitemap``: urlset, index, or lines of URLs · ``html`` · ``xml``, ``json``,
    ``text`` of another kind · ``binary`` · ``empty``. The declared type only decides between HTML and text where
    the bytes show neither.
    """
    head = peek(body, _PEEK)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "binary" if body[:2] == b"\x1f\x8b" else "empty"
    if any(head.startswith(magic) for magic, _ in _BINARY):
        return "binary"
    text = decode(head).lstrip("\ufeff \t\r\n\x00")
    kind = _markup(text) or ("sitemap" if _lines_of_urls(text) else None)
    if kind is None and len(_CONTROL.findall(head)) > len(head) // 50:
        kind = "binary"
    is_html = "html" in content_type.lower() or text.startswith("<")
    return kind or ("html" if is_html else "text")


def _markup(text: str) -> Kind | None:
    if text[:1] in {"{", "["}:
        return "feed" if _JSON_FEED.search(text[:4096]) else "json"
    root = _root(text)
    if root:
        return "sitemap" if root in {"urlset", "sitemapindex"} else "feed"
    outermost = _OUTERMOST.match(text[:4096])
    if outermost and outermost[1].lower() != "html":
        return "xml"
    if _HTML.search(text[:4096]):
        return "html"
    return "xml" if text.startswith(("<?xml", "<!DOCTYPE")) else None


def describe(body: bytes) -> str:
    """What a body is, for the end of the sentence "not a feed: …"."""
    head = peek(body, _PEEK)
    named = next((name for magic, name in _BINARY if head.startswith(magic)), None)
    return named or _SAID[what_is(body)]


def _root(text: str) -> str | None:
    """The outermost element where it makes the document a feed or a sitemap: nothing of HTML stands before it."""
    found = xml.root_at(text)
    if found is None:
        return None
    root, start = found
    html = _HTML.search(text, 0, start)
    return root if html is None or _is_noise(text, start) else None


def _is_noise(text: str, start: int) -> bool:
    """Whether what stands before ``start`` is short and no HTML document: a warning some server printed."""
    before = text[:start].lower()
    return (
        start < 2000
        and "<html" not in before
        and "<!doctype html" not in before
        and "<body" not in before
    )


def _lines_of_urls(text: str) -> bool:
    lines = [line.strip() for line in text[:8192].splitlines() if line.strip()][:5]
    urls = [_LINE.fullmatch(line) is not None for line in lines]
    return bool(urls) and urls[0] and sum(urls) > len(urls) // 2
