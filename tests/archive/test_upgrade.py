"""Archives that an older version made: those of schema 0001, as it wrote them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from archive.errors import ArchiveTooOld
from archive.migrations import configuration
from archive.model import Article, Extracted, Filters
from archive.opening import open_database
from archive.places import slot
from archive.schema import SCHEMA_VERSION
from archive.search.vocabulary import Words, add
from archive.store import Archive
from tests.archive.newsdesk import OTHER, WIRE

START = datetime(2026, 3, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND


def published(number: int) -> datetime | None:
    """Backwards in time; every third has the date of the start, every seventh none."""
    if number % 7 == 0:
        return None
    return START if number % 3 == 0 else START - timedelta(hours=number)


def make_old(path: Path, count: int) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
    engine.dispose()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    for number in range(1, count + 1):
        date = published(number)
        known = {
            "id": number,
            "url": f"https://harbour.example/{number}",
            "source": "harbour",
            "title": f"Ferry{number} sails",
            "authors": '["Zoë Ånd"]',
            "authors_folded": "zoe and",
            "tags": "[]",
            "published": date and microseconds(date),
            "published_offset": 60 if date else None,
            "first_seen": microseconds(START),
            "fetched": microseconds(START),
            "sort_date": microseconds(date or START),
            "language": "en",
            "words": 3,
            "kind": "article",
            "method": "blocks",
            "rules": "1",
            "revision": 2,
            "content_hash": b"old",
            "captions": "[]",
            "text": f"Captains of {number} sailed.",
        }
        names, marks = ", ".join(known), ", ".join("?" * len(known))
        row = f"INSERT INTO articles ({names}) VALUES ({marks})"  # noqa: S608 (names of ours)
        connection.execute(row, tuple(known.values()))
        connection.execute(
            "INSERT INTO addresses VALUES (?, ?)", (f"harbour.example/{number}", number)
        )
        row = "INSERT INTO articles_fts(rowid, title, body, author, facet) VALUES (?, 'x', 'y', 'z', '0 1en')"
        connection.execute(row, (number,))
    connection.execute("INSERT INTO search_analysis VALUES ('of long ago')")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


@pytest.fixture
def old(path: Path) -> Path:
    make_old(path, 50)
    return path


def test_articles_get_places_in_the_order_of_their_dates(old: Path) -> None:
    Archive.open(old).close()
    connection = sqlite3.connect(old)
    rows = connection.execute("SELECT id, sort_date, place FROM articles ORDER BY place").fetchall()
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert len({row[2] for row in rows}) == 50
    past = [place - slot(published(id) or START) for id, _, place in rows]
    assert min(past) == 0
    assert connection.execute("SELECT slots FROM disorder").fetchall() == [(max(past),)]
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
        (SCHEMA_VERSION,)
    ]
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_what_was_stored_is_found_and_goes_on(
    old: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    with Archive.open(old) as archive:
        assert archive.count() == 50
        stored = archive.get(8)
        assert stored is not None
        assert (stored.title, stored.published) == ("Ferry8 sails", published(8))
        assert archive.find("http://www.harbour.example/8?utm_source=x") == stored
        assert [hit.article.id for hit in archive.search("title:ferry8 captain sail").hits] == [8]
        newest = archive.search("captain", sort="oldest", limit=3).hits
        assert [hit.article.id for hit in newest] == [50, 47, 46]
        within = Filters(since=START - timedelta(hours=2), until=START)
        assert {a.id for a in archive.articles(within)} == {1, 2}
        (saved,) = archive.save([extract(article(8, url=stored.url, title="Ferry8 sinks"))])
        assert (saved.id, saved.outcome, saved.revision) == (8, "changed", 3)
        assert archive.search("title:ferry8 sails").total == 0
        assert [hit.article.id for hit in archive.search("title:ferry8 sinks").hits] == [8]
    connection = sqlite3.connect(old)
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    connection.close()


def test_copies_among_what_was_stored_are_known_from_now_on(
    old: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    connection = sqlite3.connect(old)
    with connection:
        for id, source in ((10, "harbour"), (20, "quay"), (30, "harbour")):
            connection.execute(
                "UPDATE articles SET source = ?, title = ?, text = ? WHERE id = ?",
                (source, "Sea wall" if id < 30 else "Library", WIRE if id < 30 else OTHER, id),
            )
    with Archive.open(old) as archive:
        first, copy, other = (archive.get(id) for id in (10, 20, 30))
        assert first is not None
        assert copy is not None
        assert other is not None
        assert (copy.duplicate_of, copy.story, copy.text) == (10, 10, WIRE)
        assert (first.duplicate_of, first.story, other.story) == (None, 10, None)
        assert [hit.article.id for hit in archive.search("Stannock").hits] == [10]
        (saved,) = archive.save([extract(article(90, source="mole", title="Wall", text=WIRE))])
        assert saved.id is not None
        again = archive.get(saved.id)
        assert again is not None
        assert again.duplicate_of == 10
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    connection.close()


def test_an_upgrade_that_is_killed_leaves_the_old_archive(
    old: Path, run: Callable[..., str]
) -> None:
    code = """
        import os, sys
        from archive.search import sqlite as index
        from archive.store import Archive
        index.index_many = lambda connection, items: os._exit(0)
        Archive.open(sys.argv[1])
    """
    run(code, old)
    connection = sqlite3.connect(old)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    connection.close()
    with Archive.open(old) as archive:
        assert archive.search("captain").total == 50


def test_a_big_one_is_upgraded_only_when_asked(path: Path) -> None:
    make_old(path, 1001)
    with pytest.raises(ArchiveTooOld, match="1001 articles up to date: run"):
        Archive.open(path)
    with Archive.open(path, upgrade=True) as archive:
        assert archive.search("captain").total == 1001
    with Archive.open(path, read_only=True) as archive:
        assert archive.count() == 1001


@pytest.mark.parametrize("version", ["0002", "0003", "0004"])
def test_what_takes_no_time_is_upgraded_on_opening(path: Path, version: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), version)
    engine.dispose()
    connection = sqlite3.connect(path)
    row = (
        "INSERT INTO articles (id, place, url, source, title, authors, authors_folded, tags, first_seen, fetched,"
        " sort_date, words, kind, method, rules, revision, content_hash, captions, text)"
        " VALUES (?, ?, 'https://harbour.example/', 'harbour', 'Ferry', '[]', '', '[]', 0, 0, 0, 1, 'article', '', '', 1,"
        " x'', '[]', 'Ferry')"
    )
    with connection:
        connection.executemany(row, [(number, number) for number in range(1, 1002)])
    connection.close()
    with Archive.open(path) as archive:
        assert archive.count() == 1001
    with Archive.open(path, read_only=True) as archive:
        assert archive.frontier.polls("harbour") == []


@pytest.mark.parametrize("version", ["0002", "0004"])
def test_inflected_words_are_found_as_before(path: Path, version: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), version)
    engine.dispose()
    many = [("en", f"w{number:04}s", f"w{number:04}") for number in range(300)]
    one = [("de", "form", f"stem{number:03}") for number in range(100)]
    # Those of the last articles, in runs: two digits before the tag.
    runs = [(f"{run:02}en", f"ferries{run}", "ferri") for run in range(1, 12)]
    twice = [("01en", "w0001s", "w0001"), ("02de", "form", "other")]
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT INTO search_words VALUES (?, ?, ?)", [*many, *one, *runs, *twice]
        )
    connection.close()
    Archive.open(path).close()
    database = open_database(path, create=False, read_only=False)
    for _ in range(2):
        with database.writing() as writing:
            words = Words(writing)
            assert all(list(words.stems(tag, form)) == [stem] for tag, form, stem in many)
            assert list(words.stems("de", "form")) == ["other", *(stem for _, _, stem in one)]
            assert all(list(words.stems("en", form)) == ["ferri"] for _, form, _ in runs)
            assert list(words.stems_of_words_with("en", "ferrie")) == ["ferri"]
            add(writing, {"en": ["zebras", "zebra"]})  # into a run of their own
    with database.reading() as reading:
        assert list(Words(reading).stems("en", "zebras")) == ["zebra"]
    database.close()
