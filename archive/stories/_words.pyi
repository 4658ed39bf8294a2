"""``_words.c``."""

def split(text: str, /) -> tuple[list[str], list[str]]:
    """The words of a text (:data:`archive.stories.tokens.WORD`), and the same folded."""
