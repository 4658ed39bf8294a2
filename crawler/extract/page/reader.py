"""The tree of a page → its blocks and the containers around them.

It is walked once, without recursion, in time linear in its size. ``_walk.c`` is the same walk in C, which is used where it
was compiled (:data:`COMPILED`); what it is to do is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborNode

from crawler.extract.blocks import Block, Container, Outline, of_text
from crawler.extract.boilerplate.containers import kind_of
from crawler.extract.page.document import Document
from crawler.extract.page.elements import (
    ANCHOR,
    AUTHOR_AT_SIGNS,
    BOLD,
    BOX,
    BREAK,
    CAPTION_SIGNS,
    HEADINGS,
    HIDING,
    KINDS,
    LIST_ITEMS,
    SIGNATURE_SIGNS,
    SKIPPED,
    STYLE_SIGNS,
    TIME,
    hides,
    is_author_at,
    is_signature,
    of_names,
)
from crawler.extract.page.joining import (
    LINE_BREAK,
    SEAM,
    collapsed,
    count_words,
    ends_sentence,
    of_people,
    with_commas,
)

try:
    from crawler.extract.page import _walk
except ImportError:  # no compiler was there, or selectolax has changed inside
    COMPILED: Callable[[LexborNode], Outline] | None = None
else:
    COMPILED = _walk.read

_PLAIN, _LINKED, _HEAVY, _SIGNED, _BOXED = 0, 1, 2, 4, 8
"""What is to be done where an open element ends: flags."""


def read(document: Document) -> Outline:
    """Return the blocks of a document in page order."""
    if document.tree is None:
        return of_text(document.text)
    body = document.tree.body
    if body is None:
        return Outline((), ())
    return COMPILED(body) if COMPILED is not None else in_python(body)


def in_python(body: LexborNode) -> Outline:
    """The blocks under ``<body>``, by the walk in this module."""
    return _Reader().read(body)


class _Reader:
    """State of the one walk over the tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.current = Container(-1, -1, "", "", 0, False, False, False)
        self.parts: list[str] = []
        self.link_parts: list[str] = []
        self.bold_length = 0
        self.links = 0
        self.in_link = 0
        self.in_bold = 0
        self.styled = 0
        """The sum of the two."""
        self.marks: list[str] = []
        self.times: list[str] = []
        self.signing: list[tuple[int, int]] = []
        """Per author's element that is open: how many parts and names there were when it was entered."""
        self.signed: list[str] = []
        self.left = 0
        """How many parts there were when an inline element was last left."""

    def read(self, body: LexborNode) -> Outline:
        opened: list[tuple[LexborNode, int]] = []
        """The open elements, and what is to be done where each ends."""
        parts = self.parts
        node: LexborNode | None = body
        while node is not None:
            tag = node.tag
            following: LexborNode | None = None
            if tag == "-text":
                if not node.is_empty_text_node:
                    self._text(node.text_content or "")
                elif parts:
                    parts.append(" ")
            else:
                kind = KINDS.get(tag, BOX)
                if kind == BOX:
                    if (following := node.first_child) is not None:
                        self._enter_box(node, tag or "")
                        opened.append((node, _BOXED))
                elif kind == BREAK:
                    self._line_break(tag or "")
                elif kind != SKIPPED and (following := node.first_child) is not None:
                    opened.append((node, self._enter_inline(kind, node.attributes)))
            if following is None and opened:
                following = node.next
                while following is None:
                    node, what = opened.pop()
                    self._leave(what)
                    if not opened:
                        break
                    following = node.next
            node = following
        return Outline(tuple(self.blocks), tuple(self.containers))

    def _text(self, text: str) -> None:
        if text.isspace():  # of other white space than that of ASCII
            if self.parts:
                self.parts.append(" ")
            return
        self.parts.append(text)
        if self.styled:
            if self.in_link:
                self.link_parts.append(text)
            if self.in_bold:
                self.bold_length += len(text.strip())

    def _enter_box(self, node: LexborNode, tag: str) -> None:
        if self.parts or self.marks:
            self._flush()
        parent = self.current
        hidden = parent.hidden
        in_article = parent.in_article or tag == "article"
        in_caption = parent.in_caption or tag == "figcaption"
        names = itemprop = role = ""
        attributes = node.attributes
        if attributes:
            names = (attributes.get("class") or "").lower()
            if not names or len(attributes) > 1:
                if own_id := attributes.get("id"):
                    names = f"{names} {own_id.lower()}" if names else own_id.lower()
                role = (attributes.get("role") or "").lower()
                if "itemprop" in attributes:
                    itemprop = (attributes["itemprop"] or "").lower()
                    in_article = in_article or itemprop == "articlebody"
                    in_caption = in_caption or itemprop == "caption"
                hidden = hidden or hides(attributes)
            if names:
                is_hidden, is_caption = of_names(names)
                hidden = hidden or is_hidden
                in_caption = in_caption or is_caption
        if tag == "dialog" and "open" not in attributes:
            hidden = True
        self.current = Container(
            len(self.containers),
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
            0,
            None,
            kind_of(tag, role, names),
        )
        self.containers.append(self.current)

    def _enter_inline(self, kind: int, attributes: Mapping[str, str | None]) -> int:
        what = _PLAIN
        if attributes:
            if self._mark(attributes):
                what = _SIGNED
            if kind == ANCHOR:
                address = attributes.get("href") or ""
                # An anchor within the page is no way out of the article.
                if address and not address.startswith(("#", "javascript:")):
                    what |= _LINKED
                    self.in_link += 1
                    self.styled += 1
                    self.links += 1
                if is_author_at(address):
                    what |= _SIGNED
            elif kind == TIME and (stamp := attributes.get("datetime")):
                self.times.append(stamp)
        if kind == BOLD:
            what |= _HEAVY
            self.in_bold += 1
            self.styled += 1
        if self.left == len(self.parts) > 0:
            self.parts.append(SEAM)
        if what & _SIGNED:
            self.signing.append((len(self.parts), len(self.signed)))
        return what

    def _mark(self, attributes: Mapping[str, str | None]) -> bool:
        """Keep what an inline element is called; says whether that marks an author's name."""
        marks = (attributes.get("class") or "").lower()
        if own_id := attributes.get("id"):
            marks = f"{marks} {own_id.lower()}" if marks else own_id.lower()
        marked = bool(marks) and is_signature(marks)
        for name in ("itemprop", "rel"):
            if value := attributes.get(name):
                value = value.lower()
                marks = f"{marks} {name}={value}"
                marked = marked or "author" in value
        if marks:
            self.marks.append(marks)
        return marked

    def _leave(self, what: int) -> None:
        if what == _BOXED:
            if self.parts or self.marks:
                self._flush()
            current = self.current
            current.last = len(self.blocks)
            if current.parent >= 0:
                self.current = self.containers[current.parent]
                if current.first == current.last:
                    self.containers.pop()  # nothing is in it, so nothing behind it in the list either
            return
        self.left = len(self.parts)
        if what & _SIGNED:
            self._sign()
        if what & _LINKED:
            self.in_link -= 1
            self.styled -= 1
        elif what & _HEAVY:
            self.in_bold -= 1
            self.styled -= 1

    def _sign(self) -> None:
        """Keep the text of an author's element, unless one inside it was kept."""
        start, names = self.signing.pop()
        if names == len(self.signed) < 12:
            name = collapsed("".join(self.parts[start:]).replace(SEAM, ""))
            if 1 < len(name) < 80:
                self.signed.append(name)

    def _line_break(self, tag: str) -> None:
        """Two breaks end a paragraph, and so does one behind a sentence of some length."""
        parts = self.parts
        while parts and parts[-1] in (" ", SEAM):
            parts.pop()
        if not parts:
            return
        if (
            tag == "hr"
            or parts[-1] == LINE_BREAK
            or (ends_sentence(parts[-1]) and sum(map(len, parts)) > 60)
        ):
            self._flush()
        else:
            parts.append(LINE_BREAK)

    def _flush(self) -> None:
        """End the block."""
        if self.parts:
            joined = "".join(self.parts)
            if SEAM in joined:
                joined = self._unseamed(joined)
            if text := collapsed(joined):
                self._append(text)
            self.parts.clear()
            self.left = 0
            self.link_parts.clear()
            self.bold_length = 0
            self.links = 1 if self.in_link else 0
        self.marks.clear()
        self.times.clear()
        self.signed.clear()

    def _unseamed(self, text: str) -> str:
        """In a byline a comma between names that touch, nothing anywhere else."""
        if len(text) < 300:
            current = self.current
            upper = self.containers[current.parent].names if current.parent >= 0 else ""
            return _unseamed(text, f"{current.names} {upper} {' '.join(self.marks)}")
        return text.replace(SEAM, "")

    def _append(self, text: str) -> None:
        current = self.current
        words = count_words(text)
        tag = current.tag
        own = current.names
        if self.marks:
            own = f"{own} {' '.join(self.marks)}"
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
                self._around(current) if current.around is None else current.around,
                words,
                self._linked(words) if self.link_parts else 0,
                self.links,
                self.bold_length * 10 >= len(text) * 9 if self.bold_length else False,
                HEADINGS.get(tag, 0),
                current.hidden,
                current.in_article,
                current.in_caption,
                tag in LIST_ITEMS,
                tuple(self.times),
                signed=tuple(self.signed),
            )
        )

    def _linked(self, words: int) -> int:
        """How many of the words are links."""
        if len(self.link_parts) == len(self.parts):
            return words
        return min(words, count_words(collapsed(" ".join(self.link_parts))))

    def _around(self, container: Container) -> str:
        """The names of a container and of the two around it, said once for all its blocks."""
        names = container.names
        if container.parent > 0:
            outer = self.containers[container.parent]
            names = f"{names} {outer.names}"
            if outer.parent > 0:
                names = f"{names} {self.containers[outer.parent].names}"
        container.around = names
        return names


def _unseamed(text: str, names: str) -> str:
    return with_commas(text) if of_people(names) else text.replace(SEAM, "")


if COMPILED is not None:
    _walk.learn(
        Block,
        Container,
        Outline,
        KINDS,
        HEADINGS,
        LIST_ITEMS,
        of_names,
        hides,
        kind_of,
        is_signature,
        is_author_at,
        _unseamed,
        HIDING,
        STYLE_SIGNS,
        CAPTION_SIGNS,
        SIGNATURE_SIGNS,
        AUTHOR_AT_SIGNS,
    )
