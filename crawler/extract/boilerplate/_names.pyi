"""``_names.c``."""

from collections.abc import Callable
from typing import Any

def find(names: str, /) -> list[tuple[str, int, str]] | None:
    """As :func:`crawler.extract.boilerplate.containers.in_python`; None for nothing."""

def learn(
    spellings: list[tuple[str, bool, str | None, Callable[[str, int], Any] | None, int]], /
) -> None:
    """Take what names may be spelled like, sorted by the first two characters, letters before digits; before the first :func:`find`."""
