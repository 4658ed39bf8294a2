"""What surrounds a block: sums over the page and its elements, and what the rules made of each block.

:mod:`crawler.extract.body.likelihood` makes its features of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body.area import Area

Verdict = tuple[str | None, str, str]

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
LEAD = 20
"""Words: a shorter standfirst is no paragraph of the text."""
_AN_ARTICLE = 150
"""Words: where the rules kept so many, what they cut as a whole elsewhere on the page isn't looked at again."""
_A_LINE = 10
"""Words: a shorter paragraph may be a label."""
_MOST = 0.6
"""Share of the kept words: an element with so many is the text's own."""


class Surroundings:
    """Sums over the page, so that what a container holds costs two look-ups."""

    def __init__(self, outline: Outline, area: Area, verdicts: dict[int, Verdict]) -> None:
        blocks = outline.blocks
        self.containers = outline.containers
        self.blocks = blocks
        self.area_good = area.good
        inside = {b.index for b in area.blocks}
        cut_by = area.cut_by
        self.classes = classes = [
            (KEPT if b.index in inside else OUTSIDE_CUT if cut_by[b.container][0] else OUTSIDE)
            if (verdict := verdicts.get(b.index)) is None
            else _class_of(verdict, cut_by[b.container][0])
            for b in blocks
        ]
        kept_words = [b.words if c == KEPT else 0 for b, c in zip(blocks, classes, strict=True)]
        self.good = list(
            accumulate(
                [0.0 if b.hidden else g for b, g in zip(blocks, area.good, strict=True)],
                initial=0.0,
            )
        )
        self.kept = list(accumulate(kept_words, initial=0))
        self.words = list(accumulate([b.words for b in blocks], initial=0))
        self.links = list(accumulate([b.link_words for b in blocks], initial=0))
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
        if of_rules in _SETTLED or (of_rules == DECK and block.words < LEAD):
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

    def is_sure(self, block: Block) -> bool:
        """Whether it is a paragraph in the midst of the text: of 16,000 on labelled pages the statistics cut none."""
        if block.tag != "p" or block.words < _A_LINE or block.link_words * 5 >= block.words:
            return False
        if self.classes[block.index - 1 : block.index + 2] != [KEPT, KEPT, KEPT]:
            return False
        parent = self.containers[block.container].parent
        return parent >= 0 and self._box(parent)[0] >= _MOST

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


def _class_of(verdict: Verdict, by_container: str) -> int:
    """What a verdict made of a block in a container that is cut by that rule."""
    name, rule, _ = verdict
    if name is not None:
        return DECK if name == "deck" else FIELD
    if rule in _CLASSES:
        return _CLASSES[rule]
    return AREA_CUT if by_container == rule and rule != "" else NAMED
