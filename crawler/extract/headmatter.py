"""The visible lines around the headline of an HTML page: who, when, and the standfirst."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.extract import byline, dates, people
from crawler.extract.blocks import Block
from crawler.extract.published import Seen
from crawler.extract.title import folded

_NAMES = re.compile(
    r"(?:^|[ _=-])(?:author|authors|byline|bylines|byl|writer|autor|autoren|autore|auteur|verfasser|penulis|reporter|contributor|journalist|"
    r"creator|article[_-]?by|posted[_-]?by|story[_-]?by|editor)"
    r"(?:s|name|[ _-]?link|$|[ _-])|author|byline|fn(?:$| )"
)
_TIMES = re.compile(r"date|time|publish|posted|stamp|datum|fecha|tanggal|data\b|meta\b")
_NOT_HERE = re.compile(
    r"comment|related|sidebar|recommend|popular|teaser|most-read|footer|newsletter|promo|carousel|trending|copyright"
)
_BIO = re.compile(
    r"bio|about|desc|info-text|follow|social|image|photo|avatar|comment|role|title|position|job"
)
_DECK = re.compile(
    r"(?:^|[ _-])(?:deck|dek|standfirst|subtitle|sub-?title|subhead|subheading|subheadline|sub-?headline|kicker-text|excerpt|"
    r"article[_-]?summary|summary|intro|lead|lede|chapo|chapeau|sapo|vorspann|teaser-text|abstract|sommario|catenaccio|entradilla|bajada|copete)"
    r"(?:$|[ _-])"
)
_UPDATED = re.compile(r"modif|update|revis|aktualis")
_WINDOW_BEFORE, _WINDOW_AFTER = 8, 26


@dataclass(slots=True)
class Headmatter:
    """What the visible lines say. Lists stand in page order."""

    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    section: str | None = None
    published: list[Seen] = field(default_factory=list)
    modified: list[Seen] = field(default_factory=list)
    deck: str | None = None
    used: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What every line is read with."""

    language: str | None
    zone: str | None
    now: datetime
    day_first: bool
    ignore: Collection[str]


def read(
    blocks: Sequence[Block], title: int | None, descriptions: Sequence[str], context: Context
) -> Headmatter:
    """Read the lines around the block *title* (None: those before the first paragraphs, in the article)."""
    matter = Headmatter()
    window = _window(blocks, title)
    for block in window:
        if (
            block.index == title
            or block.hidden
            or block.words > 45
            or _NOT_HERE.search(block.classes)
        ):
            continue
        _times(matter, block, context)
        _line(matter, block, context)
    if not matter.authors:
        _marked_elsewhere(matter, blocks, context)
    _deck(matter, blocks, title, descriptions)
    return matter


def _window(blocks: Sequence[Block], title: int | None) -> list[Block]:
    """Blocks around the headline, as far as the second paragraph below it."""
    first = 0 if title is None else title
    window = list(blocks[max(0, first - _WINDOW_BEFORE) : first])
    paragraphs = 0
    for block in blocks[first : first + _WINDOW_AFTER]:
        if block.words >= 30 and block.link_density < 0.5 and not block.is_caption:
            paragraphs += 1
            if paragraphs == 2:
                break
        window.append(block)
    return window


def _times(matter: Headmatter, block: Block, context: Context) -> None:
    for stamp in block.times[:3]:
        found = dates.stamp(
            stamp,
            zone=context.zone,
            now=context.now,
            language=context.language,
            day_first=context.day_first,
        )
        if found:
            label = byline.is_update(block.text) or _UPDATED.search(block.classes) is not None
            (matter.modified if label else matter.published).append(Seen(found, "time"))


def _line(matter: Headmatter, block: Block, context: Context) -> None:
    marked = _NAMES.search(block.classes) is not None and block.level == 0
    text = block.text
    read = byline.read(
        text,
        language=context.language,
        timezone=context.zone,
        now=context.now,
        day_first=context.day_first,
        ignore=context.ignore,
    )
    if read is None and marked and block.words <= 14:
        found = people.read([text], ignore=context.ignore)
        named = [a for a in found.authors if people.looks_like_name(a)]
        matter.agency = matter.agency or found.agency
        if named and block.words <= 3 * len(named) + 6 and not _BIO.search(block.classes):
            matter.authors.extend(a for a in named if a not in matter.authors)
            matter.used[block.index] = "byline"
        return
    if read is None or (block.level and not read.led):
        return
    if read.published:
        matter.published.append(Seen(read.published, "byline"))
    if read.modified:
        matter.modified.append(Seen(read.modified, "byline"))
    if read.authors and (
        read.led or marked or read.published or not block.links or block.words < 12
    ):
        matter.authors.extend(a for a in read.authors if a not in matter.authors)
    matter.agency = matter.agency or read.agency
    matter.section = matter.section or read.section
    matter.used[block.index] = "byline"


def _marked_elsewhere(matter: Headmatter, blocks: Sequence[Block], context: Context) -> None:
    """Author names that markup marks as such below the story."""
    for block in blocks:
        marks = block.classes
        if (
            block.hidden
            or not 0 < block.words <= 8
            or ("author" not in marks and "byline" not in marks)
        ):
            continue
        if (
            not block.in_article
            or _BIO.search(marks)
            or _NOT_HERE.search(marks)
            or _NOT_HERE.search(block.around)
        ):
            continue
        named = [
            a
            for a in people.read([block.text], ignore=context.ignore).authors
            if people.looks_like_name(a)
        ]
        if named:
            matter.authors.extend(named)
            return


def _deck(
    matter: Headmatter, blocks: Sequence[Block], title: int | None, descriptions: Sequence[str]
) -> None:
    """The standfirst: between headline and body, and marked as one, or a heading that the description repeats."""
    if title is None:
        return
    keys = [folded(d)[:80] for d in descriptions if len(d) > 25]
    for block in blocks[title + 1 : title + 12]:
        if block.hidden or block.index in matter.used or block.is_caption or block.is_list_item:
            continue
        if not 4 <= block.words <= 90 or block.link_density > 0.4:
            continue
        key = folded(block.text)
        described = any(len(k) > 20 and (key.startswith(k) or k.startswith(key[:80])) for k in keys)
        nearest = (
            f"{block.classes} {block.around}"
            if block.tag in ("p", "div", "span")
            else block.classes
        )
        if (_DECK.search(block.classes) and not block.level) or (
            block.level in (2, 3, 4) and described
        ):
            pass
        elif not (described and block.level == 0 and _DECK.search(nearest)):
            if block.words >= 30 and block.level == 0:
                return
            continue
        matter.deck = block.text.replace("\n", " ")
        matter.used[block.index] = "deck"
        return
