"""Share bars, print and e-mail links, "follow us" lines, share and comment counters."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "share"


def cut(view: View) -> None:
    """Cut blocks that are nothing but names of networks and ways to share."""
    for _, block in view.of_kind(14, marks.COUNTER):
        if not _heads_comments(view, block):
            view.cut(block, RULE, "a counter")
    for _, block in view.of_kind(30, RULE, marks.OF_NETWORKS):
        line, start, inside, _ = view.hits(block, RULE)
        of_networks = marks.OF_NETWORKS in view.marks(block).kinds and block.words <= 14
        # "TikTok" may head a part of the article, or be one thing in a list of its own.
        of_networks = (
            of_networks and not block.level and (block.links > 0 or not block.is_list_item)
        )
        if _heads_comments(view, block):
            continue
        if line:
            view.cut(block, RULE, f"is {line!r}")
        elif of_networks and not _is_said(block.text):
            view.cut(block, RULE, "nothing but names of networks")
        elif (start or inside) and not view.tells(block, start or inside):
            view.cut(block, RULE, f"begins with {start!r}" if start else f"holds {inside!r}")
    if view.has(marks.NETWORK):
        _cut_bars(view)


def _heads_comments(view: View, block: Block) -> bool:
    """Whether the rule for comments knows the line: "Comments (4)"."""
    line, start, _, _ = view.hits(block, "comments")
    return bool(line or start)


def _is_said(text: str) -> bool:
    return text[:1] in "\"“„«'" or ends_sentence(text)


def _cut_bars(view: View) -> None:
    """Neighbours of a word or three that name a network each: a bar, in whatever language it says "share"."""
    held: list[int] = []
    for place, block in view.of_kind(4, marks.NETWORK):
        if block.level or block.tag in {"td", "th"} or ends_sentence(block.text):
            continue
        if held and place != held[-1] + 1:
            _cut_bar(view, held)
            held = []
        held.append(place)
    _cut_bar(view, held)


def _cut_bar(view: View, places: list[int]) -> None:
    if len(places) >= 2:
        for place in places:
            view.cut(view.blocks[place], RULE, f"one of {len(places)} networks in a row")
