"""A document → its blocks: runs of text between block boundaries, in page order, with what rules want to know of them.

HTML is walked once, without recursion, in time linear in its size. Containers (block-level elements) are kept beside
the blocks: each covers a contiguous range of them, so sums over a container cost two look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from crawler.extract.document import Document
from crawler.extract.lines import text_lines

INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
    }
    | {
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
    }
    | {"sub", "sup", "time", "tt", "u", "var", "wbr", "rt", "rp", "ruby", "rb"}
)
_BREAKS = frozenset({"br", "hr"})
_SKIPPED = frozenset(
    {None, "-comment", "-doctype", "-document"}
    | {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
    }
    | {"video", "audio", "select", "datalist", "textarea", "head", "title", "meta", "link", "base"}
    | {"source", "track", "map", "area", "applet", "noframes", "amp-analytics"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CAPTION_NAMES = re.compile(
    r"(?:^|[-_ ])(?:(?:fig|img|image|photo|picture|media|gallery|wp)?[-_]?caption|figcaption|legende)",
    re.I,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_NAMES = re.compile(
    r"(?:^| )(?:hidden|hide|is-hidden|d-none|visually-?hidden|visuallyhidden|sr-only|screen-reader(?:-text)?|"
    r"screenreader(?:-text)?|print-only|only-print|visible-print(?:-block)?|show-for-print|show-for-sr|a11y-hidden|"
    r"element-invisible|element-hidden|u-hidden|u-visually-hidden|invisible|offscreen|off-screen)(?: |$)",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_BREAK = "\0"
_SEAM = "\x01"
"""Where two inline elements touch. The eye sees a margin there in a byline; elsewhere it is one word in two styles."""
_SIGNED = re.compile(
    r"(?:^|[ _=-])(?:authors?|author-?name|fn|username)(?:$|[ _-])|(?:^|[ _-])autor"
)
_SIGNED_AT = re.compile(
    r"/(?:authors?|autor(?:es|en|a)?|auteurs?|autore|profil[es]?)/[^/?#]{2,80}/?(?:$|[?#])"
)
"""An inline element's classes, ``rel`` and ``itemprop``, or a link's address, that mark a name as who wrote."""
_OF_NAMES = re.compile(r"author|byline|autor|reporter|writer|penulis|journalist|contributor|meta")


@dataclass(slots=True)
class Container:
    """A block-level element. ``blocks[first:last]`` are the blocks inside it."""

    index: int
    parent: int
    """Index of the container around it; -1 for the outermost."""
    tag: str
    names: str
    """Its classes and id, lower case, separated by spaces."""
    depth: int
    hidden: bool
    in_article: bool
    in_caption: bool
    node: int = 0
    """Identity of the element in the tree, to find what a selector matched."""
    role: str = ""
    itemprop: str = ""
    first: int = 0
    last: int = 0

    @property
    def label(self) -> str:
        """Its element and first class, for paths."""
        name = self.names.split(" ", 1)[0]
        return f"{self.tag}.{name}" if name and len(name) < 40 else self.tag


@dataclass(slots=True)
class Block:
    """A run of text on the page. Read it, don't write to it."""

    index: int
    """Place on the page; ``blocks[b.index] is b``."""
    text: str
    """White space collapsed; a newline stands for a single ``<br>``."""
    tag: str
    """The element that holds it: ``p``, ``h2``, ``li``, ``div``, ``figcaption``, ``td`` …; ``line`` for text input."""
    container: int = 0
    """Index of the container of that element."""
    path: str = ""
    """Of text input: ``line 12``. See :meth:`Outline.where` for what has markup."""
    classes: str = ""
    """Classes and ids of its element and of inline elements inside it, lower case, separated by spaces; ``itemprop=x``
    and ``rel=x`` stand among them."""
    around: str = ""
    """The same for the three containers around it."""
    words: int = 0
    link_words: int = 0
    links: int = 0
    bold: bool = False
    """All of it stands in ``<b>`` or ``<strong>``."""
    level: int = 0
    """1–6 for a heading, else 0."""
    hidden: bool = False
    in_article: bool = False
    """Inside ``<article>`` or an element marked as the article's body."""
    is_caption: bool = False
    is_list_item: bool = False
    times: tuple[str, ...] = ()
    """``datetime`` values of ``<time>`` elements inside."""
    gap: bool = False
    """Text input: a blank line stands before it."""
    odds: float = 0.0
    """Text input: log-odds that it is of the article's text (:mod:`crawler.extract.likely_lines`)."""
    signed: tuple[str, ...] = ()
    """Texts of inline elements inside that are marked as an author's name, by ``rel``, class or address."""

    @property
    def link_density(self) -> float:
        """Share of its words that are links, 0 to 1."""
        return self.link_words / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Outline:
    """All blocks of a page and the containers around them."""

    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]

    def where(self, block: Block) -> str:
        """The place of a block, short, for people: ``article > div.body > p``, or ``line 12``."""
        if block.path:
            return block.path
        container = self.containers[block.container]
        labels = [container.label]
        while container.parent > 0 and len(labels) < 3:
            container = self.containers[container.parent]
            labels.append(container.label)
        return " > ".join(reversed(labels))

    def ancestors(self, block: Block) -> Iterable[Container]:
        """The containers around a block, innermost first."""
        index = block.container
        while index >= 0:
            container = self.containers[index]
            yield container
            index = container.parent


def count_words(text: str) -> int:
    """Number of words; two characters of a script without spaces count as one."""
    if text.isascii():
        return text.count(" ") + text.count("\n") + 1 if text else 0
    unspaced = len(_UNSPACED.findall(text))
    return len(text.split()) + unspaced // 2


def read(document: Document) -> Outline:
    """Return the blocks of a document in page order."""
    if document.tree is None:
        return of_text(document.text)
    body = document.tree.body
    if body is None:
        return Outline((), ())
    return _Reader().read(body)


def of_text(text: str) -> Outline:
    """Return the lines of a text that was taken from a page."""
    blocks: list[Block] = []
    for line in text_lines(text):
        words = count_words(line.text)
        blocks.append(
            Block(
                len(blocks),
                line.text,
                "line",
                0,
                f"line {line.number}",
                words=words,
                gap=line.gap,
                in_article=True,
            )
        )
    root = Container(0, -1, "text", "", 0, False, True, False, last=len(blocks))
    return Outline(tuple(blocks), (root,))


class _Reader:
    """State of the one walk over the tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.current: Container = Container(-1, -1, "", "", 0, False, False, False)
        self.parts: list[str] = []
        self.link_parts: list[str] = []
        self.placed = (-1, "")
        self.bold_length = 0
        self.links = 0
        self.in_link = 0
        self.in_bold = 0
        self.marks: list[str] = []
        self.times: list[str] = []
        self.signing: list[tuple[int, int]] = []
        """Per author's element that is open: how many parts and names there were when it was entered."""
        self.signed: list[str] = []
        self.left = 0
        """How many parts there were when an inline element was last left."""

    def read(self, body: LexborNode) -> Outline:
        node: LexborNode | None = body
        # What was entered and not yet left: the tag of an inline element, or "" for a container.
        entered: list[str] = []
        while node is not None:
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag in _BREAKS:
                self._line_break(tag)
            elif tag not in _SKIPPED:
                child = node.first_child
                if child is not None:
                    entered.append(self._enter(node, tag or ""))
                    node = child
                    continue
            following = node.next if entered else None
            while following is None:
                if not entered:
                    node = None
                    break
                self._leave(entered.pop())
                parent = node.parent
                if parent is None or not entered:
                    node = None
                    break
                node = parent
                following = node.next
            if following is not None:
                node = following
        self._flush()
        return Outline(tuple(self.blocks), tuple(self.containers))

    def _enter(self, node: LexborNode, tag: str) -> str:
        attributes = node.attributes
        if tag in INLINE:
            address = ""
            if tag == "a":
                # An anchor within the page is no way out of the article.
                address = attributes.get("href") or "#"
                if address.startswith(("#", "javascript:")):
                    tag = "span"
                else:
                    self.in_link += 1
                    self.links += 1
            elif tag in {"strong", "b"}:
                self.in_bold += 1
            elif tag == "time" and (stamp := attributes.get("datetime")):
                self.times.append(stamp)
            signs = self._mark(attributes) if attributes else False
            if self.left == len(self.parts) > 0:
                self.parts.append(_SEAM)
            if signs or (
                ("/aut" in address or "/profil" in address) and _SIGNED_AT.search(address)
            ):
                self.signing.append((len(self.parts), len(self.signed)))
                return tag + "@"
            return tag
        if self.parts or self.marks:
            self._flush()
        self._open(node, tag, attributes)
        return ""

    def _mark(self, attributes: dict[str, str | None]) -> bool:
        """Keep what an inline element is called; says whether that marks an author's name."""
        signs = False
        for name in ("class", "id"):
            if value := attributes.get(name):
                value = value.lower()
                self.marks.append(value)
                signs = signs or _is_signature(value)
        for name in ("itemprop", "rel"):
            if value := attributes.get(name):
                value = f"{name}={value.lower()}"
                self.marks.append(value)
                signs = signs or "author" in value
        return signs

    def _open(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        parent = self.current
        names = itemprop = role = ""
        hidden = parent.hidden or (tag == "dialog" and "open" not in attributes)
        if attributes:
            names = (attributes.get("class") or "").lower()
            if own_id := attributes.get("id"):
                names = f"{names} {own_id.lower()}" if names else own_id.lower()
            itemprop = (attributes.get("itemprop") or "").lower()
            role = (attributes.get("role") or "").lower()
            hidden = hidden or _is_hidden(names, attributes)
        in_article = parent.in_article or tag == "article" or itemprop == "articlebody"
        in_caption = parent.in_caption or tag == "figcaption" or itemprop == "caption"
        if not in_caption and names and ("caption" in names or "legende" in names):
            in_caption = _CAPTION_NAMES.search(names) is not None
        index = len(self.containers)
        self.current = Container(
            index,
            parent.index,
            tag,
            names,
            parent.depth + 1,
            hidden,
            in_article,
            in_caption,
            node.mem_id,
            role,
            itemprop,
            len(self.blocks),
        )
        self.containers.append(self.current)

    def _leave(self, tag: str) -> None:
        if tag == "":
            if self.parts or self.marks:
                self._flush()
            self.current.last = len(self.blocks)
            parent = self.current.parent
            if parent >= 0:
                self.current = self.containers[parent]
            return
        self.left = len(self.parts)
        if self.signing and tag[-1] == "@":
            tag = tag[:-1]
            self._sign()
        if tag == "a":
            self.in_link -= 1
        elif tag in {"strong", "b"}:
            self.in_bold -= 1

    def _sign(self) -> None:
        """Keep the text of an author's element, unless one inside it was kept."""
        start, names = self.signing.pop()
        if names == len(self.signed) < 12:
            name = _collapsed("".join(self.parts[start:]).replace(_SEAM, ""))
            if 1 < len(name) < 80:
                self.signed.append(name)

    def _text(self, text: str) -> None:
        if not text.strip():
            if self.parts:
                self.parts.append(" ")
            return
        self.parts.append(text)
        if self.in_link:
            self.link_parts.append(text)
        if self.in_bold:
            self.bold_length += len(text.strip())

    def _line_break(self, tag: str) -> None:
        """Two breaks end a paragraph, and so does one behind a sentence of some length."""
        parts = self.parts
        while parts and parts[-1] in (" ", _SEAM):
            parts.pop()
        if not parts:
            return
        if tag == "hr" or parts[-1] == _BREAK:
            self._flush()
            return
        tail = parts[-1].rstrip()
        if _SENTENCE_END.search(tail[-8:]) and sum(map(len, parts)) > 60:
            self._flush()
            return
        parts.append(_BREAK)

    def _flush(self) -> None:
        if not self.parts:
            self.marks = []
            self.times = []
            if self.signed:
                self.signed = []
            return
        joined = "".join(self.parts)
        if _SEAM in joined:
            joined = self._unseamed(joined)
        text = _collapsed(joined)
        if text:
            self._append(text)
        self.parts = []
        self.left = 0
        self.link_parts = []
        self.bold_length = 0
        self.links = 1 if self.in_link else 0
        self.marks = []
        self.times = []
        if self.signed:
            self.signed = []

    def _unseamed(self, text: str) -> str:
        """In a byline a comma between names that touch, nothing anywhere else."""
        upper = self.containers[self.current.parent].names if self.current.parent >= 0 else ""
        if len(text) < 300 and _OF_NAMES.search(
            f"{self.current.names} {upper} {' '.join(self.marks)}"
        ):
            return _with_commas(text)
        return text.replace(_SEAM, "")

    def _place(self, current: Container) -> None:
        """The names around a container, said once for all its blocks."""
        around = current.names
        upper = current.parent
        for _ in range(2):
            if upper > 0:
                container = self.containers[upper]
                around = f"{around} {container.names}"
                upper = container.parent
        self.placed = (current.index, around)

    def _append(self, text: str) -> None:
        current = self.current
        words = count_words(text)
        linked = _collapsed(" ".join(self.link_parts)) if self.link_parts else ""
        if self.placed[0] != current.index:
            self._place(current)
        _, around = self.placed
        tag = current.tag
        own = current.names if not self.marks else f"{current.names} {' '.join(self.marks)}"
        if current.itemprop:
            own = f"{own} itemprop={current.itemprop}"
        self.blocks.append(
            Block(
                len(self.blocks),
                text,
                tag,
                current.index,
                "",
                own,
                around,
                words,
                min(words, count_words(linked)) if linked else 0,
                self.links,
                self.bold_length * 10 >= len(text) * 9 if self.bold_length else False,
                _HEADINGS.get(tag, 0),
                current.hidden,
                current.in_article,
                current.in_caption,
                tag in {"li", "dd", "dt"},
                tuple(self.times),
                signed=tuple(self.signed) if self.signed else (),
            )
        )


def _with_commas(text: str) -> str:
    """A comma at each seam between two things: the end of a word of some length or a year, and a capital or a figure."""
    first, *others = text.split(_SEAM)
    joined = first
    for part in others:
        words = joined.split()
        ended = bool(words) and joined[-1:].isalpha() and words[-1] not in {"Mc", "Mac"}
        a_name = ended and (len(words[-1]) > 2 or (len(words) > 2 and words[-2][:1].isupper()))
        a_year = len(joined) > 4 and joined[-4:].isdecimal()
        apart = (a_name or a_year) and (part[:1].isupper() or part[:1].isdecimal())
        joined = f"{joined}, {part}" if apart else joined + part
    return joined


def _collapsed(text: str) -> str:
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    if _BREAK in text:
        lines = (" ".join(line.split()) for line in text.split(_BREAK))
        return "\n".join(line for line in lines if line)
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def _is_signature(marks: str) -> bool:
    return _SIGNED.search(marks) is not None


@lru_cache(maxsize=8192)
def _has_hidden_name(names: str) -> bool:
    return _HIDDEN_NAMES.search(names) is not None


def _is_hidden(names: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes and attributes.get("hidden") != "until-found":
        return True
    if names and _has_hidden_name(names):
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))
