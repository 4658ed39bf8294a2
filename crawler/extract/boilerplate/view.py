"""What a rule sees: the blocks of the article area in page order, and what earlier rules cut of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.phrases import kinds_of_words, plain, tokens

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
LONG = 60
"""No rule by words looks at a block with more words than this."""


class View:
    """The blocks of the article area. Rules look, :meth:`cut` writes down."""

    def __init__(
        self, blocks: Sequence[Block], settled: frozenset[int] = frozenset(), *, lines: bool = False
    ) -> None:
        self.blocks = blocks
        self.lines = lines
        """Whether the blocks are lines of a text, without markup."""
        self.cuts: dict[int, tuple[str, str]] = {}
        """Block index → rule and evidence."""
        self._settled = settled
        self._plain: dict[int, str] = {}
        self._of_kind: dict[str, list[tuple[int, Block]]] | None = None
        self._short = [
            (place, block)
            for place, block in enumerate(blocks)
            if block.words <= LONG and block.index not in settled
        ]

    def plain(self, block: Block) -> str:
        """The block's text in the form phrases are compared in; empty for a long block."""
        if block.words > LONG:
            return ""
        text = self._plain.get(block.index)
        if text is None:
            text = self._plain[block.index] = plain(block.text)
        return text

    def open(self, block: Block) -> bool:
        """Whether the block is neither a field already nor cut."""
        return block.index not in self.cuts and block.index not in self._settled

    def short(self, words: int) -> Iterator[tuple[int, Block]]:
        """The open blocks of at most so many words (up to ``LONG``), each with its place in ``blocks``."""
        for place, block in self._short:
            if block.words <= words and block.index not in self.cuts:
                yield place, block

    def of_kind(self, words: int, *kinds: str) -> Iterator[tuple[int, Block]]:
        """The same, without those that hold no word that tells a phrase of the kinds."""
        if self._of_kind is None:
            self._of_kind = self._by_kind()
        found = {placed[0]: placed for kind in kinds for placed in self._of_kind.get(kind, ())}
        for place, block in sorted(found.values(), key=itemgetter(0)):
            if block.words <= words and block.index not in self.cuts:
                yield place, block

    def _by_kind(self) -> dict[str, list[tuple[int, Block]]]:
        index, signs = kinds_of_words()
        found: dict[str, list[tuple[int, Block]]] = dict.fromkeys(signs, self._short)
        for placed in self._short:
            kinds: set[str] = set()
            for word in tokens(self.plain(placed[1])):
                if word in index:
                    kinds |= index[word]
            for kind in kinds - signs:
                found.setdefault(kind, []).append(placed)
        return found

    def cut(self, block: Block, rule: str, evidence: str) -> None:
        """Cut an open block."""
        if self.open(block):
            self.cuts[block.index] = (rule, evidence)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text[-6:]) is not None
