"""``_collected.c``."""

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from crawler.extract.structured.collected import Parts

def learn(
    fields: frozenset[str], says_field: Callable[[str], bool], most_metas: int, most_scripts: int, /
) -> None:
    """Take the fields of microdata, who knows them, and how many metas and scripts are read; comes first."""

def collect(root: LexborNode, /) -> Parts | None:
    """As ``in_python`` of ``collected.py``; None for a tree that only that can read: a title or a script with elements in it."""
