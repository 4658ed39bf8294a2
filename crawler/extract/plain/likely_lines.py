"""How likely each line of a text is the article's: what two forests say (``tests/benchmarks/train_lines.py`` taught them).

The first looks at a line and what stands around it (:mod:`crawler.extract.plain.lineshape`), the second at what the first said of
it and of its neighbours (:mod:`crawler.extract.plain.linecontext`).
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extract import forest
from crawler.extract.blocks import Block
from crawler.extract.plain import linecontext, lineshape

SHAPE = "lines-shape.json"
CONTEXT = "lines-context.json"
_PLAIN = 1.5
"""Log-odds that the likeliest line of a page has at least."""
_MOST_RAISED = 1.0


def mark(blocks: Sequence[Block]) -> None:
    """Write into each line's ``odds`` the log-odds that it is text of the article."""
    if not blocks:
        return
    shapes = lineshape.rows(blocks)
    first = forest.load(SHAPE).score(shapes)
    second = forest.load(CONTEXT).score(linecontext.rows(blocks, shapes, first))
    # A few lines alone, and more so in a script of which little was seen, are all thought unlikely: the best are the article.
    raised = min(_MOST_RAISED, max(0.0, _PLAIN - max(second)))
    for block, odds in zip(blocks, second, strict=True):
        block.odds = odds + raised
