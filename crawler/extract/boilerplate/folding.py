"""The form in which phrases are compared, in any script: case, quotes, vowel signs and variants of letters folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Vowel signs of Indic scripts, Arabic and Hebrew points belong to their word, which ``\w`` does not know.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0971-\u09ff\u0a00-\u0dff\u0e31-\u0e4e"
    "\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3\u200c"
)
_LETTER = rf"[\w{_SIGNS}]"
_WORD = re.compile(f"{_LETTER}+")
_ASCII_NAME = re.compile("[A-Za-z]+")
_NAME = re.compile(rf"(?:[^\W\d_]|[{_SIGNS}])+")
FIRST = re.compile(rf"[\w{_SIGNS}©(\[+#]")
LAST = re.compile(rf"[\w{_SIGNS})\]]")
LETTER = re.compile(_LETTER)
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
FOLDED = {
        "’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ",
        # The dotted and the dotless i of Turkish are one letter in capitals typed elsewhere.
        "ı": "i", "\u0307": "",
        "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ـ": "", "\u064b": "", "\u064c": "", "\u064d": "",
        "\u064e": "", "\u064f": "", "\u0650": "", "\u0651": "", "\u0652": "", "ی": "ي", "ک": "ك",
        "ё": "е", "…": " ", "\u200b": "", "\u00ad": "",
}  # fmt: skip
_VARIANT = re.compile(f"[{''.join(FOLDED)}]")
_FULL_WIDTH = re.compile(
    "[^\0-\u2fff\U00010000-\U0010ffff]"
)  # compiled in a tenth of the time of its opposite
PUNCTUATION = " .,:;!?…-–—\"'«»|•·*/>▶▸►"


def folded(text: str) -> str:
    """Lower case, straight quotes, one space between words; the letters that are written either way as one of them."""
    if text.isascii():
        text = text.lower()
        if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
            return text  # as nearly all are that come from a block
        return " ".join(text.split())
    return " ".join(_cased(text).split())


def _cased(text: str) -> str:
    """The same but for the spaces."""
    if _FULL_WIDTH.search(text):
        text = unicodedata.normalize("NFKC", text)
    elif not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.casefold()
    for variant in set(_VARIANT.findall(text)):  # one or two as a rule: quicker than str.translate
        text = text.replace(variant, FOLDED[variant])
    return text


def all_folded(texts: Sequence[str]) -> list[str]:
    """Each of many texts :func:`folded`."""
    if _FULL_WIDTH.search("".join(texts)) is None:
        # A line's end keeps them apart: nothing joins with it, and nothing becomes one.
        lines = _cased("\n".join(texts)).split("\n")
        if len(lines) == len(texts):
            return [" ".join(line.split()) for line in lines]
    return list(map(folded, texts))


def plain(text: str) -> str:
    """The text :func:`folded`, without punctuation at its ends."""
    text = folded(text).strip(PUNCTUATION)
    if text[:1].isalnum() and text[-1:].isalnum():
        return text
    first = FIRST.search(text)
    if first is None:
        return ""
    # From the end by hand: a pattern that ends in ``+$`` is tried at every character of a long row of signs.
    start, end = first.start(), len(text)
    while end > start and LAST.match(text, end - 1) is None:
        end -= 1
    return text[start:end]


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(text)


def first_word(text: str) -> str:
    """The first of them; empty where there is none."""
    found = _WORD.search(text)
    return found[0] if found else ""


def names_of(text: str) -> list[str]:
    """The same without figures: what stands beside them."""
    return (_ASCII_NAME if text.isascii() else _NAME).findall(text)


def is_unspaced(char: str) -> bool:
    """Whether words of this character's script stand without spaces between them, or bear endings without limit."""
    return char >= "\u0e00" and UNSPACED.match(char) is not None


def ends_word(text: str, at: int) -> bool:
    """Whether a word may end before ``text[at]``."""
    if at >= len(text) or LETTER.match(text[at]) is None:
        return True
    return is_unspaced(text[at - 1]) or is_unspaced(text[at])


def begins_word(text: str, at: int) -> bool:
    """Whether a word may begin at ``text[at]``."""
    if at == 0 or LETTER.match(text[at - 1]) is None:
        return True
    return is_unspaced(text[at]) or is_unspaced(text[at - 1])
