"""The parts of a page's tree that declare something, gathered in one walk.

``_collected.c`` does so in C, in a sixth of the time, and is used where it was compiled; what is to be found is written here.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.structured import microdata

try:
    from crawler.extract.structured import _collected
except ImportError:  # no compiler was there, or selectolax has changed inside
    COMPILED = False
else:
    COMPILED = True

Parts = tuple[list[tuple[str, str]], list[str], list[str], str, bool]
"""Name and content of each meta that has both; the texts of the JSON-LD scripts; the addresses of links that say they are the
page's own; the text of ``<title>``; whether any ``itemprop`` names a field that is read."""

_MOST_METAS, _MOST_SCRIPTS = 400, 40
_SOUGHT = 'meta, script[type*="ld+json" i], link[rel~="canonical" i], head title'


def collect(tree: LexborHTMLParser) -> Parts:
    """The parts of a tree that has a root."""
    root = tree.root
    found = _collected.collect(root) if COMPILED and root is not None else None
    return in_python(tree) if found is None else found


def in_python(tree: LexborHTMLParser) -> Parts:
    """The same by selectors."""
    found: dict[str, list[LexborNode]] = {"meta": [], "script": [], "link": [], "title": []}
    for element in tree.css(_SOUGHT):
        found[element.tag or ""].append(element)
    scripts = [s.first_child for s in found["script"][:_MOST_SCRIPTS]]
    addresses = [link.attributes.get("href") for link in found["link"]]
    return (
        [pair for m in found["meta"][:_MOST_METAS] if (pair := _pair(m)) is not None],
        [(s.text_content or "") if s is not None else "" for s in scripts],
        [address for address in addresses if address],
        microdata.text_inside(found["title"][0]) if found["title"] else "",
        any(says_field(e.attributes.get("itemprop") or "") for e in tree.css("[itemprop]")),
    )


def _pair(meta: LexborNode) -> tuple[str, str] | None:
    attributes = meta.attributes
    content = attributes.get("content")
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    return (name, content) if content and name else None


def says_field(itemprop: str) -> bool:
    """Whether one of the words is a field that is read."""
    return not microdata.FIELDS.isdisjoint(itemprop.lower().split())


if COMPILED:
    _collected.learn(microdata.FIELDS, says_field, _MOST_METAS, _MOST_SCRIPTS)
