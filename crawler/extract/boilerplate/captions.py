"""Captions and image credits. They are not cut but kept, in the article's ``captions``."""

from __future__ import annotations

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View

RULE = "caption"


def credit(view: View, words: int = 30) -> dict[int, str]:
    """Block index → evidence, for lines that name a photographer, an agency or an archive as a picture's source."""
    found = phrases("credit-image")
    hits: dict[int, str] = {}
    for _, block in view.short(words):
        text = view.plain(block)
        if (
            block.words <= 28
            and (hit := found.start(text))
            and (block.words <= 14 or hit[-1:] in ":(/")
        ):
            hits[block.index] = f"begins with {hit!r}"
        elif (
            block.words <= words
            and (hit := found.end(text))
            and not block.text.rstrip().endswith((".", "!", "?"))
        ):
            hits[block.index] = f"ends with {hit!r}"
    return hits
