"""Reaction counters and emoji bars: names of feelings with their counts, and the question that heads them."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View

RULE = "reactions"
_COUNT = re.compile(
    r"^[(\[]?\+?\d+(?:[.,]\d+)?\s?(?:k|m|rb|jt|ribu|juta|tsd|mil)?\s?%?[)\]]?$", re.I
)
_EMOJI = re.compile("^[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d\\s]+$")
_NAME_AND_COUNT = re.compile(r"^(.{2,20}?)\s*[:(]?\s*\d+\s?%?\)?$")


def cut(view: View) -> None:
    """Cut runs of feelings and counts, then the lines of the word list."""
    words = phrases(RULE)
    run: list[int] = []
    feelings = sum(1 for _ in view.of_kind(4, RULE))
    emoji = any(not b.text.isascii() and _EMOJI.match(b.text) for _, b in view.short(4))
    for place in range(len(view.blocks) + 1) if feelings > 1 or emoji else ():
        kind = _kind(view, place, words.words) if place < len(view.blocks) else ""
        if kind:
            run.append(place)
            continue
        _cut_run(view, run, words.words)
        run = []
    for _, block in view.of_kind(16, RULE):
        text = view.plain(block)
        if hit := words.line(text) or words.start(text):
            view.cut(block, RULE, f"is {hit!r}")


def _kind(view: View, place: int, names: frozenset[str]) -> str:
    block = view.blocks[place]
    if block.words > 4 or not view.open(block):
        return ""
    text = block.text.strip()
    if _COUNT.match(text):
        return "count"
    if _EMOJI.match(text):
        return "emoji"
    return "name" if _named(view.plain(block), names) else ""


def _named(text: str, names: frozenset[str]) -> bool:
    match = _NAME_AND_COUNT.match(text)
    return text in names or (match is not None and match.group(1).strip() in names)


def _cut_run(view: View, run: list[int], names: frozenset[str]) -> None:
    """Two feelings by name, or two emoji with counts, make a counter; bare numbers don't."""
    feelings = [place for place in run if _named(view.plain(view.blocks[place]), names)]
    emoji = [place for place in run if _EMOJI.match(view.blocks[place].text)]
    if len(feelings) + len(emoji) < 2:
        return
    for place in run:
        view.cut(view.blocks[place], RULE, f"in a run of {len(feelings) + len(emoji)} reactions")
