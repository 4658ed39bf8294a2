"""Copyright lines and the agencies' and publishers' small print."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "copyright"
_by_words = by_words(RULE, "copyright", start=20, inside=45)
# The word alone may begin a sentence; the sign, or the word with a year, begins a notice.
_NOTICE = re.compile(r"^(?:©|\(c\)\s|(?:copyright|hak ?cipta)\b.{0,30}?(?:©|\b(?:19|20)\d\d\b))")


def cut(view: View) -> None:
    """Cut notices by their form, then by the phrases of the word lists."""
    for _, block in view.short(40):
        text = view.plain(block)
        if _NOTICE.match(text) or (
            block.words <= 6 and text.startswith(("copyright", "hak cipta"))
        ):
            view.cut(block, RULE, "a copyright notice")
    _by_words(view)
