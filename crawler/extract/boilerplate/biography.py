"""Author biographies under the article, and the disclaimers that stand with them."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "author-bio"
_by_words = by_words(RULE, "biography", start=12, inside=50)
_ABOUT = re.compile(
    r"(?:about the authors?|tentang penulis|über (?:den autor|die autorin)|à propos de l'auteure?|sobre (?:el autor|la autora|o autor|a autora)|"
    r"over de auteur|sull'autore|informazioni sull'autore)(?!\w)"
)


def cut(view: View) -> None:
    """Cut lines by the word lists, and whole boxes in one line that begin with their heading."""
    _by_words(view)
    for _, block in view.short(50):
        if hit := _ABOUT.match(view.plain(block)):
            view.cut(block, RULE, f"begins with {hit[0]!r}")
