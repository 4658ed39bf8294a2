"""Links to other articles: "read also" lines inside the body, boxes and lists of headlines behind a heading."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.view import View, ends_sentence

READ_ALSO = "read-also"
RELATED = "related"
POPULAR = "most-read"
_SIGNS = frozenset(":-–—|»>›▶►•")


def cut(view: View) -> None:
    """Cut "read also" lines and related headings, each with the headlines that follow it."""
    for place, block in view.of_kind(32, READ_ALSO, "popular"):
        popular = view.hits(block, "popular")
        also = view.hits(block, READ_ALSO)
        if popular.line or (block.words <= 8 and popular.start):
            view.cut(block, POPULAR, f"is {popular.line or popular.start!r}")
            _cut_headlines(view, place, POPULAR, most=12)
        elif also.line:
            view.cut(block, RELATED, f"is {also.line!r}")
            _cut_headlines(view, place, RELATED, most=12)
        elif also.start:
            _cut_read_also(view, place, also.start)
    if not view.lines:
        _cut_labelled_links(view)


def _cut_read_also(view: View, place: int, hit: str) -> None:
    block = view.blocks[place]
    behind = view.plain(block)[len(hit) :].lstrip()
    rest = behind.strip(" :-–—|»>")
    signed = behind[:1] in _SIGNS or hit[-1:] in _SIGNS if behind else hit[-1:] in _SIGNS
    linked = block.link_density > 0.4
    # A sentence may begin with these words too: a link, a colon or a headline's form must speak against it.
    if not (linked or signed or not rest or (block.words <= 25 and not ends_sentence(block.text))):
        return
    view.cut(block, READ_ALSO, f"begins with {hit!r}")
    if len(rest) < 3:
        _cut_headlines(view, place, READ_ALSO, most=6)


def _cut_labelled_links(view: View) -> None:
    """A word or three, a colon, and a link to the end: "read also" in whatever language. With other labels beside it it is
    a list of the article's own."""
    labels = {
        place: label
        for place, b in enumerate(view.blocks)
        if b.links == 1 and ":" in b.text and (label := _label(b))
    }
    for place, label in labels.items():
        if {labels.get(place - 1, label), labels.get(place + 1, label)} == {label}:
            view.cut(view.blocks[place], READ_ALSO, "a label and a link")


def _label(block: Block) -> str:
    """The label of a block with one link that is a label and that link; empty for any other."""
    words = block.words - block.link_words
    if not 1 <= words <= 3 or not 5 <= block.link_words <= 26:
        return ""
    if block.is_list_item or block.level or ends_sentence(block.text):
        return ""
    head, sign, _ = block.text.partition(":")
    return head if sign and head.count(" ") == words - 1 and "\n" not in head else ""


def _cut_headlines(view: View, place: int, rule: str, most: int) -> None:
    """Cut what follows the heading and looks like headlines: links; in plain text, short lines that end no sentence."""
    done = 0
    for block in view.blocks[place + 1 :]:
        if not view.open(block):
            if block.index not in view.cuts:
                break
            continue
        if done >= most or block.words > 32:
            break
        linked = block.link_density > 0.6
        if view.lines:
            near = not block.gap or done == 0
            if ends_sentence(block.text) or block.words > 20 or block.words < 2 or not near:
                break
        elif rule == READ_ALSO and not done and block.words <= 20 and not ends_sentence(block.text):
            pass
        elif not linked and not (block.words <= 6 and done and not ends_sentence(block.text)):
            break
        view.cut(block, rule, "a headline behind it")
        done += 1
