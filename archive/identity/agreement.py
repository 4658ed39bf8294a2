"""Whether two pages tell the same story in the same words. Pure."""

from __future__ import annotations

from datetime import timedelta

from archive.model import Article
from archive.revisions.meaning import gist, words

_ONE_DAY = timedelta(days=1)
_COMPARED = 4_000
"""Characters of each text."""
_FEWEST_RUNS = 3
"""Of three words, below which a text is too short to tell."""


def agree(one: Article, other: Article, *, strictly: bool) -> bool:
    """Whether two pages tell the same story in the same words, so that a hint is enough to take them for one article.

    That is so when the headline is the same, and the day or a fifth of the text; or when half of the shorter text stands in
    the longer one. ``strictly``, nine tenths of a text of some length must: reports that are made from one form (weather,
    shares, ferries) have half of their words in common.
    """
    same_title = gist(one.title).casefold() == gist(other.title).casefold() != ""
    shared, runs = _shared(one.text, other.text)
    if runs < _FEWEST_RUNS:
        return same_title
    if same_title and (shared >= 0.2 or _same_day(one, other)):
        return True
    return shared >= 0.9 and runs >= 10 * _FEWEST_RUNS if strictly else shared >= 0.5


def _shared(one: str, other: str) -> tuple[float, int]:
    """How much of the shorter text stands in the longer one, by runs of three words, and how many the shorter one has."""
    runs = [_runs(words(gist(text[:_COMPARED]).casefold())) for text in (one, other)]
    least = min(map(len, runs))
    return len(runs[0] & runs[1]) / max(least, 1), least


def _runs(several: list[str]) -> set[tuple[str, ...]]:
    return set(zip(several, several[1:], several[2:], strict=False))


def _same_day(one: Article, other: Article) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) < _ONE_DAY
