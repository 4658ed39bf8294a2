"""Plain text that was taken from a page: which line is the headline, the standfirst, the byline, a caption.

There is no markup to lean on, only the order of a newspaper's page: headline, standfirst, byline, picture, story.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import category

from crawler.extract import people
from crawler.extract.blocks import Block
from crawler.extract.dates.seen import Seen
from crawler.extract.headline.headmatter import Context
from crawler.extract.people import byline, dateline, folded
from crawler.extract.plain.lineshape import densest

_LOOK = 400
"""Blocks before the story that are looked at."""
_NOT_OUT = -3.0
"""Log-odds: below it not even a dateline makes a line the story's first."""
_LEAST = 0.3
"""Score that a line needs to be taken for the headline."""
_WORD = re.compile("[\uac00-\ud7a3]{2,}|[\u0900-\u0dff]{3,}|[^\\W\\d_]{4,}")
"""Words that tell one story from another. A syllable is a letter in Korean; vowel signs are none to ``\\w`` in Indic scripts."""
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
    likely = [b for b in blocks[story : story + 40] if b.odds > 0] or blocks[story : story + 6]
    matter.title = _headline(head, likely, by)
    if matter.title is None:
        return matter
    key = folded(blocks[matter.title].text)
    for block in head:
        if folded(block.text) == key:
            matter.used[block.index] = "title"
    _between(head, by, matter)
    return matter


def _story_start(blocks: Sequence[Block]) -> int:
    """The first paragraph of the story: a dateline, or the first of some length where most likely lines stand together."""
    for block in blocks:
        if block.words >= 12 and block.odds > _NOT_OUT and dateline.read(block.text):
            return block.index
    first, last = densest([_gain(block) for block in blocks])
    for block in blocks[first:last]:
        if block.odds > 0 and (block.words >= 12 or _is_sentence(block)):
            return block.index
    return first


def _gain(block: Block) -> float:
    words = min(block.words, 60)
    return max(-2.0, min(2.0, block.odds)) * (3 + words) / 2


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
    """The line near the story that shares most words with it, stands twice, or begins the page's own title."""
    keys = [folded(block.text) for block in head]
    count = Counter(keys)
    told = set(_WORD.findall(" ".join(b.text for b in story)[:3000].casefold()))
    top = next((key for key in keys if key), "")
    best: tuple[float, int] | None = None
    for place, (block, key) in enumerate(zip(head, keys, strict=True)):
        if not _may_be_headline(block, twice=count[key] > 1):
            continue
        words = set(_WORD.findall(block.text.casefold()))
        shared = len(words & told) / (len(words) + 1)
        score = shared + min(block.words, 8) / 16 - 0.01 * min(len(head) - place, 60)
        if count[key] > 1 and block.words >= 4:
            score += 1.0 if shared > 0.2 else 0.3
        if len(key) > 12 and key != top and top.startswith(key):
            score += 1.0  # the page's title is the headline and the newspaper's name
        if by is not None and 0 < by - block.index <= 3:
            score += 0.3
        if by is not None and block.index > by and count[key] == 1:
            score -= 0.5
        if _FULL_STOP.search(block.text):
            score -= 0.3
        if best is None or score > best[0] + 1e-9:
            best = (score, block.index)
    return best[1] if best and best[0] > _LEAST else None


def _may_be_headline(block: Block, *, twice: bool) -> bool:
    """Words, not many of them, and neither a sentence of the story nor a line about the page."""
    text = block.text
    if not 2 <= block.words <= 30 or len(text) > 250 or len(set(_WORD.findall(text))) < 1:
        return False
    if _is_sentence(block) and text[-1:] not in "?!" and not twice:
        return False
    letters = sum(category(c)[0] in "LMZ" for c in text)
    return letters >= 0.75 * len(text) and not byline.is_update(text)


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
    letters = sum(category(c)[0] in "LMZ" for c in text)
    return letters >= 0.8 * len(text) and any(
        c.islower() or not c.isupper() for c in text if c.isalpha()
    )
