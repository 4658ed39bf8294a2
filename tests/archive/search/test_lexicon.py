"""What a connection knows of words changes nothing in the terms, and is forgotten with what was rolled back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import lexicon as module
from archive.search import vocabulary
from archive.search.lexicon import Lexicon
from archive.search.terms import TAGS, analyser

TEXTS = (
    "He said: \"U.S. ferries, (two) sail.\" — 1,000 of them… don't, the captain's. Co-operation, _x_y_.\n\nEnd.",
    "Президент сказал: «Ёлка», в 2026-м году. Й",
    "قال الرئيس، إن الحكومة. والمدرسة",
    "日本の選挙, 東京. 技術（AI） ｶﾞﾗｽ",
    "Straße, naïve. ŁÓDŹ’s İstanbul\u00a0x\u200by\u2003z",
    ". , .. ,, 's 's, a's. ½ ² x² ",
)


@pytest.mark.parametrize("tag", ["en", "ru", "ar", "xx", "de", "es"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_terms_are_those_of_the_analyser(tag: str, text: str) -> None:
    known = Lexicon()
    for _ in range(2):
        assert known.terms(tag, text).split() == analyser(tag).index_terms(text).split()


@given(st.sampled_from(TAGS), st.lists(st.text(max_size=40), max_size=3))
def test_they_are_for_any_text(tag: str, texts: list[str]) -> None:
    known = Lexicon()
    for text in texts:
        assert known.terms(tag, text).split() == analyser(tag).index_terms(text).split()


def test_words_not_met_lately_are_analysed_again(
    monkeypatch: pytest.MonkeyPatch, shelf: Any, article: Any
) -> None:
    monkeypatch.setattr(module, "_ROOM", 5)
    for number in range(8):
        shelf.put(article(f"Elections of harbours {number}", "Captains sailed ferries."))
    assert len(shelf.ids("election harbour captain ferry", limit=20)) == 8
    assert len(shelf.ids("electi* ferr*", limit=20)) == 8


def test_what_was_rolled_back_is_written_again(shelf: Any, article: Any) -> None:
    with shelf.engine.connect() as connection:
        known = module.lexicon_of(connection)
        known.terms("en", "Zebras elections")
        known.store(connection)
        connection.rollback()
    shelf.put(article("Elections", "zebras"))
    assert shelf.ids("electi*") == [1]
    with shelf.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT form FROM search_words ORDER BY form")
        assert rows.scalars().all() == ["elections", "zebras"]


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_words_are_found_in_every_run_and_after_they_were_merged(
    monkeypatch: pytest.MonkeyPatch, shelf: Any, article: Any
) -> None:
    monkeypatch.setattr(vocabulary, "_RUN", 1)
    words = [f"wört{one}{other}eren" for one in "bdfgkl" for other in "bdfgkl"]
    runs = set()
    for number, word in enumerate(words * 2):
        shelf.put(article(f"{number}", f"{word} wört{number}eren wört{word}eren", language="de"))
        with shelf.engine.begin() as connection:
            tags = connection.exec_driver_sql("SELECT DISTINCT tag FROM search_words")
            runs.add(len([tag for tag in tags.scalars() if tag != "de"]))
    assert (min(runs), max(runs)) == (1, 32)
    for word in words:
        assert len(shelf.ids(word.replace("ö", "o"), limit=200)) == 2
    assert len(shelf.ids("worteren*", limit=200)) == 0
    assert len(shelf.ids("wortbb*", limit=200)) == 2
    with shelf.engine.begin() as connection:
        vocabulary.merge(connection)
        rows = connection.exec_driver_sql("SELECT tag, form FROM search_words").all()
    assert {row.tag for row in rows} == {"de"}
    assert len({row.form for row in rows}) == len(rows) == 2 * len(words)
    assert len(shelf.ids("wortbb*", limit=200)) == 2


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_each_language_is_merged_with_its_own_words(
    monkeypatch: pytest.MonkeyPatch, shelf: Any
) -> None:
    monkeypatch.setattr(vocabulary, "_RUN", 1)
    ferries = ["ferries", "ferri"]
    with shelf.engine.begin() as connection:
        vocabulary.Runs().add(connection, {"en": [*ferries, "zebras", "zebra"]})
        vocabulary.merge(connection)
        runs = vocabulary.Runs()
        runs.add(connection, {"en": [*ferries, "elections", "elect"], "de": ["zebras", "zebra"]})
        runs.add(connection, {"de": ["fahren", "fahr"], "en": ferries})
        before = connection.exec_driver_sql("SELECT tag, form, term FROM search_words").all()
        vocabulary.merge(connection)
        after = connection.exec_driver_sql("SELECT tag, form, term FROM search_words").all()
        vocabulary.merge(connection)
        again = connection.exec_driver_sql("SELECT tag, form, term FROM search_words").all()
    assert {tag[:2].isdigit() for tag, _, _ in before} == {True, False}
    assert set(after) == {(tag.lstrip("0123456789"), form, term) for tag, form, term in before}
    assert len(after) == len(set(after)) < len(before)
    assert {tag for tag, _, _ in after} == {"de", "en"}
    assert again == after
