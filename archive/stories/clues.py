"""What a story can be known by in another newspaper and another language: names and numbers.

A name is written with a capital in the scripts that have capitals, wherever it stands, and is spelt alike in many
languages: ``Zoom`` and ``Tiananmen`` are the same in English and in Indonesian. A number is the same however its digits are
grouped. Scripts without capitals give the pieces of their headline.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.model import Article
from archive.search.folding import fold
from archive.stories.likeness import Words, words_of
from archive.stories.tokens import UNSPACED

_WORD: Final = re.compile(rf"[^\W\d_{UNSPACED[1:-1]}]+(?:['’\-][^\W\d_{UNSPACED[1:-1]}]+)*")
_NUMBER: Final = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+|[ \u00a0\u202f]\d{3}(?!\d))*(?![\w/])")
_RUN: Final = re.compile(f"{UNSPACED}{{2,}}")
_SENTENCE: Final = re.compile(r"[.!?:;\n“”\"«»(–—•]\s*$")
_LONGEST: Final = 6_000
"""Characters of a text that are looked at: what a story is about stands at its beginning."""
_PIECE: Final = 3
_SHORTEST: Final = 3


@dataclass(frozen=True)
class Clues:
    """What is known of one article."""

    article: Article
    names: dict[str, str]
    """Folded name → as it is written, the most telling ones first."""
    numbers: dict[str, str]
    """Digits → as they are written."""
    whole: dict[str, str]
    """Folded name → the first word of the name that it is a part of, as ``brandt`` is of ``luca``."""

    @cached_property
    def words(self) -> Words:
        """The text, to be compared word for word."""
        return words_of(self.article.text[:_LONGEST], self.article.title)


def clues_of(article: Article) -> Clues:
    """The clues in headline and text."""
    text = f"{article.title}\n{article.deck or ''}\n{article.text[:_LONGEST]}"
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    plain = {word for word, _ in found if word.islower()}
    heading = {fold(word) for word in _WORD.findall(article.title)}
    count: Counter[str] = Counter()
    written: dict[str, str] = {}
    inside: set[str] = set()
    whole: dict[str, str] = {}
    last, ended = "", -1
    for word, at in found:
        if len(word) < _SHORTEST or not word[0].isupper():
            continue
        name = re.sub(r"['’]s$", "", word)
        if name.lower() in plain:
            continue
        key = fold(name)
        count[key] += 1
        written.setdefault(key, name)
        if text[ended:at] == " ":
            whole.setdefault(key, whole.get(last, last))
        last, ended = key, at + len(word)
        if not _SENTENCE.search(text[max(0, at - 4) : at]):
            inside.add(key)
    ranked = sorted(
        (key for key in count if key in inside or count[key] > 1),
        key=lambda key: (key in heading, count[key]),
        reverse=True,
    )
    names = {key: written[key] for key in ranked}
    for run in _RUN.findall(article.title):
        for start in range(0, len(run), _PIECE):
            piece = run[start : start + _PIECE]
            if len(piece) == _PIECE:
                names.setdefault(piece, piece)
    return Clues(article, names, _numbers(text), whole)


def _numbers(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for written in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", written).lstrip("0")
        if len(digits) > 1:
            found.setdefault(digits, written)
    return found
