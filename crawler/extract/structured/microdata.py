"""Microdata: the fields of schema.org that stand in attributes of elements."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.structured import jsonld
from crawler.extract.structured.stated import Draft, Stated

FIELDS = frozenset(
    (
        "datepublished",
        "datecreated",
        "datemodified",
        "headline",
        "author",
        "creator",
        "articlesection",
        "keywords",
        "articlebody",
    )
)
"""The properties that are read, in lower case."""


def elements(tree: LexborHTMLParser) -> list[LexborNode]:
    """All elements with an ``itemprop``, the metas behind the others."""
    found = tree.css("[itemprop]")
    metas = [m for m in found if m.tag == "meta"]
    return [e for e in found if e.tag != "meta"] + metas


def read(draft: Draft, elements: list[LexborNode]) -> str | None:
    """Fields of schema.org in attributes; returns the text of an ``articleBody`` that is given in a meta."""
    body: str | None = None
    for element in elements[:600]:
        attributes = element.attributes
        for prop in (attributes.get("itemprop") or "").lower().split():
            if prop not in FIELDS:
                continue
            text = attributes.get("content") or attributes.get("datetime") or ""
            if prop == "articlebody":
                body = body or (text if len(text) > 200 else None)
                continue
            text = jsonld.plain(text or text_inside(element)) or ""
            if not text or len(text) > 400:
                continue
            if prop in ("datepublished", "datecreated"):
                draft.published.append(Stated(text, "microdata"))
            elif prop == "datemodified":
                draft.modified.append(Stated(text, "microdata"))
            elif prop == "headline":
                draft.titles.append(Stated(text, "microdata"))
            elif prop in ("author", "creator") and not _of_comment(element):
                names = element.css('[itemprop~="name" i]')
                named = (
                    (names[0].attributes.get("content") or text_inside(names[0])) if names else text
                )
                draft.authors.append(Stated(" ".join(named.split()), "microdata"))
    return body


def _of_comment(element: LexborNode) -> bool:
    """Whether an author is a reader's: it stands in a comment."""
    node: LexborNode | None = element
    for _ in range(6):
        if node is None:
            return False
        attributes = node.attributes
        marks = (
            f"{attributes.get('itemprop')} {attributes.get('itemtype')} {attributes.get('class')}"
        )
        if "comment" in marks.lower() and node.tag not in ("body", "html", "main", "article"):
            return True
        node = node.parent
    return False


def text_inside(element: LexborNode, longest: int = 2000) -> str:
    """The text inside an element; walks without recursion and stops after *longest* characters."""
    parts: list[str] = []
    length = 0
    node = element.first_child
    end = element.mem_id
    while node is not None and length < longest:
        if node.is_text_node:
            text = node.text_content or ""
            parts.append(text)
            length += len(text)
        child = (
            node.first_child
            if node.is_element_node and node.tag not in ("script", "style")
            else None
        )
        while child is None and node.mem_id != end:
            child = node.next
            if child is None:
                node = node.parent
                if node is None or node.mem_id == end:
                    return " ".join(parts)
        node = child
    return " ".join(parts)
