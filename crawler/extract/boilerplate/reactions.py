"""Reaction counters and emoji bars: names of feelings with their counts, and the question that heads them."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks, runs
from crawler.extract.boilerplate.view import View

RULE = "reactions"
_KINDS = frozenset({marks.COUNT, marks.EMOJI, marks.FEELING})
_PAIRS = 3
"""So many names with a count, under a question, are a counter in whatever language."""


def cut(view: View) -> None:
    """Cut counters by their form, then runs of feelings and counts, then the lines of the word list."""
    if view.has(marks.COUNT):
        _cut_by_form(view)
    felt = [place for place, _ in view.of_kind(4, marks.FEELING, marks.EMOJI)]
    for run in (
        runs.around(view, felt, lambda block: _is_part(view, block)) if len(felt) > 1 else ()
    ):
        inside = [p for p in felt if p in run]
        # Two feelings by name, or two emoji with counts, make a counter; bare numbers don't.
        if len(inside) >= 2:
            for place in run:
                view.cut(view.blocks[place], RULE, f"in a run of {len(inside)} reactions")
    for _, block in view.of_kind(16, RULE):
        hits = view.hits(block, RULE)
        if hits.line or (hits.start and not view.tells(block, hits.start)):
            view.cut(block, RULE, f"is {hits.line or hits.start!r}")


def _is_part(view: View, block: Block) -> bool:
    return block.words <= 4 and not _KINDS.isdisjoint(view.marks(block).kinds)


def _cut_by_form(view: View) -> None:
    """A short question, and behind it labels and counts by turns."""
    behind = 0
    for place, block in view.of_kind(4, marks.COUNT):
        if place < behind:
            continue  # of the stretch that was looked at last
        start = behind = place
        while start > 0 and _is_pair_part(view, start - 1):
            start -= 1
        while behind < len(view.blocks) and _is_pair_part(view, behind):
            behind += 1
        end = behind
        head = view.blocks[start - 1] if start else None
        if head is None or head.words > 12 or head.text.rstrip()[-1:] not in "?？؟;":
            continue
        letters = "".join(
            "n" if marks.COUNT in view.marks(b).kinds else "l" for b in view.blocks[start:end]
        )
        if max(letters.count("ln"), letters.count("nl")) < _PAIRS or block.tag in {"td", "th"}:
            continue
        for at in range(start - 1, end):
            view.cut(view.blocks[at], RULE, "labels and counts by turns under a question")


def _is_pair_part(view: View, place: int) -> bool:
    block = view.blocks[place]
    if not view.open(block) or block.words > 3:
        return False
    return marks.COUNT in view.marks(block).kinds or (runs.is_label(block) and block.words <= 2)
