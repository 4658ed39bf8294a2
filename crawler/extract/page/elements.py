"""What HTML's elements and their class names mean for the division of a page into blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

BOX, INLINE, ANCHOR, BOLD, TIME, BREAK, SKIPPED = range(7)
"""A block-level element; inline ones; ``<br>`` and ``<hr>``; what is not read."""

_INLINE = (
    "abbr acronym bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike sub sup"
    " tt u var wbr rt rp ruby rb"
).split()
_SKIPPED = (
    "script style noscript template iframe object embed svg math canvas video audio select datalist textarea head title"
    " meta link base source track map area applet noframes amp-analytics"
).split()
KINDS: dict[str | None, int] = (
    dict.fromkeys(_INLINE, INLINE)
    | dict.fromkeys((*_SKIPPED, "-comment", "-doctype", "-document", None), SKIPPED)
    | {"a": ANCHOR, "b": BOLD, "strong": BOLD, "time": TIME, "br": BREAK, "hr": BREAK}
)
"""The kind of each element that is no ``BOX``."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LIST_ITEMS = frozenset({"li", "dd", "dt"})

HIDING = frozenset(
    (
        "hidden hide is-hidden d-none visually-hidden visuallyhidden sr-only screen-reader screen-reader-text"
        " screenreader screenreader-text print-only only-print visible-print visible-print-block show-for-print"
        " show-for-sr a11y-hidden element-invisible element-hidden u-hidden u-visually-hidden invisible offscreen"
        " off-screen"
    ).split()
)
STYLE_SIGNS = ("display", "visibility")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CAPTION_SIGNS = ("caption", "legende")
_OF_CAPTION = re.compile(
    r"(?:^|[-_ ])(?:(?:fig|img|image|photo|picture|media|gallery|wp)?[-_]?caption|figcaption|legende)"
    r"|caption(?:s|-?text)?(?:$| )"
)
SIGNATURE_SIGNS = ("author", "autor", "username", "fn")
_SIGNED = re.compile(
    r"(?:^|[ _=-])(?:authors?|author-?name|fn|username)(?:$|[ _-])|(?:^|[ _-])autor"
)
AUTHOR_AT_SIGNS = ("/aut", "/profil")
_SIGNED_AT = re.compile(
    r"/(?:authors?|autor(?:es|en|a)?|auteurs?|autore|profil[es]?)/[^/?#]{2,80}/?(?:$|[?#])"
)
"""An inline element's classes, ``rel`` and ``itemprop``, or a link's address, that mark a name as who wrote."""
_SHORT = 300
"""Longer strings are not kept in mind: they are rare, and their sum has no bound."""


def of_names(names: str) -> tuple[bool, bool]:
    """Whether the classes and the id of a container say that it is hidden, and that it holds a caption."""
    return _known_names(names) if len(names) < _SHORT else _read_names(names)


def _read_names(names: str) -> tuple[bool, bool]:
    return (
        not HIDING.isdisjoint(names.split()),
        any(sign in names for sign in CAPTION_SIGNS) and _OF_CAPTION.search(names) is not None,
    )


_known_names = lru_cache(maxsize=8192)(_read_names)


def hides(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's ``hidden`` or ``style`` attribute hides it."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    return style is not None and _HIDING_STYLE.search(style) is not None


def is_author_at(address: str) -> bool:
    """Whether a link leads to the page of an author."""
    named = any(sign in address for sign in AUTHOR_AT_SIGNS)
    return named and _SIGNED_AT.search(address) is not None


def is_signature(names: str) -> bool:
    """Whether the classes and the id of an inline element say that its text is the name of who wrote."""
    return _known_marks(names) if len(names) < _SHORT else _read_marks(names)


def _read_marks(marks: str) -> bool:
    return _SIGNED.search(marks) is not None


_known_marks = lru_cache(maxsize=8192)(_read_marks)
