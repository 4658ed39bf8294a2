"""``_pairs.c``."""

def signed(text: str, /) -> tuple[tuple[int, ...], int] | None:
    """:func:`archive.stories.signature.in_python`; None where folding changes the number of characters."""
