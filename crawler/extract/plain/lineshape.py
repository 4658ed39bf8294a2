"""What a line of a text looks like and what stands around it, as numbers for a forest (:mod:`crawler.extract.forest`).

There is no markup: its length, its end, its words and its neighbours say whether a line is running text or a menu's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import log1p

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.phrases import find, plain
from crawler.extract.lexicon.stopwords import STOP_WORDS

_STOP = re.compile(r"[.…。！!?？؟।][\"'”’»)\]」』]*$")
_QUOTED = re.compile(r"[\"”’»」』]$")
_INSIDE = re.compile(r"[.!?…][\"'”’»)]*\s+[\"'“‘«(¿¡]*[^\W\d_]|[。！？](?!$)|।\s")
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\d[./]\d{1,2}[./]\d")
_SIGNS = re.compile(r"[|»›>→/•·▶▸]")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net)\b")
_QUOTES = re.compile('["“”„«»「」]')
_BULLET = re.compile(r"[*•·▪◦‣–—-]\s|\d{1,2}[.)]\s")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FUNCTION = re.compile("[\u3040-\u309f的了是在和有我他这這为為也就不与與\u0e01\u0e17\u0e41]")
_TRIM = ".,;:!?\"'“”‘’«»()[]…"

OWN = (
    "words", "chars_a_word", "end", "quoted_end", "sentences", "commas", "digits", "capitals", "upper", "begins", "stops", "longest",
    "link", "signs", "dated", "brackets", "quotes", "colon", "copyright", "bullet", "said", "credited", "copies", "earlier", "gap", "gap_after", "group", "place",
)  # fmt: skip
_BOXES = frozenset(
    {"advert", "share", "reactions", "read-also", "popular", "signup", "consent", "copyright", "comments", "biography", "player", "notes", "paywall"}
)  # fmt: skip
"""Kinds of phrases that no article is made of."""
_LOOKED_AT = 1500
"""Characters in which phrases are looked for."""
_NEAR = ("words", "end", "capitals", "stops", "gap")
_SAID = OWN.index("said")
_REACH = (-3, -2, -1, 1, 2, 3)
AROUND = (
    "total", "prose_total", "position", "prose_before", "prose_after", "prose_before_share", "since", "until", "short_run", "short_place",
    "near5", "near10", "said3", "said10", "near25", "short5", "short10", "inside", "from_start", "from_end", "words_to_run", "run_share", "unspaced",
)  # fmt: skip
NAMES = (
    *OWN,
    *(f"{name}{at:+d}" for at in _REACH for name in _NEAR),
    *AROUND,
)


def rows(blocks: Sequence[Block]) -> list[list[float]]:
    """A row of :data:`NAMES` for each line."""
    own = _own(blocks)
    around = _around(blocks, own)
    near = [[row[OWN.index(name)] for name in _NEAR] for row in own]
    beyond = [-1.0] * len(_NEAR)
    count = len(blocks)
    found = []
    for at in range(count):
        row = own[at]
        for step in _REACH:
            row = row + (near[at + step] if 0 <= at + step < count else beyond)
        found.append(row + around[at])
    return found


def is_prose(words: float, end: float) -> bool:
    """Whether a line is running text by itself: a sentence of some length, or longer than any label."""
    return words >= 25 or (words >= 10 and end in (1.0, 2.0))


def densest(gains: Sequence[float]) -> tuple[int, int]:
    """The run of lines with the highest sum, as first and behind the last; (0, 0) when none is above nothing."""
    best, first, last = 0.0, 0, 0
    total, start = 0.0, 0
    for at, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, at
        total += gain
        if total > best:
            best, first, last = total, start, at + 1
    return first, last


def _own(blocks: Sequence[Block]) -> list[list[float]]:
    split = [block.text.split() for block in blocks]
    stops = _stop_words(split, blocks)
    texts = Counter(block.text for block in blocks)
    seen: dict[str, int] = {}
    groups = _groups(blocks)
    count = len(blocks)
    found = []
    for at, block in enumerate(blocks):
        earlier = at - seen[block.text] if block.text in seen else 0
        seen[block.text] = at
        shape = _shape(block.text, block.words, split[at], stops)
        after = at + 1 == count or blocks[at + 1].gap
        group, place = groups[at]
        shape += _said(block)
        shape += (
            min(texts[block.text], 9), min(earlier, 99), float(block.gap), float(after), min(group, 50), min(place, 50),
        )  # fmt: skip
        found.append(shape)
    return found


def _shape(text: str, words: int, split: Sequence[str], stops: frozenset[str]) -> list[float]:
    length = len(text)
    plain = text.isascii()
    letters = [word for word in split if word[0].isalpha() or (len(word) > 1 and word[1].isalpha())]
    if not plain and _UNSPACED.search(text):
        stopped = len(_FUNCTION.findall(text)) / length
    else:
        stopped = sum(word.strip(_TRIM) in stops for word in text.casefold().split()) / len(split)
    capitals = sum(not word.islower() for word in letters) / len(letters) if letters else 1.0
    first = text[0]
    begins = 2 if first.islower() else 1 if first.isalpha() else 3 if first.isdecimal() else 4 if first in "\"“„«'‘「" else 0  # fmt: skip
    end = 0
    if _STOP.search(text[-5:]):
        end = 2 if "?" in text[-3:] or "!" in text[-3:] else 1
    elif text[-1] in ":;：":
        end = 3
    return [
        min(words, 150), min(length / max(words, 1), 30), end, float(_QUOTED.search(text[-1:]) is not None),
        min(len(_INSIDE.findall(text)), 8), min(text.count(",") + text.count("，") + text.count("、") + text.count("،"), 8),
        len(_DIGIT.findall(text)) / length, capitals, float(text.isupper()), begins, stopped, min(max(map(len, split)), 40),
        float(_ADDRESS.search(text) is not None), min(len(_SIGNS.findall(text)), 5), min(len(_DATED.findall(text)), 3),
        min(text.count("(") + text.count("["), 4), min(len(_QUOTES.findall(text)), 4), float(":" in text[:25]),
        float("©" in text or "(c)" in text[:20].lower()), float(_BULLET.match(text) is not None),
    ]  # fmt: skip


def _said(block: Block) -> tuple[float, float]:
    """How plainly it has a phrase of a box's, and whether it has one of a picture's credit."""
    short = block.words <= 60
    hits = marks.of(block.text).hits if short else find(plain(block.text[:_LOOKED_AT]))
    said = 0
    for kind in _BOXES.intersection(hits):
        hit = hits[kind]
        said = max(said, 3 if hit.line else 2 if hit.start else 1)
    return float(said), float("credit-image" in hits)


def _groups(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """For each line how many lines stand together between blank ones, and its place among them."""
    found: list[tuple[int, int]] = []
    start = 0
    for at in range(1, len(blocks) + 1):
        if at == len(blocks) or blocks[at].gap:
            found += [(at - start, place) for place in range(at - start)]
            start = at
    return found


def _stop_words(split: Sequence[Sequence[str]], blocks: Sequence[Block]) -> frozenset[str]:
    """Those of the language that most of the longer lines are in."""
    index = _languages_of()
    votes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for words, block in zip(split, blocks, strict=True):
        if block.words >= 10:
            seen.update(words[:60])
    for word, times in seen.most_common(200):
        for language in index.get(word.casefold(), ()):
            votes[language] += times
    language = votes.most_common(1)[0][0] if votes else ""
    return STOP_WORDS.get(language, frozenset())


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for language, words in STOP_WORDS.items():
        for word in words:
            index[word] = (*index.get(word, ()), language)
    return index


def _around(blocks: Sequence[Block], own: Sequence[Sequence[float]]) -> list[list[float]]:
    count = len(blocks)
    words = [float(block.words) for block in blocks]
    prose = [min(row[0], 100.0) if is_prose(row[0], row[2]) else 0.0 for row in own]
    short = [float(row[0] <= 6 and not row[2]) for row in own]
    sums = list(accumulate(prose, initial=0.0))
    shorts = list(accumulate(short, initial=0.0))
    said = list(accumulate((row[_SAID] for row in own), initial=0.0))
    all_words = list(accumulate(words, initial=0.0))
    total = sums[-1]
    first, last = densest(
        [gain if gain else -4 - 0.2 * w for gain, w in zip(prose, words, strict=True)]
    )
    share = (sums[last] - sums[first]) / total if total else 0.0
    since, until = distances([gain > 0 for gain in prose])
    runs = _runs([not gain for gain in prose])
    unspaced = float(
        sum(len(_UNSPACED.findall(b.text)) for b in blocks[:400]) > sum(words[:400]) * 0.3
    )
    found = []
    for at in range(count):

        def near(table: Sequence[float], reach: int, at: int = at) -> float:
            return table[min(count, at + reach + 1)] - table[max(0, at - reach)]

        to_run = all_words[first] - all_words[at] if at < first else all_words[last] - all_words[at] if at >= last else 0.0  # fmt: skip
        found.append([
            log1p(count), log1p(total), at / count, log1p(sums[at]), log1p(total - sums[at + 1]), sums[at] / total if total else 0.0,
            since[at], until[at], *runs[at], near(sums, 5), near(sums, 10), near(said, 3), near(said, 10), near(sums, 25), near(shorts, 5), near(shorts, 10),
            float(first <= at < last), max(-60.0, min(60.0, at - first)), max(-60.0, min(60.0, at - last)),
            max(-400.0, min(400.0, to_run)), share, unspaced,
        ])  # fmt: skip
    return found


def distances(marks: Sequence[bool], most: int = 60) -> tuple[list[float], list[float]]:
    """For each line how far above it the next marked line stands, and how far below; itself does not count."""
    since: list[float] = []
    far = most
    for mark in marks:
        far = min(most, far + 1)
        since.append(float(far))
        if mark:
            far = 0
    until: list[float] = []
    far = most
    for mark in reversed(marks):
        far = min(most, far + 1)
        until.append(float(far))
        if mark:
            far = 0
    until.reverse()
    return since, until


def _runs(marks: Sequence[bool]) -> list[tuple[float, float]]:
    """For each marked line the length of the run of them and its place there; (0, 0) for the others."""
    found: list[tuple[float, float]] = []
    start = 0
    for at in range(len(marks) + 1):
        if at == len(marks) or not marks[at]:
            length = at - start
            found += [(float(min(length, 80)), float(min(place, 80))) for place in range(length)]
            if at < len(marks):
                found.append((0.0, 0.0))
            start = at + 1
    return found
