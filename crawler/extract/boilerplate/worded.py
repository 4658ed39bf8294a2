"""The plain kind of rule: a short block that is, begins with, or holds a phrase of its word list."""

from __future__ import annotations

from collections.abc import Callable

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.view import View, ends_sentence


def by_words(
    rule: str,
    kind: str,
    *,
    start: int = 30,
    inside: int = 45,
    asks: bool = False,
    addressed: bool = False,
) -> Callable[[View], None]:
    """A rule that looks for whole lines, first words in blocks of ``start`` words, phrases in blocks of ``inside``.

    With ``asks`` the phrases are requests: a sentence that tells something is left. With ``addressed`` every sentence is
    that does not speak to the reader.
    """
    most = max(start, inside, 12)

    def cut(view: View) -> None:
        for _, block in view.of_kind(most, kind):
            line, first, within, _ = view.hits(block, kind)
            if line:
                view.cut(block, rule, f"is {line!r}")
                continue
            begins = first and block.words <= start
            holds = within and block.words <= inside
            if not (begins or holds):
                continue
            hit = first if begins else within
            told = asks and view.tells(block, hit)
            if not told and not (addressed and _is_about(view, block, hit)):
                why = f"begins with {first!r}" if begins else f"holds {within!r}"
                view.cut(block, rule, why)

    return cut


def _is_about(view: View, block: Block, hit: str) -> bool:
    """Whether it is a sentence that addresses nobody."""
    if block.links or not ends_sentence(block.text):
        return False
    return not view.addresses(block, hit)
