"""Share bars, print and e-mail links, "follow us" lines, share and comment counters."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "share"
_COUNTER = re.compile(
    r"^\d+(?:[.,]\d+)?\s?[km]?\s+(?:shares?|views?|comments?|likes?|reads?|reactions?|kali|dilihat|dibaca|komentar|pembaca|"
    r"kommentare?|commentaires?|partages?|vues|comentarios?|comentários?|commenti|reacties)$"
    r"|^(?:shares?|views?|dibaca|dilihat|comments?|komentar)\s*:?\s*\d+(?:[.,]\d+)?\s?(?:k|m|kali)?$",
    re.I,
)


def _is_said(text: str) -> bool:
    return text[:1] in "\"“„«'" or ends_sentence(text)


def cut(view: View) -> None:
    """Cut blocks that are nothing but names of networks and ways to share."""
    words = phrases(RULE)
    for _, block in view.short(14):
        if any(map(str.isdecimal, block.text)) and _COUNTER.match(view.plain(block)):
            view.cut(block, RULE, "a counter")
    for _, block in view.of_kind(30, RULE):
        text = view.plain(block)
        if hit := words.line(text):
            view.cut(block, RULE, f"is {hit!r}")
        elif (
            block.words <= 14
            and len(text) >= 4
            and words.made_of(text)
            and not _is_said(block.text)
        ):
            view.cut(block, RULE, "nothing but names of networks")
        elif hit := words.start(text):
            view.cut(block, RULE, f"begins with {hit!r}")
        elif hit := words.inside(text):
            view.cut(block, RULE, f"holds {hit!r}")
