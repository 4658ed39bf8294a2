"""``_scan.c``."""

from collections.abc import Callable, Iterable, Sequence

def scan(text: str, /) -> tuple[str, int]:
    """As :func:`crawler.extract.boilerplate.screen.in_python`."""

def learn(
    flags: Callable[[int], Sequence[int]],
    foldings: Callable[[int, int], Sequence[str | None]],
    is_composed: Callable[[str], bool],
    in_python: Callable[[str], tuple[str, int]],
    places: tuple[Iterable[str], ...],
    /,
) -> None:
    """Take the tables of characters and words; before the first :func:`scan`."""
