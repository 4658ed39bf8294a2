"""What a rule sees: the blocks of the article area in page order, and what earlier rules cut of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.phrases import plain

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
        """The open blocks of at most so many words, each with its place in ``blocks``."""
        for place, block in enumerate(self.blocks):
            if block.words <= words and self.open(block):
                yield place, block

    def cut(self, block: Block, rule: str, evidence: str) -> None:
        """Cut an open block."""
        if self.open(block):
            self.cuts[block.index] = (rule, evidence)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text[-6:]) is not None
