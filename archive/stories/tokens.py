"""What is a word, for comparing texts."""

from __future__ import annotations

from typing import Final

UNSPACED: Final = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""A character of a script without spaces."""
WORD: Final = rf"\d+(?:[.,:]\d+)*|{UNSPACED}|[^\W\d_{UNSPACED[1:-1]}]+"
"""A number, such a character, or a word."""


def is_number(word: str) -> bool:
    """Whether a word is a number."""
    return word[0].isdecimal()
