"""What the blocks of a page weigh as running text, and which containers hold no part of an article.

Each block and each container is asked in C where it was compiled (``_area.c``); what is asked is written here, in the functions
whose names end in ``_in_python``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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

_LABEL = 8
"""Words: with fewer a block is no running text."""
TEXT_TAGS = frozenset(
    {"p", "li", "ul", "ol", "blockquote", "pre", "table", "tbody", "tr", "dl", "figure", "h1", "h2"}
)
_NO_TEASERS = TEXT_TAGS - {"li"}
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


def weights(blocks: tuple[Block, ...]) -> tuple[float, ...]:
    """The goodness of each block."""
    return _area.weights(blocks) if COMPILED else weights_in_python(blocks)


def weights_in_python(blocks: tuple[Block, ...]) -> tuple[float, ...]:
    """The goodness of each block."""
    return tuple([0.0 if block.words < _LABEL else goodness(block) for block in blocks])


def open_sums(blocks: tuple[Block, ...], raw: tuple[float, ...], cut_by: list[Cut]) -> list[float]:
    """The sums of the weights of blocks, of which those in containers that are cut have none."""
    return (_area.open_sums if COMPILED else open_sums_in_python)(blocks, raw, cut_by)


def open_sums_in_python(
    blocks: tuple[Block, ...], raw: Sequence[float], cut_by: Sequence[Cut]
) -> list[float]:
    """The sums of the weights of blocks, of which those in containers that are cut have none."""
    return sums_of(
        [0.0 if cut_by[b.container][0] else weight for b, weight in zip(blocks, raw, strict=True)]
    )


def sums_of(weights: Sequence[float]) -> list[float]:
    """The sum of all before each, and of all."""
    return list(accumulate(weights, initial=0.0))


def inside(container: Container, sums: Sequence[float]) -> float:
    """What a container holds of it."""
    return sums[container.last] - sums[container.first]


def of_containers(outline: Outline, sums: list[float]) -> list[Cut]:
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
        text = inside(container, sums)
        if text > needed * sums[-1] or (
            rule in _WEAK and text >= 60 and _reads_on(container, blocks)
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
            lost[mine[0]] = lost.get(mine[0], 0.0) + inside(container, sums)
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
