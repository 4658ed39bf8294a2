"""Tag lists: the line that heads them and the links behind it."""

from __future__ import annotations

from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "tags"


def cut(view: View) -> None:
    """Cut "Tags: …" lines, and short links behind a line that is only "Tags"."""
    for place, block in view.of_kind(40, RULE):
        text = view.plain(block)
        line, start, _, _ = view.hits(block, RULE)
        hit = line or start
        told = len(text) > len(hit) + 2 and ends_sentence(block.text) and block.link_density < 0.4
        if not hit or told:
            continue
        view.cut(block, RULE, f"begins with {hit!r}")
        for following in view.blocks[place + 1 :]:
            is_tag = following.words <= 5 and (
                following.link_density > 0.6 or following.text.startswith("#")
            )
            if not is_tag:
                break
            view.cut(following, RULE, "a link behind it")
    for _, block in view.of_kind(12, marks.HASHTAGS):
        view.cut(block, RULE, "nothing but hashtags")
