"""``_screen.c``."""

def is_utf8(body: bytes, /) -> bool:
    """As :func:`crawler.extract.page.encoding.is_utf8`."""

def is_mojibake(body: bytes, /) -> bool:
    """Whether :func:`crawler.extract.page.mojibake.mended` has something to look at."""

def tags(body: bytes, /) -> int:
    """How many angle brackets open."""

def is_deep(
    body: bytes, most: int, not_counted: frozenset[bytes], raw_text: dict[bytes, bytes], /
) -> bool:
    """Whether elements nest deeper than ``most``, as ``nesting.py`` counts them: names that it does not count, and those in which
    a text ends at what they are given with, are in lower case and of eight letters at most."""
