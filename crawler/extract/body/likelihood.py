"""How likely a block is the article's text, by statistics over the blocks and boxes of its page.

What the rules decided is where this begins: it cuts what stands among the text and is unlike it, and takes back what a
rule took for a list of links or the wrong part of the page. What a rule knows by its words, what is a field already and
what stands there twice stays as it was. The weights (``blocks.json``) are learned from labelled pages by
``tests/benchmarks/train_blocks.py``, which also says how well they do on newspapers they have never seen.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Sequence
from math import exp
from typing import NamedTuple

from crawler.extract import forest
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body.area import Area
from crawler.extract.body.surroundings import DECK, KEPT, OUTSIDE, Surroundings, Verdict
from crawler.extract.boilerplate import RULES, View
from crawler.extract.boilerplate.view import ends_sentence
from crawler.extract.lexicon.stopwords import STOP_WORDS

try:
    from crawler.extract.body import _rows
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

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

_TAGS = {
    "p": 1, "li": 2, "dd": 2, "dt": 2, "td": 3, "th": 3, "blockquote": 4, "div": 5, "section": 5, "article": 5,
    "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6, "h6": 6, "pre": 7,
}  # fmt: skip
_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
if COMPILED:
    _rows.learn(Block, Container, _STOP_WORDS, _TAGS)
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
    judged, rows, classes = _measured(outline, area, verdicts, titles, title, doubted=True)
    learned = forest.load(WEIGHTS)
    changed: dict[int, Verdict] = {}
    back: dict[int, Verdict] = {}
    before = sum([b.words for b, was in zip(outline.blocks, classes, strict=True) if was == KEPT])
    kept = before
    for index, side in zip(judged, learned.side(rows), strict=True):
        block = outline.blocks[index]
        was = classes[index]
        if was == KEPT:
            if side <= _TEXT:
                changed[index] = (None, RULE, _evidence(side, block))
                kept -= block.words
        elif (
            side > _SURE.get(was, _BACK)
            and (side > _BACK or not _of_another(block, outline, classes))
            and not _stands_already(block, outline, classes)
        ):
            back[index] = ("text", "article-text", f"likelihood {_likelihood(side):.2f}")
    known = _known_by_words([outline.blocks[index] for index in back])
    back = {index: verdict for index, verdict in back.items() if index not in known}
    more = sum(outline.blocks[index].words for index in back)
    if before >= _A_STORY and more > before:
        back, more = {}, 0
    if kept + more >= _LEAST_LEFT * before:
        verdicts.update(changed | back)


def _known_by_words(blocks: Sequence[Block]) -> Collection[int]:
    """Those among blocks that were cut for their place which a rule knows by what they say."""
    if not blocks:
        return ()
    view = View(blocks)
    for cut_kind in RULES:
        cut_kind(view)
    return view.cuts


def _of_another(block: Block, outline: Outline, classes: Sequence[int]) -> bool:
    """Whether it stands in an ``<article>`` that the rules kept nothing of."""
    own = next((c for c in outline.ancestors(block) if c.tag == "article"), None)
    return own is not None and KEPT not in classes[own.first : own.last]


def _stands_already(block: Block, outline: Outline, classes: Sequence[int]) -> bool:
    """Whether the text holds the same words elsewhere: a copy for the printer, say."""
    wanted = block.text.casefold()
    return any(
        was == KEPT and other.words == block.words and other.text.casefold() == wanted
        for other, was in zip(outline.blocks, classes, strict=True)
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
    *,
    doubted: bool = False,
) -> Judged:
    """The features of each block whose verdict may change; with ``doubted`` without those that never did."""
    judged, rows, classes = _measured(outline, area, verdicts, titles, title, doubted=doubted)
    if isinstance(rows, bytes):
        rows = list(struct.iter_unpack(f"{len(FEATURES)}d", rows))
    return Judged(judged, rows, classes)


def _measured(
    outline: Outline,
    area: Area,
    verdicts: dict[int, Verdict],
    titles: Sequence[int],
    title: str,
    *,
    doubted: bool,
) -> tuple[list[int], bytes | list[tuple[float, ...]], list[int]]:
    """The parts of :class:`Judged`; the rows packed where that was compiled."""
    title_words = frozenset(title.casefold().split())
    first_title = min(titles, default=-1)
    if COMPILED:
        return _rows.measure(
            outline.blocks,
            outline.containers,
            area.blocks,
            area.good,
            area.cut_by,
            verdicts,
            title_words,
            first_title,
            doubted,
        )
    page = Surroundings(outline, area, verdicts)
    judged = [b for b in outline.blocks if page.may_be_text(b)]
    makes = page.alike(judged)
    times = Counter([b.text for b in judged])
    if doubted:
        judged = [b for b in judged if not page.is_sure(b)]
    counted = [(times[b.text], *makes[page.make(b.container)]) for b in judged]
    made = rows_in_python(page, judged, counted, title_words, first_title)
    return [b.index for b in judged], made, page.classes


def rows_in_python(
    page: Surroundings,
    judged: Sequence[Block],
    counted: Sequence[tuple[float, ...]],
    title_words: frozenset[str],
    first_title: int,
) -> list[tuple[float, ...]]:
    """A row of features for each block. Where ``_rows.c`` was compiled it does this, and all that is asked of the page before.

    ``counted`` has for each how often its text stands there and what :meth:`Surroundings.alike` says of its make;
    ``first_title`` is the block of the headline, -1 without one.
    """
    classes, blocks = page.classes, page.blocks
    around = [-1, -1, *classes, -1, -1]
    last = len(blocks) - 1
    rows: list[tuple[float, ...]] = []
    for block, (copies, *of_make) in zip(judged, counted, strict=True):
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
                sum(map(_STOP_WORDS.__contains__, tokens)) / count,
                len(title_words.intersection(tokens)) / count if words < _FIRST_WORDS else 0.0,
                copies,
                block.text.isupper(),
                block.text.count(",") / (words or 1),
                around[i],
                around[i + 1],
                around[i + 3],
                around[i + 4],
                blocks[i + 1].words if i < last else -1,
                i - first_title if first_title >= 0 else _NO_TITLE,
                i - page.first_kept,
                i - page.last_kept,
                page.kept[i] / page.all_kept,
                page.good[i] / page.all_good,
                *page.of_element(block.container),
                *of_make,
                *page.of_page,
            )
        )
    return rows
