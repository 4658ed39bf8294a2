"""Blocks: runs of text between block boundaries, in page order, with what rules want to know of them.

Containers (block-level elements) are kept beside the blocks: each covers a contiguous range of them, so sums over a
container cost two look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.extract.page.joining import count_words
from crawler.extract.plain.lines import text_lines

__all__ = ["Block", "Container", "Outline", "count_words", "of_text"]


@dataclass(slots=True)
class Container:
    """A block-level element. ``blocks[first:last]`` are the blocks inside it."""

    index: int
    parent: int
    """Index of the container around it; -1 for the outermost."""
    tag: str
    names: str
    """Its classes and id, lower case, separated by spaces."""
    depth: int
    hidden: bool
    in_article: bool
    in_caption: bool
    node: int = 0
    """Identity of the element in the tree, to find what a selector matched."""
    role: str = ""
    itemprop: str = ""
    first: int = 0
    last: int = 0
    around: str | None = None
    """Its names and those of the two around it; None until a block needs them."""
    kind: tuple[str, str] = ("", "")
    """The kind of boilerplate that its element, role or names speak of, and which of them does; empty for most."""

    @property
    def label(self) -> str:
        """Its element and first class, for paths."""
        name = self.names.split(" ", 1)[0]
        return f"{self.tag}.{name}" if name and len(name) < 40 else self.tag


@dataclass(slots=True)
class Block:
    """A run of text on the page. Read it, don't write to it."""

    index: int
    """Place on the page; ``blocks[b.index] is b``."""
    text: str
    """White space collapsed; a newline stands for a single ``<br>``."""
    tag: str
    """The element that holds it: ``p``, ``h2``, ``li``, ``div``, ``figcaption``, ``td`` …; ``line`` for text input."""
    container: int = 0
    """Index of the container of that element."""
    path: str = ""
    """Of text input: ``line 12``. See :meth:`Outline.where` for what has markup."""
    classes: str = ""
    """Classes and ids of its element and of inline elements inside it, lower case, separated by spaces; ``itemprop=x``
    and ``rel=x`` stand among them."""
    around: str = ""
    """The same for the three containers around it."""
    words: int = 0
    link_words: int = 0
    links: int = 0
    bold: bool = False
    """All of it stands in ``<b>`` or ``<strong>``."""
    level: int = 0
    """1–6 for a heading, else 0."""
    hidden: bool = False
    in_article: bool = False
    """Inside ``<article>`` or an element marked as the article's body."""
    is_caption: bool = False
    is_list_item: bool = False
    times: tuple[str, ...] = ()
    """``datetime`` values of ``<time>`` elements inside."""
    gap: bool = False
    """Text input: a blank line stands before it."""
    odds: float = 0.0
    """Text input: log-odds that it is of the article's text (:mod:`crawler.extract.plain.likely_lines`)."""
    signed: tuple[str, ...] = ()
    """Texts of inline elements inside that are marked as an author's name, by ``rel``, class or address."""

    @property
    def link_density(self) -> float:
        """Share of its words that are links, 0 to 1."""
        return self.link_words / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """All blocks of a page and the containers around them."""

    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]

    def where(self, block: Block) -> str:
        """The place of a block, short, for people: ``article > div.body > p``, or ``line 12``."""
        if block.path:
            return block.path
        container = self.containers[block.container]
        labels = [container.label]
        while container.parent > 0 and len(labels) < 3:
            container = self.containers[container.parent]
            labels.append(container.label)
        return " > ".join(reversed(labels))

    def ancestors(self, block: Block) -> Iterable[Container]:
        """The containers around a block, innermost first."""
        index = block.container
        while index >= 0:
            container = self.containers[index]
            yield container
            index = container.parent


def of_text(text: str) -> Outline:
    """Return the lines of a text that was taken from a page."""
    blocks: list[Block] = []
    for line in text_lines(text):
        words = count_words(line.text)
        blocks.append(
            Block(
                len(blocks),
                line.text,
                "line",
                0,
                f"line {line.number}",
                words=words,
                gap=line.gap,
                in_article=True,
            )
        )
    root = Container(0, -1, "text", "", 0, False, True, False, last=len(blocks))
    return Outline(tuple(blocks), (root,))
