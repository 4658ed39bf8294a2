"""A text, ready to be compared with others: its words, the pairs of neighbours, its numbers and names.

``_wording.c`` compares in C, where it was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final, cast

from archive.stories.tokens import is_number, split_in_python

try:
    from archive.stories import _wording
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

_LONG_WORD: Final = 20
_BEGINNING: Final = 30


class InPython:
    """A text; compared with another one of this class."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def size(self) -> int:
        """Words in all."""
        return len(self._folded)

    @property
    def pairs(self) -> int:
        """Different pairs of neighbouring words."""
        return len(self._pairs)

    def shared_pieces(self, other: InPython) -> tuple[int, int, int]:
        """How many pieces both have, this one has, and the other one has: different words as they stand between spaces,
        or pairs of characters where there are no spaces."""
        return len(self._pieces & other._pieces), len(self._pieces), len(other._pieces)

    def shared_pairs(self, other: InPython) -> int:
        """How many pairs of neighbouring words both have."""
        return len(self._pairs & other._pairs)

    def begins_in(self, other: InPython) -> bool:
        """Whether a third of its first pairs are in the other one, wherever there."""
        opening = frozenset(pairwise(self._folded[: _BEGINNING + 1]))
        return 3 * len(opening & other._pairs) >= len(opening)

    def exchanged(self, other: InPython) -> tuple[int, int, int]:
        """How many facts, and how many other words, stand as others in the same places of the other one, between the same
        two words; and how many facts there are in all."""
        facts = others = 0
        for length in (1, 2):
            between: dict[tuple[str, str], str] = {}
            for before, word, after in _gaps(other._folded, length):
                place = before, after
                between[place] = word if between.get(place, word) == word else ""
            for before, word, after in _gaps(self._folded, length):
                there = between.get((before, after))
                if there and there != word:
                    is_fact = word in self._facts and there in other._facts
                    if is_fact and is_number(word) == is_number(there):
                        facts += 1
                    elif length == 1:
                        others += 1
        return facts, others, sum(map(self._facts.__contains__, self._folded))

    @cached_property
    def _words(self) -> tuple[list[str], list[str]]:
        return split_in_python(self._text)

    @property
    def _folded(self) -> list[str]:
        return self._words[1]

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(self._folded))

    @cached_property
    def _pieces(self) -> frozenset[str]:
        words = self._text.split()
        if len(words) * _LONG_WORD < len(self._text):
            return frozenset(map("".join, pairwise(self._text)))
        return frozenset(words)

    @cached_property
    def _facts(self) -> frozenset[str]:
        """The numbers, and the words with a capital that are nowhere written without it."""
        found, folded = self._words
        plain = {word for word in found if word.islower()}
        return frozenset(
            low
            for word, low in zip(found, folded, strict=True)
            if is_number(low) or (word != low and low not in plain and word[0].isupper())
        )


def _gaps(words: list[str], length: int) -> Iterator[tuple[str, str, str]]:
    """Each word, with the one before it and the one so many after it."""
    return zip(words, words[1:], words[length + 1 :], strict=False)


Wording = cast(type[InPython], _wording.Wording) if COMPILED else InPython
