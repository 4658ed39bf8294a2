"""``_screen.c``."""

def is_utf8(body: bytes, /) -> bool:
    """As :func:`crawler.extract.page.encoding.is_utf8`."""

def is_mojibake(body: bytes, /) -> bool:
    """Whether :func:`crawler.extract.page.mojibake.mended` has something to look at."""

def tags(body: bytes, /) -> int:
    """How many angle brackets open."""
