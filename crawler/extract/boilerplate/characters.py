"""What each character is to the rules, and what folding makes of it: asked by ``_scan.c``, for 256 of them at a time.

The answers are those of :mod:`crawler.extract.boilerplate.folding` for a character by itself. That is all there is to
folding a text, but for the characters that may melt into one with a neighbour: these are told apart here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from crawler.extract.boilerplate.folding import (
    FIRST,
    FOLDED,
    LAST,
    LETTER,
    PUNCTUATION,
    UNSPACED,
)

_PAGE = 256
_EASTERN = frozenset((*range(0x4E, 0x9F), *range(0xAC, 0xD7)))
"""Pages of nothing but Han or Hangul: there are 124, and their characters are all the same to the rules."""
SPECIAL = "#>»›→/|‹←©"
"""Signs that forms are known by."""
_IS = (
    LETTER,
    re.compile(r"\s"),
    re.compile(r"[^\W_]"),
    re.compile(f"[{re.escape(PUNCTUATION)}]"),
    FIRST,
    LAST,
    UNSPACED,
    re.compile(r"\d"),
    re.compile(f"[{SPECIAL}]"),
)


def flags(page: int) -> list[int]:
    """For each character of a page the sum of what it is, in the numbers that ``_scan.c`` has for them."""
    text = on_page(page)
    return _flags(text[:1]) * _PAGE if page in _EASTERN else _flags(text)


def _flags(text: str) -> list[int]:
    found = [0] * len(text)
    for place, pattern in enumerate(_IS):
        for match in pattern.finditer(text):
            found[match.start()] |= 1 << place
    for at, char in enumerate(text):
        found[at] |= (char.isdigit() << len(_IS)) | (not stands_alone(char)) << len(_IS) + 1
    return found


def foldings(page: int, wide: int) -> Sequence[str | None]:
    """What each character of a page becomes, in a text with characters of full width or without; None: it depends on others."""
    text = on_page(page)
    return text if page in _EASTERN else [_folding(char, wide) for char in text]


def _folding(char: str, wide: int) -> str | None:
    if wide:
        char = unicodedata.normalize("NFKC", char)
        if not all(map(stands_alone, char)):
            return None
    return "".join(FOLDED.get(part, part) for part in char.casefold())


def stands_alone(char: str) -> bool:
    """Whether normalizing a text never joins the character with others, nor moves or changes it."""
    if char < "\u0300" or "\u4e00" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3":
        return True
    return (
        not unicodedata.combining(char)
        and not unicodedata.category(char).startswith("M")
        and not "\u1100" <= char <= "\u11ff"
        and unicodedata.is_normalized("NFC", char)
    )


def on_page(page: int) -> str:
    """The characters of a page, in their order."""
    return "".join(map(chr, range(page * _PAGE, (page + 1) * _PAGE)))
