"""Rules for text without markup, where a line's neighbours are all there is to go by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp

from crawler.extract.blocks import Block
from crawler.extract.people import agency_named

Verdict = tuple[str | None, str, str]
_LIKELY = -0.2
"""Log-odds: what is above is the article's. The truths that taught the forests leave more out than a reader would."""
_NEAR = 4
"""Lines above the first paragraph in which its picture's caption may stand."""
_CREDIT_AT_END = re.compile(r"[.!?]?\s[(\[][^()\[\]]{2,40}[)\]]\.?$")


def settle(blocks: Sequence[Block], verdicts: dict[int, Verdict]) -> None:
    """Cut what is not likely the article's; captions before the first paragraph and between paragraphs."""
    titles = [b.index for b in blocks if verdicts.get(b.index, ("",))[0] == "title"]
    title = titles[0] if titles else -1
    body = [b.index for b in blocks if b.index not in verdicts and b.odds > _LIKELY]
    first = next((i for i in body if i > title), len(blocks))
    last = body[-1] if body else -1
    for block in blocks:
        if block.index in verdicts:
            continue
        if _is_caption(block):
            verdicts[block.index] = ("captions", "caption", "an agency in brackets at its end")
        elif block.odds <= _LIKELY:
            verdicts[block.index] = _unlikely(block, title, first, last)


def _unlikely(block: Block, title: int, first: int, last: int) -> Verdict:
    """The verdict on a line that does not read like the article's, by where it stands."""
    chance = f"{100 / (1 + exp(-max(-9.0, block.odds))):.1f} % likely to be the article's"
    if title < block.index < first and block.index >= first - _NEAR and _may_be_caption(block):
        return "captions", "caption", f"between the headline and the first paragraph, {chance}"
    if block.index < title:
        return None, "before-title", f"before the headline, {chance}"
    if block.index < first:
        return None, "before-body", f"before the first paragraph, {chance}"
    if block.index > last:
        return None, "after-body", f"behind the last paragraph, {chance}"
    return None, "fragment", f"between paragraphs, {chance}"


def _may_be_caption(block: Block) -> bool:
    bracketed = _CREDIT_AT_END.search(block.text) is not None
    return bracketed or (6 <= block.words <= 60 and not block.text.endswith(("?", ":")))


def _is_caption(block: Block) -> bool:
    """A line between paragraphs that ends with an agency in brackets, and is no sentence before that."""
    match = _CREDIT_AT_END.search(block.text)
    if match is None or match[0][:1] in ".!?" or not 3 <= block.words <= 25:
        return False
    return agency_named(match[0].strip(" .()[]").split("/")[0]) is not None
