"""Inflected words are found in whichever run they lie, and each once after runs were merged."""

from __future__ import annotations

import sqlite3
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import word_runs
from archive.search.word_runs import _SIZES, WORDS_DDL, put, stems, stems_of_words_with

LETTERS = st.text("abß¹é\u0436\u5b57\U0001f600", max_size=4)
BATCHES = st.lists(st.dictionaries(LETTERS, st.sets(LETTERS, min_size=1, max_size=9)), max_size=40)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    yield (made := made_anew())
    made.close()


def made_anew() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(WORDS_DDL)
    return connection


def flat(words: dict[str, set[str]]) -> list[str]:
    return [text for form, found in words.items() for stem in found for text in (form, stem)]


def lines(connection: sqlite3.Connection, tag: str) -> list[list[str]]:
    """What lies in each run of a tag."""
    runs: dict[int, bytes] = {}
    rows = "SELECT run, words FROM search_words WHERE tag = ? ORDER BY run, first"
    for run, words in connection.execute(rows, (tag,)):
        runs[run] = runs.get(run, b"") + words
    return [words.decode()[1:].split("\n") for words in runs.values()]


@given(BATCHES, LETTERS)
def test_what_was_put_is_what_is_found(batches: list[dict[str, set[str]]], begun: str) -> None:
    connection = made_anew()
    every: dict[str, set[str]] = {}
    for words in batches:
        put(connection, "de", flat(words))
        put(connection, "en", ["other", "oth"])
        for form, found in words.items():
            every.setdefault(form, set()).update(found)
    for form, found in every.items():
        assert stems(connection, "de", form) == found
        assert stems(connection, "de", form + "x") == every.get(form + "x", set())
    wanted = {
        stem
        for form, found in every.items()
        for stem in found
        if form.startswith(begun) and not stem.startswith(begun)
    }
    if begun:
        assert stems_of_words_with(connection, "de", begun) == wanted
    connection.close()


@given(BATCHES)
def test_each_run_is_in_order_and_there_are_few(batches: list[dict[str, set[str]]]) -> None:
    connection = made_anew()
    for words in batches:
        put(connection, "de", flat(words))
    found = lines(connection, "de")
    assert found == [sorted(set(run)) for run in found]
    of_a_size = Counter(bisect(_SIZES, len(run)) for run in found)
    assert all(count < 8 for count in of_a_size.values())
    connection.close()


def numbered(start: int, count: int) -> list[str]:
    return [text for at in range(start, start + count) for text in (f"w{at:06}s", f"w{at:06}")]


def sizes(connection: sqlite3.Connection) -> list[int]:
    return [len(run) for run in lines(connection, "en")]


def test_runs_grow_by_the_eighth(connection: sqlite3.Connection) -> None:
    for batch in range(8 * 8 - 1):
        put(connection, "en", numbered(300 * batch, 300))
    assert sizes(connection) == [300] * 7 + [2400] * 7
    put(connection, "en", numbered(300 * 63, 300))
    assert sizes(connection) == [300 * 64]
    put(connection, "en", numbered(0, 10))
    assert sizes(connection) == [10, 300 * 64]
    assert stems(connection, "en", "w000300s") == {"w000300"}
    assert stems(connection, "en", "w000009s") == {"w000009"}
    assert stems(connection, "en", "w019200s") == set()
    assert len(stems_of_words_with(connection, "en", "w0103")) == 0
    assert len(stems_of_words_with(connection, "en", "w000000s")) == 1


def test_the_largest_are_left_alone(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_runs, "_SIZES", (10, 100))
    for batch in range(20):
        put(connection, "en", numbered(100 * batch, 100))
    assert sizes(connection) == [100] * 20
    assert all(stems(connection, "en", f"w{at:06}s") for at in range(2000))


def test_met_again_a_word_is_kept_once_at_last(connection: sqlite3.Connection) -> None:
    for _ in range(8):
        put(connection, "en", ["ferries", "ferri", "zebras", "zebra"])
        assert stems(connection, "en", "ferries") == {"ferri"}
    assert lines(connection, "en") == [["ferries ferri", "zebras zebra"]]


def test_the_stems_of_a_form_are_all_found_however_many(connection: sqlite3.Connection) -> None:
    many = {f"stem{number}" for number in range(200)}
    put(connection, "en", flat({"a": {"b"}, "form": many, "z": {"y"}}))
    assert stems(connection, "en", "form") == many
    assert stems(connection, "en", "z") == {"y"}
    assert stems_of_words_with(connection, "en", "f") == many
    assert stems_of_words_with(connection, "en", "z") == {"y"}


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_searches_find_the_words_of_every_batch(
    monkeypatch: pytest.MonkeyPatch, shelf: Any, article: Any
) -> None:
    monkeypatch.setattr(word_runs, "_SIZES", (5, 40))
    words = [f"w\u00f6rt{one}{other}eren" for one in "bdfgkl" for other in "bdfgkl"]
    for number, word in enumerate(words * 2):
        shelf.put(article(f"{number}", f"{word} w\u00f6rt{number}eren", language="de"))
    for word in words:
        assert len(shelf.ids(word.replace("\u00f6", "o"), limit=200)) == 2
    assert len(shelf.ids("worteren*", limit=200)) == 0
    assert len(shelf.ids("wortbb*", limit=200)) == 2


def test_a_writer_that_was_killed_while_runs_were_merged_has_changed_nothing(
    path: Path, run: Callable[..., str]
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(WORDS_DDL)
    for batch in range(7):
        put(connection, "en", numbered(300 * batch, 300))
    code = """
        import os, sqlite3, sys
        from archive.search import word_runs
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        word_runs.put(connection, "en", [f"x{at % 2 and 'y'}{at // 2}" for at in range(600)])
        print(connection.execute("SELECT count(DISTINCT run) FROM search_words").fetchone()[0], flush=True)
        os._exit(0)
    """
    assert run(code, path) == "1"
    assert sizes(connection) == [300] * 7
    put(connection, "en", numbered(2100, 300))
    assert sizes(connection) == [2400]
    connection.close()
