"""Captions and image credits. They are not cut but kept, in the article's ``captions``."""

from __future__ import annotations

from crawler.extract.boilerplate.view import View

RULE = "caption"


def credit(view: View, words: int = 30) -> dict[int, str]:
    """Block index → evidence, for lines that name a photographer, an agency or an archive as a picture's source."""
    found: dict[int, str] = {}
    for _, block in view.of_kind(words, "credit-image"):
        _, start, _, end = view.hits(block, "credit-image")
        if start and block.words <= 28 and (block.words <= 14 or start[-1:] in ":(/"):
            found[block.index] = f"begins with {start!r}"
        elif end and not block.text.rstrip().endswith((".", "!", "?")):
            found[block.index] = f"ends with {end!r}"
    return found
