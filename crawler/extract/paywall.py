"""The box that asks for a subscription, cut from the text of a stub."""

from __future__ import annotations

from dataclasses import replace

from crawler.extract.blocks import Block, Outline
from crawler.extract.body import Body, joined
from crawler.extract.boilerplate.phrases import phrases, plain

RULE = "paywall"
_BOX = 80
"""Words: a container with more holds text of the article too."""
_SAYS = 30
_LABEL = 8
_BEHIND = 15
"""Words: text input has no box; lines of so few words behind the one that asks belong to it."""


def without_box(body: Body, outline: Outline) -> Body:
    """``body`` without the blocks that ask for a subscription, and those in the same box."""
    asked = phrases(RULE)
    hits: dict[int, str] = {}
    for block in body.kept:
        if block.words <= _SAYS and (hit := asked.inside(plain(block.text))):
            hits.update({index: hit for index in _box(block, body, outline) if index not in hits})
    kept = tuple(block for block in body.kept if block.index not in hits)
    if not hits or not kept:
        return body
    verdicts = list(body.verdicts)
    for index, hit in hits.items():
        if verdicts[index][0] == "text":
            verdicts[index] = (None, RULE, f"a box that says {hit!r}")
    return replace(
        body,
        text=joined(kept, outline),
        verdicts=tuple(verdicts),
        kept=kept,
        words=sum(block.words for block in kept),
    )


def _box(block: Block, body: Body, outline: Outline) -> range:
    """The blocks of the largest small container around a block; of a text, the short lines behind it."""
    if block.tag == "line":
        end = block.index + 1
        while end < len(outline.blocks) and outline.blocks[end].words <= _BEHIND:
            end += 1
        return range(block.index, end)
    box = range(block.index, block.index + 1)
    for container in outline.ancestors(block):
        inside = outline.blocks[container.first : container.last]
        # What the box asks for stands at its head; a sentence before that is the article's.
        told = any(
            b.words > (_SAYS if b.index >= block.index else _LABEL)
            and body.verdicts[b.index][0] == "text"
            for b in inside
        )
        if told or sum(b.words for b in inside) > _BOX or container.tag in {"article", "main"}:
            break
        box = range(container.first, container.last)
    return box
