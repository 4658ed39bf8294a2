"""Live-score widgets: two names, a score, and the minute or the state of the match."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks, runs
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "live-score"
_WORDS = 7


def cut(view: View) -> None:
    """Cut runs of short blocks that hold a score and the state of a match: a score alone may be the article's."""
    if not view.has(marks.STATUS, RULE):
        return
    states = [
        place
        for place, block in view.of_kind(4, marks.STATUS, RULE)
        if marks.STATUS in view.marks(block).kinds or view.hits(block, RULE).line
    ]
    for run in runs.around(view, states, _is_part):
        scores = [p for p in run if _is_score(view, run, p)]
        inside = [p for p in states if p in run]
        if not scores:
            continue
        first = max(run.start, min(*scores, *inside) - 1)
        last = min(run.stop - 1, max(*scores, *inside) + 1)
        for place in range(first, last + 1):
            view.cut(view.blocks[place], RULE, f"in a run of {len(scores)} scores")


def _is_part(block: Block) -> bool:
    if block.level or block.tag in {"td", "th"}:  # a table of results is the article's
        return False
    return block.words <= _WORDS and not ends_sentence(block.text)


def _is_score(view: View, run: range, place: int) -> bool:
    """``2 - 1``, names beside it or not; or a bare figure between two names."""
    kinds = view.marks(view.blocks[place]).kinds
    if marks.SCORE in kinds and marks.CLOCK not in kinds:
        return True
    return (
        marks.COUNT in kinds
        and view.blocks[place].text.isdecimal()
        and len(view.blocks[place].text) <= 3
        and place + 1 in run
        and place - 1 in run
        and view.blocks[place - 1].text[:1].isalpha()
        and view.blocks[place + 1].text[:1].isalpha()
    )
