"""Plain text that was taken from a page: which line is the headline, the standfirst, the byline, a caption.

There is no markup to lean on, only the order of a newspaper's page: headline, standfirst, byline, picture, story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.extract import byline, dateline, people
from crawler.extract.blocks import Block
from crawler.extract.headmatter import Context
from crawler.extract.seen import Seen
from crawler.extract.title import folded

_LOOK = 400
"""Blocks before the story that are looked at."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_FULL_STOP = re.compile(r"[.!?。！？…][\"'”’»)]*$")


@dataclass(slots=True)
class Textmatter:
    """What the lines before the story are."""

    title: int | None = None
    authors: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)
    """Those of them that stand behind "By" or the like."""
    agency: str | None = None
    section: str | None = None
    published: list[Seen] = field(default_factory=list)
    modified: list[Seen] = field(default_factory=list)
    deck: str | None = None
    used: dict[int, str] = field(default_factory=dict)


def read(blocks: Sequence[Block], context: Context) -> Textmatter:
    """Name the lines before the first paragraph of the story."""
    matter = Textmatter()
    story = _story_start(blocks)
    head = list(blocks[max(0, story - _LOOK) : story])
    if not head:
        return matter
    by = _byline(head, matter, context)
    if by is not None and not matter.authors:
        by = _names_beside(head, by, matter, context)
    matter.title = _headline(head, blocks[story : story + 6], by)
    if matter.title is None:
        return matter
    key = folded(blocks[matter.title].text)
    for block in head:
        if folded(block.text) == key:
            matter.used[block.index] = "title"
    _between(head, by, matter)
    return matter


def _story_start(blocks: Sequence[Block]) -> int:
    """The first paragraph of the story: a dateline, or a long sentence with others not far behind."""
    for block in blocks:
        if block.words >= 12 and dateline.read(block.text):
            return block.index
    for block in blocks:
        if block.words >= 20 and _FULL_STOP.search(block.text):
            behind = blocks[block.index + 1 : block.index + 8]
            if (
                any(b.words >= 15 and _FULL_STOP.search(b.text) for b in behind)
                or len(blocks) < block.index + 4
            ):
                return block.index
    return 0


def _byline(head: Sequence[Block], matter: Textmatter, context: Context) -> int | None:
    """Read the last bylines before the story; returns the index of the first of them."""
    first: int | None = None
    for block in reversed(head[-30:]):
        if block.words > 30 or byline.is_prose(block.text):
            continue
        found = byline.read(
            block.text, language=context.language, timezone=context.zone, now=context.now, day_first=context.day_first,
            ignore=context.ignore,
        )  # fmt: skip
        if found is None or not (found.authors or found.published or found.modified):
            continue
        if first is not None and first - block.index > 4:
            break
        first = block.index
        matter.used[block.index] = "byline"
        matter.authors[:0] = [a for a in found.authors if a not in matter.authors]
        matter.section = found.section or matter.section
        matter.agency = found.agency or matter.agency
        if found.published:
            matter.published.insert(0, Seen(found.published, "byline"))
        if found.modified:
            matter.modified.insert(0, Seen(found.modified, "byline"))
    return first


def _names_beside(head: Sequence[Block], by: int, matter: Textmatter, context: Context) -> int:
    """A line of nothing but names right above or below a dated line: authors. Returns the first line of both."""
    for block in head:
        if block.index not in (by - 1, by + 1) or block.index in matter.used or block.words > 8:
            continue
        named = people.read([block.text], ignore=context.ignore).authors
        told = sum(len(name.split()) for name in named)
        if named and all(map(people.looks_like_name, named)) and told + len(named) > block.words:
            matter.authors.extend(named)
            matter.used[block.index] = "byline"
            return min(by, block.index)
    return by


def _headline(head: Sequence[Block], story: Sequence[Block], by: int | None) -> int | None:
    """The line that stands twice, else the one that shares most words with the story."""
    count: dict[str, int] = {}
    for block in head:
        key = folded(block.text)
        count[key] = count.get(key, 0) + 1
    told = set(_WORD.findall(" ".join(b.text for b in story)[:3000].casefold()))
    best: tuple[float, int] | None = None
    for place, block in enumerate(head):
        words = set(_WORD.findall(block.text.casefold()))
        if not 3 <= block.words <= 30 or len(words) < 2 or len(block.text) > 250:
            continue
        if _is_sentence(block) and block.text[-1:] not in "?!" and count[folded(block.text)] == 1:
            continue
        if sum(c.isalpha() or c.isspace() for c in block.text) < 0.75 * len(
            block.text
        ) or byline.is_update(block.text):
            continue
        score = len(words & told) / (len(words) + 1) + min(block.words, 8) / 16
        score += 1.0 if count[folded(block.text)] > 1 and block.words >= 4 else 0.0
        score += 0.3 if by is not None and 0 < by - block.index <= 3 else 0.0
        score -= (
            0.5 if by is not None and block.index > by and count[folded(block.text)] == 1 else 0.0
        )
        score -= 0.3 if _FULL_STOP.search(block.text) else 0.0
        score -= 0.002 * place
        if best is None or score > best[0] + 1e-9:
            best = (score, block.index)
    return best[1] if best and best[0] > 0.3 else None


def _between(head: Sequence[Block], by: int | None, matter: Textmatter) -> None:
    """Lines between headline and byline are the standfirst, those just before the story captions."""
    start = matter.title
    if start is None:
        return
    for block in head:
        if block.index + 1 == by and by < start and _is_sentence(block):
            matter.deck = block.text  # the headline stands below its standfirst
            matter.used[block.index] = "deck"
        if block.index <= start or block.index in matter.used or not 3 <= block.words <= 60:
            continue
        if by is not None and block.index < by:
            if matter.deck is None and block.words >= 4:
                matter.deck = block.text
                matter.used[block.index] = "deck"
        elif _is_sentence(block):
            continue
        elif block.words <= 40 and block.index >= head[-1].index - 3 and _prose(block.text):
            matter.used[block.index] = "captions"


def _is_sentence(block: Block) -> bool:
    """A paragraph of the story that is too short to be known for its first; a picture's caption ends with its source."""
    return block.words >= 9 and _FULL_STOP.search(block.text) is not None


def _prose(text: str) -> bool:
    letters = sum(c.isalpha() or c.isspace() for c in text)
    return letters >= 0.8 * len(text) and any(
        c.islower() or not c.isupper() for c in text if c.isalpha()
    )
