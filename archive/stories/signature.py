"""A text as a few numbers by which a copy of it is found again, edited as it may be.

The features are pairs of neighbouring words, each a hash; of them the smallest hashes count (a bottom-k sketch: Broder,
"On the resemblance and containment of documents", 1997), those of two long words before all others, for they are rare.
Where every fifth word is another one, two pairs in three are left. An article is *kept* under few keys and *asked for* by
many: a row costs seven times as much to write as to look for, and of the keys of a copy most are among those kept.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple
from zlib import crc32

from archive.stories.likeness import UNSPACED

ASKED: Final = 20
"""Keys by which a text is looked for."""
KEPT: Final = 5
"""Keys under which it is kept."""

_LETTERS: Final = (6, 4, 1)
"""What both words of a pair have at least: first the pairs of the longest ones, of which most are in one article only."""
_LONGEST: Final = 40_000
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

    parts: frozenset[int]
    """The same of all keys."""

    def may_be(self, rest: int) -> bool:
        """Whether a text with this rest may be a copy of this one; True for one in forty others as well."""
        while rest:
            if rest & _MASK in self.parts:
                return True
            rest >>= _PART
        return False


def signature(text: str) -> Signature:
    """The signature of a text; the same in every process, whatever its language is taken for."""
    row = _words(text)
    best: dict[int, None] = {}
    for least in _LETTERS:
        pairs = [
            crc32(f"{a} {b}".encode("utf-8", "replace"))
            for a, b in pairwise(row)
            if len(a) >= least and len(b) >= least
        ]
        best.update(dict.fromkeys(sorted(pairs)))
        if len(best) >= ASKED:
            break
    keys = tuple([pair - _HALF for pair in best][:ASKED])
    rest = 0
    for key in keys[KEPT : KEPT + _PARTS]:
        rest = rest << _PART | key & _MASK
    return Signature(keys, rest, frozenset([key & _MASK for key in keys]))


def _words(text: str) -> list[str]:
    """The words in order; of a text without spaces between them its characters, by overlapping twos."""
    text = text[:_LONGEST].casefold()
    if not text.isascii() and 2 * len(re.findall(UNSPACED, text[:_SAMPLE])) > len(text[:_SAMPLE]):
        letters = "".join(re.findall(r"\w", text))
        return [letters[at : at + 2] for at in range(len(letters) - 1)]
    return text.split()  # with their punctuation: taking it off takes as long as all the rest
