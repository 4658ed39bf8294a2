"""Where on the page the article stands: which containers hold no article, and which one holds most of its text.

What is asked of all blocks and all containers is asked in C where it was compiled (``_area.c``); what is to be asked is
written here, in the functions whose names end in ``_in_python``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.boilerplate.containers import NO_KIND, kind_by_names
from crawler.extract.boilerplate.view import ends_sentence

try:
    from crawler.extract.body import _area
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

_DESCEND = 0.8
"""A child with this share of the good text is gone into."""
_SCANT = 40
"""Words: with less good text than this the page may be a list or a poem."""
_LABEL = 8
"""Words: with fewer a block is no running text."""
_TEXT_TAGS = frozenset(
    {"p", "li", "ul", "ol", "blockquote", "pre", "table", "tbody", "tr", "dl", "figure", "h1", "h2"}
)
_NO_TEASERS = _TEXT_TAGS - {"li"}
_TEASER_BLOCKS, _TEASER_WORDS = 8, 90
"""A box with a linked headline that holds more is no teaser."""
_STUBBORN = frozenset({"comments", "related", "most-read", "consent"})
"""Kinds that may well be longer than the article: put back only when next to nothing is left without them."""
_WEAK = frozenset(
    {
        "sidebar",
        "gallery",
        "advert",
        "player",
        "reactions",
        "ticker",
        "signup",
        "newsletter",
        "share",
        "tags",
        "dialog",
    }
)
"""Kinds known by a class name that bodies bear too ("article-widget"): put back when they hold running text."""
_PLACES = frozenset({"navigation", "footer", "aside", "sidebar", "dialog", "control"})
"""Kinds that say where something stands rather than what it is."""
_HIDDEN = ("hidden", "hidden by its markup")
_TEASER = ("related", "one of several boxes with a linked headline")

Cut = tuple[str, str]
"""A rule, and what it saw; two empty texts for none."""


@dataclass(frozen=True, slots=True)
class Area:
    """The blocks of the article area, and for each container the rule that cuts it (empty: none)."""

    blocks: tuple[Block, ...]
    cut_by: tuple[tuple[str, str], ...]
    method: str
    where: str = ""
    good: tuple[float, ...] = ()
    """:func:`goodness` of each block of the page."""


def goodness(block: Block) -> float:
    """Weight of a block as running text: its words, less for what is no paragraph, nothing for links and labels."""
    words = block.words
    if words < _LABEL or block.level or block.is_caption or block.link_words * 2 > words:
        return 0.0
    sentence = ends_sentence(block.text)
    if block.tag in {"p", "blockquote"}:
        return float(block.words) if sentence or block.words >= 15 else block.words * 0.3
    if block.is_list_item or block.tag in {"td", "th"}:
        return block.words * (0.5 if sentence else 0.2)
    if sentence or block.words >= 30:
        return block.words * 0.9
    return block.words * 0.1


def find(outline: Outline, titles: Collection[int], chosen: Sequence[Container] = ()) -> Area:
    """Choose the article area. ``titles`` are the blocks of the headline; ``chosen`` what a site's selector matched."""
    blocks, containers = outline.blocks, outline.containers
    if not containers:
        return Area((), (), "none")
    raw = (_area.weights if COMPILED else weights_in_python)(blocks)
    cut_by = _cut_containers(outline, _sums(raw))
    if chosen:
        return _of_chosen(outline, cut_by, chosen)
    sums = (_area.open_sums if COMPILED else open_sums_in_python)(blocks, raw, cut_by)
    bodies, articles = (_area.marked if COMPILED else marked_in_python)(containers)
    top, method = _body(bodies, cut_by, sums)
    if top is None:
        top, method = _descend(outline, articles, sums, titles), "text-density"
    if _inside(top, sums) < _SCANT and (marked := _longest_marked(outline, cut_by)) is not None:
        top, method = marked, "markup"
    picked = _with_siblings(top, containers, cut_by, sums)
    area = tuple(block for part in picked for block in blocks[part.first : part.last])
    return Area(area, tuple(cut_by), method, top.label, raw)


def weights_in_python(blocks: tuple[Block, ...]) -> tuple[float, ...]:
    """The goodness of each block."""
    return tuple([0.0 if block.words < _LABEL else goodness(block) for block in blocks])


def open_sums_in_python(
    blocks: tuple[Block, ...], raw: Sequence[float], cut_by: Sequence[Cut]
) -> list[float]:
    """The sums of the weights of blocks, of which those in containers that are cut have none."""
    return _sums(
        [0.0 if cut_by[b.container][0] else weight for b, weight in zip(blocks, raw, strict=True)]
    )


def _longest_marked(outline: Outline, cut_by: Sequence[tuple[str, str]]) -> Container | None:
    """Of the elements that are to hold an article, the one with most words that are no links: for lists and poems."""
    open_words = [
        0 if cut_by[b.container][0] or b.is_caption else b.words - b.link_words
        for b in outline.blocks
    ]
    sums = _sums(open_words)
    marked = [
        c
        for c in outline.containers
        if (c.tag in {"article", "main"} or "articlebody" in c.itemprop) and not cut_by[c.index][0]
    ]
    best = max(marked, key=lambda c: (_inside(c, sums), c.depth), default=None)
    return best if best is not None and _inside(best, sums) >= _SCANT else None


def _sums(weights: Sequence[float]) -> list[float]:
    return list(accumulate(weights, initial=0.0))


def _inside(container: Container, sums: Sequence[float]) -> float:
    return sums[container.last] - sums[container.first]


def _cut_containers(outline: Outline, sums: list[float]) -> list[Cut]:
    """The rule for each container, inherited downwards; a rule that cuts most of the page's text is not believed."""
    total = sums[-1]
    containers = outline.containers
    own = (_area.own_rules if COMPILED else own_rules_in_python)(
        containers, outline.blocks, _teasers(outline), sums
    )
    inherited = _area.inherited if COMPILED else inherited_in_python
    for _ in range(3):
        cut_by, lost = inherited(containers, own, sums)
        left = total - sum(lost.values())
        worst = max(lost, key=lambda rule: lost[rule], default="")
        if total < 60 or left >= 0.25 * total or worst in _STUBBORN:
            break
        own = [("", "") if rule == worst else (rule, why) for rule, why in own]
    return (_area.named if COMPILED else named_in_python)(containers, cut_by)


def named_in_python(containers: Sequence[Container], cut_by: Sequence[Cut]) -> list[Cut]:
    """The same cuts under the names of what they are: a ticker inside the page's header is a ticker."""
    named: list[Cut] = []
    for container, cut in zip(containers, cut_by, strict=True):
        rule = cut[0]
        if rule not in _PLACES:
            named.append(cut)
            continue
        above = named[container.parent] if container.parent >= 0 else NO_KIND
        if above[0] and above[0] not in _PLACES:
            named.append(above)
            continue
        own = (
            NO_KIND if container.kind == NO_KIND else kind_by_names(container.tag, container.names)
        )
        vague = own[0] in _PLACES or (rule == "dialog" and own[0] == "advert")  # "consent-banner"
        named.append(own if own[0] and not vague else cut)
    return named


def own_rules_in_python(
    containers: Sequence[Container],
    blocks: Sequence[Block],
    teasers: Collection[int],
    sums: Sequence[float],
) -> list[Cut]:
    """The rule that each container by itself falls under."""
    return [
        _own_rule(c, containers, blocks, teasers, sums)
        if c.kind[0] or c.hidden or c.index in teasers
        else NO_KIND
        for c in containers
    ]


def _own_rule(
    container: Container,
    containers: Sequence[Container],
    blocks: Sequence[Block],
    teasers: Collection[int],
    sums: Sequence[float],
) -> Cut:
    """The rule that this container by itself falls under, unless it holds most of the page's text."""
    parent = container.parent
    if container.hidden and not (parent >= 0 and containers[parent].hidden):
        rule, evidence = _HIDDEN
    elif container.index in teasers:
        return _TEASER
    else:
        rule, evidence = container.kind
    if rule and sums[-1] >= 60:
        needed = 0.85 if rule in _STUBBORN else 0.7 if rule == "hidden" else 0.5
        inside = _inside(container, sums)
        if inside > needed * sums[-1] or (
            rule in _WEAK and inside >= 60 and _reads_on(container, blocks)
        ):
            return NO_KIND
    return rule, evidence


def _reads_on(container: Container, blocks: Sequence[Block]) -> bool:
    """Whether it holds three or more paragraphs of running text that follow one another."""
    if container.tag in {"aside", "nav", "footer", "menu"}:
        return False
    run = best = 0
    for block in blocks[container.first : container.last]:
        run = run + 1 if block.words >= 20 and block.link_density < 0.3 and goodness(block) else 0
        best = max(best, run)
    return best >= 3


def inherited_in_python(
    containers: Sequence[Container], own: Sequence[Cut], sums: Sequence[float]
) -> tuple[list[Cut], dict[str, float]]:
    """Each container's rule or that of one around it; and the good text that each rule cuts."""
    cut_by: list[tuple[str, str]] = []
    lost: dict[str, float] = {}
    for container, mine in zip(containers, own, strict=True):
        above = cut_by[container.parent] if container.parent >= 0 else ("", "")
        cut_by.append(above if above[0] else mine)
        if mine[0] and not above[0]:
            lost[mine[0]] = lost.get(mine[0], 0.0) + _inside(container, sums)
    return cut_by, lost


def linked_headings_in_python(blocks: Sequence[Block]) -> list[Block]:
    """The headings that are links: what teasers have."""
    return [b for b in blocks if b.level and b.words >= 3 and b.link_density > 0.9]


def _teasers(outline: Outline) -> set[int]:
    """Containers of a linked headline and a few words, where others of the same make stand beside them."""
    blocks, containers = outline.blocks, outline.containers
    groups: dict[tuple[int, str, str], list[int]] = {}
    seen: set[int] = set()
    for head in (_area.linked_headings if COMPILED else linked_headings_in_python)(blocks):
        index = head.container
        while index not in seen:  # outwards from the headline, as long as there are but a few words
            seen.add(index)
            container = containers[index]
            if container.parent < 0 or container.last - container.first > _TEASER_BLOCKS:
                break
            inside = blocks[container.first : container.last]
            if sum(b.words for b in inside) > _TEASER_WORDS:
                break
            if container.tag not in _NO_TEASERS:
                key = (container.parent, container.tag, container.names.partition(" ")[0])
                groups.setdefault(key, []).append(index)
            index = container.parent
    return {index for group in groups.values() if len(group) >= 2 for index in group}


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
    marked = [c for c in bodies if not cut_by[c.index][0] and _inside(c, sums) >= least]
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
        total = _inside(top, sums)
        if total <= 0:
            return top
        best = _around_middle(top, outline, sums)
        if (
            best is not None
            and best.tag not in _TEXT_TAGS
            and _inside(best, sums) >= _DESCEND * total
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
        if container.first >= end and _inside(container, sums) >= 25:
            articles.append(container)
            end = container.last
    if len(articles) < 2 or sum(_inside(a, sums) for a in articles) < 0.7 * _inside(top, sums):
        return None
    for article in articles:
        if any(article.first <= index < article.last for index in titles):
            return article
    if top.in_article or any(top.first <= index < top.last for index in titles):
        return None  # the headline is over all of them: they are the posts of one page
    longest = max(_inside(a, sums) for a in articles)
    return next(a for a in articles if _inside(a, sums) >= 0.5 * longest)


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
            alike and not cut_by[sibling.index][0] and _inside(sibling, sums) >= 15
        ):
            picked.append(sibling)
    return picked


if COMPILED:
    _area.learn(
        Block,
        Container,
        NO_KIND,
        _HIDDEN,
        _TEASER,
        _STUBBORN,
        _WEAK,
        _PLACES,
        kind_by_names,
    )
