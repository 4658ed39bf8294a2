"""JSON-LD as pages really carry it → the nodes that matter.

Strict JSON is read by orjson; what that refuses (raw line feeds, trailing commas, HTML comments around it, two values in a
row) goes a tolerant way. Nothing here recurses, so depth costs nothing.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle"
    " AskPublicNewsArticle BlogPosting LiveBlogPosting Report TechArticle ScholarlyArticle AdvertiserContentArticle"
    " SatiricalArticle SocialMediaPosting DiscussionForumPosting MedicalScholarlyArticle Review".split()
)
NEWS_TYPES = frozenset(
    t for t in ARTICLE_TYPES if t.endswith("NewsArticle") or t == "LiveBlogPosting"
)
PAGE_TYPES = frozenset(
    "WebPage ItemPage AboutPage FAQPage MedicalWebPage VideoObject Recipe CreativeWork".split()
)
_LONGEST = 2_000_000
_MOST_NODES = 4000
_SHORT = 100
"""Longer names of types are not kept in mind."""
_NO_TYPES: frozenset[str] = frozenset()
_OPENING = re.compile(r"(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--")
_CLOSING = re.compile(r"(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?|(?://)?\s*-->)$")
_CLOSED = 64
"""Characters at the end in which a script's wrapping is closed."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_LOOSE = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|@type|articleBody|description)"\s*:\s*"((?:[^"\\]|\\.){1,100000})"'
)
_SUBTREES = (
    "@graph",
    "mainEntity",
    "mainEntityOfPage",
    "@list",
    "hasPart",
    "subjectOf",
    "itemReviewed",
)

Node = Mapping[str, Any]


def load(script: str) -> Any:
    """The value of one script; None when nothing can be read from it."""
    text = script[:_LONGEST].strip()
    if not text:
        return None
    try:
        return orjson.loads(text)
    except ValueError:
        return _load_tolerantly(text)


def _load_tolerantly(text: str) -> Any:
    for _ in range(2):
        text = _unwrapped(text)
    text = _CONTROL.sub(" ", text.rstrip(";"))
    text = _TRAILING_COMMA.sub("", _BAD_ESCAPE.sub(r"\\\\", text))
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    values: list[Any] = []
    decoder, at = json.JSONDecoder(strict=False), 0
    try:
        while at < len(text) and len(values) < 20:
            value, end = decoder.raw_decode(text, at)
            values.append(value)
            at = end + len(text[end : end + 50]) - len(text[end : end + 50].lstrip(" ,;"))
    except (ValueError, RecursionError):
        pass
    return values or _loose_fields(text)


def _unwrapped(text: str) -> str:
    """A script without the comment or CDATA section around it."""
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    if closing := _CLOSING.search(text, max(0, len(text) - _CLOSED)):
        text = text[: closing.start()]
    return text.strip()


def _loose_fields(text: str) -> Any:
    """The plain string fields of a script that is broken beyond parsing (cut off, unescaped quotes)."""
    node: dict[str, str] = {}
    for match in _LOOSE.finditer(text):
        try:
            value = json.loads(f'"{match[2]}"', strict=False)
        except ValueError:
            value = match[2]
        node.setdefault(match[1], value)
    return node or None


def nodes(values: Iterable[Any]) -> list[Node]:
    """All typed objects of the scripts: the top ones, those of ``@graph`` and of main entities; not the lists of related links."""
    found: list[Node] = []
    waiting: list[Any] = list(values)
    waiting.reverse()
    seen = 0
    while waiting and seen < _MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            found.append(value)
            waiting.extend(
                value[key]
                for key in reversed(_SUBTREES)
                if isinstance(value.get(key), (dict, list))
            )
    return found


def types_of(node: Node) -> frozenset[str]:
    """The local names of a node's types."""
    declared = node.get("@type")
    if isinstance(declared, str):
        return _one_type(declared) if len(declared) < _SHORT else frozenset([_local(declared)])
    if not isinstance(declared, list):
        return _NO_TYPES
    return frozenset([_local(name) for name in declared if isinstance(name, str)])


def _local(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


@lru_cache(maxsize=1024)  # a page asks for the types of each node several times
def _one_type(name: str) -> frozenset[str]:
    return frozenset([_local(name)])


def text_of(value: Any, *keys: str) -> str | None:
    """A string out of a value that may be a string, an object with ``@value`` or one of *keys*, or a list of these."""
    if isinstance(value, str):
        return plain(value)
    for _ in range(4):
        if isinstance(value, list):
            value = next((v for v in value if v), None)
        elif isinstance(value, dict):
            value = next((value[k] for k in (*keys, "@value") if value.get(k)), None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return plain(value) if isinstance(value, str) else None


def plain(text: str) -> str | None:
    """A string without entities, tags and doubled spaces; None when nothing is left."""
    if "&" in text:
        text = html.unescape(html.unescape(text)) if "&amp;" in text else html.unescape(text)
    if "<" in text:
        text = re.sub(r"<[a-zA-Z/][^<>]{0,300}>", " ", text)
    return " ".join(text.split()) or None


def strings(value: Any, *keys: str) -> list[str]:
    """All strings of a value that may be a string, an object or a list of these."""
    items = value if isinstance(value, list) else [value]
    return [s for s in (text_of(i, *keys) for i in items[:60]) if s]
