"""``_trees.c``."""

from collections.abc import Iterable, Sequence
from typing import Any

def build(features: int, trees: list[Any], /) -> object:
    """The trees as tables; raises ValueError for what are none."""

def score(
    built: object, rows: bytes | Iterable[Sequence[float]], exits: tuple[tuple[int, float], ...], /
) -> list[float]:
    """The sum of each row over all trees, or over the first ones where it is clear after those that ``exits`` names."""
