"""Which blocks are the article's text, which are captions, and which rule cut the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from archive.model import Decision, Repeated
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import learned, likelihood, outside
from crawler.extract.body.area import Area, find
from crawler.extract.boilerplate import RULES, View, marks
from crawler.extract.boilerplate import captions as image_credits
from crawler.extract.boilerplate.view import ends_sentence
from crawler.extract.people import credit
from crawler.extract.plain import plaintext

Verdict = tuple[str | None, str, str]
_KEEP = "article-text"
_CELL = 30
"""Words: what is longer is a paragraph, though it stands in a table."""
_FIGURE = re.compile(r"[^\w(]{0,2}\d[\d.,]*(?:\s|$)")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Body:
    """What was decided: the text, the captions, and one verdict for each block of the page."""

    text: str
    captions: tuple[str, ...]
    credits: tuple[credit.Credit, ...]
    verdicts: tuple[Verdict, ...] = field(repr=False)
    """For each block of the page, in its order: the field it became (None: cut), the rule, what the rule saw."""
    inside: frozenset[int] = field(repr=False)
    """Indexes of the blocks of the article area."""
    method: str
    kept: tuple[Block, ...] = field(repr=False)
    """The blocks of ``text``."""
    words: int = 0
    declared: tuple[Decision, ...] = field(repr=False, default=())
    """What became of the lines that the page declares as its text, where they stand for what it shows."""
    lines: tuple[int, ...] = field(repr=False, default=())
    """Fingerprints of lines that other pages may repeat; none when nobody asked."""


class _Verdicts:
    """Block index → field (None: cut), rule, evidence. The first verdict stands."""

    def __init__(self) -> None:
        self.of: dict[int, Verdict] = {}

    def keep(self, block: Block, field_name: str, rule: str, evidence: str = "") -> None:
        self.of.setdefault(block.index, (field_name, rule, evidence))

    def cut(self, block: Block, rule: str, evidence: str = "") -> None:
        self.of.setdefault(block.index, (None, rule, evidence))


def choose(
    outline: Outline,
    used: Mapping[int, str],
    title: str,
    *,
    lines: bool = False,
    chosen: Sequence[Container] = (),
    removed: Collection[int] = (),
    repeated: Repeated | None = None,
) -> Body:
    """Decide on every block of a page.

    ``used`` says which blocks are a field of the metadata already; ``chosen`` and ``removed`` are the containers that a
    site's selectors ``body`` and ``remove`` matched; ``repeated`` is what the source is known to repeat.
    """
    titles = [index for index, name in used.items() if name == "title"]
    area = find(outline, titles, chosen)
    verdicts = _Verdicts()
    credits: list[credit.Credit] = []
    for index, name in used.items():
        verdicts.keep(outline.blocks[index], name, "metadata")
    _cut_by_container(outline, area, verdicts, removed)
    inside = [b for b in area.blocks if b.index not in verdicts.of]
    _take_titles(inside, title, verdicts)
    _take_credits(inside, verdicts, credits)
    view = View(area.blocks, frozenset(verdicts.of), lines=lines)
    for cut_kind in RULES:
        cut_kind(view)
    for index, (name, evidence) in view.cuts.items():
        verdicts.cut(outline.blocks[index], name, evidence)
    _take_captions(_around(outline, area, titles), verdicts, view, outline)
    if lines:
        plaintext.settle(area.blocks, verdicts.of)
    else:
        _cut_links_and_fragments(inside, verdicts, outline)
    _cut_duplicates(inside, verdicts)
    prints: tuple[int, ...] = ()
    if repeated is not None:
        prints = learned.settle(area.blocks, outline, verdicts.of, repeated)
    _cut_headings(inside, verdicts)
    if not lines and not chosen:
        likelihood.settle(outline, area, verdicts.of, titles, title)
    for block in area.blocks:
        verdicts.keep(block, "text", _KEEP)
    blocks = outline.blocks
    decided = verdicts.of
    kept = tuple([blocks[index] for index in sorted(decided) if decided[index][0] == "text"])
    named = outside.name(outline, area, decided)
    every = [decided.get(index) or (None, *named[index]) for index in range(len(blocks))]
    return Body(
        joined(kept, outline),
        _captions(
            [b for b, verdict in zip(blocks, every, strict=True) if verdict[0] == "captions"]
        ),
        tuple(credits),
        tuple(every),
        frozenset(b.index for b in area.blocks),
        area.method,
        kept,
        sum(b.words for b in kept),
        lines=prints,
    )


def _cut_by_container(
    outline: Outline, area: Area, verdicts: _Verdicts, removed: Collection[int]
) -> None:
    gone: set[int] = set()
    for container in outline.containers if removed else ():
        if container.index in removed or container.parent in gone:
            gone.add(container.index)
    for block in outline.blocks if gone else ():
        if block.container in gone:
            verdicts.cut(block, "site-selector", "the site's selector `remove`")
    cut_by = area.cut_by
    for block in area.blocks:
        rule, evidence = cut_by[block.container]
        if rule and not (rule == "control" and block.words > 30):
            verdicts.cut(block, rule, evidence)


def _take_titles(blocks: Sequence[Block], title: str, verdicts: _Verdicts) -> None:
    """The headline stands once, in its field, however often the page prints it."""
    wanted = _letters(title)
    if not wanted:
        return
    most = len(title.split()) + 4
    for block in blocks:
        if (
            block.words <= most
            and len(wanted) <= len(block.text) <= 2 * len(wanted) + 20
            and _letters(block.text) == wanted
        ):
            verdicts.keep(block, "title", "title", "the headline again")


def _take_credits(
    blocks: Sequence[Block], verdicts: _Verdicts, credits: list[credit.Credit]
) -> None:
    """The credit at the end: who reported goes to the authors, the line itself is cut."""
    last = [b for b in blocks if b.words <= 60 and not b.is_caption][-12:]
    for block, following in zip_longest(last, last[1:]):
        found = credit.read(block.text)
        if following is not None and _FIGURE.match(following.text):
            continue  # an index of shares may bear the name of an agency
        if found is not None and (block.words > 1 or found.agency):
            credits.append(found)
            verdicts.cut(block, "credit", "who reported, wrote or edited it")


def _around(outline: Outline, area: Area, titles: Sequence[int]) -> list[Block]:
    """The area and what stands between the headline and it: the lead picture is often there."""
    if not area.blocks:
        return []
    first, last = area.blocks[0].index, area.blocks[-1].index
    above = max((index for index in titles if index < first), default=first)
    return [
        b
        for b in outline.blocks[max(above, first - 30) : last + 1]
        if not area.cut_by[b.container][0]
    ]


def _take_captions(
    blocks: Sequence[Block], verdicts: _Verdicts, view: View, outline: Outline
) -> None:
    open_blocks = [b for b in blocks if b.index not in verdicts.of]
    for block in open_blocks:
        if block.is_caption and block.words <= 120 and _caption_words(block, outline) <= 200:
            verdicts.keep(block, "captions", image_credits.RULE, "marked as a caption")
        elif block.words <= 80 and _in_figure(block, outline):
            verdicts.keep(block, "captions", image_credits.RULE, "in <figure>")
    for index, evidence in image_credits.credit(view).items():
        verdicts.keep(outline.blocks[index], "captions", image_credits.RULE, evidence)


def _caption_words(block: Block, outline: Outline) -> int:
    """Words of the whole caption: one that goes on and on was never closed, and holds the article."""
    words = block.words
    for container in outline.ancestors(block):
        if not container.in_caption or words > 200:
            break
        words = _words_in(container, outline, 200)
    return words


def _words_in(container: Container, outline: Outline, enough: int) -> int:
    """Words of a container, or of its first blocks where these are more than *enough* (no block is without a word)."""
    return sum(
        b.words
        for b in outline.blocks[container.first : min(container.last, container.first + enough + 1)]
    )


def _in_figure(block: Block, outline: Outline) -> bool:
    if block.tag in {"blockquote", "td", "th"} or block.level:
        return False
    container: Container | None = outline.containers[block.container]
    for _ in range(4):
        if container is None or container.tag in {"blockquote", "table"}:
            return False
        if container.tag in {"figure", "amp-img", "picture"}:
            return _words_in(container, outline, 150) <= 150
        container = outline.containers[container.parent] if container.parent >= 0 else None
    return False


def _cut_links_and_fragments(
    blocks: Sequence[Block], verdicts: _Verdicts, outline: Outline
) -> None:
    """Lists of links; short pieces outside paragraphs in a body that is made of paragraphs."""
    open_blocks = [b for b in blocks if b.index not in verdicts.of]
    total = sum(b.words for b in open_blocks)
    in_paragraphs = sum(
        b.words for b in open_blocks if b.tag in {"p", "li", "blockquote"} or b.level
    )
    of_paragraphs = total > 0 and in_paragraphs >= 0.8 * total
    lists = _link_lists(open_blocks, outline)
    for block in open_blocks:
        density = block.link_density
        if block.container in lists:
            verdicts.cut(
                block, "links", f"in a list of links, link density {lists[block.container]:.2f}"
            )
        elif (
            density > 0.75
            and block.words <= 30
            and not block.level
            and not (ends_sentence(block.text) and block.words > 12)
        ):
            verdicts.cut(block, "links", f"link density {density:.2f}")
        elif (
            of_paragraphs
            and block.tag not in {"p", "li", "blockquote", "td", "th", "dd", "dt", "pre"}
            and not block.level
            and block.words < 8
            and not ends_sentence(block.text)
        ):
            verdicts.cut(block, "fragment", f"{block.words} words outside the paragraphs")


def _link_lists(blocks: Sequence[Block], outline: Outline) -> dict[int, float]:
    """Containers of list items → link density of the whole list, for lists that are mostly links."""
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        if block.is_list_item:
            parent = outline.containers[block.container].parent
            groups.setdefault(parent, []).append(block)
    found: dict[int, float] = {}
    for group in groups.values():
        words = sum(b.words for b in group)
        density = sum(b.link_words for b in group) / words if words else 0.0
        if density > 0.6:
            found.update((b.container, density) for b in group)
    return found


def _cut_duplicates(blocks: Sequence[Block], verdicts: _Verdicts) -> None:
    """A text stands once; but what a plan, a list of products or a song says over and over in the same place is no copy."""
    alike: dict[tuple[int, str], list[Block]] = {}
    for block in blocks:
        if block.index not in verdicts.of and block.words >= 6:
            key = (block.words, block.text[0].casefold()[0])
            alike.setdefault(key, []).append(block)
    copies: dict[str, list[Block]] = {}
    for several in alike.values():
        if len(several) > 1:
            for block in several:
                copies.setdefault(block.text.casefold(), []).append(block)
    for first, *others in copies.values():
        for block in others:
            same_place = (block.tag, block.around) == (first.tag, first.around)
            if not same_place or len(others) == 1:
                verdicts.cut(block, "duplicate", f"the same as block {first.index}")


def _cut_headings(blocks: Sequence[Block], verdicts: _Verdicts) -> None:
    """A heading with nothing kept under it heads a box that was cut."""
    below = False
    below_level = 7
    for block in reversed(blocks):
        if block.index in verdicts.of:
            continue
        if not block.level:
            below, below_level = True, 7
        elif not below and block.level >= min(below_level, block.level):
            verdicts.cut(block, "heading-of-nothing", "no text of the article under it")
        else:
            below = below and block.level < below_level
            below_level = block.level
            below = True


def _captions(blocks: Sequence[Block]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(block.text.split()) for block in blocks))


def joined(kept: Sequence[Block], outline: Outline) -> str:
    """Paragraphs separated by a blank line; the cells of a table row in one line, a tab between them."""
    parts: list[str] = []
    row = cell = -1
    for block in kept:
        here = outline.containers[block.container].parent if block.tag in {"td", "th"} else -1
        # A cell of several blocks is no cell of a table, but a part of a page laid out as one.
        if here >= 0 and here == row and block.container != cell and block.words < _CELL:
            parts[-1] = f"{parts[-1]}\t{block.text}"
        else:
            parts.append(block.text)
        row, cell = here, block.container
    return "\n\n".join(parts)


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub(" ", marks.of(text).plain).strip()
