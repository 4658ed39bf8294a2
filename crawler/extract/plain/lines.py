"""Plain text that was taken from a page → its paragraphs, one a line or wrapped hard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.extract.people import dateline

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_BULLET = re.compile(r"^\s*(?:[•·▪◦‣*–-]|\d{1,2}[.)])\s+")
_BETWEEN_PARTS = frozenset("and or und oder bzw. et ou y o e en of dan atau och eller og i".split())
"""What may stand behind a hyphen that is no end of a line's."""
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text, or a line of a widget."""

    number: int
    """Of its first line in the text, from 1."""
    text: str
    gap: bool
    """A blank line stands before it."""


def text_lines(text: str) -> Iterator[Line]:
    """Yield the paragraphs of a text; the lines of one that was wrapped at a fixed width are joined again."""
    width = _wrapped_at(text)
    group: list[tuple[int, str]] = []
    gap = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = " ".join(_INVISIBLE.sub("", raw).split())
        if not line:
            yield from _joined(group, gap, width)
            gap = gap or bool(group) or number == 1
            if group:
                gap = True
            group = []
            continue
        group.append((number, line))
    yield from _joined(group, gap, width)


def _wrapped_at(text: str) -> int:
    """The column that the text is wrapped at, or 0: most lines that are not last in their group end shortly before it."""
    inner = []
    lines = text.splitlines()
    for line, following in pairwise(lines):
        if following.strip() and line.strip():
            inner.append(len(line.rstrip()))
    long = sorted(length for length in inner if length >= 50)
    if len(long) < 3 or len(long) * 2 < len([length for length in inner if length > 30]):
        return 0
    widest = long[int(len(long) * 0.95)] if len(long) > 20 else long[-1]
    near = [length for length in long if widest - 16 <= length]
    return widest if widest <= 130 and len(near) * 10 >= len(long) * 7 else 0


def _stands_alone(line: str, last: str, *, first: bool, full: bool) -> bool:
    """Whether a line behind a full one is none of its paragraph.

    "ADVERTISEMENT" or the credit in brackets behind a sentence; the dateline that opens the story behind a caption. And a
    line that begins with a capital, behind the first line of the text, which is its headline, or when neither
    of the two ends a sentence though the second is not ``full``: headline and caption.
    """
    if _ENDS_SENTENCE.search(last):
        return (line.isupper() and line.count(" ") < 6) or line.startswith(("(", "["))
    if not line[:1].isupper():
        return False
    if last[-1:].isalnum():
        if not (full or _ENDS_SENTENCE.search(line)):
            return True
        if first and len(last.rsplit(" ", 1)[-1]) > 3:
            return True
    return _opens_story(line)


def _opens_story(line: str) -> bool:
    found = dateline.read(line)
    return found is not None and found.agency is not None


def _together(held: str, line: str) -> str:
    """Two lines of a paragraph: a word that was parted at its hyphen is one again, "on- and offline" stays two."""
    if held.endswith("\u2010"):
        return held[:-1] + line
    if held[-1:] == "-" and held[-2:-1].isalpha() and line[:1].isalnum():
        following = line.split(" ", 1)[0]
        return f"{held} {line}" if following in _BETWEEN_PARTS else held + line
    return f"{held} {line}"


def _joined(group: list[tuple[int, str]], gap: bool, width: int) -> Iterator[Line]:
    """The lines between two blank ones: each by itself, or joined where one was cut at the width."""
    number, held = 0, ""
    last = ""
    first = True
    for at, line in group:
        goes_on = (
            held
            and width
            and len(last) + 1 + len(line.split(" ", 1)[0]) > width - 1
            and not _BULLET.match(line)
            and not _stands_alone(line, last, first=at == 2, full=len(line) > width - 12)
        )
        if goes_on:
            held = _together(held, line)
        else:
            if held:
                yield Line(number, held, gap and first)
                first = False
            number, held = at, line
        last = line
    if held:
        yield Line(number, held, gap and first)
