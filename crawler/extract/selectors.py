"""The selectors of a shipped site: obeyed where they match, and without effect where they match nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode, SelectolaxError

from crawler.extract import dates, people
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.metadata import Metadata
from crawler.extract.page.document import Document
from crawler.extract.people import byline

if TYPE_CHECKING:
    from crawler.site import Site


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the selectors matched, and the metadata with what they say in place."""

    metadata: Metadata
    body: tuple[Container, ...] = ()
    removed: frozenset[int] = frozenset()


def apply(
    document: Document, outline: Outline, site: Site | None, metadata: Metadata, now: datetime
) -> Chosen:
    """Look for ``body`` and ``remove`` as containers, for the other fields as text. ``now`` is when the page was fetched."""
    if site is None or not site.selectors or document.tree is None:
        return Chosen(metadata)
    selectors = dict(site.selectors)
    body = _containers(document, outline, _listed(selectors.get("body")))
    removed = _containers(document, outline, _listed(selectors.get("remove")))
    used = dict(metadata.used)
    texts: dict[str, str] = {}
    for name in ("title", "deck", "section"):
        for container in _containers(document, outline, _listed(selectors.get(name))):
            own = outline.blocks[container.first : container.last]
            if own and name not in texts:
                texts[name] = " ".join(" ".join(b.text for b in own).split())
                if name != "section":
                    used.update((b.index, name) for b in own)
    stated = replace(
        metadata,
        used=used,
        title=texts.get("title", metadata.title),
        deck=texts.get("deck", metadata.deck),
        section=texts.get("section", metadata.section),
    )
    for name in ("authors", "published"):
        for container in _containers(document, outline, _listed(selectors.get(name))):
            own = outline.blocks[container.first : container.last]
            with_line = _with_line(stated, name, own, site, now)
            if with_line is not stated:
                used.update((b.index, "byline") for b in own)
                stated = with_line
                break
    return Chosen(stated, tuple(body), frozenset(c.index for c in removed))


def _with_line(
    metadata: Metadata, name: str, blocks: Sequence[Block], site: Site, now: datetime
) -> Metadata:
    """The metadata with the authors or the date that these blocks name; unchanged when they name none."""
    text = " ".join(" ".join(b.text for b in blocks).split())
    read = byline.read(text, language=site.language, timezone=site.timezone, now=now, marked=True)
    if name == "authors":
        found = (read.authors if read else ()) or people.read([text]).authors
        return replace(metadata, authors=found) if found else metadata
    stamps = [stamp for block in blocks for stamp in block.times]
    date = dates.stamp(stamps[0], zone=site.timezone, now=now) if stamps else None
    date = date or (read.published if read else None)
    if date is None:
        return metadata
    return replace(metadata, published=date.when, published_evidence="selector")


def _listed(selector: str | Sequence[str] | None) -> tuple[str, ...]:
    if not selector:
        return ()
    return (selector,) if isinstance(selector, str) else tuple(selector)


def _containers(document: Document, outline: Outline, selectors: Sequence[str]) -> list[Container]:
    """The containers that the selectors match, in page order, without those inside another one."""
    of_node = {container.node: container for container in outline.containers} if selectors else {}
    found: dict[int, Container] = {}
    for selector in selectors:
        for node in _matches(document, selector):
            if (container := of_node.get(node.mem_id)) is not None:
                found[container.index] = container
    outer: list[Container] = []
    for _, container in sorted(found.items()):
        if not outer or container.first >= outer[-1].last:
            outer.append(container)
    return outer


def _matches(document: Document, selector: str) -> list[LexborNode]:
    if document.tree is None:
        return []
    try:
        return document.tree.css(selector)
    except SelectolaxError:
        # A selector that can't be read was refused when the site was loaded; the general rules take over.
        return []
