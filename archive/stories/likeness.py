"""How far two texts are the same text, word for word and in order.

Two market reports by one template share most of their words, and so do two weather forecasts: what differs are the
numbers and the names, and in their places stand other numbers and names. An editor who shortens or rewrites a fifth of a
story puts hardly any other number where one was. So what stands between the same two words is looked at.

``_words.c`` compares in C, where it was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from archive.stories.headlines import Headline, Headlines
from archive.stories.tokens import COMPILED, is_number, split

if COMPILED:
    from archive.stories import _words

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
_THE_SAME: Final = 0.98
"""Share of the pairs from which two pages of one newspaper are copies when a headline is not known."""
_MOST: Final = 0.6
"""Share of the pairs from which two pages of one newspaper are copies under headlines that are alike."""
_OTHER_WORDS: Final = 4
"""Times as many other words as facts, exchanged: so an editor works, and no template."""
_EDITED: Final = 0.02
"""Share of the words that an editor exchanges at least. Pages that share what the newspaper has on every page, and tell
something else beside it, differ by whole passages."""
_EXCHANGED: Final = 0.12
"""Of the numbers and names of a text: of templates 0.15 to 0.8, of copies of which a fifth was replaced by any words up to
0.1 (and then most of what was exchanged were other words)."""
_FEW: Final = 2
_PIECES: Final = 0.45
"""Share of the different words of the shorter text. With every fifth word replaced it is above 0.7, of two articles of one
language at most 0.4."""
_LONG_WORD: Final = 20
_LONGEST: Final = 30_000
_BEGINNING: Final = 30


class Words:
    """A text, ready to be compared."""

    def __init__(self, text: str, title: str) -> None:
        self.found, self.folded = split(text[:_LONGEST])
        self.pairs = _pairs(self.folded)
        self.headline = Headline(title)

    @property
    def size(self) -> int:
        """Words in all."""
        return len(self.folded)

    @cached_property
    def opening(self) -> frozenset[int]:
        """The first pairs."""
        return _pairs(self.folded[: _BEGINNING + 1])

    @cached_property
    def facts(self) -> frozenset[str]:
        """The numbers, and the words with a capital that are nowhere written without it."""
        plain = {word for word in self.found if word.islower()}
        return frozenset(
            low
            for word, low in zip(self.found, self.folded, strict=True)
            if is_number(low) or (word != low and low not in plain and word[0].isupper())
        )


class Exchange(NamedTuple):
    """What stands in one text between the same two words as something else in the other."""

    facts: int
    """A number for a number, a name for a name."""
    others: int
    """Any other word for another."""
    all: int
    """The numbers and names of the shorter text."""

    @property
    def is_of_facts(self) -> bool:
        """Whether numbers and names, above all, were exchanged."""
        return self.facts > 0 and self.facts >= self.others

    @property
    def is_template(self) -> bool:
        """Whether the two are likely by one template."""
        return self.is_of_facts and self.facts >= max(_FEW, _EXCHANGED * self.all)

    def is_edit(self, words: int) -> bool:
        """Whether an editor went through a text of so many words, and hardly touched what it tells."""
        return self.others >= max(_EDITED * words, _OTHER_WORDS * self.facts)


class Likeness(NamedTuple):
    """How two texts are alike."""

    share: float
    """Of the pairs of neighbouring words of the shorter text: how many the other one has."""
    size: float
    """Length of the shorter text by that of the longer one."""
    exchange: Exchange
    """What one says in the place of the other."""
    headlines: Headlines
    same_opening: bool
    """Whether the first words of one are met in the other."""
    words: int
    """Of the shorter text; those that come again and again in the same pair not counted."""

    def is_copy(self, *, same_source: bool) -> bool:
        """Whether one is the other, edited by no more than a fifth or so.

        Two pages of one newspaper are copies only under the same headline, or a like one where hardly a fact is another:
        what others share is what the newspaper has on every page, or every day.
        """
        if self.share < COPY or self.size < _LEAST_SIZE or self.words < _FEWEST:
            return False
        if same_source:
            if self.headlines is Headlines.UNKNOWN:
                return self.share >= _THE_SAME and not self.exchange.facts
            if self.headlines is Headlines.ALIKE:
                return (
                    self.words > _SHORT
                    and self.share >= _MOST
                    and self.exchange.is_edit(self.words)
                )
            return self.headlines is Headlines.SAME and not self.exchange.is_of_facts
        if self.exchange.is_template or self.headlines is Headlines.OTHER_NUMBERS:
            return False
        return (
            self.headlines is not Headlines.OTHERS
            or self.same_opening
            or (self.words > _SHORT and self.share >= _NEARLY_ALL)
        )

    def is_partly(self, *, same_source: bool) -> bool:
        """Whether one has a good part of the other's text, and not for both are made by one template."""
        return (
            self.share >= PARTLY
            and self.words > _SHORT
            and self.size >= _LEAST_SIZE / 2
            and not self.exchange.is_template
            and self.headlines is not Headlines.OTHER_NUMBERS
            and not (same_source and self.headlines is Headlines.OTHERS)
        )


def words_of(text: str, title: str = "") -> Words:
    """A text as :func:`likeness` compares it."""
    return Words(text, title)


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
    share = len(short.pairs & long.pairs) / len(short.pairs) if short.pairs else 0.0
    size = short.size / long.size if long.size else 0.0
    return Likeness(
        share,
        min(size, 1 / size) if size else 0.0,
        exchanged(short, long) if share >= PARTLY else Exchange(0, 0, 0),
        one.headline.beside(other.headline),
        _same_opening(one, other),
        min(len(short.pairs), short.size, long.size),
    )


def _same_opening(one: Words, other: Words) -> bool:
    return any(
        3 * len(a.opening & b.pairs) >= len(a.opening) for a, b in ((one, other), (other, one))
    )


def exchanged(one: Words, other: Words) -> Exchange:
    """What was exchanged between two texts, where the words on both sides of it were left."""
    facts, others = _exchanged(one.folded, other.folded, one.facts, other.facts)
    return Exchange(facts, others, sum(map(one.facts.__contains__, one.folded)))


def pairs_in_python(words: list[str]) -> frozenset[int]:
    """The different pairs of neighbours, each as a number."""
    # Hashes, for a tuple a pair would keep the garbage collector busy for longer than all the rest takes.
    return frozenset(map(hash, pairwise(words)))


def exchanged_in_python(
    one: list[str], other: list[str], facts_of_one: frozenset[str], facts_of_other: frozenset[str]
) -> tuple[int, int]:
    """How many facts, and how many other words, stand as others in the same places."""
    facts = others = 0
    for length in (1, 2):
        between: dict[int, str] = {}
        for before, word, after in _gaps(other, length):
            place = hash((before, after))
            between[place] = word if between.get(place, word) == word else ""
        for before, word, after in _gaps(one, length):
            there = between.get(hash((before, after)))
            if there and there != word:
                is_fact = word in facts_of_one and there in facts_of_other
                if is_fact and is_number(word) == is_number(there):
                    facts += 1
                elif length == 1:
                    others += 1
    return facts, others


def _gaps(words: list[str], length: int) -> Iterator[tuple[str, str, str]]:
    """Each word, with the one before it and the one so many after it."""
    return zip(words, words[1:], words[length + 1 :], strict=False)


_pairs, _exchanged = (
    (_words.pairs, _words.exchanged) if COMPILED else (pairs_in_python, exchanged_in_python)
)
