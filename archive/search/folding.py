"""Text without case, accents and width, the form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

OPTIONAL = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1ace\u1dc0-\u1dff"
    r"\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200d\u2060\ufeff"
)
"""What a person may leave out: accents and points of Latin, Greek, Cyrillic, Hebrew and Arabic script, and characters
that take no room. The vowel signs of Indic and Thai script and the Japanese voicing marks are letters to their readers."""
_OPTIONAL_SIGN = re.compile(f"[{OPTIONAL}]")
_FIRST_JOINED = "\u0700"

_STROKED: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that Unicode does not take apart, but that are typed without their stroke."""


def fold(text: str) -> str:
    """Text without case, accents and width: ``Ｚürich`` and ``zurich`` fold to the same."""
    if text.isascii():
        return text.casefold()
    return text.translate(FOLDED) if is_of_letters(text) else _fold(text)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _OPTIONAL_SIGN.sub("", text).translate(_STROKED))


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class _ByLetter(dict[int, str]):
    """What ``change`` makes of single characters, for :meth:`str.translate`."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, code: int) -> str:
        changed = self[code] = self._change(chr(code))
        return changed


FOLDED: Final = _ByLetter(_fold)
LOWERED: Final = _ByLetter(_lower)


def is_of_letters(text: str) -> bool:
    """Whether what becomes of the text is what becomes of its characters, one by one: they are letters, and of scripts
    in which no two of them make a third."""
    return text.isalpha() and max(text) < _FIRST_JOINED
