"""The visible lines around the headline of an HTML page: who, when, and the standfirst."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

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
_PICTURE = re.compile(
    r"\W{0,3}(?:©|\(c\)|copyright|(?:bild|foto|fotos|photo|photos|image|picture|illustration|grafik|quelle|source|credit)s?\s?(?:by|von)?\s?[:：©/]|photo by|foto von|getty)",
    re.IGNORECASE,
)
_META = re.compile(
    r"entry-?meta|post-?meta|article-?meta|meta-?info|byline|posted-on|entry-date|published|pub-?date|dateline|author"
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
    """Read the lines around the block *title* (None: the lines before the first paragraphs)."""
    matter = Headmatter()
    told = False
    for block in _window(blocks, title):
        if block.index == title or block.hidden:
            continue
        if block.words > 45:
            told = told or (block.index > (title or 0) and block.link_density < 0.5)
            continue
        beside = title is not None and 0 < block.index - title <= 6
        meta = _is_meta(block.classes)
        if not beside and not meta and _is_elsewhere(block.classes):
            continue
        _times(matter, block, context)
        _line(matter, block, context, classed=meta, beside=beside, told=told)
        told = told or (block.words >= 20 and block.tag == "p" and byline.is_prose(block.text))
    if not matter.authors and title is not None:
        _author_beside_date(matter, blocks, title, context)
    if not matter.authors:
        _authors_elsewhere(matter, blocks, title or 0, context)
    if not matter.published:
        _dates_elsewhere(matter, blocks, title or 0, context)
    _deck(matter, blocks, title, descriptions)
    return matter


# A site's pages bear the same classes again and again.
@lru_cache(maxsize=8192)
def _is_meta(classes: str) -> bool:
    return _META.search(classes) is not None


@lru_cache(maxsize=8192)
def _is_elsewhere(classes: str) -> bool:
    return _NOT_HERE.search(classes) is not None


@lru_cache(maxsize=8192)
def _names_somebody(classes: str) -> bool:
    return _NAMES.search(classes) is not None


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


def _times(matter: Headmatter, block: Block, context: Context) -> None:
    for stamp in block.times[:3]:
        found = _stamp(stamp, context)
        if found:
            label = byline.is_update(block.text) and len(block.times) == 1
            (matter.modified if label else matter.published).append(Seen(found, "time"))


def _stamp(text: str, context: Context) -> dates.FoundDate | None:
    return dates.stamp(
        text,
        zone=context.zone,
        now=context.now,
        language=context.language,
        day_first=context.day_first,
    )


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
    if block.is_caption or _PICTURE.match(block.text):
        return
    marked = block.level == 0 and (
        _names_somebody(block.classes) or (block.words <= 6 and _names_somebody(block.around))
    )
    if byline.is_prose(block.text, marked=marked or classed, told=told):
        return
    read = _read(block.text, context, marked=(marked or classed or beside) and block.words <= 25)
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
    if read.published:
        matter.published.append(Seen(read.published, "byline"))
    if read.modified:
        matter.modified.append(Seen(read.modified, "byline"))
    if read.authors:
        matter.authors.extend(a for a in read.authors if a not in matter.authors)
    matter.agency = matter.agency or read.agency
    matter.section = matter.section or read.section
    if read.authors or not (classed or beside) or block.words <= 14:
        matter.used[block.index] = "byline"


def _author_beside_date(
    matter: Headmatter, blocks: Sequence[Block], title: int, context: Context
) -> None:
    """A name by itself under the headline, with a date beside it: an author that no markup marks."""
    for block in blocks[title + 1 : title + 6]:
        if block.hidden or block.level or block.is_caption or not 2 <= block.words <= 4:
            continue
        named = people.read([block.text], ignore=context.ignore).authors
        if len(named) != 1 or not people.looks_like_name(named[0]):
            continue
        beside = (block.index - 1, block.index + 1, block.index + 2)
        dated = any(
            matter.used.get(i) == "byline" or blocks[i].times for i in beside if i < len(blocks)
        )
        if dated:
            matter.authors.append(named[0])
            matter.used[block.index] = "byline"
            return


def _elsewhere(blocks: Sequence[Block], first: int) -> Iterator[Block]:
    """Short visible blocks below the headline that belong to no comment, list of links or side column."""
    for block in blocks[first:]:
        if block.hidden or not 0 < block.words <= 16:
            continue
        if _is_elsewhere(block.around) or _is_elsewhere(block.classes):
            continue
        yield block


def _authors_elsewhere(
    matter: Headmatter, blocks: Sequence[Block], first: int, context: Context
) -> None:
    """Author names below the story: what markup marks as one, or a line that begins with "Author:"."""
    for block in _elsewhere(blocks, first):
        marks = block.classes
        if "author" in marks or "byline" in marks or "autor" in marks:
            if _BIO.search(marks) and "name" not in marks:
                continue
            found = people.read([block.text], ignore=context.ignore).authors
            named = [a for a in found if people.looks_like_name(a)]
        elif ":" in block.text[:20] and (read := _read(block.text, context)) and read.led:
            named = [a for a in read.authors if people.looks_like_name(a)]
        else:
            continue
        if named:
            matter.authors.extend(named)
            return


def _dates_elsewhere(
    matter: Headmatter, blocks: Sequence[Block], first: int, context: Context
) -> None:
    """The first date on the page that stands by itself, is marked as one or labelled, when none stands at the headline."""
    for block in _elsewhere(blocks, first):
        if block.times and (found := _stamp(block.times[0], context)):
            into = matter.modified if byline.is_update(block.text) else matter.published
            into.append(Seen(found, "time"))
        elif not any(map(str.isdecimal, block.text)):
            continue
        elif block.words <= 5 or _TIMES.search(block.classes) or byline.is_labelled(block.text):
            read = _read(block.text, context, marked=True)
            if read and read.published and read.published.certain:
                matter.published.append(Seen(read.published, "byline"))
            elif read and read.modified and not matter.modified:
                matter.modified.append(Seen(read.modified, "byline"))
        if matter.published:
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
                break
            continue
        matter.deck = block.text.replace("\n", " ")
        matter.used[block.index] = "deck"
        return
    _deck_by_place(matter, blocks, title)


def _deck_by_place(matter: Headmatter, blocks: Sequence[Block], title: int) -> None:
    """The one line of text between headline and byline is the standfirst, whatever it is called."""
    near = (i for i, name in matter.used.items() if name == "byline" and title < i <= title + 12)
    by = min(near, default=None)
    if by is None:
        return
    between = [
        block
        for block in blocks[title + 1 : by]
        if block.words >= 4
        and not block.hidden
        and not block.is_caption
        and not block.is_list_item
        and block.index not in matter.used
        and block.link_density <= 0.4
        and not _is_elsewhere(block.classes)
        and not _is_elsewhere(block.around)
    ]
    if len(between) != 1 or between[0].words > 60 or _PICTURE.match(between[0].text):
        return
    deck = between[0]
    if folded(blocks[title].text) in folded(deck.text):
        return
    if deck.level in (2, 3, 4) or (deck.tag in ("p", "div") and deck.words >= 6):
        matter.deck = deck.text.replace("\n", " ")
        matter.used[deck.index] = "deck"
