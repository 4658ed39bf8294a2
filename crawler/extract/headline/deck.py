"""The standfirst: the line between headline and story that says what it is about."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence

from crawler.extract.blocks import Block
from crawler.extract.naming import speaks_of
from crawler.extract.people import authorbox, folded

_PICTURE = re.compile(
    r"\W{0,3}(?:©|\(c\)|copyright|(?:bild|foto|fotos|photo|photos|image|picture|illustration|grafik|quelle|source|credit)s?\s?(?:by|von)?\s?[:：©/]|photo by|foto von|getty)",
    re.IGNORECASE,
)
_FIRST_OF_CREDITS = frozenset("bcfgipqsBCFGIPQS")
"""Letters that its words begin with."""
_COMPARED = 80
"""Letters of a description and of a line that say whether they are the same."""
_is_deck = speaks_of(
    r"(?:^|[ _-])(?:deck|dek|standfirst|subtitle|sub-?title|subhead|subheading|subheadline|sub-?headline|kicker-text|excerpt|"
    r"article[_-]?summary|summary|intro|lead|lede|chapo|chapeau|sapo|vorspann|teaser-text|abstract|sommario|catenaccio|entradilla|bajada|copete)"
    r"(?:$|[ _-])",
    *"deck dek standfirst title subhead headline kicker excerpt summary intro lead lede chapo chapeau sapo vorspann teaser".split(),
    *"abstract sommario catenaccio entradilla bajada copete".split(),
)


def is_of_picture(line: str) -> bool:
    """Whether a line begins as a picture's credit does."""
    first = line[:1]
    if first.isalnum() and first.isascii() and first not in _FIRST_OF_CREDITS:
        return False
    return _PICTURE.match(line) is not None


def find(
    blocks: Sequence[Block],
    title: int,
    descriptions: Sequence[str],
    used: MutableMapping[int, str],
) -> str | None:
    """The standfirst: between headline and body, and marked as one, or a heading that the description repeats."""
    keys = [_beginning(d) for d in descriptions if len(d) > 25]
    for block in blocks[title + 1 : title + 12]:
        if block.hidden or block.index in used or block.is_caption or block.is_list_item:
            continue
        if not 4 <= block.words <= 90 or block.link_density > 0.4:
            continue
        key = _beginning(block.text)
        described = any(len(k) > 20 and (key.startswith(k) or k.startswith(key)) for k in keys)
        marked = not block.level and _is_deck(block.classes)
        in_marked = block.tag in ("p", "div", "span") and described and not block.level
        if marked or (block.level in (2, 3, 4) and described):
            pass
        elif not (in_marked and _is_deck(block.around)):
            if block.words >= 30 and block.level == 0:
                break
            continue
        used[block.index] = "deck"
        return block.text.replace("\n", " ")
    return _by_place(blocks, title, used)


def _beginning(text: str) -> str:
    """The first letters and digits of a text, folded."""
    key = folded(text[: 3 * _COMPARED])[:_COMPARED]
    return key if len(key) == _COMPARED else folded(text)[:_COMPARED]


def _by_place(blocks: Sequence[Block], title: int, used: MutableMapping[int, str]) -> str | None:
    """The one line of text between headline and byline is the standfirst, whatever it is called."""
    near = (i for i, name in used.items() if name == "byline" and title < i <= title + 12)
    by = min(near, default=None)
    if by is None:
        return None
    between = [
        block
        for block in blocks[title + 1 : by]
        if block.words >= 4
        and not block.hidden
        and not block.is_caption
        and not block.is_list_item
        and block.index not in used
        and block.link_density <= 0.4
        and not authorbox.is_strangers(block.classes)
        and not authorbox.is_strangers(block.around)
    ]
    if len(between) != 1 or between[0].words > 60 or is_of_picture(between[0].text):
        return None
    deck = between[0]
    if folded(blocks[title].text) in folded(deck.text):
        return None
    if deck.level in (2, 3, 4) or (deck.tag in ("p", "div") and deck.words >= 6):
        used[deck.index] = "deck"
        return deck.text.replace("\n", " ")
    return None
