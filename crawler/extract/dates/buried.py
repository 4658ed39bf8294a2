"""Dates of publication in places that nobody reads: looked for only when nothing better dates a page.

In order: metas of any name that speaks of a date, the dateline of the first paragraph ("Berlin, 25 January 2022 –"), fields of
scripts (``"datePublished":"…"``) and attributes (``data-date="…"``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.extract.blocks import Block
from crawler.extract.dates.seen import Reading, Seen
from crawler.extract.page.document import Document

_FIELD = re.compile(
    r"[\"'](?:date_?published|published_?(?:at|date|time|on)|first_?published(?:_?(?:at|date))?|pub_?date|publish_?(?:ed)?_?(?:date|time|up)"
    r"|publication_?date|post_?date|date_?created)\\?[\"']\s*:\s*\\?[\"']?([^\"'\\,}]{8,40})",
    re.IGNORECASE,
)
_SAYS_WHEN = re.compile(r"date|publi|issued|time|created|posted")
_SAYS_ELSE = re.compile(
    r"modif|updat|expir|valid|event|revis|review|birth|access|start|end|until|verif|crawl|build|cache"
)
_ATTRIBUTES = ("data-published", "data-date", "data-timestamp", "data-time")
_SOUGHT = ", ".join(("script", *(f"[{name}]" for name in _ATTRIBUTES)))
_OF_OTHERS = re.compile(r"comment|related|teaser|countdown|calendar|event|ticker|clock|weather")
_BEHIND_DATELINE = re.compile(r"[\s,)]{0,3}(?:[-–—|:/]|\([A-Z])")
_START, _HEAD = 60, 120
"""A dateline's date begins and ends within this many characters."""
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\D{0,40}((?:19|20)\d\d)\s?[-–—]\s?(?:(?:19|20)\d\d|\d\d(?!\d))",
    re.IGNORECASE,
)
_IMPRINT = 16
"""Blocks at the end of a page that may hold its copyright line."""
_MOST_SCRIPTS, _SCRIPT_CHARACTERS = 60, 600_000


def find(
    document: Document, metas: dict[str, str], blocks: Sequence[Block], reading: Reading
) -> Seen | None:
    """The first date of the first of these places that has a plausible one."""
    found = _in_metas(metas, reading) or _in_dateline(blocks, reading)
    if found is not None:
        return found
    for text in metas.values():
        if text.startswith("{") and (found := _in_fields(text, reading)) is not None:
            return found
    if document.tree is None or document.tree.root is None:
        return None
    elements = document.tree.css(_SOUGHT)
    scripts = [e for e in elements if e.tag == "script"]
    return _in_scripts(scripts, reading) or _in_attributes(
        (e for e in elements if e.tag != "script"), reading
    )


def _in_metas(metas: dict[str, str], reading: Reading) -> Seen | None:
    for name, text in metas.items():
        if 8 <= len(text) <= 60 and _SAYS_WHEN.search(name) and not _SAYS_ELSE.search(name):
            date = reading.stamp(text)
            if date is not None and date.certain:
                return Seen(date, f"meta:{name}")
    return None


def _in_dateline(blocks: Sequence[Block], reading: Reading) -> Seen | None:
    paragraphs = (b for b in blocks if b.words >= 12 and not b.hidden and b.link_density < 0.5)
    for block in islice(paragraphs, 3):
        if not any(map(str.isdecimal, block.text[:_START])):
            continue
        for date in reading.parse(block.text[:_HEAD]):
            if (
                date.certain
                and date.start < _START
                and _BEHIND_DATELINE.match(block.text, date.end)
            ):
                return Seen(date, "dateline")
    return None


def _in_scripts(scripts: Sequence[LexborNode], reading: Reading) -> Seen | None:
    budget = _SCRIPT_CHARACTERS
    for script in scripts[:_MOST_SCRIPTS]:
        child = script.first_child
        text = child.text_content if child is not None else None
        if text and len(text) <= budget and ("ubli" in text or "date" in text):
            budget -= len(text)
            if (found := _in_fields(text, reading)) is not None:
                return found
    return None


def _in_fields(text: str, reading: Reading) -> Seen | None:
    for match in islice(_FIELD.finditer(text), 20):
        if (date := reading.stamp(match[1])) is not None:
            return Seen(date, "script")
    return None


def _in_attributes(elements: Iterable[LexborNode], reading: Reading) -> Seen | None:
    for element in islice(elements, 20):
        attributes = element.attributes
        if _OF_OTHERS.search((attributes.get("class") or "").lower()):
            continue
        for name in _ATTRIBUTES:
            value = attributes.get(name)
            if value and 8 <= len(value) <= 40 and (date := reading.stamp(value)) is not None:
                return Seen(date, "attribute")
    return None


def began(blocks: Sequence[Block]) -> int | None:
    """The year the site began, by a copyright line such as "© 1998–2026"."""
    for block in blocks[-_IMPRINT:]:
        if ("©" in block.text or "opyright" in block.text) and block.words <= 40:
            match = _COPYRIGHT.search(block.text)
            if match is not None:
                return int(match[1])
    return None
