"""Weather widgets: a town, a temperature, what the sky is like; by their degrees, then by words."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks, runs
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "weather"
_WORDS = 7


def cut(view: View) -> None:
    """Cut runs of short blocks with two temperatures, or with one and a word for the weather."""
    if not view.has(marks.TEMPERATURE):
        return
    warm = [
        place
        for place, block in view.of_kind(_WORDS, marks.TEMPERATURE)
        if not ends_sentence(block.text)
    ]
    for run in runs.around(view, warm, _is_part):
        if runs.in_table_of_article(view, run):
            continue
        told = [p for p in run if _says(view, view.blocks[p])]
        degrees = [p for p in run if marks.TEMPERATURE in view.marks(view.blocks[p]).kinds]
        worded = [p for p in told if p not in degrees]
        if len(degrees) < 2 and not worded and not view.hits(view.blocks[degrees[0]], RULE).inside:
            continue
        first = min(told)
        # The name of the place stands before its first temperature.
        if first > run.start and first == degrees[0]:
            first -= 1
        for place in range(first, max(told) + 1):
            view.cut(view.blocks[place], RULE, f"in a run of {len(degrees)} temperatures")


def _is_part(block: Block) -> bool:
    return block.words <= _WORDS and not ends_sentence(block.text) and not block.is_caption


def _says(view: View, block: Block) -> bool:
    hits = view.hits(block, RULE)
    return marks.TEMPERATURE in view.marks(block).kinds or bool(
        hits.line or hits.start or hits.inside
    )
