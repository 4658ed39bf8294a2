"""Pages that list articles: each piece of text hangs from a linked headline of its own."""

from __future__ import annotations

from collections import Counter

from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import Body

_ITEM = 70
"""Words: a teaser with its headline, date and author is no longer."""
_LEVELS = 4
_BLOCKS = 12
_ITEMS = 4
_PROSE = 120
"""Words beside the teasers: an introduction of the section."""


def read(outline: Outline, body: Body) -> str:
    """Evidence that the body is made of teasers; empty when it is not."""
    items, teased, beside = _split(outline, body)
    alike = Counter(item.label for item in items)
    most = max(alike.values(), default=0)
    if most < _ITEMS or beside >= _PROSE or beside * 3 > teased:
        return ""
    return f"{most} teasers, each under a linked headline; {beside} other words"


def prose(outline: Outline, body: Body) -> int:
    """Words of the body's sentences that belong to no teaser."""
    return _split(outline, body)[2]


def _split(outline: Outline, body: Body) -> tuple[list[Container], int, int]:
    """The teasers in the body, their words, and the words beside them."""
    items: dict[int, Container] = {}
    teased = beside = 0
    for block in body.kept:
        if block.link_density > 0.4 or block.words < 8:
            continue
        item = None if body.declared else _item(block, outline)
        if item is None:
            beside += block.words
        else:
            teased += block.words
            items[item.index] = item
    return list(items.values()), teased, beside


def _is_linked_headline(block: Block) -> bool:
    return block.link_density > 0.8 and 3 <= block.words <= 30 and not block.hidden


def _item(block: Block, outline: Outline) -> Container | None:
    """The smallest container that holds the block and a linked headline, when it is as short as a teaser."""
    for level, container in enumerate(outline.ancestors(block)):
        if level > _LEVELS or container.last - container.first > _BLOCKS:
            return None
        inside = outline.blocks[container.first : container.last]
        if sum(b.words for b in inside) > _ITEM:
            return None
        if any(_is_linked_headline(b) for b in inside):
            return container
    return None
