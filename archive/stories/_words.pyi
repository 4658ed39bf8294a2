"""``_words.c``."""

def split(text: str, /) -> tuple[list[str], list[str]]:
    """The words of a text (:data:`archive.stories.tokens.WORD`), and the same folded."""

def pairs(words: list[str], /) -> frozenset[int]:
    """The different pairs of neighbours, each as a number; the same in one process."""

def exchanged(
    one: list[str],
    other: list[str],
    facts_of_one: frozenset[str],
    facts_of_other: frozenset[str],
    /,
) -> tuple[int, int]:
    """How many facts, and how many other words, stand as others in the same places."""
