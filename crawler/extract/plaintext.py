"""Rules for text without markup, where a line's neighbours are all there is to go by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.view import ends_sentence
from crawler.extract.people import agency_named

Verdict = tuple[str | None, str, str]
_CREDIT_AT_END = re.compile(r"[.!?]?\s[(\[][^()\[\]]{2,40}[)\]]\.?$")


def settle(blocks: Sequence[Block], verdicts: dict[int, Verdict]) -> None:
    """Captions before the first paragraph; short lines before, between and behind the paragraphs."""
    titles = [b.index for b in blocks if verdicts.get(b.index, ("",))[0] == "title"]
    title = titles[0] if titles else -1
    body = [b.index for b in blocks if b.index not in verdicts and _is_paragraph(b)]
    paragraphs = frozenset(body)
    first = next((i for i in body if i > title), len(blocks))
    last = body[-1] if body else -1
    kept_before = False
    for place, block in enumerate(blocks):
        if block.index in verdicts or block.index in paragraphs:
            kept_before = kept_before or block.index in paragraphs
            continue
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.index < title:
            verdicts[block.index] = (None, "before-title", "a short line before the headline")
        elif block.index < first and body:
            _settle_head(block, verdicts)
        elif block.index > last:
            if not ends_sentence(block.text) or block.words < 4:
                why = "a short line behind the last paragraph"
                verdicts[block.index] = (None, "after-body", why)
        elif _is_caption(block):
            verdicts[block.index] = ("captions", "caption", "an agency in brackets at its end")
        elif not _belongs(block, kept_before and after is not None and after.index in paragraphs):
            verdicts[block.index] = (None, "fragment", f"{block.words} words between paragraphs")


def _settle_head(block: Block, verdicts: dict[int, Verdict]) -> None:
    """A line between the headline and the first paragraph: a picture's caption, or nothing of the article."""
    bracketed = _CREDIT_AT_END.search(block.text) is not None
    if bracketed or (block.words >= 4 and not block.text.endswith(("?", ":"))):
        verdicts[block.index] = (
            "captions",
            "caption",
            "between the headline and the first paragraph",
        )
    else:
        verdicts[block.index] = (
            None,
            "fragment",
            f"{block.words} words before the first paragraph",
        )


def _is_caption(block: Block) -> bool:
    """A line between paragraphs that ends with an agency in brackets, and is no sentence before that."""
    match = _CREDIT_AT_END.search(block.text)
    if match is None or match[0][:1] in ".!?" or not 3 <= block.words <= 25:
        return False
    return agency_named(match[0].strip(" .()[]").split("/")[0]) is not None


def _is_paragraph(block: Block) -> bool:
    if block.words >= 25:
        return True
    return (
        block.words >= 9 and ends_sentence(block.text) and _CREDIT_AT_END.search(block.text) is None
    )


def _belongs(block: Block, before_paragraph: bool) -> bool:
    """A short sentence between paragraphs, or a subhead: a paragraph follows it."""
    if block.words > 15:
        return True
    if ends_sentence(block.text):
        return block.words >= 2 or block.text[:1] in "\"“„«'"
    return before_paragraph and 2 <= block.words <= 15
