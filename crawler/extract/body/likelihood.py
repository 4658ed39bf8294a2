"""How likely a block is the article's text, by statistics over the blocks and boxes of its page.

What the rules decided is where this begins: it cuts what stands among the text and is unlike it, and takes back what a
rule took for a list of links or the wrong part of the page. What a rule knows by its words, what is a field already and
what stands there twice stays as it was. The weights (``blocks.json``) are learned from labelled pages by
``tests/benchmarks/train_blocks.py``, which also says how well they do on newspapers they have never seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import exp
from typing import NamedTuple

from crawler.extract import forest
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body.area import Area
from crawler.extract.boilerplate.view import ends_sentence
from crawler.extract.lexicon.stopwords import STOP_WORDS

Verdict = tuple[str | None, str, str]

RULE = "unlike-text"
WEIGHTS = "blocks.json"
FEATURES = (
    # the block
    "class", "words", "link_density", "tag", "level", "sentence", "stop_words", "of_title", "copies", "capitals", "commas",
    "class_before_2", "class_before", "class_after", "class_after_2", "words_after",
    "from_title", "from_first", "from_last", "kept_before", "good_before",
    # its element, the one around it, the one around that
    "own_kept", "own_kept_share", "own_links", "own_mean",
    "box_kept", "box_kept_share", "box_links", "box_blocks",
    "outer_kept", "outer_kept_share", "outer_links", "outer_good",
    # where these stand
    "off_top", "in_top", "below_top", "in_article",
    # elements of the same make
    "alike", "alike_good", "alike_mean", "alike_links", "alike_kept_words", "alike_kept",
    # the page
    "kept_of_good", "kept_words", "good_words", "kept_blocks",
)  # fmt: skip

KEPT, FIELD, OUTSIDE, OUTSIDE_CUT, AREA_CUT, LINKS, FRAGMENT, DUPLICATE, HEADING, NAMED, DECK = (
    range(11)
)
_CLASSES = {
    "links": LINKS,
    "fragment": FRAGMENT,
    "duplicate": DUPLICATE,
    "heading-of-nothing": HEADING,
}
_SETTLED = frozenset({FIELD, LINKS, FRAGMENT, DUPLICATE, NAMED})
"""What the statistics leave alone: of the links and fragments that they would take back half were none of the article's."""
_TAGS = {
    "p": 1, "li": 2, "dd": 2, "dt": 2, "td": 3, "th": 3, "blockquote": 4, "div": 5, "section": 5, "article": 5,
    "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6, "h6": 6, "pre": 7,
}  # fmt: skip
_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
_BEGINNING = 300
"""Characters: more of a paragraph says no more."""
_FIRST_WORDS = 40
_NO_TITLE = -999
_TEXT = -0.2
"""Log-odds above which what the rules kept stays."""
_BACK = 0.4
"""Log-odds above which what they cut comes back."""
_SURE = {DECK: 0.0, OUTSIDE: -0.4}
"""The same for a standfirst that reads like the text's first paragraph, and for what no rule has anything against."""
_LEAD = 20
"""Words: a shorter standfirst is no paragraph of the text."""
_AN_ARTICLE = 150
"""Words: where the rules kept so many, what they cut as a whole elsewhere on the page isn't looked at again."""
_A_STORY = 100
"""Words: where the rules kept so many, what would more than double them is rather another story."""
_LEAST_LEFT = 0.5
"""Share of the words that the rules kept: with less the statistics are not believed."""


class Judged(NamedTuple):
    """What can be judged on a page: indexes of blocks, and a row of :data:`FEATURES` for each."""

    blocks: list[int]
    rows: list[tuple[float, ...]]
    classes: list[int]
    """For each block of the page what the rules made of it."""


def settle(
    outline: Outline, area: Area, verdicts: dict[int, Verdict], titles: Sequence[int], title: str
) -> None:
    """Change ``verdicts`` (block index → field, rule, evidence) where the statistics say otherwise.

    A block of the area without a verdict is text; the verdicts that this adds are cuts (:data:`RULE`) and text that
    comes back.
    """
    if not outline.blocks:
        return
    judged = measure(outline, area, verdicts, titles, title)
    learned = forest.load(WEIGHTS)
    changed: dict[int, Verdict] = {}
    back: dict[int, Verdict] = {}
    kept = before = 0
    for index, side in zip(judged.blocks, learned.side(judged.rows), strict=True):
        block = outline.blocks[index]
        was = judged.classes[index]
        if was == KEPT:
            before += block.words
            if side <= _TEXT:
                changed[index] = (None, RULE, _evidence(side, block))
            else:
                kept += block.words
        elif (
            side > _SURE.get(was, _BACK)
            and (side > _BACK or not _of_another(block, outline, judged))
            and not _stands_already(block, outline, judged)
        ):
            back[index] = ("text", "article-text", f"likelihood {_likelihood(side):.2f}")
    more = sum(outline.blocks[index].words for index in back)
    if before >= _A_STORY and more > before:
        back, more = {}, 0
    if kept + more >= _LEAST_LEFT * before:
        verdicts.update(changed | back)


def _of_another(block: Block, outline: Outline, judged: Judged) -> bool:
    """Whether it stands in an ``<article>`` that the rules kept nothing of."""
    own = next((c for c in outline.ancestors(block) if c.tag == "article"), None)
    return own is not None and KEPT not in judged.classes[own.first : own.last]


def _stands_already(block: Block, outline: Outline, judged: Judged) -> bool:
    """Whether the text holds the same words elsewhere: a copy for the printer, say."""
    wanted = block.text.casefold()
    return any(
        was == KEPT and other.words == block.words and other.text.casefold() == wanted
        for other, was in zip(outline.blocks, judged.classes, strict=True)
    )


def _likelihood(score: float) -> float:
    return 1 / (1 + exp(-score))


def _evidence(score: float, block: Block) -> str:
    return f"likelihood {_likelihood(score):.2f}: {block.words} words, link density {block.link_density:.2f}"


def measure(
    outline: Outline,
    area: Area,
    verdicts: dict[int, Verdict],
    titles: Sequence[int],
    title: str,
) -> Judged:
    """The features of each block whose verdict may change."""
    page = _Page(outline, area, verdicts)
    judged = [b for b in outline.blocks if page.may_be_text(b)]
    alike = page.alike(judged)
    copies = Counter(b.text for b in judged)
    title_words = frozenset(title.casefold().split())
    first_title = min(titles, default=None)
    classes = page.classes
    around = [-1, -1, *classes, -1, -1]
    blocks = outline.blocks
    last = len(blocks) - 1
    rows = []
    for block in judged:
        i = block.index
        words = block.words
        tokens = block.text[:_BEGINNING].casefold().split()
        count = len(tokens) or 1
        rows.append(
            (
                classes[i],
                words,
                block.link_words / words if words else 0.0,
                _TAGS.get(block.tag, 0),
                block.level,
                ends_sentence(block.text),
                len([token for token in tokens if token in _STOP_WORDS]) / count,
                len(title_words.intersection(tokens)) / count if words < _FIRST_WORDS else 0.0,
                copies[block.text],
                block.text.isupper(),
                block.text.count(",") / (words or 1),
                around[i],
                around[i + 1],
                around[i + 3],
                around[i + 4],
                blocks[i + 1].words if i < last else -1,
                i - first_title if first_title is not None else _NO_TITLE,
                i - page.first_kept,
                i - page.last_kept,
                page.kept[i] / page.all_kept,
                page.good[i] / page.all_good,
                *page.of_element(block.container),
                *alike[page.make(block.container)],
                *page.of_page,
            )
        )
    return Judged([b.index for b in judged], rows, classes)


class _Page:
    """Sums over the page, so that what a container holds costs two look-ups."""

    def __init__(self, outline: Outline, area: Area, verdicts: dict[int, Verdict]) -> None:
        blocks = outline.blocks
        self.containers = outline.containers
        self.blocks = blocks
        self.area_good = area.good
        inside = {b.index for b in area.blocks}
        self.classes = classes = [_class_of(b, area, inside, verdicts) for b in blocks]
        kept_words = [b.words if c == KEPT else 0 for b, c in zip(blocks, classes, strict=True)]
        self.good = list(
            accumulate(
                (0.0 if b.hidden else g for b, g in zip(blocks, area.good, strict=True)),
                initial=0.0,
            )
        )
        self.kept = list(accumulate(kept_words, initial=0))
        self.words = list(accumulate((b.words for b in blocks), initial=0))
        self.links = list(accumulate((b.link_words for b in blocks), initial=0))
        self.all_kept = self.kept[-1] or 1
        self.all_good = self.good[-1] or 1.0
        indexes = [i for i, c in enumerate(classes) if c == KEPT]
        self.first_kept = indexes[0] if indexes else 0
        self.last_kept = indexes[-1] if indexes else len(blocks) - 1
        self.of_page = (
            self.kept[-1] / self.all_good,
            self.all_kept,
            self.all_good,
            len(indexes),
        )
        self.top = self._top(indexes)
        self._off_top: dict[int, tuple[int, bool]] = {}
        index = self.top.index
        while index >= 0:
            self._off_top[index] = 0, index == self.top.index
            index = self.containers[index].parent
        self._boxes: dict[int, tuple[float, ...]] = {}
        self._makes: dict[int, tuple[str, str, str, str]] = {}

    def _top(self, kept: Sequence[int]) -> Container:
        """The innermost container with four fifths of the text: one around the block in the middle of the text."""
        container = self.containers[0]
        if not kept:
            return container
        half = self.kept[-1] / 2
        middle = next((i for i in kept if self.kept[i + 1] >= half), kept[-1])
        container = self.containers[self.blocks[middle].container]
        while (
            container.parent >= 0
            and self.kept[container.last] - self.kept[container.first] < 0.8 * self.kept[-1]
        ):
            container = self.containers[container.parent]
        return container

    def may_be_text(self, block: Block) -> bool:
        """Whether there is anything to judge; the menus of a page are most of its blocks."""
        of_rules = self.classes[block.index]
        if of_rules in _SETTLED or (of_rules == DECK and block.words < _LEAD):
            return False
        if of_rules not in (OUTSIDE, OUTSIDE_CUT):
            return True
        if of_rules == OUTSIDE_CUT and self.kept[-1] >= _AN_ARTICLE:
            return False
        if self.area_good[block.index] > 0:
            return True
        parent = self.containers[block.container].parent
        box = self.containers[parent if parent >= 0 else block.container]
        return self.kept[box.last] > self.kept[box.first]

    def of_element(self, index: int) -> tuple[float, ...]:
        """Of a block's element, the one around it and the one around that: shares of text, links, sizes, place."""
        container = self.containers[index]
        first, last = container.first, container.last
        words = self.words[last] - self.words[first]
        kept = self.kept[last] - self.kept[first]
        off_top, in_top = self._place(index)
        return (
            kept / self.all_kept,
            kept / words if words else 0.0,
            (self.links[last] - self.links[first]) / words if words else 0.0,
            words / (last - first) if last > first else 0.0,
            *self._box(container.parent if container.parent >= 0 else index),
            off_top,
            in_top,
            container.depth - self.top.depth,
            container.in_article,
        )

    def _box(self, index: int) -> tuple[float, ...]:
        """The same of the element around and the next one: once for all the paragraphs in it."""
        found = self._boxes.get(index)
        if found is None:
            box = self.containers[index]
            words = (self.words[box.last] - self.words[box.first]) or 1
            kept = self.kept[box.last] - self.kept[box.first]
            outer = self.containers[box.parent] if box.parent >= 0 else box
            outer_words = (self.words[outer.last] - self.words[outer.first]) or 1
            outer_kept = self.kept[outer.last] - self.kept[outer.first]
            found = self._boxes[index] = (
                kept / self.all_kept,
                kept / words,
                (self.links[box.last] - self.links[box.first]) / words,
                box.last - box.first,
                outer_kept / self.all_kept,
                outer_kept / outer_words,
                (self.links[outer.last] - self.links[outer.first]) / outer_words,
                (self.good[outer.last] - self.good[outer.first]) / self.all_good,
            )
        return found

    def _place(self, index: int) -> tuple[int, bool]:
        """How many containers up one meets those around the text; whether the container is inside the text's own."""
        way = []
        while index not in self._off_top:
            way.append(index)
            index = self.containers[index].parent
        up, inside = self._off_top[index]
        for below in reversed(way):
            up += 1
            self._off_top[below] = up, inside
        return up, inside

    def make(self, index: int) -> tuple[str, str, str, str]:
        """Element and first class of a container and of the one around it."""
        made = self._makes.get(index)
        if made is None:
            container = self.containers[index]
            outer = self.containers[container.parent] if container.parent >= 0 else container
            made = self._makes[index] = (
                container.tag,
                container.names.partition(" ")[0],
                outer.tag,
                outer.names.partition(" ")[0],
            )
        return made

    def alike(self, judged: Sequence[Block]) -> dict[tuple[str, str, str, str], tuple[float, ...]]:
        """For each make of element that holds judged blocks: how many, how good, how long, how much of it is text."""
        groups: dict[tuple[str, str, str, str], list[Block]] = {}
        for block in judged:
            groups.setdefault(self.make(block.container), []).append(block)
        found: dict[tuple[str, str, str, str], tuple[float, ...]] = {}
        for make, group in groups.items():
            count = len(group)
            words = 0
            links = kept_words = kept = 0
            good = 0.0
            for block in group:
                words += block.words
                links += block.link_words
                good += self.area_good[block.index]
                if self.classes[block.index] == KEPT:
                    kept += 1
                    kept_words += block.words
            of_words = words or 1
            found[make] = (
                count,
                good / self.all_good,
                words / count,
                links / of_words,
                kept_words / of_words,
                kept / count,
            )
        return found


def _class_of(block: Block, area: Area, inside: set[int], verdicts: dict[int, Verdict]) -> int:
    verdict = verdicts.get(block.index)
    by_container = area.cut_by[block.container][0]
    if verdict is None:
        if block.index in inside:
            return KEPT
        return OUTSIDE_CUT if by_container else OUTSIDE
    name, rule, _ = verdict
    if name is not None:
        return DECK if name == "deck" else FIELD
    if rule in _CLASSES:
        return _CLASSES[rule]
    return AREA_CUT if by_container == rule and rule != "" else NAMED
