"""Front pages that lead into what has no end: calendars, filters, searches. Pure.

A feed or a sitemap says of each link that it is one of its articles; of a front page's links that is a guess, by their
look. Where a whole build of them (:func:`crawler.discover.front.shape`) turned out to be something else, page after page,
the others of that build are not asked for.
"""

from __future__ import annotations

from collections import Counter

from crawler.discover.front import shape

ENOUGH = 20
"""Pages of one build, not one article among them, after which the others are taken for the same."""

NO_ARTICLES = frozenset({"index", "soft-404", "empty"})
"""Kinds of pages that count. A challenge or a consent wall stands before articles too."""


class Traps:
    """What the pages of each build turned out to be, in one run."""

    def __init__(self) -> None:
        self._barren: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._fruitful: set[tuple[str, tuple[str, ...]]] = set()

    def note(self, source: str, url: str, kind: str) -> None:
        """A page was read; ``kind`` says what it was."""
        build = (source, shape(url))
        if kind in NO_ARTICLES:
            self._barren[build] += 1
        elif kind:
            self._fruitful.add(build)

    def leads_nowhere(self, source: str, url: str) -> bool:
        """Whether a page of this build is not worth asking for."""
        build = (source, shape(url))
        return self._barren[build] >= ENOUGH and build not in self._fruitful
