"""A front page: the feeds it declares and the articles it links to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.model import Announced
from crawler.discover.feeds import LINK_LIMIT, absolute, language_code
from crawler.discover.packed import unpack
from crawler.discover.sniff import describe, what_is
from crawler.discover.text import decode, one_line
from crawler.errors import FeedError
from crawler.site import Site
from crawler.urls import canonical, may_be_article

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_LOOSE_FEED_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_NOT_NEWS = re.compile(r"/comments?/|comments?[/-]feed|/wp-json/|oembed", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td th tr option dt dd path use"
    " circle rect line polygon polyline ellipse stop".split(" ")
)
_DEPTH_LIMIT = 5000
_NODE_LIMIT = 200
_LONG_ANCHOR = 25
_LEAST_ALIKE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What a page of a newspaper declares and links to."""

    feeds: tuple[str, ...] = ()
    """Declared by ``<link rel="alternate">``, those of comments left out; on any host."""
    links: tuple[Announced, ...] = ()
    """Links to what may be articles, on the site's own hosts and wanted by it, in the page's order."""
    canonical: str | None = None
    """What the page calls its own address."""


def read_front(body: bytes, url: str, site: Site) -> Front:
    """Read a front page (or a section's); gzip is unpacked.

    ``url`` is where it was fetched; ``<base href>`` is obeyed. Taken are links that look like articles
    (:func:`~crawler.urls.may_be_article`) and have a headline's length of text or a build that such links have in
    common, and those with such a text that are built like most of them. Where no link looks like an article, the most
    common build among links with a headline's length of text is taken.

    :raises FeedError: this is no HTML, or it is nested deeper than any page for people.
    """
    body, problem = unpack(body)
    if what_is(body, "text/html") not in {"html", "xml"}:
        raise FeedError(f"not a front page: {problem or describe(body)}")
    text = decode(body)
    # lexbor's time grows with the square of the depth: 100,000 open divs take it 18 s.
    if _deepest(text) > _DEPTH_LIMIT:
        raise FeedError(f"not a front page: tags nested over {_DEPTH_LIMIT:,} deep")
    tree = LexborHTMLParser(text)
    base = _base(tree, url)
    return Front(
        feeds=tuple(_feeds(tree, base)),
        links=tuple(_articles(tree, base, url, site)),
        canonical=_canonical(tree, base),
    )


def _deepest(text: str) -> int:
    """How deep the tags nest, about: an upper bound for pages that close what they open."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _UNNESTED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _base(tree: LexborHTMLParser, url: str) -> str:
    element = tree.css_first("base[href]")
    href = element.attributes.get("href") if element is not None else None
    return absolute(href or "", url) or url


def _feeds(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    seen = set()
    for link in tree.css("link[href]")[:2000]:
        said = {name: value or "" for name, value in link.attributes.items()}
        relation = said.get("rel", "").lower().split()
        kind = said.get("type", "").partition(";")[0].strip().lower()
        is_loose = kind in _LOOSE_FEED_TYPES and re.search(
            r"rss|atom|feed", said["href"], re.IGNORECASE
        )
        if ("alternate" not in relation and "feed" not in relation) or not (
            kind in _FEED_TYPES or is_loose
        ):
            continue
        feed = absolute(said["href"], base)
        if feed and feed not in seen and not _NOT_NEWS.search(feed):
            seen.add(feed)
            yield feed


def _canonical(tree: LexborHTMLParser, base: str) -> str | None:
    for link in tree.css("link[rel][href]")[:2000]:
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            return absolute(link.attributes.get("href") or "", base)
    return None


def _articles(tree: LexborHTMLParser, base: str, url: str, site: Site) -> list[Announced]:
    anchors = _anchors(tree, base, url, site)
    headlined = {link for link, (_, title) in anchors.items() if _is_headline(title)}
    alike = _common_shapes(filter(may_be_article, headlined)) or _common_shapes(headlined)
    taken = [anchors[link] for link in anchors if _is_taken(link, link in headlined, alike)]
    root = tree.root
    language = language_code(root.attributes.get("lang")) if root is not None else None
    return [
        Announced(url=announced, title=title or None, evidence="front", language=language)
        for announced, title in taken[:LINK_LIMIT]
    ]


def _is_taken(link: str, is_headlined: bool, alike: Sequence[tuple[str, ...]]) -> bool:
    """A link must have two of three: the look of an article, a headline for its text, a common build.

    Short texts on links that look like articles are mostly sections; where no build is common there is nothing to tell
    them apart by, and the look must do.
    """
    if may_be_article(link):
        return is_headlined or not alike or shape(link) in alike
    return is_headlined and shape(link) in alike[:1]


def _anchors(tree: LexborHTMLParser, base: str, url: str, site: Site) -> dict[str, tuple[str, str]]:
    """The page's links inside the site by canonical form: each as first announced, and the longest of its texts."""
    anchors: dict[str, tuple[str, str]] = {}
    here = canonical(url)
    for anchor in tree.css("a[href]")[: 10 * LINK_LIMIT]:
        whole = absolute(anchor.attributes.get("href") or "", base)
        if whole is None or not site.owns(whole) or not site.wants(whole):
            continue
        link = canonical(whole)
        if link == here or urlsplit(link)[2:4] == ("/", ""):
            continue
        title = _text(anchor) or one_line(anchor.attributes.get("title") or "")
        first, longest = anchors.get(link, (whole, ""))
        anchors[link] = (first, max(longest, title, key=len))
    return anchors


def _text(node: LexborNode) -> str:
    """The text inside a node, walked without recursion and not far: nesting is the page's to choose."""
    pieces: list[str] = []
    pictures: list[str] = []
    current = node.first_child
    for _ in range(_NODE_LIMIT):
        if current is None:
            break
        if current.is_text_node:
            pieces.append(current.text_content or "")
        elif current.tag == "img":
            pictures.append(current.attributes.get("alt") or "")
        following = current.first_child if current.tag not in {"style", "script", "svg"} else None
        while following is None and current is not None and current.mem_id != node.mem_id:
            following = current.next
            if following is None:
                current = current.parent
        current = following
    return one_line(" ".join(pieces)) or one_line(" ".join(pictures))


def _is_headline(title: str) -> bool:
    wide = sum(not character.isascii() for character in title)
    return len(title) + wide >= _LONG_ANCHOR and (" " in title or wide >= len(title) // 2)


def _common_shapes(links: Iterable[str]) -> list[tuple[str, ...]]:
    """The builds that at least three of the links have, the most common first."""
    shapes = Counter(map(shape, links)).most_common()
    return [build for build, count in shapes if count >= _LEAST_ALIKE]


def shape(url: str) -> tuple[str, ...]:
    """How a URL is built: its path with each number and each headline replaced by a sign for it, and the names of its
    parameters.

    >>> shape("https://example.org/news/2020/zoom-leaves-china-1234.html?page=2")
    ('news', '#', '~.html', '?page')
    """
    parts = urlsplit(url)
    signs = [_sign(unquote(segment)) for segment in parts.path.split("/") if segment]
    if len(signs) > 1 and signs[-2] == "#" and signs[-1].isalpha():
        signs[-1] = "~"  # a headline of one word
    return (*signs, *(f"?{pair.partition('=')[0]}" for pair in parts.query.split("&") if pair))


def _sign(segment: str) -> str:
    name, dot, ending = segment.rpartition(".")
    if not dot or len(ending) > 5:
        name, ending = segment, ""
    if name.isdigit():
        sign = "#"
    elif (
        "-" in name
        or "_" in name
        or any(map(str.isdigit, name))
        or not name.isascii()
        or len(name) > 20
    ):
        sign = "~"
    else:
        sign = name.lower()
    return f"{sign}.{ending}" if ending else sign
