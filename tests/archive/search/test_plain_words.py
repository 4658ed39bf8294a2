"""What is found and ranked from the index's own pages is what FTS5 finds and ranks, to the last bit."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError

from archive.model import Article, Filters
from archive.search import plain_words, postings, sqlite
from tests.archive.search.conftest import Shelf

pytestmark = pytest.mark.skipif(not postings.COMPILED, reason="no C compiler was there")

WORDS = "frost snow ferry port storm harbour council budget river bridge".split()
_SET = "INSERT INTO articles_fts(articles_fts, rank) VALUES (?, ?)"
QUERIES = (
    "frost",
    "frost snow",
    "frost snow ferry",
    "frost frost ferry",
    "frosts -snow",
    "frost -(snow OR ferry) port",
    "frost OR snow",
    "(frost OR snow) ferry",
    "frost (snow OR snow)",
    "title:frost",
    "title:frost snow",
    "title:frost -title:snow",
    "author:ferry",
    "author:ferry OR title:port",
    "frost nowhere",
    "frost OR nowhere",
    "all frost",
    "monster",
    "monster frost",
    "ärger frost",
)


def _shelf(engine: Any, page: int, chance: random.Random) -> Shelf:
    """Articles in a few languages that came in no order, in many small segments; some were changed or taken out."""
    shelf = Shelf(engine)
    with engine.begin() as connection:
        for name, value in (("pgsz", page), ("automerge", 4), ("usermerge", 2)):
            connection.exec_driver_sql(_SET, (name, value))
    for _ in range(10):
        shelf.put(*(_article(chance) for _ in range(chance.randint(1, 20))))
        out = [id for id in shelf.held if chance.random() < 0.03]
        shelf.take_out(*out)
        with engine.begin() as connection:
            for id in out:
                if chance.random() < 0.8:
                    shelf.held[id] = _article(chance)
                    held = [(shelf.places[id], shelf.held[id])]
                    shelf.index.index_many(connection, held)
            if chance.random() < 0.3:
                connection.exec_driver_sql(_SET, ("merge", chance.choice((-3, 1, 5))))
    return shelf


def _article(chance: random.Random) -> Article:
    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, weights=range(1, 11), k=chance.randint(least, most)))

    text = some(1, 60) + chance.choice(("", " Ärger", " monster" * 300, " x" * 300 + " frost"))
    return Article(
        url="https://news.example/a",
        source=chance.choice(("example", "other")),
        title=some(1, 5),
        text="All of it: " + text,
        authors=(some(1, 2),),
        language=chance.choice(("en", "en", "de", "id", None)),
        published=datetime(1989, 11, 1, tzinfo=UTC) + timedelta(hours=chance.randint(0, 3_000)),
        fetched=datetime(2026, 1, 1, tzinfo=UTC),
        duplicate_of=chance.choice((None, None, None, None, 1)),
    )


@pytest.mark.parametrize("page", [40, 100, 1_000])
def test_the_same_is_found_and_ranked(
    in_sqlite: Any, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    shelf = _shelf(in_sqlite, page, random.Random(page))  # noqa: S311
    since = datetime(1989, 12, 1, tzinfo=UTC)
    asked = [
        (query, filters, options)
        for query in QUERIES
        for filters in (
            Filters(),
            Filters(source="other", since=since, until=since + timedelta(days=40)),
            Filters(language="de"),
            Filters(with_duplicates=True, min_words=0, author="fer"),
        )
        for options in ({"limit": 500}, {"limit": 3, "offset": 4})
    ]
    read: list[object] = []
    reading = sqlite.plain_words

    def seen(*arguments: Any) -> Any:
        read.append(reading(*arguments))
        return read[-1]

    monkeypatch.setattr(sqlite, "plain_words", seen)
    found = [shelf.search(query, filters, **options) for query, filters, options in asked]
    assert None not in read
    assert len(read) == len(asked)
    monkeypatch.setattr(plain_words, "COMPILED", False)
    for (query, filters, options), results in zip(asked, found, strict=True):
        assert results == shelf.search(query, filters, **options), (query, filters, options)
    assert sum(bool(results.hits) for results in found) > len(found) // 2


def test_of_very_many_the_newest_are_ranked(
    in_sqlite: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = _shelf(in_sqlite, 1_000, random.Random(1))  # noqa: S311
    monkeypatch.setattr(sqlite, "RANKED", 20)
    monkeypatch.setattr(sqlite, "COUNTED", 30)
    found = [shelf.search(query, limit=10) for query in QUERIES]
    assert {results.ranked for results in found} == {20, None}
    monkeypatch.setattr(plain_words, "COMPILED", False)
    assert found == [shelf.search(query, limit=10) for query in QUERIES]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles_fts_config SET v = 5 WHERE k = 'version'",
        "UPDATE articles_fts_config SET v = 'bm25(1.0)' WHERE k = 'rank'",
        "UPDATE articles_fts_data SET block = X'00000000FF000001' WHERE id = 10",
        "UPDATE articles_fts_data SET block = X'000000000181' WHERE id = 10",
        "UPDATE articles_fts_data SET block = X'0004FFFF' WHERE id > 10",
        "UPDATE articles_fts_data SET block = X'' WHERE id > 10",
        "DELETE FROM articles_fts_data WHERE id = 1",
    ],
)
def test_what_cannot_be_read_is_left_to_fts5(in_sqlite: Any, article: Any, change: str) -> None:
    shelf = Shelf(in_sqlite)
    shelf.put(article("Frost"))
    with in_sqlite.begin() as connection:
        asked = sqlite._asked(connection, "frost", Filters())
        assert sqlite._plain_words(connection, asked) is not None
        connection.exec_driver_sql(change)
        assert sqlite._plain_words(connection, asked) is None


def test_where_a_length_is_missing_fts5_says_that_it_is_damaged(
    in_sqlite: Any, article: Any
) -> None:
    shelf = Shelf(in_sqlite)
    shelf.put(article("Frost"))
    with in_sqlite.begin() as connection:
        connection.exec_driver_sql("DELETE FROM articles_fts_docsize")
    with pytest.raises(DatabaseError, match="malformed"):
        shelf.search("frost")


@pytest.fixture(scope="module")
def pages() -> list[list[bytes]]:
    """Segments as FTS5 writes them."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(a, b, c, d, content='')")
    chance = random.Random(3)  # noqa: S311
    found = []
    for size in (40, 300):
        connection.execute("INSERT INTO f(f) VALUES ('delete-all')")
        connection.execute("INSERT INTO f(f, rank) VALUES ('pgsz', ?)", (size,))
        rows = [
            (n, *(" ".join(chance.choices(WORDS, k=chance.randint(0, 9))) for _ in range(4)))
            for n in range(-40, 40)
        ]
        connection.executemany("INSERT INTO f(rowid, a, b, c, d) VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
        data = "SELECT block FROM f_data WHERE id > 1000 ORDER BY id"
        found.append([block for (block,) in connection.execute(data)])
    connection.close()
    return found


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_page_gives_an_error_or_an_answer(pages: list[list[bytes]], data: Any) -> None:
    from archive.search._postings import Bounds, Doclist, matching, score  # noqa: PLC0415

    blocks = [bytearray(block) for block in data.draw(st.sampled_from(pages))]
    for _ in range(data.draw(st.integers(0, 6))):
        block = blocks[data.draw(st.integers(0, min(6, len(blocks) - 1)))]
        if block:
            block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.integers(0, 255))
        if data.draw(st.integers(0, 9)) == 0:
            del block[data.draw(st.integers(0, len(block))) :]
    doclist = Doclist(b"0" + data.draw(st.sampled_from(WORDS)).encode(), (6.0, 1.0, 3.0, -1.0))
    try:
        for at, block in enumerate(blocks):
            if doclist.begin(bytes(block)):
                for following in blocks[at + 1 :]:
                    if not doclist.go_on(bytes(following)):
                        break
        doclist.close()
    except ValueError:
        return
    places = matching(((doclist,),), (), -(2**63), 2**63 - 1)
    assert len(places) == 8 * len(doclist)
    bounds = list(Bounds(places, ((doclist, 2.0),), 10.0))
    assert bounds == sorted(bounds, reverse=True)
    for most, place in bounds:
        assert 0 <= score(place, 10**9, ((doclist, 2.0),), 10.0) <= most


def test_the_parts_refuse_what_they_cannot_work_on() -> None:
    from archive.search._postings import Bounds, Doclist, matching  # noqa: PLC0415

    doclist = Doclist(b"0frost", (1.0, 1.0, 1.0, 1.0))
    with pytest.raises(TypeError):
        matching(((doclist,),), (), 0, 1)
    with pytest.raises(ValueError, match="nothing was begun"):
        doclist.go_on(b"")
    doclist.close()
    with pytest.raises(ValueError, match="nothing is asked for"):
        matching((), (), 0, 1)
    with pytest.raises(ValueError, match="closed"):
        doclist.begin(b"")
    with pytest.raises(TypeError):
        Bounds(b"", (doclist,), 1.0)  # type: ignore[arg-type]
    assert matching(((doclist,),), (doclist,), 0, 1) == b""
