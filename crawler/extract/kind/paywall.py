"""Stubs: what a paywall leaves of an article, and the box that asks for a subscription, which is cut from it."""

from __future__ import annotations

from dataclasses import replace

from crawler.extract.blocks import Block, Outline
from crawler.extract.body import Body, joined
from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.phrases import Hits
from crawler.extract.structured import Structured

RULE = "paywall"
_BOX = 80
"""Words: a container with more holds text of the article too."""
_SAYS = 30
_ASKS = 50
_STUB = 120
"""Words: a text with more was not cut off, or much of it was left."""
_DECLARED = 150
_OFFER = 60
"""Words that may stand behind the sentence that asks: what is offered, and for how much."""
_NONE = Hits()
_ELSEWHERE = frozenset(
    {"navigation", "header", "footer", "comments", "related", "most-read", "sidebar", "aside", "hidden"}
)  # fmt: skip
_LABEL = 8
_BEHIND = 15
"""Words: text input has no box; lines of so few words behind the one that asks belong to it."""


def evidence(outline: Outline, body: Body, structured: Structured) -> str:
    """Why the body is a stub; empty when it is none.

    The page declares it, or a box behind the text asks for a subscription. A site's header asks for one on every page, and a story about
    subscriptions goes on behind the sentence that speaks of them.
    """
    asks = _asks(outline, body)
    if structured.is_accessible_for_free is False and (asks or body.words < _DECLARED):
        return "declared as not accessible for free" + (f", says {asks!r}" if asks else "")
    if asks and body.words < _STUB:
        return f"{body.words} words, says {asks!r}"
    return ""


def _asks(outline: Outline, body: Body) -> str:
    """What asks for a subscription, in or behind the text, with next to no text behind it."""
    begin = body.kept[0].index if body.kept else 0
    behind = 0
    # From the end: so the text behind a block is known when it is looked at.
    for block in reversed(outline.blocks[begin:]):
        field, rule, _ = body.verdicts[block.index]
        if (
            block.words <= _ASKS
            and rule not in _ELSEWHERE
            and behind <= _OFFER
            and (hit := marks.of(block.text).hits.get(RULE, _NONE).inside)
        ):
            return hit
        if field == "text" and block.link_density <= 0.4:
            behind += block.words
    return ""


def without_box(body: Body, outline: Outline) -> Body:
    """``body`` without the blocks that ask for a subscription, and those in the same box."""
    hits: dict[int, str] = {}
    for block in body.kept:
        hit = marks.of(block.text).hits.get(RULE, _NONE).inside if block.words <= _SAYS else ""
        if hit:
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
