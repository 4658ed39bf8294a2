"""``_walk.c``."""

from collections.abc import Callable, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from crawler.extract.blocks import Outline

def read(body: LexborNode) -> Outline:
    """The outline of the tree under this element."""

def learn(
    block: type,
    container: type,
    outline: type,
    kinds: Mapping[str | None, int],
    headings: Mapping[str, int],
    list_items: frozenset[str],
    of_names: Callable[..., Any],
    hides: Callable[..., Any],
    kind_of: Callable[..., Any],
    is_signature: Callable[[str], bool],
    is_author_at: Callable[[str], bool],
    unseamed: Callable[[str, str], str],
    hiding: frozenset[str],
    style_signs: tuple[str, ...],
    caption_signs: tuple[str, ...],
    signature_signs: tuple[str, ...],
    author_at_signs: tuple[str, ...],
) -> None:
    """Take the classes, tables and functions that the walk works with; before the first :func:`read`.

    What has none of the signs of a function is not asked of it.
    """
