"""The pieces of text between two block boundaries → one text, as the eye reads it."""

from __future__ import annotations

import re

LINE_BREAK = "\0"
"""Where a ``<br>`` stands."""
SEAM = "\x01"
"""Where two inline elements touch. The eye sees a margin there in a byline; elsewhere it is one word in two styles."""
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
_OF_PEOPLE = ("author", "byline", "autor", "reporter", "writer", "penulis", "journalist", "contributor", "meta")  # fmt: skip
_SENTENCE_ENDS = frozenset(".!?…。！？")
_CLOSING = "\"'”’»)]"
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LEADS = bytes((0xE0, *range(0xE3, 0xEA)))
"""The first bytes of these in UTF-8, and of some others: looked for at a tenth of the time."""


def collapsed(text: str) -> str:
    """The text with single spaces, without invisible characters; breaks become line feeds."""
    if not text.isascii():
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, "")
    if LINE_BREAK in text:
        lines = (" ".join(line.split()) for line in text.split(LINE_BREAK))
        return "\n".join(line for line in lines if line)
    return " ".join(text.split())


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return text.rstrip()[-8:].rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS


def of_people(names: str) -> bool:
    """Whether the classes around a text say that people are named there."""
    for word in _OF_PEOPLE:  # noqa: SIM110 - any() over a generator takes half as long again
        if word in names:
            return True
    return False


def with_commas(text: str) -> str:
    """A comma at each seam between two things: the end of a word of some length or a year, and a capital or a figure."""
    first, *others = text.split(SEAM)
    joined = first
    for part in others:
        words = joined.split()
        ended = bool(words) and joined[-1:].isalpha() and words[-1] not in {"Mc", "Mac"}
        a_name = ended and (len(words[-1]) > 2 or (len(words) > 2 and words[-2][:1].isupper()))
        a_year = len(joined) > 4 and joined[-4:].isdecimal()
        apart = (a_name or a_year) and (part[:1].isupper() or part[:1].isdecimal())
        joined = f"{joined}, {part}" if apart else joined + part
    return joined


def count_words(text: str) -> int:
    """Number of words of a text with single spaces; two characters of a script without spaces count as one."""
    if text.isascii():
        return text.count(" ") + text.count("\n") + 1 if text else 0
    words = len(text.split())
    encoded = text.encode("utf-8", "replace")
    if len(encoded.translate(None, _LEADS)) == len(encoded):
        return words
    return words + len(_UNSPACED.findall(text)) // 2
