"""A text as a few numbers by which a copy of it is found again, edited as it may be.

The features are pairs of neighbouring words, each a hash; of them the smallest hashes count (a bottom-k sketch: Broder,
"On the resemblance and containment of documents", 1997), those of two long words before all others, for they are rare.
Where every fifth word is another one, two pairs in three are left. An article is *kept* under few keys and *asked for* by
many: a row costs seven times as much to write as to look for, and of the keys of a copy most are among those kept.

``_pairs.c`` finds the same hashes in C, where it was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple
from zlib import crc32

from archive.stories.tokens import UNSPACED

try:
    from archive.stories import _pairs
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

ASKED: Final = 20
"""Keys by which a text is looked for."""
KEPT: Final = 5
"""Keys under which it is kept."""

_LETTERS: Final = (6, 4, 1)
"""What both words of a pair have at least: first the pairs of the longest ones, of which most are in one article only."""
_LONGEST: Final = 20_000
"""Characters of a text that are looked at."""
_SAMPLE: Final = 300
_HALF: Final = 1 << 31
_PART, _PARTS = 12, 5
_MASK: Final = (1 << _PART) - 1


class Signature(NamedTuple):
    """What a text is looked for by."""

    keys: tuple[int, ...]
    """The best first; signed numbers of 32 bits."""
    rest: int
    """Twelve bits each of up to five of the keys after the first ones."""


def parts_of(keys: Iterable[int]) -> frozenset[int]:
    """Of each key the bits that a rest has of it."""
    return frozenset([key & _MASK for key in keys])


def may_be(parts: frozenset[int], rest: int) -> bool:
    """Whether a text with this rest may be a copy of one with these parts; True for one in a thousand others as well."""
    met = 0
    while rest:
        met += rest & _MASK in parts
        rest >>= _PART
    return met > 1


def signature(text: str) -> Signature:
    """The signature of a text; the same in every process, whatever its language is taken for."""
    found = _pairs.signed(text) if COMPILED else None
    return in_python(text) if found is None else Signature._make(found)


def in_python(text: str) -> Signature:
    """The same, where C can't tell it."""
    text = text[:_LONGEST]
    best = of_characters(text) if is_unspaced(text) else of_words(text)
    keys = tuple([pair - _HALF for pair in best])
    rest = 0
    for key in keys[KEPT : KEPT + _PARTS]:
        rest = rest << _PART | key & _MASK
    return Signature(keys, rest)


def is_unspaced(text: str) -> bool:
    """Whether most of its beginning is of scripts without spaces."""
    begun = text[:_SAMPLE]
    return not begun.isascii() and 2 * len(re.findall(UNSPACED, begun)) > len(begun)


def of_characters(text: str) -> list[int]:
    """The best hashes of a text without spaces between its words: of its characters, by overlapping threes."""
    letters = "".join(re.findall(r"\w+", text))
    threes = zip(letters, letters[1:], letters[2:], strict=False)
    return sorted(_hashes([f"{a}{b} {b}{c}" for a, b, c in threes]))[:ASKED]


def of_words(text: str) -> list[int]:
    """The best hashes of a text: of its pairs of words."""
    best: list[int] = []
    row = text.split()  # with their punctuation: taking it off takes as long as all the rest
    for least in _LETTERS:
        best = list(dict.fromkeys(best + sorted(_hashes(_neighbours(row, least)))[: 2 * ASKED]))
        if len(best) >= ASKED:
            break
    return best[:ASKED]


def _neighbours(row: Iterable[str], least: int) -> list[str]:
    """The pairs of neighbours that both have at least so many letters."""
    pairs: list[str] = []
    last = ""
    for word in row:
        if len(word) < least:
            last = ""
            continue
        if last:
            pairs.append(f"{last} {word}")
        last = word
    return pairs


def _hashes(pairs: Collection[str]) -> set[int]:
    if not pairs:
        return set()
    # Of a text only these few words are folded and encoded, all at once: that takes half the time.
    return set(map(crc32, "\n".join(pairs).casefold().encode("utf-8", "replace").split(b"\n")))
