"""``_rows.c``."""

from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.body.surroundings import Surroundings

def learn(stop_words: frozenset[str], tags: dict[str, int], /) -> None:
    """Take the stop words and the numbers of elements; comes first."""

def rows(
    page: Surroundings,
    judged: Sequence[Block],
    counted: Sequence[tuple[float, ...]],
    title_words: frozenset[str],
    first_title: int,
    /,
) -> list[tuple[float, ...]]:
    """A row of features for each block: see ``rows_in_python`` in ``likelihood.py``."""
