"""What a rule sees: the blocks of the article area in page order, and what earlier rules cut of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.marks import Marks
from crawler.extract.boilerplate.phrases import Hits, spoken

_SENTENCE_END = re.compile(r"[.!?…:;。！？：；؟۔।॥][\"'”’»)\]」』]*$")
_QUOTED = re.compile('["“”„«»「」『』]')
LONG = 60
"""No rule by words looks at a block with more words than this."""
_NOTHING = Marks("", {}, frozenset())
_NO_HITS = Hits()


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
        self._marks: dict[int, Marks] = {}
        self._of_kind: dict[str, list[tuple[int, Block]]] = {}
        for place, block in enumerate(blocks):
            if block.words > LONG or block.index in settled or block.tag == "pre":
                continue  # <pre>: a listing of code has names of its own
            mark = marks.of(block.text)
            if mark.kinds:
                self._marks[block.index] = mark
                for kind in mark.kinds:
                    self._of_kind.setdefault(kind, []).append((place, block))

    def at(self, index: int) -> Block:
        """The block with that index on the page."""
        return next(block for block in self.blocks if block.index == index)

    def marks(self, block: Block) -> Marks:
        """What the block's text says about it: nothing as a rule, and for a long block and one that is a field already."""
        return self._marks.get(block.index, _NOTHING)

    def plain(self, block: Block) -> str:
        """The text of a block of some kind in the form phrases are compared in; empty for any other."""
        return self.marks(block).plain

    def hits(self, block: Block, kind: str) -> Hits:
        """The phrases of a kind in the block."""
        return self.marks(block).hits.get(kind, _NO_HITS)

    def open(self, block: Block) -> bool:
        """Whether the block is neither a field already nor cut."""
        return block.index not in self.cuts and block.index not in self._settled

    def has(self, *kinds: str) -> bool:
        """Whether any block is of one of these kinds or forms: without one a rule has nothing to do."""
        return any(kind in self._of_kind for kind in kinds)

    def of_kind(self, words: int, *kinds: str) -> Iterator[tuple[int, Block]]:
        """The open blocks of at most so many words that may be of one of the kinds, each with its place in ``blocks``."""
        if len(kinds) == 1:
            found: Sequence[tuple[int, Block]] = self._of_kind.get(kinds[0], ())
        else:
            placed = {p[0]: p for kind in kinds for p in self._of_kind.get(kind, ())}
            found = sorted(placed.values(), key=itemgetter(0))
        for place, block in found:
            if block.words <= words and block.index not in self.cuts:
                yield place, block

    def tells(self, block: Block, phrase: str) -> bool:
        """Whether a block with this phrase is a sentence that tells of something, and asks nothing of the reader.

        "Subscribe or leave, he told them" begins as a request does. What speaks for a sentence of the article: a verb of
        speech or a third person, or that it quotes; what speaks against it: a link, or "our" and "your".
        """
        if block.links or block.words < 4 or not ends_sentence(block.text):
            return False
        if _QUOTED.search(block.text):
            return True
        told = spoken("told", self.plain(block), phrase)
        return told > 1 or (told == 1 and not self.addresses(block, phrase))

    def addresses(self, block: Block, phrase: str) -> bool:
        """Whether a block with this phrase speaks to the reader: "you", "our", "this site"."""
        return spoken("address", self.plain(block), phrase) > 0

    def cut(self, block: Block, rule: str, evidence: str) -> None:
        """Cut an open block."""
        if self.open(block):
            self.cuts[block.index] = (rule, evidence)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text[-6:]) is not None
