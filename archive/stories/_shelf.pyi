"""``_shelf.c``."""

from archive.stories.candidates import Under

def keys(signed: list[tuple[int, ...]], /) -> list[int]:
    """:func:`archive.stories.candidates.keys_in_python`."""

def candidates(under: Under, id: int, keys: tuple[int, ...], /) -> list[int]:
    """:func:`archive.stories.candidates.in_python`."""
