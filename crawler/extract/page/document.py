"""Bytes → a document: HTML as a tree that is parsed once, or plain text.

Anything that is neither is refused with :class:`crawler.errors.NotAPage`; nothing else is ever raised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from crawler.errors import NotAPage
from crawler.extract.page.encoding import decode
from crawler.extract.page.mojibake import mended
from crawler.extract.page.nesting import flattened
from crawler.extract.page.screening import is_utf8

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstandard data"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf", "a 7z file"),
    (b"\x7fELF", "a program"),
    (b"RIFF", "media"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"wOF", "a font"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
)
_REFUSED_TYPES = re.compile(
    r"(image|audio|video|font|model)/|application/(pdf|zip|gzip|x-gzip|msword|vnd\.|json|x-tar|x-rar)",
    re.I,
)
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_XML_START = re.compile(rb"\s*(?:<\?xml|<rss|<feed|<urlset|<sitemapindex)", re.I)
_MARKUP = re.compile(r"<(?:!--|/?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>)", re.I)
# Control characters that no text has: all but tab, line feed, form feed, carriage return, escape.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")
_AS_WRITTEN = LexborDocumentOptions.WO_EVENTS.value
"""Without it lexbor watches every change to the tree, for the sake of ``<selectedcontent>``: a tenth of its time."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page's text, readable as a tree (HTML) or as lines (text)."""

    url: str
    encoding: str
    """The encoding that the bytes were read with."""
    tree: LexborHTMLParser | None = field(repr=False)
    """The parsed page; None for plain text. It must live as long as ``root`` is used."""
    text: str = field(repr=False)
    """The plain text; empty for HTML."""
    declared_language: str | None = None
    """The ``lang`` of ``<html>`` or ``<body>``, or ``<meta http-equiv=content-language>``, as written there."""

    @property
    def root(self) -> LexborNode | None:
        """The ``<html>`` element; None for plain text and for an empty page."""
        return self.tree.root if self.tree is not None else None


def parse(body: bytes, content_type: str = "", url: str = "") -> Document:
    """Parse a decompressed body with its Content-Type header (may be empty).

    ``text/plain`` and bodies without any markup become text, all else HTML. Raises NotAPage for PDF, images,
    archives, JSON, feeds and other bytes that are neither.
    """
    kind = content_type.partition(";")[0].strip().lower()
    _refuse(body, kind)
    html = _HTML_START.search(body, 0, 2048) is not None
    if (html or "html" in kind) and is_utf8(body):
        return _parsed(url, "utf-8", body)
    text, encoding = decode(body, content_type)
    if not html and (
        kind == "text/plain"
        or (kind in {"", "application/octet-stream"} and not _MARKUP.search(text))
    ):
        return Document(url, encoding, None, text)
    return _parsed(url, encoding, text.encode("utf-8", "replace"))


def _parsed(url: str, encoding: str, body: bytes) -> Document:
    """A page of HTML, given in UTF-8."""
    tree = LexborHTMLParser(flattened(mended(body)), options=_AS_WRITTEN)
    return Document(url, encoding, tree, "", _declared_language(tree))


def _refuse(body: bytes, kind: str) -> None:
    """Raise NotAPage unless the body may be HTML or text."""
    start = body[:2048]
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            raise NotAPage(f"not a page but {what}")
    if start[4:8] == b"ftyp":
        raise NotAPage("not a page but media")
    if _HTML_START.search(start):
        return
    if _REFUSED_TYPES.match(kind):
        raise NotAPage(f"not a page but {kind}")
    if _XML_START.match(start) and "html" not in kind and b"<html" not in body[:8192].lower():
        raise NotAPage("not a page but XML: a feed or a sitemap")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    sample = body[:16_384]
    if len(_CONTROL.findall(sample)) * 20 > len(sample) and "utf-16" not in kind:
        raise NotAPage("not a page but binary data")


def _declared_language(tree: LexborHTMLParser) -> str | None:
    for node in (tree.root, tree.body):
        if node is None or not node.is_element_node:
            continue
        attributes = node.attributes
        for name in ("lang", "xml:lang"):
            if found := _LANGUAGE.match((attributes.get(name) or "").strip()):
                return found.group()
    meta = (
        tree.css_first('meta[http-equiv="content-language" i]') if tree.root is not None else None
    )
    found = _LANGUAGE.match((meta.attributes.get("content") or "").strip()) if meta else None
    return found.group() if found else None
