"""Where a page says it belongs, in visible links: the section in its breadcrumb, the tags under its story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.naming import speaks_of
from crawler.extract.people import folded

_is_crumbs = speaks_of(r"bread-?crumb|(?:^|[-_ ])crumbs?(?:$|[-_ ])|rootline", "crumb", "rootline")
_ARROWS = re.compile(r"\s*[>›»→|\n]\s*|\s+/\s+")
_HOME = frozenset(
    folded(word)
    for word in (
        "home", "home page", "homepage", "beranda", "halaman utama", "laman utama", "muka", "startseite", "start", "accueil", "inicio",
        "início", "portada", "principal", "página inicial", "hem", "hjem", "forside", "strona główna", "главная", "ana sayfa", "首页", "ホーム",
        "news", "berita", "you are here", "front page", "index", "...", "back", "breadcrumb", "breadcrumbs",
    )
)  # fmt: skip
_LOOK = 300
"""Blocks: a breadcrumb stands above the story."""
_MOST_TAGS = 20


def section(blocks: Sequence[Block], title: str) -> str | None:
    """The last name of the breadcrumb that is neither the site's home nor the headline."""
    names: list[str] = []
    around = ""
    inside = False
    for block in blocks[:_LOOK]:
        if block.around is not around:  # neighbours share it
            around = block.around
            inside = ("crumb" in around or "rootline" in around) and _is_crumbs(around)
        near = inside or ("crumb" in block.classes and _is_crumbs(block.classes))
        if near and block.words <= 40:
            names += _ARROWS.split(block.text)
        elif names:
            break
    headline = folded(title)
    for name in reversed(names):
        key = folded(name)
        own = len(key) > 14 and headline.startswith(key)
        if key and key not in _HOME and key != headline and not own and len(name.split()) <= 4:
            return name.strip(" .…/:") or None
    return None


def tags(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The texts of links marked ``rel=tag``, in page order."""
    found: dict[str, str] = {}
    for block in blocks:
        if "rel=tag" in block.classes and block.links == 1 and block.link_density > 0.9:
            name = block.text.strip(" #,")
            if 0 < len(name) <= 60 and block.words <= 6 and not block.level:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MOST_TAGS]
