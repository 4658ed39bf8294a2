"""``_postings.c``."""

from collections.abc import Iterator

class Doclist:
    """The articles that have a term, in the order of their places. Its length is how many, once it is closed.

    Every method raises ValueError for a page that is none of an index, or damaged.
    """

    def __init__(self, term: bytes, weights: tuple[float, ...], /) -> None:
        """``weights``: of each column; one below zero is not asked for."""

    def begin(self, page: bytes, /) -> bool:
        """Reads the page of a segment on which the term stands if it stands anywhere in it; whether more pages follow.

        The newest segment comes first.
        """

    def go_on(self, page: bytes, /) -> bool:
        """Reads the page after it; whether more follow."""

    def close(self) -> None:
        """Puts what the segments hold together, in which a newer one is right."""

    def __len__(self) -> int: ...

class Bounds(Iterator[tuple[float, int]]):
    """What each place can score at most, and the place; the highest first."""

    def __init__(
        self, places: bytes, phrases: tuple[tuple[Doclist, float], ...], average: float, /
    ) -> None:
        """``places``: 64-bit integers, rising. ``phrases``: each with its inverse document frequency."""

    def __iter__(self) -> Bounds: ...
    def __next__(self) -> tuple[float, int]: ...

def matching(
    every: tuple[tuple[Doclist, ...], ...], without: tuple[Doclist, ...], low: int, high: int, /
) -> bytes:
    """The places, from ``low`` to ``high``, that one of each of the lists has and none of those without: 64-bit integers,
    rising."""

def score(
    place: int, length: float, phrases: tuple[tuple[Doclist, float], ...], average: float, /
) -> float:
    """What ``bm25()`` gives for an article of this length, without the minus."""
