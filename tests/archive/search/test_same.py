"""PostgreSQL gives what SQLite gives: the same articles, the same totals, in the same order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from archive.model import Filters
from archive.search.results import Results
from tests.archive.search.conftest import DAY_ONE, Shelf

WORDS = "election council harbour ferry rain school budget trial music flood run runs running ran".split()
LANGUAGES = {
    "en": WORDS,
    "id": "pemilihan dewan pelabuhan kapal hujan sekolah anggaran berlari pelari lari".split(),
    "de": "Wahl Wahlen Rat Hafen Fähre Regen Schule Haushalt läuft laufen Straße".split(),
    "zh": ["选举", "港口", "渡轮", "学校", "预算", "的"],
    None: ["Žofín", "Ωμέγα", "jakarta", "covid-19", "u.s."],
}
AUTHORS = ["zoe", "harbour", "jo", "bud*"]
QUERIES = 60


@pytest.fixture(scope="module")
def chance() -> random.Random:
    return random.Random(7)  # noqa: S311 - the same articles each time


@pytest.fixture
def both(
    in_sqlite: Any, in_postgres: Any, article: Any, chance: random.Random
) -> tuple[Shelf, Shelf]:
    made = []
    for number in range(400):
        language = chance.choice(list(LANGUAGES))
        words = LANGUAGES[language] + ["jakarta", "2026"]
        made.append(
            article(
                " ".join(chance.choices(words, k=chance.randint(1, 6))),
                " ".join(chance.choices(words, k=chance.randint(1, 120))),
                language=language,
                source=chance.choice(["alpha", "beta"]),
                section=chance.choice([None, "Sport", "Économie"]),
                authors=tuple(
                    chance.sample(["Zoë Ånd", "Budi Harbour", "Jo"], k=chance.randint(0, 2))
                ),
                published=DAY_ONE + timedelta(hours=chance.randint(0, 60), seconds=number % 5),
            )
        )
    shelves = Shelf(in_sqlite), Shelf(in_postgres)
    for shelf in shelves:
        shelf.put(*made)
    return shelves


def queries(chance: random.Random) -> Iterator[str]:
    every = [word for words in LANGUAGES.values() for word in words]

    def part(depth: int) -> str:
        word, other, author = chance.choice(every), chance.choice(every), chance.choice(AUTHORS)
        if depth and chance.random() < 0.3:
            one, two = part(depth - 1), part(depth - 1)
            return chance.choice([f"({one} OR {two})", f"-({one} {two})"])
        return chance.choice(
            [
                word,
                word,
                f'"{word} {other}"',
                f"{word[: chance.randint(1, 4)]}*",
                f"title:{word}",
                f"-{word}",
                f"author:({author} OR {word})",
            ]
        )

    for _ in range(QUERIES):
        yield " ".join(part(2) for _ in range(chance.randint(1, 3)))


def test_the_same_is_found_in_the_same_order(
    both: tuple[Shelf, Shelf], chance: random.Random
) -> None:
    ranked = 0
    for query in queries(chance):
        filters = Filters(
            source=chance.choice([None, None, "alpha"]),
            language=chance.choice([None, None, None, "en", "zh"]),
            section=chance.choice([None, None, None, "sport"]),
            since=chance.choice([None, None, DAY_ONE + timedelta(hours=20)]),
            until=chance.choice([None, None, DAY_ONE + timedelta(hours=40, seconds=3)]),
        )
        for sort in ("newest", "oldest"):
            options: Any = {"sort": sort, "limit": 30, "offset": chance.choice([0, 0, 7])}
            expected, found = (shelf.search(query, filters, **options) for shelf in both)
            assert (found.total, found.exact) == (expected.total, expected.exact), query
            assert shown(found) == shown(expected), (query, filters, sort)
        if "-" in query:
            continue  # FTS5 overlooks words beside a negative when it ranks
        expected, found = (shelf.search(query, filters, limit=400) for shelf in both)
        # FTS5 puts what is equally good in the order of the last bits of a score.
        assert scores(found) == pytest.approx(scores(expected), abs=1e-8), (query, filters)
        assert [hit.score for hit in found.hits] == sorted(
            (hit.score for hit in found.hits), reverse=True
        )
        ranked += len(found.hits) > 5
    assert ranked > 5


def shown(results: Results) -> list[tuple[int | None, str]]:
    return [(hit.article.id, hit.snippet) for hit in results.hits]


def scores(results: Results) -> dict[int, float]:
    """Scores are comparable within one search only: of the best one they are shares."""
    best = max((hit.score for hit in results.hits), default=0) or 1
    return {hit.article.id or 0: hit.score / best for hit in results.hits}
