"""Who signed and who filed the story, where it stands among the paragraphs: ``Written by …``, ``This entry was posted on …``."""

from __future__ import annotations

from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "signed"


def cut(view: View) -> None:
    """Cut short lines that name the writer or the partner, and a blog's line about where it has filed the entry."""
    for _, block in view.of_kind(9, "signed"):
        hit = view.hits(block, "signed").start
        if hit and not ends_sentence(block.text) and not block.text.endswith((":", "：")):
            view.cut(block, RULE, f"begins with {hit!r}")
    for _, block in view.of_kind(90, "filed"):
        if hit := view.hits(block, "filed").start:
            view.cut(block, RULE, f"begins with {hit!r}")
