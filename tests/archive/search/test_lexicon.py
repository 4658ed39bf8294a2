"""What a connection knows of words changes nothing in the terms, and is forgotten with what was rolled back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import lexicon as module
from archive.search.lexicon import Lexicon
from archive.search.terms import TAGS, analyser
from archive.search.vocabulary import Words

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
    with shelf.engine.connect() as connection, connection.begin() as transaction:
        known = module.lexicon_of(connection)
        known.terms("en", "Zebras elections")
        known.store(connection)
        transaction.rollback()
    shelf.put(article("Elections", "zebras"))
    assert shelf.ids("electi*") == [1]
    with shelf.engine.begin() as connection:
        words = Words(connection)
        assert [list(words.stems("en", form)) for form in ("elections", "zebras", "ferries")] == [
            ["elect"],
            ["zebra"],
            [],
        ]
