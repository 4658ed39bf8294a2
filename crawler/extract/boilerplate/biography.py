"""Author biographies under the article, and the disclaimers that stand with them."""

from __future__ import annotations

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "author-bio"
_by_words = by_words(RULE, "biography", start=12, inside=50)


def cut(view: View) -> None:
    """Cut lines by the word lists, and whole boxes in one line that begin with their heading."""
    _by_words(view)
    for _, block in view.of_kind(50, "about-author"):
        if hit := view.hits(block, "about-author").start:
            view.cut(block, RULE, f"begins with {hit!r}")
