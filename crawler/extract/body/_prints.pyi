"""``_prints.c``."""

from crawler.extract.blocks import Block

def learn(block: type, ignored: bytes, /) -> None:
    """Take the class of blocks and the bytes that are ignored; comes first."""

def fingerprints(blocks: list[Block], /) -> list[int]:
    """``fingerprint`` of ``learned.py``, of each block."""
