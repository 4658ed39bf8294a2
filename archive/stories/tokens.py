"""What is a word, for comparing texts.

``_words.c`` finds the same words in C, where it was compiled (:data:`COMPILED`).
"""

from __future__ import annotations

import re
from typing import Final

try:
    from archive.stories import _words
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

UNSPACED: Final = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""A character of a script without spaces."""
WORD: Final = rf"\d+(?:[.,:]\d+)*|{UNSPACED}|[^\W\d_{UNSPACED[1:-1]}]+"
"""A number, such a character, or a word."""


def is_number(word: str) -> bool:
    """Whether a word is a number."""
    return word[0].isdecimal()


def split_in_python(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and the same folded."""
    found = re.findall(WORD, text)
    return found, [word.casefold() for word in found]


split = _words.split if COMPILED else split_in_python
