"""What each character is to the rules, and what folding makes of it: asked by ``_scan.c``, for 256 of them at a time.

The answers are those of :mod:`crawler.extract.boilerplate.folding` for a character by itself. That is all there is to
folding a text, but for the characters that may melt into one with a neighbour: these are told apart here.
"""

from __future__ import annotations

import unicodedata

from crawler.extract.boilerplate.folding import (
    FIRST,
    FOLDED,
    LAST,
    LETTER,
    PUNCTUATION,
    UNSPACED,
)

_PAGE = 256
SPECIAL = "#>»›→/|‹←©"
"""Signs that forms are known by."""


def flags(page: int) -> list[int]:
    """For each character of a page the sum of what it is, in the numbers that ``_scan.c`` has for them."""
    return [_flags(char) for char in on_page(page)]


def _flags(char: str) -> int:
    said = (
        LETTER.match(char) is not None,
        char.isspace(),
        char.isalnum(),
        char in PUNCTUATION,
        FIRST.match(char) is not None,
        LAST.match(char) is not None,
        UNSPACED.match(char) is not None,
        char.isdecimal(),
        char.isdigit(),
        char in SPECIAL,
        not stands_alone(char),
    )
    return sum(yes << place for place, yes in enumerate(said))


def foldings(page: int, wide: int) -> list[str | None]:
    """What each character of a page becomes, in a text with characters of full width or without; None: it depends on others."""
    return [_folding(char, wide) for char in on_page(page)]


def _folding(char: str, wide: int) -> str | None:
    if wide:
        char = unicodedata.normalize("NFKC", char)
        if not all(map(stands_alone, char)):
            return None
    return "".join(FOLDED.get(part, part) for part in char.casefold())


def stands_alone(char: str) -> bool:
    """Whether normalizing a text never joins the character with others, nor moves or changes it."""
    if char < "\u0300":
        return True
    return (
        not unicodedata.combining(char)
        and unicodedata.category(char)[0] != "M"
        and not "\u1100" <= char <= "\u11ff"
        and unicodedata.is_normalized("NFC", char)
    )


def on_page(page: int) -> list[str]:
    """The characters of a page, in their order."""
    return [chr(point) for point in range(page * _PAGE, (page + 1) * _PAGE)]
