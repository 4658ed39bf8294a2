"""How the headlines of two articles are alike."""

from __future__ import annotations

from enum import Enum
from itertools import filterfalse
from typing import Final

from archive.stories.tokens import is_number, split

_SHORT: Final = 3
"""Letters; words as short as that are in most headlines."""


class Headlines(Enum):
    """What two headlines have in common."""

    SAME = "the same words and numbers"
    OTHER_NUMBERS = "the same words and other numbers"
    ALIKE = "half of the words, or more"
    OTHERS = "less"
    UNKNOWN = "nobody knows: one has none"


class Headline:
    """A headline, ready to be compared."""

    def __init__(self, title: str) -> None:
        _, words = split(title)
        self._numbers = sorted(filter(is_number, words))
        self._words = sorted(filterfalse(is_number, words)) if self._numbers else sorted(words)
        self._telling = {word for word in words if len(word) > _SHORT}.union(self._numbers)

    def beside(self, other: Headline) -> Headlines:
        """What the two have in common; the same whichever comes first."""
        if not (self._words or self._numbers) or not (other._words or other._numbers):
            return Headlines.UNKNOWN
        if self._words == other._words:
            same = self._numbers == other._numbers
            return Headlines.SAME if same else Headlines.OTHER_NUMBERS
        shorter = min(len(self._telling), len(other._telling))
        alike = 2 * len(self._telling & other._telling) >= shorter
        return Headlines.ALIKE if alike else Headlines.OTHERS
