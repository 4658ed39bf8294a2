"""``_rows.c``."""

from crawler.extract.blocks import Block, Container
from crawler.extract.body.surroundings import Verdict

def learn(
    block: type, container: type, stop_words: frozenset[str], tags: dict[str, int], /
) -> None:
    """Take the classes, the stop words and the numbers of elements; comes first."""

def measure(
    blocks: tuple[Block, ...],
    containers: tuple[Container, ...],
    area: tuple[Block, ...],
    good: tuple[float, ...],
    cut_by: tuple[tuple[str, str], ...],
    verdicts: dict[int, Verdict],
    title_words: frozenset[str],
    first_title: int,
    doubted: bool,
    /,
) -> tuple[list[int], bytes, list[int]]:
    """The blocks that are judged; a row of features for each, packed as doubles one behind the other; what the rules made of
    every block of the page: see ``measure_in_python`` in ``likelihood.py``."""
