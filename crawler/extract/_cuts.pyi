"""``_cuts.c``."""

from archive.model import Decision
from crawler.extract.blocks import Block, Container
from crawler.extract.body import Verdict

def learn(block: type, container: type, decision: type, /) -> None:
    """Take the classes; comes first."""

def cuts(
    blocks: tuple[Block, ...],
    containers: tuple[Container, ...],
    verdicts: tuple[Verdict, ...],
    inside: frozenset[int],
    longest: int,
    /,
) -> list[Decision]:
    """The decisions that cut: see ``cuts_in_python`` in ``decisions.py``. ``longest`` is where no more lines are joined."""
