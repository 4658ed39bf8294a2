"""Links to other articles: "read also" lines inside the body, boxes and lists of headlines behind a heading."""

from __future__ import annotations

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View, ends_sentence

READ_ALSO = "read-also"
RELATED = "related"
POPULAR = "most-read"


def cut(view: View) -> None:
    """Cut "read also" lines and related headings, each with the headlines that follow it."""
    also, popular = phrases(READ_ALSO), phrases("popular")
    for place, block in view.of_kind(32, READ_ALSO, "popular"):
        text = view.plain(block)
        if hit := popular.line(text) or (block.words <= 8 and popular.start(text)):
            view.cut(block, POPULAR, f"is {hit!r}")
            _cut_headlines(view, place, POPULAR, most=12)
        elif hit := also.line(text):
            view.cut(block, RELATED, f"is {hit!r}")
            _cut_headlines(view, place, RELATED, most=12)
        elif hit := also.start(text):
            _cut_read_also(view, place, hit)


def _cut_read_also(view: View, place: int, hit: str) -> None:
    block = view.blocks[place]
    rest = view.plain(block)[len(hit) :].strip(" :-–—|»>")
    signed = view.plain(block)[len(hit) :].lstrip()[:1] in {
        ":",
        "-",
        "–",
        "—",
        "|",
        "»",
        ">",
    } or hit.endswith(":")
    linked = block.link_density > 0.4
    # A sentence may begin with these words too: a link, a colon or a headline's form must speak against it.
    if not (linked or signed or not rest or (block.words <= 25 and not ends_sentence(block.text))):
        return
    view.cut(block, READ_ALSO, f"begins with {hit!r}")
    if len(rest) < 3:
        _cut_headlines(view, place, READ_ALSO, most=6)


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
