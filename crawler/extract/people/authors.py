"""Who wrote: chosen among what the page declares, its bylines, author boxes and the credit line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from crawler.extract import people
from crawler.extract.blocks import Block
from crawler.extract.headline import headmatter
from crawler.extract.headline.headmatter import Context, Headmatter
from crawler.extract.lexicon.bylines import NEWSPAPER_WORDS
from crawler.extract.people import authorbox, credit, dateline
from crawler.extract.plain.textmatter import Textmatter
from crawler.extract.structured import Structured

Names = tuple[str, ...]

_CREDIT_BLOCKS = 14
"""Blocks at the end of a text that may hold the credit line."""


def choose(
    structured: Structured,
    matter: Headmatter | Textmatter,
    blocks: Sequence[Block],
    title: int | None,
    context: Context,
) -> tuple[Names, str | None]:
    """The people who wrote, and the agency.

    What the page declares for machines counts, unless the byline under the headline says it better: with more names, or with
    the article's own among those of other stories. Boxes below the story (*title* is the headline's block) are asked last.
    """
    namesakes = _namesakes(structured, context.ignore)
    ignore = [name for name in context.ignore if people.folded(name) not in namesakes]
    declared, agency, mixed = _declared(structured, ignore)
    if matter.authors and namesakes.issuperset(map(people.folded, declared)):
        declared = ()
    shown = tuple(matter.authors)
    unsure = not declared or (len(declared) == 1 and " " not in declared[0])
    if unsure and not shown and isinstance(matter, Headmatter):
        shown = authorbox.below(
            blocks, title or 0, ignore, lambda text: headmatter.led(text, context)
        )
    chosen = _between(declared, shown, led=tuple(matter.led), mixed=mixed)
    agency = agency or matter.agency
    if not chosen:  # some templates call everybody an organization
        named = people.read(structured.organizations, ignore=ignore).authors
        chosen = tuple(name for name in named if people.looks_like_name(name))
    for name in structured.organizations:
        agency = agency or people.agency_named(name)
    credited = _credit(blocks)
    if credited is not None:
        chosen = _with_reporters(chosen, credited.reporters)
        agency = agency or credited.agency
    return chosen, agency or _agency_of_dateline(blocks)


def _namesakes(structured: Structured, ignore: Collection[str]) -> frozenset[str]:
    """Declared authors that may be people though the newspaper bears their name, folded."""
    called = {people.folded(name) for name in ignore}
    return frozenset(
        key
        for text, evidence in structured.authors
        if evidence in {"json-ld", "meta:author"}
        and (key := people.folded(text)) in called
        and is_namesake(text)
    )


def is_namesake(name: str) -> bool:
    """Whether a newspaper's name reads as a person's: two or three words, none of them a newspaper's."""
    words = name.casefold().split()
    return (
        2 <= len(words) <= 3
        and people.looks_like_name(name)
        and NEWSPAPER_WORDS.isdisjoint(words)
        and not any(w.endswith(("zeitung", "blatt", "news")) for w in words)
    )


def _declared(structured: Structured, ignore: Collection[str]) -> tuple[Names, str | None, bool]:
    """The people of the first declaration that names any, the agency, and whether it may name those of other stories too."""
    groups: dict[str, list[str]] = {}
    for text, evidence in structured.authors:
        groups.setdefault(evidence, []).append(text)
    agency: str | None = None
    chosen: Names = ()
    mixed = False
    for evidence, texts in groups.items():
        found = people.read(texts, ignore=ignore)
        agency = agency or found.agency
        if found.authors and not chosen:
            chosen, mixed = found.authors, evidence == "microdata"
    return chosen, agency, mixed


def _between(declared: Names, shown: Names, *, led: Names, mixed: bool) -> Names:
    """The declared names or those of the byline; *led* are those of the byline that are beyond doubt."""
    if not declared or not shown:
        return declared or shown
    if full := _in_full(declared, shown):
        return full
    theirs, sure = (frozenset(map(people.folded, names)) for names in (declared, led))
    if theirs < sure and all(map(people.looks_like_name, led)):
        return led
    if mixed and frozenset(map(people.folded, shown)) < theirs:
        return shown
    return declared


def _in_full(declared: Names, shown: Names) -> Names:
    """The byline's one name when the declared one is its beginning, or an account while the byline has a name."""
    if len(declared) != 1 or len(shown) != 1 or " " in declared[0]:
        return ()
    named = people.looks_like_name(shown[0])
    return shown if named and not people.looks_like_name(declared[0]) else ()


def _with_reporters(authors: Names, reporters: Names) -> Names:
    """The authors, and the others that a credit line with all of them names: some templates declare the first alone."""
    known = {people.folded(name) for name in authors}
    named = {people.folded(name) for name in reporters}
    if not known:
        return reporters
    if not known <= named:
        return authors
    return (*authors, *(name for name in reporters if people.folded(name) not in known))


def _credit(blocks: Sequence[Block]) -> credit.Credit | None:
    """The credit line among the last blocks of the story."""
    shown = (b for b in reversed(blocks) if not b.hidden and (b.in_article or b.tag == "p"))
    last = list(islice(shown, _CREDIT_BLOCKS * 3))[::-1]
    for place in range(len(last) - 1, -1, -1):
        block = last[place]
        if block.words > 60 or block.link_density >= 0.6:
            continue
        if (found := credit.read(block.text)) is None or authorbox.is_strangers(block.around):
            continue
        # An agency's name alone stands right below the story; elsewhere it is another story's.
        if block.words > 3 or block.text[0] in "([" or (place and last[place - 1].words >= 12):
            return found
    return None


def _agency_of_dateline(blocks: Sequence[Block]) -> str | None:
    paragraphs = (b for b in blocks if b.words >= 12 and not b.hidden and b.link_density < 0.5)
    for block in islice(paragraphs, 4):
        if found := dateline.read(block.text):
            return found.agency
    return None
