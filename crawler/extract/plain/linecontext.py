"""What a first look at all lines says about each: its own chance and its neighbours', as numbers for a second forest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import exp

from crawler.extract.blocks import Block
from crawler.extract.plain.lineshape import OWN, densest, distances

_KEPT = ("words", "end", "capitals", "stops", "gap", "gap_after", "group", "place", "colon", "begins", "sentences", "bullet", "copies", "earlier", "digits", "dated", "quoted_end", "chars_a_word", "said", "credited")  # fmt: skip
_REACH = (-4, -3, -2, -1, 1, 2, 3, 4)
_WORD = re.compile(r"[^\W\d_]{4,}")
NAMES = (
    "first", *(f"first{at:+d}" for at in _REACH),
    "mean3", "mean6", "mean15", "above", "below", "text_total", "above_share", "since", "until", "inside", "from_start", "from_end", "run_share",
    "gap_before_words", "weight_near", "vocabulary", "in_group", "above10", "below10", "last_p", "next_p", *_KEPT,
)  # fmt: skip


def rows(
    blocks: Sequence[Block], shapes: Sequence[Sequence[float]], odds: Sequence[float]
) -> list[list[float]]:
    """A row of :data:`NAMES` for each line; ``shapes`` and ``odds`` are what the first look saw and said."""
    count = len(blocks)
    chance = [1 / (1 + exp(-max(-20.0, min(20.0, x)))) for x in odds]
    weight = [p * min(b.words, 100) for p, b in zip(chance, blocks, strict=True)]
    sums = list(accumulate(weight, initial=0.0))
    means = list(accumulate(chance, initial=0.0))
    total = sums[-1] or 1.0
    likely = [p > 0.5 for p in chance]
    since, until = distances(likely)
    first, last = densest(
        [(p - 0.5) * (3 + min(b.words, 60)) for p, b in zip(chance, blocks, strict=True)]
    )
    share = (sums[last] - sums[first]) / total
    told = _vocabulary(blocks, likely)
    near_before = _nearest(chance, blocks)
    near_after = _nearest(chance[::-1], blocks[::-1])[::-1]
    groups = _group_means(blocks, weight)
    kept = [OWN.index(name) for name in _KEPT]
    found = []
    for at, block in enumerate(blocks):
        row = [odds[at]]
        row += [odds[at + step] if 0 <= at + step < count else -9.0 for step in _REACH]
        for reach in (3, 6, 15):
            low, high = max(0, at - reach), min(count, at + reach + 1)
            row.append((means[high] - means[low] - chance[at]) / max(1, high - low - 1))
        low, high = max(0, at - 10), min(count, at + 11)
        row += (
            sums[at], total - sums[at + 1], total, sums[at] / total, since[at], until[at], float(first <= at < last),
            max(-60.0, min(60.0, at - first)), max(-60.0, min(60.0, at - last)), share,
            float(block.words), sums[min(count, at + 3)] - sums[max(0, at - 2)], _told(block, told, likely[at]), groups[at],
            sums[at] - sums[low], sums[high] - sums[at + 1], near_before[at], near_after[at],
        )  # fmt: skip
        shape = shapes[at]
        row += [shape[place] for place in kept]
        found.append(row)
    return found


def _vocabulary(blocks: Sequence[Block], likely: Sequence[bool]) -> Counter[str]:
    """In how many of the likely lines each longer word stands."""
    told: Counter[str] = Counter()
    for block, mark in zip(blocks, likely, strict=True):
        if mark and block.words >= 8:
            told.update(set(_WORD.findall(block.text.casefold())))
    return told


def _told(block: Block, told: Counter[str], mark: bool) -> float:
    """Share of the line's longer words that other likely lines hold too."""
    words = set(_WORD.findall(block.text.casefold()))
    if not words:
        return -1.0
    own = 1 if mark and block.words >= 8 else 0
    return sum(told[word] > own for word in words) / len(words)


def _nearest(chance: Sequence[float], blocks: Sequence[Block]) -> list[float]:
    """The chance of the last line above that has eight words or more."""
    found: list[float] = []
    last = -1.0
    for p, block in zip(chance, blocks, strict=True):
        found.append(last)
        if block.words >= 8:
            last = p
    return found


def _group_means(blocks: Sequence[Block], weight: Sequence[float]) -> list[float]:
    """For each line the share of likely text among the words between the blank lines around it."""
    found: list[float] = []
    start = 0
    for at in range(1, len(blocks) + 1):
        if at == len(blocks) or blocks[at].gap:
            words = sum(min(b.words, 100) for b in blocks[start:at])
            found += [sum(weight[start:at]) / words if words else 0.0] * (at - start)
            start = at
    return found
