"""Queries for an archive of made-up news, by kind: twenty of each, the same every time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from made_up_news import news, sources, words_of

from archive.model import Filters
from archive.search.results import Sort

EACH = 20
_SAMPLE = 3_000
_LANGUAGE = "en"

Query: TypeAlias = tuple[str, Filters, Sort]


def queries() -> dict[str, list[Query]]:
    """Kind → queries: words by how many articles have them, which a sample of the articles tells."""
    chance = random.Random("queries")  # noqa: S311
    sample = list(news(_SAMPLE))
    texts = [article.text for article in sample if article.language == _LANGUAGE]
    having: Counter[str] = Counter()
    for text in texts:
        having.update({word for word in text.lower().split() if word.isalpha()})

    def words(least: float, most: float) -> list[str]:
        found = sorted(w for w, n in having.items() if least * _SAMPLE <= n <= most * _SAMPLE)
        return chance.sample(found, EACH)

    rare, some, tenth = words(0, 0.0005), words(0.01, 0.03), words(0.07, 0.13)
    three = [" ".join(chance.sample(some, 3)) for _ in range(EACH)]
    prefixes = [word[: chance.choice((4, 5, 6))] + "*" for word in words(0.0005, 0.005)]
    together = "\n".join(texts[:400])
    phrases = chance.sample(
        [pair for pair in words_of(_LANGUAGE).pairs if f" {pair} " in together], EACH
    )
    every, month = Filters(), Filters(since=_day(3), until=_day(4))
    houses = [house.name.removesuffix(".example") for house in sources()[:40]]
    houses = [h for h, house in zip(houses, sources(), strict=False) if house.language == _LANGUAGE]
    narrow = [replace(month, source=houses[n % len(houses)]) for n in range(EACH)]
    kinds: dict[str, list[Query]] = {
        "rare word": [(q, every, "relevance") for q in rare],
        "three words": [(q, every, "relevance") for q in three],
        "rare word, source, month": [
            (q, f, "relevance") for q, f in zip(rare, narrow, strict=True)
        ],
        "three words, source, month": [
            (q, f, "relevance") for q, f in zip(three, narrow, strict=True)
        ],
    }
    sorts: tuple[Sort, ...] = ("relevance", "newest", "oldest")
    broad = {"phrase": [f'"{p}"' for p in phrases], "prefix": prefixes, "word in a tenth": tenth}
    for kind, asked in broad.items():
        for sort in sorts:
            kinds[f"{kind}, by {sort}"] = [(query, every, sort) for query in asked]
    return kinds


def _day(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)
