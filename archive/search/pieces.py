"""The terms of what was met in texts of one tag: most pieces of a text have been met before, and looking them up is all
that is done for them. A new one is analysed, with the punctuation that may stick to it.

``_pieces.c`` is the same in C, which is used where it was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache, partial
from itertools import chain
from typing import Final, Protocol

from archive.search.folding import FOLDED, LOWERED, is_of_letters
from archive.search.terms import PLAIN_RUN, WORD_CHARACTERS, Analyser, words_in

try:
    from archive.search import _pieces
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

_LONGEST: Final = 64
_PUNCTUATION: Final = ".,;:!?\"'()[]“”„‘’«»…–—-"

_ASCII_LETTER, _DIGIT, _LETTER, _UNSPACED, _HARD, _APOSTROPHE = 1, 2, 4, 8, 16, 32
"""What a character is to ``_pieces.c``; 0: words end before it."""
_CHARACTERS: Final = 0x10000
_LETTERS: Final = 0x700
"""Before this character no two letters make a third (:func:`archive.search.folding.is_of_letters`)."""


class Known(Protocol):
    """The terms of what was met in texts of one tag; for one thread at a time."""

    def terms(self, text: str) -> str:
        """All terms of a text in order, separated by spaces (:meth:`archive.search.terms.Analyser.index_terms`)."""

    def inflected(self) -> list[str]:
        """Form, stem, form, stem … of what is new since the last time
        (:meth:`archive.search.terms.Analyser.inflection`)."""

    def __len__(self) -> int:
        """How many pieces were met lately."""

    def grow_old(self) -> None:
        """Forgets what was not met since the last time."""


def pieces_of(tag: str) -> Known:
    """Nothing is known yet."""
    return InC(tag) if COMPILED else InPython(tag)


class InPython(dict[str, str]):
    """By the analysis in this module."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        # Of its own: the thread that goes on with this connection may be another one.
        self._analyser = Analyser(tag)
        self._older: dict[str, str] = {}
        self._fresh: set[tuple[str, str]] = set()

    def terms(self, text: str) -> str:
        # What most often sticks to a word would make it another piece.
        parts = text.replace(", ", " ").replace(". ", " ").split()
        return " ".join(map(self.__getitem__, parts))

    def __missing__(self, piece: str) -> str:
        terms = self._older.get(piece)
        if terms is None:
            if piece.isalnum():
                terms = _asked(self._analyser, self._fresh, piece)
            else:
                bare = piece.strip(_PUNCTUATION)
                # Only a word that stands alone is one piece with and without its punctuation.
                terms = self[bare] if bare.isalnum() else _asked(self._analyser, self._fresh, piece)
        if len(piece) <= _LONGEST:
            self[piece] = sys.intern(terms)
        return terms

    def inflected(self) -> list[str]:
        return _flat(self._fresh)

    def grow_old(self) -> None:
        self._older = self.copy()
        self.clear()


class InC:
    """By ``_pieces.c``."""

    def __init__(self, tag: str) -> None:
        analyser = Analyser(tag)
        self._asked: set[tuple[str, str]] = set()
        ask = partial(_asked, analyser, self._asked)
        self._pieces = _pieces.Pieces(tag, analyser.stem, ask, *tables())
        self.terms = self._pieces.terms
        self.grow_old = self._pieces.grow_old

    def inflected(self) -> list[str]:
        found = self._pieces.inflected()
        return found + _flat(self._asked) if self._asked else found

    def __len__(self) -> int:
        return len(self._pieces)


def _asked(analyser: Analyser, fresh: set[tuple[str, str]], piece: str) -> str:
    """The terms of a piece; its inflected words are added to ``fresh``."""
    terms = []
    for word in (piece,) if piece.isalnum() else words_in(piece):
        term, inflection = analyser.met(word)
        if inflection:
            fresh.add(inflection)
        if term:
            terms.append(term)
    return " ".join(terms)


def _flat(pairs: set[tuple[str, str]]) -> list[str]:
    """All of them in order; none is left."""
    found = list(chain.from_iterable(sorted(pairs)))
    pairs.clear()
    return found


@cache
def tables() -> tuple[bytes, bytes, bytes]:
    """What ``_pieces.c`` goes by: of each character what it is, and of letters what they are lowered and folded, where
    that is one letter too; numbers of 16 bits."""
    classes = bytearray(_CHARACTERS)
    every = "".join(map(chr, range(_CHARACTERS)))
    for characters, kind in ((WORD_CHARACTERS, _HARD), (PLAIN_RUN, _UNSPACED)):
        for found in characters.finditer(every):
            classes[found.start() : found.end()] = bytes([kind]) * len(found[0])
    lowered, folded = array("H", bytes(2 * _LETTERS)), array("H", bytes(2 * _LETTERS))
    for code in filter(str.isalpha, every[:_LETTERS]):
        small = LOWERED[ord(code)]
        # A letter that is lowered to one of ASCII would make the word another one.
        if is_of_letters(small) and len(small) == 1 and small.isascii() == code.isascii():
            lowered[ord(code)] = ord(small)
            classes[ord(code)] = _ASCII_LETTER if code.isascii() else _LETTER
        bare = FOLDED[ord(code)]
        folded[ord(code)] = ord(bare) if len(bare) == 1 else 0
    for digit in b"0123456789":
        lowered[digit] = digit
        classes[digit] = _DIGIT
    classes[ord("_")] = 0
    for apostrophe in "'’":
        classes[ord(apostrophe)] = _APOSTROPHE
    return bytes(classes), lowered.tobytes(), folded.tobytes()
