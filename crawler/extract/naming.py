"""Questions to class names: whether what a page calls an element says this or that of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_KEPT = 8192


def mentions(*words: str) -> Callable[[str], bool]:
    """A function that says whether any of *words* stands in a string of class names."""

    # A site's pages bear the same classes again and again.
    @lru_cache(maxsize=_KEPT)
    def says(names: str) -> bool:
        for word in words:  # noqa: SIM110 - any() over a generator takes half as long again
            if word in names:
                return True
        return False

    return says


def speaks_of(pattern: str, *signs: str) -> Callable[[str], bool]:
    """A function that says whether a string of class names matches *pattern* anywhere.

    Where none of *signs* stands nothing matches, and to look for these takes a fifth of the time.
    """
    search = re.compile(pattern).search

    @lru_cache(maxsize=_KEPT)
    def says(names: str) -> bool:
        for sign in signs:
            if sign in names:
                return search(names) is not None
        return False

    return says
