"""The small markup that articles are written in, read twice: as HTML, and as the plain text it stands for.

Blocks are separated by a blank line. ``## `` begins a subheading, ``> `` a quotation, lines with ``- `` are a
list, ``@name …`` asks the template for a part (``@advert``, ``@figure caption | credit``); anything else is a paragraph.
Inside a block ``**bold**``, ``*italic*`` and ``[words](address)`` work as usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from crawler.demo.templates import Markup

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"\*(.+?)\*")
_LINK = re.compile(r"\[(.+?)\]\((\S+?)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's body."""

    kind: Literal["paragraph", "subhead", "quote", "list", "part"]
    text: str
    """The markup of the block; for a part what follows its name; list items a line each."""
    part: str = ""
    """Name of the part asked for."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What a reader should find in the article's text; a part adds nothing."""
        return () if self.kind == "part" else tuple(plain(line) for line in self.text.split("\n"))


def blocks(body: str) -> Iterator[Block]:
    """Split a body into its blocks."""
    for chunk in filter(None, re.split(r"\n\s*\n", body.strip())):
        lines = [line.strip() for line in chunk.split("\n")]
        if chunk.startswith("@"):
            part, _, rest = " ".join(lines)[1:].partition(" ")
            yield Block("part", rest, part)
        elif chunk.startswith("## "):
            yield Block("subhead", " ".join(lines)[3:])
        elif chunk.startswith("> "):
            yield Block("quote", " ".join(line.removeprefix("> ") for line in lines))
        elif chunk.startswith("- "):
            yield Block("list", "\n".join(line.removeprefix("- ") for line in lines))
        else:
            yield Block("paragraph", " ".join(lines))


def html(text: str) -> Markup:
    """One line of markup as HTML."""
    text = escape(text, quote=False)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _BOLD.sub(r"<strong>\1</strong>", text)
    return Markup(_ITALIC.sub(r"<em>\1</em>", text))


def plain(text: str) -> str:
    """One line of markup as a reader sees it."""
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", _LINK.sub(r"\1", text)))
