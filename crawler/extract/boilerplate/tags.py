"""Tag lists: the line that heads them and the links behind it."""

from __future__ import annotations

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "tags"


def cut(view: View) -> None:
    """Cut "Tags: …" lines, and short links behind a line that is only "Tags"."""
    words = phrases(RULE)
    for place, block in view.of_kind(40, RULE):
        text = view.plain(block)
        hit = words.line(text) or words.start(text)
        if not hit or (
            len(text) > len(hit) + 2 and ends_sentence(block.text) and block.link_density < 0.4
        ):
            continue
        view.cut(block, RULE, f"begins with {hit!r}")
        for following in view.blocks[place + 1 :]:
            is_tag = following.words <= 5 and (
                following.link_density > 0.6 or following.text.startswith("#")
            )
            if not is_tag:
                break
            view.cut(following, RULE, "a link behind it")
    for _, block in view.short(12):
        parts = block.text.split()
        if len(parts) > 1 and all(part.startswith("#") for part in parts):
            view.cut(block, RULE, "nothing but hashtags")
