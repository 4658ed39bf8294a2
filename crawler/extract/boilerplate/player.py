"""Controls of players, galleries and menus, and what a player says while it loads."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View

RULE = "player"
_CLOCK = re.compile(r"^-?\d{1,2}:\d\d(?::\d\d)?(?:\s*/\s*\d{1,2}:\d\d(?::\d\d)?)?$")
_OF = re.compile(
    r"^(?:image|photo|slide|foto|bild|gambar)?\s*\d{1,3}\s*(?:/|of|von|dari|sur|de|di|van)\s*\d{1,3}$"
)
_SPEED = re.compile(r"^(?:\d(?:\.\d+)?x|\d{3,4}p|loaded:? [\d.]+%|0%)$")


def cut(view: View) -> None:
    """Cut lines that are controls, clocks and counters of pictures."""
    words = phrases(RULE)
    for _, block in view.of_kind(18, RULE):
        text = view.plain(block)
        if hit := words.line(text) or words.start(text):
            view.cut(block, RULE, f"is {hit!r}")
    for _, block in view.short(4):
        text = view.plain(block)
        if any(map(str.isdecimal, text)) and (
            _CLOCK.match(text) or _OF.match(text) or _SPEED.match(text)
        ):
            view.cut(block, RULE, "a clock or a counter")
