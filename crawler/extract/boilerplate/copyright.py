"""Copyright lines and the agencies' and publishers' small print."""

from __future__ import annotations

from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "copyright"
_by_words = by_words(RULE, "copyright", start=20, inside=45)


def cut(view: View) -> None:
    """Cut notices by their form, then by the phrases of the word lists."""
    for _, block in view.of_kind(40, marks.NOTICE):
        view.cut(block, RULE, "a copyright notice")
    _by_words(view)
