"""Boxes that want something of the reader: newsletter, account, app, donation, notifications, tips."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "signup"
NEWSLETTER = "newsletter"
_by_words = by_words(RULE, "signup", start=24, inside=40)
_LETTERS = re.compile(
    r"news-?letter|mailing list|infolettre|bulletin|bolet[ií]n|nieuwsbrief|buletin|nawala|inbox|kotak masuk|postfach|e-?mail", re.I
)  # fmt: skip


def cut(view: View) -> None:
    """Cut what asks for something; what asks for an address to send letters to is named for that."""
    _by_words(view)
    for block in view.blocks:
        found = view.cuts.get(block.index)
        if found is not None and found[0] == RULE and _LETTERS.search(block.text):
            view.cuts[block.index] = (NEWSLETTER, found[1])
