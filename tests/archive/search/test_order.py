"""The order of dates, in which articles are read from the index, and what is ranked of very many."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.errors import QueryError
from archive.model import Extracted, Filters
from archive.places import SLOT, disorder
from archive.search import sqlite
from archive.search.match import leaves
from archive.search.prefixes import pages
from archive.search.query import parse
from archive.search.ranking import rankable
from archive.store import Archive
from tests.archive.search.conftest import Shelf

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def crowd(shelf: Any, article: Any) -> Any:
    """Articles that came in no order: many of one moment, many of its neighbours, and some from before the slots begin."""
    chance = random.Random(7)  # noqa: S311
    dates = [NOON] * 60
    dates += [NOON + timedelta(seconds=n) for n in range(-90, 90, 3)]
    dates += [NOON + timedelta(microseconds=n) for n in range(20)]
    dates += [datetime(1970 + n, 1, 1, tzinfo=UTC) for n in range(40)]
    chance.shuffle(dates)
    for at in range(0, len(dates), 20):
        shelf.put(*(article("Frost", "ice", published=date) for date in dates[at : at + 20]))
    with shelf.engine.begin() as connection:
        assert disorder(connection) > 10
    return shelf


def in_order(shelf: Any, *, since: datetime | None = None, until: datetime | None = None) -> Any:
    found = [
        (article.published, id)
        for id, article in shelf.held.items()
        if (not since or article.published >= since) and (not until or article.published < until)
    ]
    return [id for _, id in sorted(found)]


@pytest.mark.parametrize("query", ["frost", ""])
def test_what_came_in_no_order_is_sorted_by_its_exact_date(crowd: Any, query: str) -> None:
    oldest_first = in_order(crowd)
    for count in (1, 7, 40, 100, 1_000):
        assert crowd.ids(query, sort="oldest", limit=count) == oldest_first[:count]
        assert crowd.ids(query, sort="newest", limit=count) == oldest_first[::-1][:count]
    assert crowd.ids(query, sort="oldest", limit=9, offset=31) == oldest_first[31:40]


@pytest.mark.parametrize("query", ["frost", "-thaw"])
def test_dates_bound_to_the_microsecond(crowd: Any, query: str) -> None:
    edges = [NOON + n * SLOT / 2 for n in range(-6, 7)]
    edges += [NOON + timedelta(microseconds=n) for n in (-1, 0, 1, 5)]
    edges.append(datetime(1980, 1, 1, tzinfo=UTC))
    for edge in edges:
        for dates in ({"since": edge}, {"until": edge}, {"since": edge, "until": edge + SLOT}):
            wanted = in_order(crowd, **dates)
            results = crowd.search(query, Filters(**dates), sort="oldest", limit=500)
            assert [hit.article.id for hit in results.hits] == wanted
            assert results.total == len(wanted)


def test_the_copies_that_are_left_out_are_counted(shelf: Any, article: Any) -> None:
    shelf.put(
        article("Frost"),
        article("Thaw"),
        *(article("Frost", source="wire", duplicate_of=1) for _ in range(3)),
    )
    (hit,) = shelf.search("frost").hits
    assert (hit.article.id, hit.others) == (1, 3)
    assert [hit.others for hit in shelf.search("thaw").hits] == [0]
    every = shelf.search("frost", Filters(with_duplicates=True)).hits
    assert [hit.others for hit in every] == [0] * 4


@pytest.fixture
def many(in_sqlite: Any, article: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Thirty articles on frost in two languages, the older the better, of which ten may be ranked."""
    monkeypatch.setattr(sqlite, "RANKED", 10)
    shelf = Shelf(in_sqlite)
    shelf.put(
        *(
            article(
                "Frost",
                "frost " * (30 - n) + "snow " * 30,
                published=NOON + timedelta(days=n),
                language=("en", "de")[n % 2],
            )
            for n in range(30)
        )
    )
    return shelf


def test_of_very_many_the_newest_are_ranked_and_that_is_said(many: Any) -> None:
    results = many.search("frost", limit=5)
    assert [hit.article.id for hit in results.hits] == [21, 22, 23, 24, 25]
    assert (results.total, results.ranked) == (30, 10)
    assert many.search("frost", Filters(since=NOON + timedelta(days=20)), limit=5).ranked is None
    assert many.search("frost", sort="newest").ranked is None


def test_all_are_ranked_when_all_are_asked_for(many: Any) -> None:
    results = many.search("frost", limit=30)
    assert ([hit.article.id for hit in results.hits], results.ranked) == ([*range(1, 31)], None)


def test_what_is_too_broad_to_be_ranked_is_there_all_the_same(
    many: Any, article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many.put(article("Storm", "frosty", published=NOON - timedelta(days=9)))
    monkeypatch.setattr(sqlite, "RANKED", 1_000)
    monkeypatch.setattr(sqlite, "_PAGES_RANKED", 0)
    results = many.search("fros*", limit=40)
    assert [hit.article.id for hit in results.hits] == [*range(30, 0, -1), 31]
    assert (results.total, results.ranked) == (31, 0)
    assert {hit.score for hit in results.hits} == {0.0}
    results = many.search("storm OR fros*", limit=40)
    assert [hit.article.id for hit in results.hits] == [31, *range(30, 0, -1)]
    assert many.ids("storm fros*") == [31]
    assert many.ids("fros* (storm OR sno*)", limit=3) == [31, 30, 29]


def test_a_phrase_of_words_that_stand_everywhere_gives_the_newest_first(
    many: Any, article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "RANKED", 1_000)
    assert many.search('"frost snow"', limit=40).ranked is None
    text = " ".join("here and there" for _ in range(3_000))
    many.put(*(article(text=f"{text} {n}") for n in range(60)), article(text="here and zero"))
    monkeypatch.setattr(sqlite, "_PAGES_RANKED", 20)
    results = many.search('"and there"', limit=80)
    assert (results.total, results.ranked) == (60, 0)
    assert many.search('"and zero"', limit=80).ranked is None


def test_a_prefix_of_too_much_of_a_large_archive_is_refused_in_a_line(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PAGES_READ", 0)
    for query in ("f*", "snow -f*", "title:(snow OR f*)"):
        with pytest.raises(QueryError, match="type more letters"):
            many.search(query)


def test_the_pages_of_a_prefix_are_those_of_its_words(many: Any, article: Any) -> None:
    many.put(*(article(text=" ".join(f"x{m}y{n}" for m in range(400))) for n in range(40)))
    with many.engine.begin() as connection:
        counts = [pages(connection, [term]) for term in ("en", "enx", "enx1", "enx11", "enz")]
        assert pages(connection, ["enx", "enx"]) == counts[1]
    assert counts == sorted(counts, reverse=True)
    assert counts[1] > 3 * counts[2]
    assert counts[-1] < 9


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("frost", ["frost"]),
        ("frost -snow", ["frost"]),
        ("frost -a*", ["frost"]),
        ("frost a*", ["frost"]),
        ("frost OR a*", ["frost"]),
        ("frost (ice OR a*)", ["frost"]),
        ("title:(frost a*)", ["frost"]),
        ("(ice OR a*) (snow OR b*)", ["ice", "snow"]),
        ("-frost", []),
        ("a* b*", []),
    ],
)
def test_what_is_ranked_by_finds_all_that_was_asked_for(query: str, words: list[str]) -> None:
    node = parse(query)
    assert node is not None
    left = rankable(node, lambda leaf: type(leaf).__name__ == "Prefix")
    assert "Prefix" not in repr(left)
    assert ("Not" in repr(left)) == (query == "frost -snow")
    found = [getattr(leaf, "node", leaf).text for leaf in leaves(left)] if left else []
    assert found == words


def test_a_reader_finds_what_is_written_in_a_language_that_it_did_not_know(
    tmp_path: Path, article: Any
) -> None:
    path = tmp_path / "kliping.db"
    with (
        Archive.open(path, create=True) as writer,
        Archive.open(path, read_only=True) as reader,
    ):
        for n, language in enumerate(("en", "de", "id")):
            found = article(
                "Frost", f"Frost {n}", language=language, url=f"https://news.example/{n}"
            )
            writer.save([Extracted(article=found)])
            assert reader.search("frost").total == n + 1
            assert reader.search("frost").total == n + 1
