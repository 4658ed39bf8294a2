"""How far two texts are the same text, word for word and in order.

Two market reports by one template share most of their words, and so do two weather forecasts: what differs are the
numbers and the names. An editor who shortens or rewrites a fifth of a story leaves most numbers and names as they are. So
these are counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

COPY: Final = 0.5
"""Share of the pairs of words of the shorter text that the other one has too, from which it is a copy. With every
fifth word replaced it is 0.64."""
PARTLY: Final = 0.3
"""As above: from here the two tell the same story, partly in the same words."""

_LEAST_SIZE: Final = 0.5
"""What the shorter text may be of the longer one."""
_FEWEST: Final = 20
"""Words; of fewer it can't be said."""
_SHORT: Final = 120
"""Words; a text as short as that may be mostly what a newspaper puts under all of them."""
_NEARLY_ALL: Final = 0.85
"""Share of the pairs from which two texts that begin otherwise, under other headlines, are copies."""
_NUMBERS, _NAMES = 0.35, 0.6
"""How many of the pairs with a number, with a name, must have been kept, by the share of all pairs that was. Copies with a
fifth changed keep as many of them as of others (one in a hundred keeps less than 0.4 and 0.7 of that), texts by one
template 0 to 0.4 of the numbers or 0.3 to 0.7 of the names."""
_MOSTLY, _ONLY_FACTS = 0.8, 0.75
"""Share of the pairs that the other text has, and of those it has not: where so many have a number or a name in them,
nothing else was changed, and the two are likely by one template. Then more have to be the same:"""
_STRICT_NUMBERS, _STRICT_NAMES = 0.5, 0.1
_PIECES: Final = 0.45
"""Share of the different words of the shorter text. With every fifth word replaced it is above 0.7, of two articles of one
language at most 0.4."""
_LONG_WORD: Final = 20
_LONGEST: Final = 30_000
_BEGINNING: Final = 30

UNSPACED: Final = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""A character of a script without spaces."""
_WORD: Final = rf"\d+(?:[.,:]\d+)*|{UNSPACED}|[^\W\d_{UNSPACED[1:-1]}]+"
"""A number, such a character, or a word."""

Pair = tuple[str, str]


class Words(NamedTuple):
    """A text, ready to be compared."""

    title: frozenset[str]
    opening: frozenset[Pair]
    size: int
    pairs: frozenset[Pair]
    names: frozenset[str]
    """Words with a capital that are nowhere written without it."""


class Likeness(NamedTuple):
    """How two texts are alike."""

    share: float
    """Of the pairs of neighbouring words of the shorter text: how many the other one has."""
    size: float
    """Length of the shorter text by that of the longer one."""
    same_facts: bool
    """Whether numbers and names are the same as far as the other words are."""
    same_title: bool
    """Whether the headlines have half of their words in common, or one has none."""
    same_opening: bool
    """Whether the first words of one are met in the other."""
    words: int
    """Of the shorter text; those that come again and again in the same pair not counted."""

    def is_copy(self, *, same_source: bool) -> bool:
        """Whether one is the other, edited by no more than a fifth or so.

        Two pages of one newspaper under headlines that have nothing in common are not: what they share is what the
        newspaper has on every page.
        """
        return (
            self.share >= COPY
            and self.size >= _LEAST_SIZE
            and self.words >= _FEWEST
            and self.same_facts
            and (self.same_title or not same_source)
            and (
                self.same_title
                or self.same_opening
                or (self.words > _SHORT and self.share >= _NEARLY_ALL)
            )
        )

    @property
    def is_partly(self) -> bool:
        """Whether one has a good part of the other's text."""
        return (
            self.share >= PARTLY
            and self.words > _SHORT
            and self.same_facts
            and self.size >= _LEAST_SIZE / 2
        )


def words_of(text: str, title: str = "") -> Words:
    """A text as :func:`likeness` compares it."""
    found = re.findall(_WORD, text[:_LONGEST])
    folded = [word.casefold() for word in found]
    pairs = list(pairwise(folded))
    plain = {word for word in found if word.islower()}
    names = {
        low
        for word, low in zip(found, folded, strict=True)
        if word != low and low not in plain and word[0].isupper()
    }
    heading = {
        word.casefold() for word in re.findall(_WORD, title) if len(word) > 3 or _is_number(word)
    }
    return Words(
        frozenset(heading),
        frozenset(pairs[:_BEGINNING]),
        len(found),
        frozenset(pairs),
        frozenset(names),
    )


def pieces_of(text: str) -> frozenset[str]:
    """The different words of a text, or pairs of characters where there are no spaces: for :func:`may_be_like`."""
    text = text[:_LONGEST]
    words = text.split()
    if len(words) * _LONG_WORD < len(text):
        return frozenset(map("".join, pairwise(text)))
    return frozenset(words)


def may_be_like(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether it is worth while to compare two texts: cheap, and True for hardly any that are about other things."""
    return len(one & other) >= _PIECES * min(len(one), len(other))


def likeness(one: Words, other: Words) -> Likeness:
    """How two texts are alike; the same whichever comes first."""
    short, long = (one, other) if len(one.pairs) <= len(other.pairs) else (other, one)
    shared = short.pairs & long.pairs
    share = len(shared) / len(short.pairs) if short.pairs else 0.0
    size = short.size / long.size if long.size else 0.0
    return Likeness(
        share,
        min(size, 1 / size) if size else 0.0,
        share >= PARTLY and _same_facts(short, long, share),
        _same_title(one, other),
        _same_opening(one, other),
        min(len(short.pairs), short.size, long.size),
    )


def _same_facts(short: Words, long: Words, share: float) -> bool:
    numbers = [pair for pair in short.pairs if _is_number(pair[0]) or _is_number(pair[1])]
    named = [pair for pair in short.pairs if pair[0] in short.names or pair[1] in short.names]
    others = short.pairs - long.pairs
    facts = others & {*numbers, *named}
    only_facts = share >= _MOSTLY and len(facts) >= _ONLY_FACTS * len(others)
    of_numbers, of_names = (
        (_STRICT_NUMBERS, share - _STRICT_NAMES) if only_facts else (_NUMBERS, _NAMES)
    )
    return (
        _kept(numbers, long) >= of_numbers * share * len(numbers) - 2
        and _kept(named, long) >= of_names * share * len(named) - 1
    )


def _kept(pairs: Iterable[Pair], long: Words) -> int:
    return sum(pair in long.pairs for pair in pairs)


def _same_title(one: Words, other: Words) -> bool:
    shorter = min(len(one.title), len(other.title))
    return 2 * len(one.title & other.title) >= shorter


def _same_opening(one: Words, other: Words) -> bool:
    return any(
        3 * len(a.opening & b.pairs) >= len(a.opening) for a, b in ((one, other), (other, one))
    )


def _is_number(word: str) -> bool:
    return word[0].isdecimal()
