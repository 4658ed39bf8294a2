"""What the blocks outside the article area are: a person who looks for the ticker wants to see it called one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crawler.extract.blocks import Block, Outline
from crawler.extract.body.area import Area
from crawler.extract.boilerplate import RULES, View, tickers

OUTSIDE = "outside"
_VAGUE = frozenset({"", "aside", "sidebar", "footer", "dialog", "gallery"})
"""Rules that say where a block stands rather than what it is: its words may say more."""
_BOXES = frozenset(
    {"reactions", "comments", "most-read", "related", "author-bio", "newsletter", "consent"}
)
"""Kinds whose first block names all of the box."""
_CHANGES = frozenset("+-−–±▲▼△▽↑↓")
_BOX = 40
"""Blocks: a larger container is a part of the page rather than a box."""


def name(outline: Outline, area: Area, decided: Collection[int]) -> dict[int, tuple[str, str]]:
    """The rule and the evidence for each block that no verdict was given on, from its container or from its words."""
    cut_by = area.cut_by
    open_blocks = [b for b in outline.blocks if b.index not in decided]
    # A footer's links ("About us", "Privacy") are what they are: links of a footer.
    view = View(
        [
            b
            for b in open_blocks
            if cut_by[b.container][0] in _VAGUE
            and (b.words > 3 or b.link_words * 10 < b.words * 9 or b.in_article)
        ]
    )
    for cut_kind in RULES:
        cut_kind(view)
    said = view.cuts | _tickers_of_menus(
        [b for b in open_blocks if cut_by[b.container][0] == "navigation"]
    )
    boxes = _named_boxes(outline, view)
    named = {block.index: cut_by[block.container] for block in open_blocks}
    if boxes:
        for block in open_blocks:
            if named[block.index][0] in _VAGUE and (box := _around(block, outline, boxes)):
                named[block.index] = (box[0], f"{box[1]}, outside the article area")
    for index, (rule, evidence) in said.items():
        named[index] = (rule, f"{evidence}, outside the article area")
    for index, (rule, evidence) in named.items():
        if not (rule and evidence):
            named[index] = (rule or OUTSIDE, evidence or "not in the article area")
    return named


def _tickers_of_menus(blocks: Sequence[Block]) -> dict[int, tuple[str, str]]:
    """The quotes that run along the page's head; most pages have none, which two signs tell."""
    signs = [b.text.count("%") if "%" in b.text else b.text[:1] in _CHANGES for b in blocks]
    if sum(signs) < 2:
        return {}
    view = View(blocks)
    tickers.cut(view)
    return view.cuts


def _named_boxes(outline: Outline, view: View) -> dict[int, tuple[str, str]]:
    """Containers whose first block is the heading of a box of a known kind."""
    boxes: dict[int, tuple[str, str]] = {}
    for block in view.blocks:
        cut = view.cuts.get(block.index)
        if cut is None or cut[0] not in _BOXES:
            continue
        for container in outline.ancestors(block):
            if container.first != block.index or container.last - container.first > _BOX:
                break
            if container.tag not in {"body", "main", "article"}:
                boxes[container.index] = (cut[0], f"in a box whose heading {cut[1]}")
    return boxes


def _around(
    block: Block, outline: Outline, boxes: dict[int, tuple[str, str]]
) -> tuple[str, str] | None:
    return next((boxes[c.index] for c in outline.ancestors(block) if c.index in boxes), None)
