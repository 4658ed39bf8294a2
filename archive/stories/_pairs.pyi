"""``_pairs.c``."""

def of_words(text: str, asked: int, letters: tuple[int, int, int], /) -> list[int]:
    """:func:`archive.stories.signature.of_words`."""

def of_characters(text: str, asked: int, /) -> list[int] | None:
    """:func:`archive.stories.signature.of_characters`; None where folding changes the number of characters."""
