"""Names that markup marks as an author's, and boxes about the author: at the headline, and below the story."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from crawler.extract import people
from crawler.extract.blocks import Block
from crawler.extract.lexicon.bylines import CALLINGS, DATE_LABELS
from crawler.extract.naming import mentions, speaks_of

_NOT_WRITER = re.compile(
    r"review|edit|photo|foto|fact|check|translat|übersetz|traduc|tradui|bild|image|video|illustr|grafik|graphic|verifi|approved"
    r"|penyunting|redaktur|comment|kommentar|reply|responder|antwort",
    re.IGNORECASE,
)
"""What stands before a marked name of somebody who did something else."""
is_strangers = speaks_of(
    r"(?:^|[ _-])comments?(?:$|[ _-])|comment-?list|commentlist|disqus|related|sidebar|recommend|popular|teaser|most-read|trending|read-?next"
    r"|carousel|newsletter|recent[-_]?(?:posts|entries)|promo(?:$|[ _-])|copyright",
    *"comment disqus related sidebar recommend popular teaser most-read trending next carousel newsletter recent promo".split(),
    "copyright",
)
"""Whether classes say that a place belongs to comments or other stories, whose authors are others."""
is_of_picture = speaks_of(
    r"(?:image|img|photo|picture|figure|media|foto|bild|gallery|video)[a-z_]*[-_]*(?:author|credit|copyright|source|caption|by)|copyright|caption|^(?!.*(?:author|byline)).*credit",
    *"author credit copyright source caption by".split(),
)
"""Whether classes say that a line is about a picture."""
_WRITTEN = re.compile(
    r"(?:written|posted|submitted|text|words|article|story|reported|about the author|geschrieben|gepostet|publiziert|veröffentlicht|ein (?:artikel|beitrag)|escrito|écrit|rédigé|scritto|ditulis|geschreven)"
    r"\s?(?:by|von|por|par|da|oleh|door|[-–:])\s",
    re.IGNORECASE,
)
"""A lead that stands at a story's foot and is no common word."""
_WRITTEN_FROM = frozenset(
    "wri pos sub tex wor art sto rep abo ges gep pub ver ein esc scr dit".split()
)
"""What each begins with, in letters of ASCII."""
_names_author = mentions("author", "byline", "autor")
_VERBS = frozenset(
    "is was has writes covers lives works joined reports ist war schreibt arbeitet lebt est écrit es escribe è é escreve adalah jest schrijft".split()
)
_BY_INSIDE = re.compile(
    r"(?:written|authored|geschrieben|verfasst|escrito|écrit|rédigé|scritto|geschreven) (?:by|von|por|par|da|door) ([^,;|]{4,60})"
)
_NEAR = 5
"""Blocks: how far above the headline a signature may stand."""


def of_block(block: Block, ignore: Collection[str]) -> tuple[str, ...]:
    """The people that a block's marked elements name. A single word or an account may be one here: markup says so."""
    if not block.signed or block.words > 60 or is_of_picture(block.classes):
        return ()
    names: list[str] = []
    for text in block.signed:
        if text.casefold().strip(" :") in DATE_LABELS or sum(map(str.isdecimal, text)) > 2:
            continue
        at = block.text.find(text)
        if at > 0 and _NOT_WRITER.search(block.text[max(0, at - 24) : at]):
            continue
        names.append(text)
    found = people.read(names, ignore=ignore).authors if names else ()
    return tuple(n for n in found if " " not in n or people.looks_like_name(n))


def at_headline(
    window: Sequence[Block], title: int | None, ignore: Collection[str], *, captions: bool
) -> tuple[tuple[str, ...], list[int]]:
    """The marked names nearest to the headline, those below it first, and the blocks they stand in."""
    first = title if title is not None else -1
    signed = [b for b in window if b.signed and not b.hidden and not (b.is_caption and captions)]
    below = [b for b in signed if b.index >= first and not (title is None and b.is_list_item)]
    above = [b for b in signed if first - _NEAR <= b.index < first]
    for side in (below, above[::-1]):
        names: list[str] = []
        places: list[int] = []
        for block in side:
            if places and abs(block.index - places[-1]) > 3:
                break
            if is_strangers(block.around):
                continue
            found = [n for n in of_block(block, ignore) if n not in names]
            if found:
                names += found
                places.append(block.index)
        if names:
            return tuple(names), places
    return (), []


def below(
    blocks: Sequence[Block],
    first: int,
    ignore: Collection[str],
    led: Callable[[str], Sequence[str]],
) -> tuple[str, ...]:
    """The names of the first author box below the headline: marked ones, or a name with a line about the person."""
    for block in _own(blocks, first):
        if block.signed and (names := of_block(block, ignore)):
            return names
        if block.words > 16:
            continue
        if _names_author(block.classes) and (names := _marked(block, ignore)):
            return names
        text = block.text
        if _is_led(text) and (names := _led_by(text, led)):
            return names
        if (
            block.words <= 6
            and text[0].isupper()
            and (name := _introduced(block, blocks))
            and people.folded(name) not in ignore
        ):
            return (name,)
    return _signature(blocks, first, ignore) or _folded_away(blocks, first, led)


def _signature(blocks: Sequence[Block], first: int, ignore: Collection[str]) -> tuple[str, ...]:
    """The name that stands alone as the last paragraph of the story, right behind another."""
    paragraphs = (
        b
        for b in reversed(blocks[first:])
        if b.tag == "p" and not b.hidden and b.link_density < 0.5
    )
    last, before = next(paragraphs, None), next(paragraphs, None)
    if last is None or before is None or not 2 <= last.words <= 4:
        return ()
    if last.link_words or last.text.isupper():
        return ()
    if before.words < 8 or last.index - before.index > 2:
        return ()
    return _people(people.read([last.text], ignore=ignore).authors)


def _folded_away(
    blocks: Sequence[Block], first: int, led: Callable[[str], Sequence[str]]
) -> tuple[str, ...]:
    """The name of a box that is shown on some screens only, and says "Written by"."""
    for block in blocks[first:]:
        if block.hidden and 3 <= block.words <= 6 and _WRITTEN.match(block.text):
            return _led_by(block.text, led) if not is_strangers(block.around) else ()
    return ()


def _led_by(text: str, led: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The names of a led line; a single word is one behind "Written by" and the like."""
    strong = _WRITTEN.match(text) is not None
    return tuple(
        name
        for name in led(text)
        if people.looks_like_name(name) or (strong and name.isalpha() and name[0].isupper())
    )


def _is_led(text: str) -> bool:
    """Cheap: whether a line, or one of its lines, begins with a lead that is no common word."""
    if ":" in text[:20] or "\n" in text:
        return any(":" in line and people.without_lead(line)[1] for line in text.split("\n"))
    if not text[0].isupper() or (text[:3].isascii() and text[:3].lower() not in _WRITTEN_FROM):
        return False
    return _WRITTEN.match(text) is not None


def _own(blocks: Sequence[Block], first: int) -> Iterator[Block]:
    """Visible blocks below the headline that belong to no comment, list of links or side column."""
    for block in blocks[first:]:
        if (
            not block.hidden
            and block.words <= 60
            and not (is_strangers(block.around) or is_strangers(block.classes))
        ):
            yield block


def _marked(block: Block, ignore: Collection[str]) -> tuple[str, ...]:
    """The people in a block whose classes name an author."""
    marks = block.classes
    if is_of_picture(marks):
        return ()
    if inside := _BY_INSIDE.search(block.text):
        return _people(people.read([inside[1]], ignore=ignore).authors)
    if _BIOGRAPHY.search(marks) and "name" not in marks:
        return ()
    return _people(people.read([block.text], ignore=ignore).authors)


def _people(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if people.looks_like_name(name))


_BIOGRAPHY = re.compile(
    r"bio|about|desc|info-text|follow|social|image|photo|avatar|comment|role|title|position|job"
)


def _introduced(block: Block, blocks: Sequence[Block]) -> str | None:
    """A short block that is a name, when a sentence about that person follows: "Jane Roe" – "Jane is a reporter …"."""
    if not block.words or block.link_words % block.words:
        return None
    for told in blocks[block.index + 1 : block.index + 4]:
        if told.words >= 8 and not told.hidden:
            break
    else:
        return None
    first, last = block.text.split(" ", 1)[0], block.text.rsplit(" ", 1)[-1]
    if last not in told.text[:90] and not told.text.startswith(first):
        return None
    name = people.tidy(block.text)
    if block.words == 1:
        return (
            name
            if name.isalpha()
            and _FOUNDS.match(told.text, len(name))
            and last == first
            and told.text.startswith(name)
            else None
        )
    return name if people.looks_like_name(name) and _is_about(told.text, name) else None


_FOUNDS = re.compile(
    r" (?:is|ist|est|es|è|é) (?:an? |the |der |die |le |la |el |il |o |a )?(?:co-?)?(?:founder|author|writer|blogger|journalist|reporter|editor|gründer|autor)"
)
"""What a line says of a person with one name; of a thing it would not be said."""


def _is_about(text: str, name: str) -> bool:
    """Whether a sentence tells of a person what he or she does: name or first name, then a verb, and a calling near it."""
    first, last = name.split(" ", 1)[0], name.rsplit(" ", 1)[-1]
    rest = text.partition(" ")[2] if text.startswith(("Dr", "Prof", "Mr", "Ms")) else text
    titled = rest is not text and last in rest[: len(name) + 2].split()
    told = text.startswith((name + " ", name + ",")) or titled
    if not told:
        told = text.startswith(first + " ") and text.split(" ", 2)[1] in _VERBS
    if not told:
        return False
    words = {w.strip(".,;:()").casefold() for w in text[:240].split()}
    return not words.isdisjoint(CALLINGS)
