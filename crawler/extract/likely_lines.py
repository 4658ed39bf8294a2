"""How likely each line of a text is the article's: what two forests say (``tests/benchmarks/train_lines.py`` taught them).

The first looks at a line and what stands around it (:mod:`crawler.extract.lineshape`), the second at what the first said of
it and of its neighbours (:mod:`crawler.extract.linecontext`).
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extract import forest, linecontext, lineshape
from crawler.extract.blocks import Block

SHAPE = "lines-shape.json"
CONTEXT = "lines-context.json"


def mark(blocks: Sequence[Block]) -> None:
    """Write into each line's ``odds`` the log-odds that it is text of the article."""
    if not blocks:
        return
    shapes = lineshape.rows(blocks)
    first = forest.load(SHAPE).score(shapes)
    second = forest.load(CONTEXT).score(linecontext.rows(blocks, shapes, first))
    for block, odds in zip(blocks, second, strict=True):
        block.odds = odds
