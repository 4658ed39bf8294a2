"""Whom to call about a press release: the line that heads it, and the names, numbers and addresses behind."""

from __future__ import annotations

import re

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "contact"
_MOST = 12
"""Blocks behind the heading."""
_ADDRESS = re.compile(r"\S@\S|(?:\+|\b0)\d[\d\s()/.-]{5,}|\bwww\.|https?://")


def cut(view: View) -> None:
    """Cut such a heading where an address or a number follows it, and what follows as far as it is a list of those."""
    for place, block in view.of_kind(20, RULE):
        line, start, _, _ = view.hits(block, RULE)
        if start and _ADDRESS.search(block.text):
            view.cut(block, RULE, f"begins with {start!r}, holds an address")
        if not line:
            continue
        behind: list[Block] = []
        for following in view.blocks[place + 1 : place + 1 + _MOST]:
            if not _is_part(following):
                break
            if view.open(following):  # else a name there is the author's by now, or cut
                behind.append(following)
        if not any(_ADDRESS.search(b.text) for b in behind):
            continue
        view.cut(block, RULE, f"is {line!r}")
        for following in behind:
            view.cut(following, RULE, "behind the heading of a contact")


def _is_part(block: Block) -> bool:
    """A name, an office, a number: no sentence, unless it holds an address."""
    if block.level or block.words > 40:
        return False
    return not ends_sentence(block.text) or _ADDRESS.search(block.text) is not None
