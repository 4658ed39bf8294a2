"""Text to the terms of the index: one analysis for what is stored and for what is asked."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ANALYSER: Final = 1
"""Version of the analysis. An archive indexed by another one has to be indexed anew: the index holds no text, so
taking an article out means to analyse it again exactly as it was."""

_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
"""Accents, points and vowel signs that a person may leave out: of Latin, Greek, Cyrillic, Hebrew and Arabic script.
Those of Indic, Thai or Japanese script are letters to their readers and stay."""
_OPTIONAL_MARK = re.compile(f"[{_MARKS}\u00ad\u200b-\u200d\u2060\ufeff]")

_WITHOUT_STROKE: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that Unicode does not decompose, but that are typed without their stroke."""


def fold(text: str) -> str:
    """Text without case, accents and width: ``Ｚürich`` and ``zurich`` fold to the same."""
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = _OPTIONAL_MARK.sub("", text).translate(_WITHOUT_STROKE)
    return unicodedata.normalize("NFC", text)
