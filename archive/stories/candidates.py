"""What the articles of a batch are looked up by, and which articles each of them may be a copy of.

``_shelf.c`` finds the same in C, where it was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

from typing import Final

from archive.stories.signature import may_be, parts_of

try:
    from archive.stories import _shelf
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

Under = dict[int, list[tuple[int, int]]]
"""By key: the number of an article and the rest of its signature."""

FULL: Final = 4
"""Articles kept under one key; what more articles share is a phrase of the language."""
_SURE: Final = 3
"""Keys that two articles share, one that few others have counting twice; of more it is not asked whether it is chance."""
_COMPARED: Final = 6
"""Articles that one is compared with, word for word."""


def keys_in_python(signed: list[tuple[int, ...]]) -> list[int]:
    """The different keys of all these, by rising number: so each page of a table is looked at once."""
    return sorted(set[int]().union(*signed))


def in_python(under: Under, id: int, keys: tuple[int, ...]) -> list[int]:
    """The other articles that share keys with this one and may be a copy, the likeliest first."""
    met: dict[int, int] = {}
    rests: dict[int, int] = {}
    for key in keys:
        there = under.get(key, ())
        # What is under a full key has a phrase in common with many others: that alone says little.
        times = 1 if len(there) >= FULL else 2
        for other, rest in there:
            met[other] = met.get(other, 0) + times
            rests[other] = rest
    parts = parts_of(keys)
    likely = [
        (-times, other)
        for other, times in met.items()
        if times > 1
        and (times > _SURE or not rests[other] or may_be(parts, rests[other]))
        and other != id
    ]
    return [other for _, other in sorted(likely)[:_COMPARED]]


all_keys, candidates = (_shelf.keys, _shelf.candidates) if COMPILED else (keys_in_python, in_python)
