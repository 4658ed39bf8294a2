"""An index that another analysis made is made anew before anything is written to it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.model import Article, Extracted
from archive.search.terms import ANALYSIS
from archive.store import Archive

OLD = "0, another stemmer"


@pytest.fixture
def outdated(tmp_path: Path) -> Path:
    """An archive of three articles whose index holds what another analysis would have put there."""
    path = tmp_path / "kliping.db"
    with Archive.open(path, create=True) as archive:
        archive.save([extracted(number) for number in (1, 2, 3)])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    row = "INSERT INTO articles_fts(rowid, title, body, facet) VALUES (?, 'enferri', 'enold', '0 1en')"
    connection.executemany(row, [(1,), (2,), (3,)])
    connection.execute("DELETE FROM search_words")
    connection.execute("UPDATE search_analysis SET version = ?", (OLD,))
    connection.close()
    return path


def extracted(number: int, text: str = "It carried passengers.", day: int = 1) -> Extracted:
    return Extracted(
        article=Article(
            url=f"https://harbour.example/{number}",
            source="harbour",
            title=f"Ferry {number}",
            text=text,
            fetched=datetime(2026, 11, day, tzinfo=UTC),
            language="en",
        )
    )


def stored_version(path: Path) -> list[Any]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT version FROM search_analysis").fetchall()
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    connection.close()
    return found


def test_opening_for_writing_makes_the_index_anew_and_says_so(
    outdated: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), Archive.open(outdated) as archive:
        (said,) = [record.getMessage() for record in caplog.records]
        assert "is made anew" in said
        assert "3 articles" in said
        assert archive.search("old").total == 0
        assert archive.search("carry passenger").total == 3
        assert archive.search("carri*").total == 3
    assert stored_version(outdated) == [(ANALYSIS,)]


def test_a_changed_article_leaves_nothing_of_its_old_words(outdated: Path) -> None:
    with Archive.open(outdated) as archive:
        (saved,) = archive.save([extracted(2, "It sank.", day=2)])
        assert saved.outcome == "changed"
        assert [hit.article.id for hit in archive.search("sank").hits] == [2]
        assert archive.search("passengers").total == 2
    assert stored_version(outdated) == [(ANALYSIS,)]


def test_an_archive_that_another_version_wrote_to_meanwhile_is_put_right_by_the_next_write(
    outdated: Path,
) -> None:
    with Archive.open(outdated) as archive:
        connection = sqlite3.connect(outdated)
        with connection:
            connection.execute("UPDATE search_analysis SET version = ?", (OLD,))
        connection.close()
        archive.save([extracted(4)])
        assert archive.search("passengers").total == 4
    assert stored_version(outdated) == [(ANALYSIS,)]


def test_reading_leaves_it_and_says_what_to_do(
    outdated: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Archive.open(outdated, read_only=True) as archive:
        assert archive.count() == 3
        assert not caplog.records
        archive.search("ferry")
    assert "kliping db upgrade" in caplog.text
    assert stored_version(outdated) == [(OLD,)]


def test_a_new_archive_has_nothing_to_make_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Archive.open(tmp_path / "kliping.db", create=True) as archive:
        assert archive.search("ferry").total == 0
        archive.save([extracted(1)])
    with Archive.open(tmp_path / "kliping.db") as archive:
        assert archive.search("ferry").total == 1
    assert not caplog.records
    assert stored_version(tmp_path / "kliping.db") == [(ANALYSIS,)]


@pytest.fixture
def killed_in_between(run: Callable[..., str], outdated: Path) -> Path:
    """The process ended while it made the index anew."""
    code = """
        import os, sys
        from archive.search import sqlite as index
        from archive.store import Archive
        put = index.index_many
        def die(connection, items):
            put(connection, items)
            os._exit(0)
        index.index_many = die
        Archive.open(sys.argv[1])
    """
    run(code, outdated)
    return outdated


def test_a_kill_in_between_leaves_the_old_index(killed_in_between: Path) -> None:
    assert stored_version(killed_in_between) == [(OLD,)]
    with Archive.open(killed_in_between) as archive:
        assert archive.search("passengers").total == 3
