"""One ranking over articles of several languages.

FTS5's ``bm25()`` weighs a term by how few articles have it (the inverse document frequency, IDF). A word is another term
in each language, so a name that every Indonesian article of an archive has would weigh much in its few English ones, and
these would all come first. Here a word weighs the same in each language: what FTS5 gives in one of them is multiplied by
the weight that the words have over all languages, and divided by the one they have there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

_LEAST: Final = 1e-6
"""What ``bm25()`` gives a term that more than half of the articles have (SQLite, "FTS5", section 5.1.1)."""


def idf(having: int, articles: int) -> float:
    """How much a word weighs that ``having`` of ``articles`` have, as ``bm25()`` reckons it."""
    return max(
        _LEAST, math.log((articles - having + 0.5) / (having + 0.5)) if having < articles else 0
    )


def factors(counts: Mapping[str, Iterable[int]], articles: int) -> dict[str, float]:
    """What to multiply the scores of each tag by.

    :param counts: for each tag, how many of its articles have the first word asked for, the second …
    :param articles: how many there are in all.
    :returns: the factor of each tag that has any of the words.
    """
    listed = {tag: tuple(having) for tag, having in counts.items()}
    overall = [idf(sum(having), articles) for having in zip(*listed.values(), strict=True)]
    found = {}
    for tag, several in listed.items():
        met = [(weight, having) for weight, having in zip(overall, several, strict=True) if having]
        if met:
            here = sum(idf(having, articles) for _, having in met)
            found[tag] = sum(weight for weight, _ in met) / here
    return found
