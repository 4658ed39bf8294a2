"""What a short text by itself says about what it is: the phrases in it, and its form. Said once for each text.

The menus, headings and boxes of a site stand on each of its pages: the answers for short texts are kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.boilerplate import figures
from crawler.extract.boilerplate.figures import (
    CHANGE,
    CLOCK,
    COUNT,
    COUNTER,
    FEELING,
    PRICE,
    QUOTE,
    QUOTES,
    SCORE,
    STATUS,
    TEMPERATURE,
)
from crawler.extract.boilerplate.folding import words_of
from crawler.extract.boilerplate.phrases import Hits, find, phrases, plain
from crawler.extract.boilerplate.screen import (
    FIGURES,
    MOST_WORDS,
    NETWORKS,
    PHRASES,
    RIGHTS,
    SIGNS,
    STATES,
    WORDED,
    WORDLESS,
    look,
)

__all__ = [
    "CHANGE",
    "CLOCK",
    "COUNT",
    "COUNTER",
    "EMOJI",
    "FEELING",
    "HASHTAGS",
    "MARKET",
    "NETWORK",
    "NOTICE",
    "OF_NETWORKS",
    "PATH",
    "PRICE",
    "QUOTE",
    "QUOTES",
    "SCORE",
    "STATUS",
    "TEMPERATURE",
    "Marks",
    "marks_of",
    "of",
]

_KEPT = 120
"""Characters: longer texts are seldom seen twice."""

# Names of forms. They stand beside the kinds of the word lists, which have no such sign before their names.
EMOJI, HASHTAGS, NETWORK, NOTICE, PATH = "#emoji", "#hashtags", "#network", "#notice", "#path"
OF_NETWORKS, MARKET = "#networks", "#market"


class Marks(NamedTuple):
    """A text's comparable form, its phrases by kind, and the kinds and forms that it may be of."""

    plain: str
    hits: dict[str, Hits]
    kinds: frozenset[str]


_MARKET = re.compile(
    r"^[\w.]{2,12} markets? (?:are |is )?(?:open|closed?)\b|^markets? (?:open|closed?)", re.I
)
_EMOJI = re.compile("^[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d\\s]+$")
# The word alone may begin a sentence; the sign, or the word with a year, begins a notice.
_NOTICE = re.compile(
    r"^(?:©|\(c\)\s|(?:copyright|hak ?cipta|hakcipta|telif hakki|版权所有|版權所有)\b.{0,30}?(?:©|\b(?:19|20)\d\d\b))"
)
_BETWEEN = frozenset(">»›→/|‹←")
_NO_PATH = frozenset('«<{}()[];="')
"""Of a quotation, of a line of code."""
_PATH = re.compile(
    r"^[^.!?>»›]{2,30}(?:\s*[>»›→]\s*[^.!?>»›]{2,60}){1,6}[>»›→]?$|^[^.!?‹]{2,30}(?:\s*[‹←]\s*[^.!?‹]{2,60}){1,6}$"
)
_HOME = re.compile(r"^([^/|>»›‹]{2,25}?)\s*[/|>»›‹]\s*\S.{0,100}$")


def of(text: str) -> Marks:
    """The marks of a text."""
    return _kept(text) if len(text) <= _KEPT else _of(text)


def _of(text: str) -> Marks:
    short, says = look()(text)
    return marks_of(text, short, says) if says else Marks(short, _NO_HITS, _NOTHING)


_kept = lru_cache(maxsize=16_384)(_of)


def marks_of(text: str, short: str, says: int) -> Marks:
    """The marks of a text, of its plain form and what may be found in it (:mod:`crawler.extract.boilerplate.screen`)."""
    words = words_of(short) if says & (PHRASES | WORDED | WORDLESS) else []
    hits = find(short, words) if says & PHRASES else _NO_HITS
    kinds = set(hits)
    if says & FIGURES:
        kinds.update(figures.of(text, short))
    if says & SIGNS:
        kinds.update(_signs(text, short))
    if says & WORDED and len(words) <= MOST_WORDS:
        kinds.update(_worded(short, words))
    if says & WORDLESS and not words and _EMOJI.match(text):
        kinds.add(EMOJI)
    return Marks(short, hits, frozenset(kinds)) if kinds else Marks(short, _NO_HITS, _NOTHING)


_NO_HITS: dict[str, Hits] = {}
_NOTHING: frozenset[str] = frozenset()


def _signs(text: str, short: str) -> set[str]:
    """The forms that are known by a sign."""
    found: set[str] = set()
    if "#" in text:
        parts = text.split()
        if len(parts) > 1 and all(part.startswith("#") for part in parts):
            found.add(HASHTAGS)
    if (
        not _BETWEEN.isdisjoint(text)
        and _NO_PATH.isdisjoint(text)
        and "->" not in text
        and (
            _PATH.match(text)
            or ((home := _HOME.match(text)) and plain(home[1]) in phrases("breadcrumbs").words)
        )
    ):
        found.add(PATH)
    if _NOTICE.match(short):
        found.add(NOTICE)
    return found


def _worded(short: str, words: list[str]) -> set[str]:
    """The forms that are known by their words, of a text of few."""
    found: set[str] = set()
    if short in phrases("reactions").words:
        found.add(FEELING)
    if short in STATES:
        found.add(STATUS)
    if not words:
        return found
    if words[0] in RIGHTS and (
        _NOTICE.match(short) or (len(words) <= 6 and short.startswith(("copyright", "hak cipta")))
    ):
        found.add(NOTICE)
    if "market" in short and _MARKET.match(short):
        found.add(MARKET)
    if len(words) <= 4 and any(word.startswith(NETWORKS) for word in words):
        found.add(NETWORK)
    share = phrases("share")
    if (
        (words[0] in share.heads or words[0].isdigit())
        and (len(short) >= 4 or not short.isascii())
        and share.made_of(short)
    ):
        found.add(OF_NETWORKS)
    return found
