"""The visible lines around the headline of an HTML page: who, and the standfirst. Dates: :mod:`crawler.extract.dates.visible`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.extract import people
from crawler.extract.blocks import Block
from crawler.extract.headline import deck
from crawler.extract.naming import mentions, speaks_of
from crawler.extract.people import authorbox, byline

_names_somebody = speaks_of(
    r"(?:^|[ _=-])(?:author|authors|byline|bylines|byl|writer|autor|autoren|autore|auteur|verfasser|penulis|reporter|contributor|journalist|"
    r"creator|article[_-]?by|posted[_-]?by|story[_-]?by|editor)"
    r"(?:s|name|[ _-]?link|$|[ _-])|author|byline|fn(?:$| )",
    *"author byl writer autor auteur verfasser penulis reporter contributor journalist creator by editor fn".split(),
)
_is_elsewhere = mentions(
    *"comment related sidebar recommend popular teaser most-read footer newsletter promo carousel trending copyright".split()
)
_BIO = re.compile(
    r"bio|about|desc|info-text|follow|social|image|photo|avatar|comment|role|title|position|job"
)
_is_meta = speaks_of(
    r"entry-?meta|post-?meta|article-?meta|meta-?info|byline|posted-on|entry-date|published|pub-?date|dateline|author",
    *"meta byline posted-on date published author".split(),
)
_WINDOW_BEFORE, _WINDOW_AFTER = 8, 26


@dataclass(slots=True)
class Headmatter:
    """What the visible lines say. Lists stand in page order."""

    authors: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)
    """Those of them that stand behind "By" or the like, or that markup marks."""
    agency: str | None = None
    section: str | None = None
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
    captions: bool = True
    """Whether what is called a caption is one; on some pages everything is called so."""


def read(
    blocks: Sequence[Block], title: int | None, descriptions: Sequence[str], context: Context
) -> Headmatter:
    """Read the lines around the block *title* (None: the lines before the first paragraphs)."""
    matter = Headmatter()
    told = False
    window = _window(blocks, title)
    if title is not None and blocks[title].is_caption:
        context = replace(context, captions=False)
    above: list[str] = []
    for block in window:
        if block.index == title:
            above, matter.authors = matter.authors, []
        if block.index == title or block.hidden or (title is None and block.is_list_item):
            continue
        if block.words > 45:
            told = told or (block.index > (title or 0) and block.link_density < 0.5)
            continue
        beside = title is not None and 0 < block.index - title <= 6
        meta = _is_meta(block.classes)
        near = title is not None and -3 <= block.index - title <= 6
        if not beside and not meta and _is_elsewhere(block.classes):
            continue
        if not near and authorbox.is_strangers(block.around):
            continue
        _line(matter, block, context, classed=meta, beside=beside, told=told)
        told = told or (block.words >= 20 and block.tag == "p" and byline.is_prose(block.text))
    matter.authors = matter.authors or above
    _signed(matter, window, title, context)
    if not matter.authors and title is not None:
        _author_beside_date(matter, blocks, title, context)
    if title is not None:
        matter.deck = deck.find(blocks, title, descriptions, matter.used)
    return matter


def _window(blocks: Sequence[Block], title: int | None) -> list[Block]:
    """Blocks around the headline, as far as the second paragraph below it."""
    first = title
    if first is None:
        story = next((b.index for b in blocks if b.words >= 30 and b.link_density < 0.3), 0)
        first = max(0, story - _WINDOW_BEFORE)
    window = list(blocks[max(0, first - _WINDOW_BEFORE) : first])
    paragraphs = 0
    for block in blocks[first : first + _WINDOW_AFTER]:
        if block.words >= 30 and block.link_density < 0.5 and not block.is_caption:
            paragraphs += 1
            if paragraphs == 2:
                break
        window.append(block)
    return window


def _read(text: str, context: Context, *, marked: bool = False) -> byline.Byline | None:
    return byline.read(
        text,
        language=context.language,
        timezone=context.zone,
        now=context.now,
        day_first=context.day_first,
        ignore=context.ignore,
        marked=marked,
    )


def _line(
    matter: Headmatter, block: Block, context: Context, *, classed: bool, beside: bool, told: bool
) -> None:
    """Read one line; *classed* as a line about the article, *beside* the headline, below a paragraph."""
    led = beside and block.words <= 5 and people.without_lead(block.text)[1]
    if (block.is_caption and context.captions and not led) or deck.is_of_picture(block.text):
        return
    if authorbox.is_of_picture(block.classes) or "itemlistelement" in block.classes:
        return
    marked = block.level != 1 and (
        _names_somebody(block.classes)
        or (block.level == 0 and block.words <= 6 and _names_somebody(block.around))
    )
    if byline.is_prose(block.text, marked=marked or classed, told=told):
        return
    text = _labelled_line(block.text) if "\n" in block.text and block.words <= 25 else block.text
    read = _read(text, context, marked=(marked or classed or beside) and block.words <= 25)
    if read is None and marked and block.words <= 14:
        found = people.read([block.text], ignore=context.ignore)
        named = [a for a in found.authors if people.looks_like_name(a)]
        matter.agency = matter.agency or found.agency
        biography = _BIO.search(block.classes) and "name" not in block.classes
        if named and block.words <= 3 * len(named) + 6 and not biography:
            matter.authors.extend(a for a in named if a not in matter.authors)
            matter.used[block.index] = "byline"
        return
    if read is None or (block.level and not (read.led or read.published)):
        return
    if read.authors:
        matter.authors.extend(a for a in read.authors if a not in matter.authors)
        matter.led.extend(read.authors if read.led else ())
    matter.agency = matter.agency or read.agency
    matter.section = matter.section or read.section
    if read.authors or not (classed or beside) or block.words <= 14:
        matter.used[block.index] = "byline"


def _labelled_line(text: str) -> str:
    """Of several lines the one that begins with "Author:" or the like, when the first does not; else all."""
    lines = text.split("\n")
    led = [line for line in lines[1:] if ":" in line[:20] and people.without_lead(line)[1]]
    return led[0] if len(led) == 1 and not people.without_lead(text)[1] else text


def _signed(
    matter: Headmatter, window: Sequence[Block], title: int | None, context: Context
) -> None:
    """Names that markup marks stand for those that were read in the lines, unless these say more."""
    names, places = authorbox.at_headline(window, title, context.ignore, captions=context.captions)
    if not names:
        return
    if not set(names) <= set(matter.authors) or not set(matter.authors) <= set(matter.led):
        matter.authors[:] = names
        matter.led[:] = names
    for place in places:
        if next(b for b in window if b.index == place).words <= 30:
            matter.used.setdefault(place, "byline")


def led(text: str, context: Context) -> Sequence[str]:
    """The authors of a line that begins with "Author:" or the like."""
    read = _read(_labelled_line(text) if "\n" in text else text, context)
    return read.authors if read is not None and read.led else ()


def _author_beside_date(
    matter: Headmatter, blocks: Sequence[Block], title: int, context: Context
) -> None:
    """A name by itself under the headline, with a date beside it: an author that no markup marks."""
    for block in blocks[title + 1 : title + 6]:
        if block.hidden or block.level or block.is_caption or not 2 <= block.words <= 6:
            continue
        if authorbox.is_of_picture(block.classes) or deck.is_of_picture(block.text):
            continue
        named = people.read([block.text], ignore=context.ignore).authors
        if not named or not all(map(people.looks_like_name, named)):
            continue
        if len(named) > 1 and block.tag == "p":
            if people.folded("".join(named)) == people.folded(block.text):
                matter.authors.extend(named)
                matter.used[block.index] = "byline"
                return
            continue
        if len(named) != 1 or block.words > 4:
            continue
        beside = (block.index - 1, *range(block.index + 1, block.index + 4))
        dated = any(
            matter.used.get(i) == "byline" or blocks[i].times for i in beside if i < len(blocks)
        )
        if dated:
            matter.authors.append(named[0])
            matter.used[block.index] = "byline"
            return
