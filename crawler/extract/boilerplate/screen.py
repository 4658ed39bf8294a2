"""One look at a text, before its rules: its plain form, and which rules have anything to look for in it.

Nine texts of ten on a page that was never seen have nothing. ``_scan.c`` finds that out in one pass, and is used where it
was compiled (:data:`COMPILED`); it may rule out more than :func:`in_python` does, and never what a rule would find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial

from crawler.extract.boilerplate import characters, figures
from crawler.extract.boilerplate.folding import plain, words_of
from crawler.extract.boilerplate.phrases import all_phrases, phrases

try:
    from crawler.extract.boilerplate import _scan
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

PHRASES, FIGURES, SIGNS, WORDED, WORDLESS = 1, 2, 4, 8, 16
"""There may be a phrase of the word lists in it; a form with figures; one with a sign; one known by its words; it may have none."""
MOST_FORMED = 240
"""Characters: a longer text has no form."""
MOST_WORDS = 14
"""A text of more is not known by its words alone."""

_DIGIT = re.compile(r"\d")
_SPECIAL = re.compile(f"[{characters.SPECIAL}]")

# What forms are known by.
STATES = frozenset({"ft", "ht", "aet", "full time", "full-time", "half time", "half-time"})
RIGHTS = frozenset({"copyright", "hak", "hakcipta", "telif"})
NETWORKS = (
    "facebook", "twitter", "whatsapp", "telegram", "linkedin", "pinterest", "messenger", "reddit", "instagram", "viber",
    "bluesky", "mastodon", "вконтакте", "одноклассник", "kakaotalk", "카카오톡", "페이스북", "트위터", "weibo", "微博", "微信",
    "فيسبوك", "تويتر", "واتساب", "تيليجرام", "フェイスブック", "ツイッター", "फेसबुक", "ट्विटर", "व्हाट्सएप", "zalo",
)  # fmt: skip
"""With these a word begins."""

Look = Callable[[str], tuple[str, int]]


def in_python(text: str) -> tuple[str, int]:
    """A text's plain form, and the sum of what may be found in it."""
    says = PHRASES
    if len(text) <= MOST_FORMED:
        says |= WORDED | WORDLESS
        if _DIGIT.search(text):
            says |= FIGURES
        if _SPECIAL.search(text) or "(c)" in text or "(C)" in text:
            says |= SIGNS
    return plain(text), says


@cache
def look() -> Look:
    """The function to look at a text with."""
    return _taught() if COMPILED else in_python


def _taught() -> Look:
    index, share = all_phrases(), phrases("share")
    _scan.learn(
        characters.flags,
        characters.foldings,
        partial(unicodedata.is_normalized, "NFC"),
        in_python,
        (
            index.start,
            index.inside,
            index.pairs,
            index.end,
            index.line,
            phrases("reactions").words | STATES,
            RIGHTS,
            {part for word in share.words for part in words_of(word)},
            [name[:4] if len(name) >= 4 else name[:2] for name in NETWORKS],
            figures.named(),
        ),
    )
    return _scan.scan
