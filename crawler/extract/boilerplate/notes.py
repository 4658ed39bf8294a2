"""Lines about the article rather than of it: when it was published or changed, how long it takes to read."""

from __future__ import annotations

from crawler.extract.boilerplate import moments
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "page-note"
RULE_WORDS = "notes"
"""Name of its word lists."""


def cut(view: View) -> None:
    """Cut dates, reading times and "updated" lines that no field has taken."""
    for _, block in view.of_kind(14, moments.DATE, moments.DURATION):
        if not block.level:
            view.cut(block, RULE, "a date or a duration")
    for _, block in view.of_kind(14, moments.DATE_IN_WORDS):
        # A chronicle has dates for subheads, a table has them in its cells.
        if not block.level and not block.bold and block.tag not in {"td", "th"}:
            view.cut(block, RULE, "a date")
    for _, block in view.of_kind(14, RULE_WORDS):
        line, start, _, _ = view.hits(block, RULE_WORDS)
        if line:
            view.cut(block, RULE, f"is {line!r}")
        elif start and not ends_sentence(block.text) and any(map(str.isdecimal, block.text)):
            view.cut(block, RULE, f"begins with {start!r}")
