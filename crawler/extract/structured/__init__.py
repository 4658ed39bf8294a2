"""What a page declares about itself for machines: JSON-LD, OpenGraph, metas of many makes, microdata. Read once.

Everything is as written there, with where it was read (*evidence*); nothing is judged here. The order within a field is the order
of trust.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawler.extract.lexicon.metas import (
    AUTHORS,
    DESCRIPTIONS,
    IMAGES,
    MODIFIED,
    PUBLISHED,
    REPEATED,
    SECTIONS,
    SITE_NAMES,
    TAGS,
    TITLES,
)
from crawler.extract.page.document import Document
from crawler.extract.structured import collected, jsonld, linked, microdata
from crawler.extract.structured.jsonld import PAGE_TYPES, Node
from crawler.extract.structured.stated import Draft, Stated
from crawler.opt_outs import META_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """What the page declares. Strings are unescaped, with white space collapsed (``article_body`` keeps its lines)."""

    headline: str | None = None
    """Of the JSON-LD article."""
    titles: tuple[Stated, ...] = ()
    """Candidates: ``json-ld``, ``meta:og:title`` …, ``title``."""
    description: str | None = None
    descriptions: tuple[str, ...] = ()
    article_body: str | None = None
    authors: tuple[Stated, ...] = ()
    organizations: tuple[str, ...] = ()
    """Authors that are declared as no persons."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: tuple[Stated, ...] = ()
    modified: tuple[Stated, ...] = ()
    canonical: str | None = None
    image: str | None = None
    language: str | None = None
    """As declared in JSON-LD or ``og:locale``; the ``lang`` attribute is ``Document.declared_language``."""
    types: frozenset[str] = frozenset()
    """JSON-LD types of the page's nodes, and ``og:article`` and the like for ``og:type``."""
    is_accessible_for_free: bool | None = None
    site_name: str | None = None
    site_names: tuple[str, ...] = ()
    """All names the newspaper gives itself, ``site_name`` first."""
    has_article: bool = False
    """JSON-LD or microdata describe one article."""
    metas: dict[str, str] = field(default_factory=dict, repr=False)
    """First content of each meta, by its lower-case name or property."""
    reserving: tuple[tuple[str, str], ...] = ()
    """Name and content of each meta that tells robots what they may do."""


@dataclass(slots=True)
class _Found:
    """The parts of the tree that say something."""

    nodes: list[Node]
    main: Node | None
    metas: dict[str, str]
    repeated: dict[str, list[str]]
    reserving: list[tuple[str, str]]
    canonical: str
    title: str
    itemprops: list[LexborNode]

    def all_of(self, name: str) -> list[str]:
        """Every content of a meta that may stand several times."""
        return self.repeated.get(name) or ([self.metas[name]] if name in self.metas else [])


def read(document: Document) -> Structured:
    """All that a page declares; for plain text and empty pages an empty value. Never raises."""
    tree = document.tree
    if tree is None or tree.root is None:
        return Structured()
    stated, scripts, addresses, title, has_microdata = collected.collect(tree)
    metas, repeated, reserving = _metas(stated)
    nodes = jsonld.nodes(map(jsonld.load, scripts))
    canonical = next(filter(None, map(str.strip, addresses)), "")
    main = linked.main(nodes, (canonical, document.url, metas.get("og:url", "")))
    heading = " ".join(title.split())
    itemprops = microdata.elements(tree) if has_microdata else []
    return _build(_Found(nodes, main, metas, repeated, reserving, canonical, heading, itemprops))


def _metas(
    stated: Iterable[tuple[str, str]],
) -> tuple[dict[str, str], dict[str, list[str]], list[tuple[str, str]]]:
    first: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    reserving: list[tuple[str, str]] = []
    for written, content in stated:
        name = written.strip().lower()
        if name in META_NAMES:
            reserving.append((name, content))
        if name in first and name not in REPEATED:
            continue
        text = jsonld.plain(content[:5000])
        if text is None:
            continue
        first.setdefault(name, text)
        if name in REPEATED:
            repeated.setdefault(name, []).append(text)
    return first, repeated, reserving


def _build(page: _Found) -> Structured:
    draft, metas, node = Draft(), page.metas, page.main or {}
    headline = jsonld.text_of(node.get("headline")) or jsonld.text_of(node.get("name"))
    if headline:
        draft.titles.append(Stated(headline, "json-ld"))
    if node:
        linked.dates(draft, node)
        linked.authors(draft, node, page.nodes)
    for other in page.nodes:
        if other is not node and jsonld.types_of(other) & PAGE_TYPES:
            linked.dates(draft, other)
    body = _of_metas_and_microdata(draft, page)
    if page.title:
        draft.titles.append(Stated(page.title, "title"))
    described = [jsonld.text_of(node.get("description")), *(metas.get(n) for n in DESCRIPTIONS)]
    descriptions = tuple(dict.fromkeys(d for d in described if d))
    section = next(iter(jsonld.strings(node.get("articleSection"), "name")), None)
    image = linked.image(node, page.nodes)
    article_body = node.get("articleBody")
    if not (isinstance(article_body, str) and article_body.strip()):
        article_body = body
    names = tuple(dict.fromkeys(_site_names(page)))
    types = frozenset().union(*(jsonld.types_of(n) for n in page.nodes))
    return Structured(
        headline=headline,
        titles=tuple(draft.titles),
        description=descriptions[0] if descriptions else None,
        descriptions=descriptions,
        article_body=article_body,
        authors=tuple(draft.authors),
        organizations=tuple(draft.organizations),
        section=section or _first(metas, SECTIONS),
        tags=_tags(page),
        published=tuple(draft.published),
        modified=tuple(draft.modified),
        canonical=page.canonical or metas.get("og:url"),
        image=image or _first(metas, IMAGES),
        language=jsonld.text_of(node.get("inLanguage"), "alternateName", "name")
        or metas.get("og:locale"),
        reserving=tuple(page.reserving),
        types=types | ({"og:" + metas["og:type"].lower()} if "og:type" in metas else set()),
        is_accessible_for_free=_truth(node.get("isAccessibleForFree")),
        site_name=names[0] if names else None,
        site_names=names,
        has_article=page.main is not None or body is not None,
        metas=metas,
    )


def _of_metas_and_microdata(draft: Draft, page: _Found) -> str | None:
    """Titles, dates and authors of metas and attributes, behind those of JSON-LD; returns a microdata ``articleBody``."""
    metas = page.metas
    for names, into in (
        (TITLES, draft.titles),
        (PUBLISHED, draft.published),
        (MODIFIED, draft.modified),
    ):
        into.extend(Stated(metas[n], f"meta:{n}") for n in names if n in metas)
    for name in AUTHORS:
        if name == "twitter:data1" and "written" not in metas.get("twitter:label1", "").lower():
            continue
        draft.authors.extend(Stated(text, f"meta:{name}") for text in page.all_of(name))
    return microdata.read(draft, page.itemprops)


def _first(metas: dict[str, str], names: Iterable[str]) -> str | None:
    return next((metas[n] for n in names if n in metas), None)


def _tags(page: _Found) -> tuple[str, ...]:
    """Keywords of the article, else those of the first meta that has any."""
    tags: list[str] = []
    for word in jsonld.strings((page.main or {}).get("keywords"), "name"):
        tags.extend(word.split(","))
    for name in TAGS:
        if tags:
            break
        for text in page.all_of(name):
            tags.extend(text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(t.strip() for t in tags if t.strip()))


def _site_names(page: _Found) -> list[str]:
    first = [page.metas[SITE_NAMES[0]]] if SITE_NAMES[0] in page.metas else []
    rest = [page.metas[n] for n in SITE_NAMES[1:] if n in page.metas]
    return first + linked.publishers(page.main or {}, page.nodes) + rest


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower().rsplit("/", 1)[-1] in ("true", "false"):
        return value.lower().endswith("true")
    return None
