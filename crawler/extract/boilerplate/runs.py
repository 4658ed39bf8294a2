"""Runs of short blocks: a widget is a row of labels and figures, and paragraphs stand around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.view import View, ends_sentence


def around(view: View, seeds: Iterable[int], is_part: Callable[[Block], bool]) -> list[range]:
    """The stretches of open blocks around the places *seeds* (ascending) in which every block is a part."""
    found: list[range] = []
    for seed in seeds:
        if found and seed < found[-1].stop:
            continue
        start = end = seed
        least = found[-1].stop if found else 0
        while start > least and _fits(view, start - 1, is_part):
            start -= 1
        while end < len(view.blocks) and (end == seed or _fits(view, end, is_part)):
            end += 1
        found.append(range(start, end))
    return found


def _fits(view: View, place: int, is_part: Callable[[Block], bool]) -> bool:
    block = view.blocks[place]
    return view.open(block) and is_part(block)


def is_label(block: Block) -> bool:
    """Whether it may be a name in a widget: a few words that are neither a sentence nor a heading."""
    return (
        block.words <= 5
        and len(block.text) <= 32
        and not ends_sentence(block.text)
        and not block.level
    )


def in_table_of_article(view: View, run: range) -> bool:
    """Whether it stands in cells with paragraphs before and behind: a table there belongs to the article."""
    if view.blocks[run.start].tag not in {"td", "th"}:
        return False
    return _has_paragraph(view.blocks[: run.start]) and _has_paragraph(view.blocks[run.stop :])


def _has_paragraph(blocks: Iterable[Block]) -> bool:
    return any(b.words >= 12 and ends_sentence(b.text) for b in blocks)
