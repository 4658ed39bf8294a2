"""Text for a terminal. Nothing that came from a page gets there unescaped: no control character, no text direction trick."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any, TextIO

import click

MAX_LINE = 100
"""Columns: longer lines are hard to read, however wide the terminal is."""

# C0 and C1 controls; the marks that reorder text around them (a file name can be made to read backwards: CVE-2021-42574);
# invisible tag characters; halves of surrogate pairs, which no terminal encoding can carry.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """``text`` with every unsafe character spelt out (``\\x1b``); line ends stay, tabs become spaces."""
    return _UNSAFE.sub(_spell, text.replace("\r\n", "\n").expandtabs())


def one_line(text: str) -> str:
    """``text`` cleaned and on one line."""
    return clean(_SPACE.sub(" ", text).strip())


def _spell(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\n":
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def to_json(value: Any) -> str:
    """One JSON value on one line; characters that a terminal may obey are escaped, so it parses to the same."""
    return escape_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def escape_json(text: str) -> str:
    """JSON with what a terminal may obey escaped as well."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal: two for the wide scripts of East Asia, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, columns: int) -> str:
    """``text`` on one line, cut to ``columns`` with an ellipsis where it is longer."""
    text = one_line(text)
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def pad(text: str, columns: int) -> str:
    """``text`` filled up with spaces to ``columns``."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int, indent: str = "") -> str:
    """``text`` cleaned, its paragraphs broken into lines of at most ``columns``."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines.extend(_lines(paragraph, columns - len(indent)) or [""])
    return "\n".join(f"{indent}{line}" if line else "" for line in lines)


def _lines(paragraph: str, columns: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for word in _words(paragraph, columns):
        size = width(word)
        if line and used + size > columns:
            lines.append(line.rstrip())
            line, used = "", 0
        line += word
        used += size
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _words(paragraph: str, columns: int) -> Iterator[str]:
    """Words with the space after them; what is too long for a line, or in a script without spaces, in single characters."""
    for word in re.findall(r"\S+\s*", paragraph):
        if width(word) > columns or any(_columns(character) == 2 for character in word):
            yield from word
        else:
            yield word


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a person is at the other end of ``stream``; None is one that was closed from the start."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns to write in."""
    return max(20, min(MAX_LINE, shutil.get_terminal_size().columns))


class Paint:
    """Colours on a terminal; plain text elsewhere and where ``NO_COLOR`` (no-color.org) is set."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """For ``stream``, by default standard output."""
        self.on = on_terminal(stream or sys.stdout) and not os.environ.get("NO_COLOR")

    def bold(self, text: str) -> str:
        """What stands out."""
        return self._style(text, bold=True)

    def dim(self, text: str) -> str:
        """What stands back."""
        return self._style(text, dim=True)

    def good(self, text: str) -> str:
        """Kept, added, well."""
        return self._style(text, fg="green")

    def bad(self, text: str) -> str:
        """Cut, taken away, wrong."""
        return self._style(text, fg="red")

    def match(self, text: str) -> str:
        """A word that was searched for."""
        return self._style(text, fg="yellow", bold=True)

    def _style(self, text: str, **styles: Any) -> str:
        return click.style(text, **styles) if self.on and text else text


def echo(text: str) -> None:
    """Write a result: a line on standard output, its colours as :class:`Paint` decided."""
    sys.stdout.write(text + "\n")
