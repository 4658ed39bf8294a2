"""What holds of every result, whatever the page: nothing is lost, and a text is what its blocks say."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from archive.model import Extracted
from crawler.extract.page.document import Document

_UNSEEN = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "video", "audio", "select", "datalist",
    "textarea", "head", "title", "meta", "link", "base", "source", "track", "map", "area", "applet", "noframes", "amp-analytics",
]  # fmt: skip
_NO_INK = re.compile("[\\s,|\0-\x20\x7f\u0085\u200b\u200e\u200f\u2060\ufeff\u00ad]+")


def ink(text: str) -> str:
    """The text without anything that leaves no mark on paper, and without what the engine may set between two names or two cells."""
    return _NO_INK.sub("", text)


def shown(document: Document) -> str:
    """All text of a page but scripts and the like, read from the tree in another way than the engine does."""
    if document.tree is None:
        return ink(document.text)
    tree = LexborHTMLParser(document.tree.html or "")
    tree.strip_tags(_UNSEEN, recursive=True)
    return ink(tree.body.text(deep=True, separator="")) if tree.body is not None else ""


def broken(found: Extracted, document: Document) -> str | None:
    """What does not hold of a result with all decisions; None when all does."""
    lines = [d for d in found.decisions if not d.where.startswith("json-ld line")]
    held = ink("".join(d.text for d in lines))
    seen = shown(document)
    if held != seen:
        at = next(
            (i for i, (a, b) in enumerate(zip(held, seen, strict=False)) if a != b),
            min(len(held), len(seen)),
        )
        return (
            f"lost or made up, at {at}: held {held[at : at + 60]!r}, shown {seen[at : at + 60]!r}"
        )
    text = ink(found.article.text)
    kept = ink("".join(d.text for d in found.decisions if d.kept == "text"))
    if text != kept:
        return f"the text is not what was kept: {text[:80]!r} and {kept[:80]!r}"
    captions = ink("".join(found.article.captions))
    for decision in found.decisions:
        if decision.kept == "captions" and ink(decision.text) not in captions:
            return f"a caption that is not there: {decision.text[:80]!r}"
    if "\0" in found.article.text or (document.tree and "\x01" in found.article.text):
        return "a mark of our own in the text"
    return None
