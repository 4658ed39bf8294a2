"""What a page declares about itself for machines: JSON-LD, OpenGraph, metas of many makes, microdata. Read once.

Everything is as written there, with where it was read (*evidence*); nothing is judged here. The order within a field is the order
of trust.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

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
from crawler.extract.structured import jsonld
from crawler.extract.structured.jsonld import ARTICLE_TYPES, PAGE_TYPES, Node


class Stated(NamedTuple):
    """A string and where the page says it (``json-ld``, ``meta:og:title``, ``microdata``)."""

    text: str
    evidence: str


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


_MICRODATA = frozenset(
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
_MOST_METAS = 400
_SOUGHT = (
    'meta, script[type*="ld+json" i], link[rel~="canonical" i], head title, [itemprop]:not(meta)'
)
"""All that is wanted of the tree, so that it is searched once."""


@dataclass(slots=True)
class _Found:
    """The parts of the tree that say something."""

    nodes: list[Node]
    main: Node | None
    metas: dict[str, str]
    repeated: dict[str, list[str]]
    canonical: str
    title: str
    itemprops: list[LexborNode]

    def all_of(self, name: str) -> list[str]:
        """Every content of a meta that may stand several times."""
        return self.repeated.get(name) or ([self.metas[name]] if name in self.metas else [])


class _Draft:
    """What is being gathered."""

    def __init__(self) -> None:
        self.titles: list[Stated] = []
        self.published: list[Stated] = []
        self.modified: list[Stated] = []
        self.authors: list[Stated] = []
        self.organizations: list[str] = []


def read(document: Document) -> Structured:
    """All that a page declares; for plain text and empty pages an empty value. Never raises."""
    tree = document.tree
    if tree is None or tree.root is None:
        return Structured()
    found: dict[str, list[LexborNode]] = {"meta": [], "script": [], "link": [], "title": [], "": []}
    for element in tree.css(_SOUGHT):
        tag = element.tag or ""
        found.get(tag, found[""]).append(element)
        if tag != "meta" and tag in found and "itemprop" in element.attributes:
            found[""].append(element)
    metas, repeated = _metas(found["meta"])
    itemprops = found[""] + [m for m in found["meta"] if m.attributes.get("itemprop")]
    scripts = [s.first_child for s in found["script"][:40]]
    nodes = jsonld.nodes(jsonld.load(s.text_content or "") for s in scripts if s is not None)
    canonical = next(filter(None, map(_canonical, found["link"])), "")
    main = _main(nodes, (canonical, document.url, metas.get("og:url", "")))
    heading = " ".join(_text(found["title"][0]).split()) if found["title"] else ""
    return _build(_Found(nodes, main, metas, repeated, canonical, heading, itemprops))


def _canonical(link: LexborNode) -> str:
    """Where a link leads that says it is the page's own address; links with ``itemprop`` may be any other."""
    attributes = link.attributes
    relation = (attributes.get("rel") or "").lower().split()
    return (attributes.get("href") or "").strip() if "canonical" in relation else ""


def _metas(elements: Iterable[LexborNode]) -> tuple[dict[str, str], dict[str, list[str]]]:
    first: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for count, element in enumerate(elements):
        if count == _MOST_METAS:
            break
        attributes = element.attributes
        content = attributes.get("content")
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if not content or not name:
            continue
        name = name.strip().lower()
        if name in first and name not in REPEATED:
            continue
        text = jsonld.plain(content[:5000])
        if text is None:
            continue
        first.setdefault(name, text)
        if name in REPEATED:
            repeated.setdefault(name, []).append(text)
    return first, repeated


def _main(nodes: list[Node], addresses: tuple[str, ...]) -> Node | None:
    """The node that describes this article: of several, the one with this page's address, else the fullest, the first on a tie."""
    articles = [n for n in nodes if jsonld.types_of(n) & ARTICLE_TYPES]
    if not articles:
        articles = [n for n in nodes if "headline" in n and ("datePublished" in n or "author" in n)]
    if len(articles) < 2:
        return articles[0] if articles else None
    own = {a.split("#")[0].rstrip("/") for a in addresses if a}

    def rank(node: Node) -> tuple[bool, int]:
        named = [
            node.get("url"),
            node.get("@id"),
            jsonld.text_of(node.get("mainEntityOfPage"), "@id", "url"),
        ]
        here = any(isinstance(n, str) and n.split("#")[0].rstrip("/") in own for n in named)
        return here, sum(
            k in node for k in ("headline", "datePublished", "author", "articleBody", "image")
        )

    return max(articles, key=rank)


def _build(page: _Found) -> Structured:
    draft, metas, node = _Draft(), page.metas, page.main or {}
    headline = jsonld.text_of(node.get("headline")) or jsonld.text_of(node.get("name"))
    if headline:
        draft.titles.append(Stated(headline, "json-ld"))
    if node:
        _dates_of(draft, node)
        _authors_of(draft, node, page.nodes)
    for other in page.nodes:
        if other is not node and jsonld.types_of(other) & PAGE_TYPES:
            _dates_of(draft, other)
    body = _of_metas_and_microdata(draft, page)
    if page.title:
        draft.titles.append(Stated(page.title, "title"))
    described = [jsonld.text_of(node.get("description")), *(metas.get(n) for n in DESCRIPTIONS)]
    descriptions = tuple(dict.fromkeys(d for d in described if d))
    section = next(iter(jsonld.strings(node.get("articleSection"), "name")), None)
    image = _image(node, page.nodes)
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
        types=types | ({"og:" + metas["og:type"].lower()} if "og:type" in metas else set()),
        is_accessible_for_free=_truth(node.get("isAccessibleForFree")),
        site_name=names[0] if names else None,
        site_names=names,
        has_article=page.main is not None or body is not None,
        metas=metas,
    )


def _of_metas_and_microdata(draft: _Draft, page: _Found) -> str | None:
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
    return _microdata(draft, page.itemprops)


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
    return first + _publishers(page.main or {}, page.nodes) + rest


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower().rsplit("/", 1)[-1] in ("true", "false"):
        return value.lower().endswith("true")
    return None


def _dates_of(draft: _Draft, node: Node) -> None:
    for keys, into in (
        (("datePublished", "dateCreated", "uploadDate"), draft.published),
        (("dateModified",), draft.modified),
    ):
        for key in keys:
            if text := jsonld.text_of(node.get(key)):
                into.append(Stated(text, "json-ld"))
                break


def _authors_of(draft: _Draft, node: Node, nodes: list[Node]) -> None:
    """Persons among the authors; a reference (``@id``) is looked up among the other nodes."""
    value = node.get("author") or node.get("creator")
    items = value if isinstance(value, list) else [value]
    for item in items[:20]:
        person = item
        if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
            person = next((n for n in nodes if n.get("@id") == item["@id"] and "name" in n), item)
        organization = isinstance(person, dict) and jsonld.types_of(person) & {
            "Organization",
            "NewsMediaOrganization",
            "Corporation",
        }
        for name in jsonld.strings(person.get("name") if isinstance(person, dict) else person):
            if organization:
                draft.organizations.append(name)
            elif not name.startswith(("http://", "https://")):
                draft.authors.append(Stated(name, "json-ld"))


def _publishers(node: Node, nodes: list[Node]) -> list[str]:
    names = jsonld.strings(node.get("publisher"), "name")
    for other in nodes:
        if jsonld.types_of(other) & {"WebSite", "NewsMediaOrganization", "Organization"}:
            names.extend(n for k in ("name", "alternateName") for n in jsonld.strings(other.get(k)))
    return [n for n in names if len(n) <= 60 and not n.startswith("http")]


def _microdata(draft: _Draft, elements: list[LexborNode]) -> str | None:
    """Fields of schema.org in attributes; returns the text of an ``articleBody`` that is given in a meta."""
    body: str | None = None
    for element in elements[:600]:
        attributes = element.attributes
        for prop in (attributes.get("itemprop") or "").lower().split():
            if prop not in _MICRODATA:
                continue
            text = attributes.get("content") or attributes.get("datetime") or ""
            if prop == "articlebody":
                body = body or (text if len(text) > 200 else None)
                continue
            text = jsonld.plain(text or _text(element)) or ""
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
                named = (names[0].attributes.get("content") or _text(names[0])) if names else text
                draft.authors.append(Stated(" ".join(named.split()), "microdata"))
    return body


def _image(node: Node, nodes: list[Node]) -> str | None:
    """The address of the article's picture; a reference (``@id``) is looked up among the other nodes."""
    value = node.get("image")
    if address := jsonld.text_of(value, "url", "contentUrl"):
        return address
    named = jsonld.text_of(value, "@id")
    if named is None or "#" not in named:
        return named
    other = next(
        (n for n in nodes if n.get("@id") == named and ("url" in n or "contentUrl" in n)), {}
    )
    return jsonld.text_of(other.get("url")) or jsonld.text_of(other.get("contentUrl"))


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


def _text(element: LexborNode, longest: int = 2000) -> str:
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
