"""How far two texts are the same text, word for word and in order.

Two market reports by one template share most of their words, and so do two weather forecasts: what differs are the
numbers and the names, and in their places stand other numbers and names. An editor who shortens or rewrites a fifth of a
story puts hardly any other number where one was. So what stands between the same two words is looked at.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

from archive.stories.headlines import Headline, Headlines
from archive.stories.wording import Wording

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
_LONGEST: Final = 30_000


class Words:
    """An article, ready to be compared; what is to be known of it is found when it is asked for."""

    def __init__(self, text: str, title: str) -> None:
        self.wording = Wording(text[:_LONGEST])
        self._title = title

    @cached_property
    def headline(self) -> Headline:
        """Its headline, ready to be compared."""
        return Headline(self._title)


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


def may_be_like(one: Words, other: Words) -> bool:
    """Whether it is worth while to compare two texts: cheap, and True for hardly any that are about other things."""
    both, of_one, of_other = one.wording.shared_pieces(other.wording)
    return both >= _PIECES * min(of_one, of_other)


def likeness(one: Words, other: Words) -> Likeness:
    """How two texts are alike; the same whichever comes first."""
    first, second = one.wording, other.wording
    short, long = (first, second) if first.pairs <= second.pairs else (second, first)
    share = short.shared_pairs(long) / short.pairs if short.pairs else 0.0
    size = short.size / long.size if long.size else 0.0
    return Likeness(
        share,
        min(size, 1 / size) if size else 0.0,
        Exchange(*short.exchanged(long)) if share >= PARTLY else Exchange(0, 0, 0),
        one.headline.beside(other.headline),
        first.begins_in(second) or second.begins_in(first),
        min(short.pairs, short.size, long.size),
    )
