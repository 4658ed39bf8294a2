"""``_pieces.c``."""

from collections.abc import Callable

class Pieces:
    """:class:`archive.search.pieces.Pieces` without what it asks of Python.

    ``stem`` cuts a lowered word to its stem (None: words are their own stems); ``ask`` gives the terms of a piece. The tables are those of :func:`archive.search.pieces.tables`.
    """

    def __init__(
        self,
        tag: str,
        stem: Callable[[str], str] | None,
        ask: Callable[[str], str],
        classes: bytes,
        lowered: bytes,
        folded: bytes,
        /,
    ) -> None: ...
    def __len__(self) -> int: ...
    def terms(self, text: str, /) -> str:
        """All terms of a text in order, separated by spaces."""

    def inflected(self) -> list[str]:
        """Form, stem, form, stem … of the inflected words that were new since the last time, in order, but for those of
        which ``ask`` was asked."""

    def grow_old(self) -> None:
        """Forget what was not met since the last time."""
