"""The plain kind of rule: a short block that is, begins with, or holds a phrase of its word list."""

from __future__ import annotations

from collections.abc import Callable

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View


def by_words(rule: str, kind: str, *, start: int = 30, inside: int = 45) -> Callable[[View], None]:
    """A rule that looks for whole lines, first words in blocks of ``start`` words, phrases in blocks of ``inside``."""
    found = phrases(kind)

    def cut(view: View) -> None:
        for _, block in view.of_kind(max(start, inside, 12), kind):
            text = view.plain(block)
            if not text:
                continue
            if hit := found.line(text):
                view.cut(block, rule, f"is {hit!r}")
            elif block.words <= start and (hit := found.start(text)):
                view.cut(block, rule, f"begins with {hit!r}")
            elif block.words <= inside and (hit := found.inside(text)):
                view.cut(block, rule, f"holds {hit!r}")

    return cut
