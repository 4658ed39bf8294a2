"""Reading the entries of an XML document piece by piece: bounded, without entities, past what is broken.

First as XML; where that fails, once more with the usual mistakes repaired (bare ``&``, HTML's entities, missing
namespaces, wrong nesting) by a parser that recovers. The reading that found more is taken.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lxml import etree

from crawler.discover.text import chunks
from crawler.errors import FeedError

T = TypeVar("T")

ROOTS = ("rss", "rdf", "channel", "feed", "urlset", "sitemapindex")
"""Names of the outermost element, without prefix and in lower case."""

_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(rss|rdf|channel|feed|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE
)
_ENTITY = re.compile(
    r"""<!ENTITY\s+[\w.:-]+\s+(?:SYSTEM|PUBLIC|"[^"]*&\w|'[^']*&\w)""", re.IGNORECASE
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_BASIC = frozenset({"amp", "lt", "gt", "quot", "apos"})

_HEAD_LIMIT = 1 << 20
_REPAIR_LIMIT = 10 * 1024 * 1024
_PIECE = 1 << 16
_LIVE_LIMIT = 100_000
_ELEMENT_LIMIT = 3_000_000


@dataclass(slots=True)
class Found(Generic[T]):
    """What a document holds."""

    root: str
    """Which of :data:`ROOTS` it is."""
    entries: list[T] = field(default_factory=list)
    problem: str | None = None
    """Why there may be more that could not be read; None when all was read."""


class _TooMuch(Exception):
    """A limit of ours was reached; what was read stays."""


def local_name(element: etree._Element) -> str:
    """An element's name without namespace or prefix, in lower case; empty for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def text_of(element: etree._Element) -> str:
    """All text inside an element, stripped."""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(map(str, element.itertext())).strip()


def read(
    body: bytes,
    url: str,
    names: frozenset[str],
    make: Callable[[etree._Element], T | None],
    limit: int,
) -> Found[T]:
    """Read the elements called ``names`` with ``make``; None from it leaves an entry out.

    :raises FeedError: no document of :data:`ROOTS` begins here, or it defines entities that unfold.
    """
    reader = _Reader(url, names, make, limit)
    found = reader.read(_from_root(chunks(body)), recover=False)
    if found.problem is None or len(found.entries) >= limit or len(body) > _REPAIR_LIMIT:
        return found
    text = _repair("".join(_from_root(chunks(body))))
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    repaired = reader.read(pieces, recover=True)
    if len(repaired.entries) <= len(found.entries):
        return found
    return repaired


def root_at(text: str) -> tuple[str, int] | None:
    """Name and place of the first tag that is one of :data:`ROOTS`."""
    match = _ROOT.search(text)
    return (match[1].lower(), match.start()) if match else None


class _Reader(Generic[T]):
    def __init__(
        self,
        url: str,
        names: frozenset[str],
        make: Callable[[etree._Element], T | None],
        limit: int,
    ) -> None:
        self._url, self._names, self._make, self._limit = url, names, make, limit

    def read(self, pieces: Iterable[str], *, recover: bool) -> Found[T]:
        parser = etree.XMLPullParser(
            events=("start", "end"),
            recover=recover,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            base_url=self._url or None,
            encoding="utf-8",
        )
        found: Found[T] = Found(root="")
        self._live = self._elements = self._depth = 0
        try:
            for piece in pieces:
                parser.feed(_ILLEGAL.sub("", piece).encode("utf-8", "replace"))
                self._take(parser, found)
            # What ends only because the document does was cut off, and is not taken.
            if self._depth and not recover:
                found.problem = "it breaks off"
            elif not recover:
                parser.close()
        except _TooMuch as error:
            found.problem = str(error)
        except etree.XMLSyntaxError as error:
            self._rest(parser, found)
            # With the outermost element closed nothing is lost: a prefix without its namespace, junk at the end.
            is_whole = bool(found.root) and self._depth == 0
            found.problem = None if is_whole else f"broken XML: {error.msg}"
        if recover:
            found.problem = (
                found.problem or _first_error(parser) or ("it breaks off" if self._depth else None)
            )
        return found

    def _rest(self, parser: etree.XMLPullParser[etree._Element], found: Found[T]) -> None:
        """Take what was read of the piece that then turned out to be broken."""
        try:
            self._take(parser, found)
        except (_TooMuch, etree.XMLSyntaxError):
            return

    def _take(self, parser: etree.XMLPullParser[etree._Element], found: Found[T]) -> None:
        for event, element in parser.read_events():
            if event == "start":
                self._depth += 1
                found.root = found.root or local_name(element)
                continue
            self._depth -= 1
            self._live += 1
            self._elements += 1
            if local_name(element) in self._names:
                if len(found.entries) >= self._limit:
                    raise _TooMuch(f"over {self._limit:,} entries; the rest was left out")
                entry = self._make(element)
                if entry is not None:
                    found.entries.append(entry)
                _forget(element)
                self._live = 0
            if self._live > _LIVE_LIMIT or self._elements > _ELEMENT_LIMIT:
                raise _TooMuch("too many elements that are no entries; the rest was left out")


def _forget(element: etree._Element) -> None:
    """Free an entry and what came before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _first_error(parser: etree.XMLPullParser[etree._Element]) -> str | None:
    for entry in parser.error_log:
        if entry.level_name in {"ERROR", "FATAL"} and entry.domain_name != "NAMESPACE":
            return f"broken XML: {entry.message}, line {entry.line}"
    return None


def _from_root(pieces: Iterator[str]) -> Iterator[str]:
    """The document from its outermost element on, so that the parser never sees a type definition."""
    head = ""
    match = None
    for piece in pieces:
        head += piece
        match = _ROOT.search(head)
        if match or len(head) > _HEAD_LIMIT:
            break
    prolog = head[: match.start()] if match else head
    if _ENTITY.search(prolog):
        raise FeedError("it defines entities that unfold into others (an entity bomb); not read")
    if match is None:
        raise FeedError("neither a feed nor a sitemap begins here")
    yield head[match.start() :]
    yield from pieces


def _repair(text: str) -> str:
    """Ampersands that begin no entity of XML's own, outside CDATA."""
    parts: list[str] = []
    end = 0
    while (start := text.find("<![CDATA[", end)) >= 0:
        parts.append(_AMPERSAND.sub(_entity, text[end:start]))
        end = text.find("]]>", start)
        if end < 0:
            return "".join([*parts, text[start:]])
        parts.append(text[start:end])
    return "".join([*parts, _AMPERSAND.sub(_entity, text[end:])])


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;" if match[0] == "&" else match[0]
    if name in _BASIC:
        return match[0]
    character = html.entities.html5.get(f"{name};")
    return character or f"&amp;{name};"
