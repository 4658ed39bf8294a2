"""Where on the page the article stands: which container holds most of its text.

What is asked of all containers is asked in C where it was compiled (``_area.c``); what is asked is written here, in the functions
whose names end in ``_in_python``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body.cuts import (
    COMPILED,
    TEXT_TAGS,
    Cut,
    inside,
    of_containers,
    open_sums,
    sums_of,
    weights,
)

if COMPILED:
    from crawler.extract.body import _area

_DESCEND = 0.8
"""A child with this share of the good text is gone into."""
_SCANT = 40
"""Words: with less good text than this the page may be a list or a poem."""


@dataclass(frozen=True, slots=True)
class Area:
    """The blocks of the article area, and for each container the rule that cuts it (empty: none)."""

    blocks: tuple[Block, ...]
    cut_by: tuple[tuple[str, str], ...]
    method: str
    where: str = ""
    good: tuple[float, ...] = ()
    """:func:`crawler.extract.body.cuts.goodness` of each block of the page."""


def find(outline: Outline, titles: Collection[int], chosen: Sequence[Container] = ()) -> Area:
    """Choose the article area. ``titles`` are the blocks of the headline; ``chosen`` what a site's selector matched."""
    blocks, containers = outline.blocks, outline.containers
    if not containers:
        return Area((), (), "none")
    raw = weights(blocks)
    cut_by = of_containers(outline, sums_of(raw))
    if chosen:
        return _of_chosen(outline, cut_by, chosen)
    sums = open_sums(blocks, raw, cut_by)
    bodies, articles = (_area.marked if COMPILED else marked_in_python)(containers)
    top, method = _body(bodies, cut_by, sums)
    if top is None:
        top, method = _descend(outline, articles, sums, titles), "text-density"
    if inside(top, sums) < _SCANT and (marked := _longest_marked(outline, cut_by)) is not None:
        top, method = marked, "markup"
    picked = _with_siblings(top, containers, cut_by, sums)
    area = tuple(block for part in picked for block in blocks[part.first : part.last])
    return Area(area, tuple(cut_by), method, top.label, raw)


def _longest_marked(outline: Outline, cut_by: Sequence[tuple[str, str]]) -> Container | None:
    """Of the elements that are to hold an article, the one with most words that are no links: for lists and poems."""
    open_words = [
        0 if cut_by[b.container][0] or b.is_caption else b.words - b.link_words
        for b in outline.blocks
    ]
    sums = sums_of(open_words)
    marked = [
        c
        for c in outline.containers
        if (c.tag in {"article", "main"} or "articlebody" in c.itemprop) and not cut_by[c.index][0]
    ]
    best = max(marked, key=lambda c: (inside(c, sums), c.depth), default=None)
    return best if best is not None and inside(best, sums) >= _SCANT else None


def _of_chosen(
    outline: Outline, cut_by: list[tuple[str, str]], chosen: Sequence[Container]
) -> Area:
    """The area that a site's selector names: nothing around it counts."""
    for part in chosen:
        outer = cut_by[part.index]
        if outer[0]:
            for container in outline.containers[part.index :]:
                if container.first >= part.last and container.index != part.index:
                    break
                if cut_by[container.index] == outer:
                    cut_by[container.index] = ("", "")
    area: dict[int, Block] = {}
    for part in chosen:
        area.update((b.index, b) for b in outline.blocks[part.first : part.last])
    return Area(tuple(area[i] for i in sorted(area)), tuple(cut_by), "selector", chosen[0].label)


def marked_in_python(
    containers: Sequence[Container],
) -> tuple[list[Container], list[Container]]:
    """The containers that are marked as the article's body, and those that are an ``<article>``."""
    return (
        [c for c in containers if c.itemprop and "articlebody" in c.itemprop],
        [c for c in containers if c.tag == "article"],
    )


def _body(
    bodies: Sequence[Container], cut_by: Sequence[Cut], sums: Sequence[float]
) -> tuple[Container | None, str]:
    """The one container that the page marks as the article's body, when it holds a fair part of the text."""
    least = max(60.0, 0.3 * sums[-1])
    marked = [c for c in bodies if not cut_by[c.index][0] and inside(c, sums) >= least]
    outer = [
        c
        for c in marked
        if not any(
            o is not c and o.first <= c.first and c.last <= o.last and o.depth < c.depth
            for o in marked
        )
    ]
    return (outer[0], "microdata") if len(outer) == 1 else (None, "")


def _descend(
    outline: Outline,
    articles: Sequence[Container],
    sums: Sequence[float],
    titles: Collection[int],
) -> Container:
    """Go down to the child that holds most of the text, until it is spread over several."""
    containers = outline.containers
    top = containers[0]
    while True:
        total = inside(top, sums)
        if total <= 0:
            return top
        best = _around_middle(top, outline, sums)
        if (
            best is not None
            and best.tag not in TEXT_TAGS
            and inside(best, sums) >= _DESCEND * total
        ):
            top = best
            continue
        one = _one_of_several(top, articles, sums, titles)
        if one is None:
            return top
        top = one


def beside_in_python(containers: Sequence[Container], parent: int) -> list[Container]:
    """The containers with that parent which have blocks."""
    return [c for c in containers if c.parent == parent and c.last > c.first]


def _around_middle(top: Container, outline: Outline, sums: Sequence[float]) -> Container | None:
    """The child around the middle of the text: no other can hold most of it."""
    middle = (sums[top.first] + sums[top.last]) / 2
    at = bisect_right(sums, middle, top.first, top.last) - 1
    child = None
    index = outline.blocks[at].container
    while index > top.index:
        child = outline.containers[index]
        index = child.parent
    return child


def _one_of_several(
    top: Container, every: Sequence[Container], sums: Sequence[float], titles: Collection[int]
) -> Container | None:
    """Of several ``<article>`` beside each other the one with the headline, else the first of length."""
    articles: list[Container] = []
    end = top.first
    for container in every:
        if container.index <= top.index or container.first >= top.last:
            continue
        if container.first >= end and inside(container, sums) >= 25:
            articles.append(container)
            end = container.last
    if len(articles) < 2 or sum(inside(a, sums) for a in articles) < 0.7 * inside(top, sums):
        return None
    for article in articles:
        if any(article.first <= index < article.last for index in titles):
            return article
    if top.in_article or any(top.first <= index < top.last for index in titles):
        return None  # the headline is over all of them: they are the posts of one page
    longest = max(inside(a, sums) for a in articles)
    return next(a for a in articles if inside(a, sums) >= 0.5 * longest)


def _with_siblings(
    top: Container,
    containers: tuple[Container, ...],
    cut_by: Sequence[tuple[str, str]],
    sums: Sequence[float],
) -> list[Container]:
    """The container, and beside it those of the same make that hold text too: a body that was split into chunks."""
    if top.parent < 0 or not top.names or top.tag == "article":
        return [top]
    picked = []
    for sibling in (_area.beside if COMPILED else beside_in_python)(containers, top.parent):
        alike = sibling.tag == top.tag and sibling.names.split()[0:1] == top.names.split()[0:1]
        if sibling is top or (
            alike and not cut_by[sibling.index][0] and inside(sibling, sums) >= 15
        ):
            picked.append(sibling)
    return picked
