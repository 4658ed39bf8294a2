"""Controls of players, galleries and menus, and what a player says while it loads."""

from __future__ import annotations

from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.view import View

RULE = "player"


def cut(view: View) -> None:
    """Cut lines that are controls, clocks and counters of pictures."""
    for _, block in view.of_kind(18, RULE):
        hits = view.hits(block, RULE)
        if block.text.endswith((":", "：")):  # a label of what follows it
            continue
        if hits.line or (hits.start and not view.tells(block, hits.start)):
            view.cut(block, RULE, f"is {hits.line or hits.start!r}")
    for _, block in view.of_kind(4, marks.CLOCK):
        view.cut(block, RULE, "a clock or a counter")
