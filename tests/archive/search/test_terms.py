from __future__ import annotations

import re
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.folding import fold
from archive.search.terms import TAGS, Question, analyser, tag, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zürich", "zurich"),
        ("Ｚｕｒｉｃｈ", "zurich"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Kılıç", "kilic"),
        ("Ærø", "aero"),
        ("полёт", "полет"),
        ("أسعار", "اسعار"),
        ("مُدَرِّس", "مدرس"),
        ("co\u00adoperate", "cooperate"),
        ("がっこう", "がっこう"),
        ("ｶﾞｽ", "ガス"),
        ("की", "की"),
        ("é decomposed: e\u0301", "e decomposed: e"),
    ],
)
def test_case_accents_and_width_fold_and_letters_stay(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "election elections Elections ELECTIONS Election's election’s"),
        ("id", "memilih dipilih pemilihan pemilih pilihan"),
        ("de", "Haus Häuser Häusern Hauses"),
        ("ru", "президент президента президентом"),
        ("ru", "полёт полеты полета"),
        ("fr", "mangé mangée mangés"),
        ("es", "elección elecciones"),
        ("ar", "أسعار الأسعار اسعار"),
        ("hi", "सरकार सरकारें सरकारों"),
        ("el", "πρόεδρος προέδρου"),
        ("th", "ＡＢＣ abc"),
    ],
)
def test_forms_of_one_word_are_one_term(language: str, forms: str) -> None:
    terms = {analyser(tag(language)).index_terms(form) for form in forms.split()}
    assert len(terms) == 1


def test_terms_of_two_languages_never_meet() -> None:
    assert analyser("es").index_terms("news") != analyser("en").index_terms("new")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("ms", "id"),
        ("nb", "no"),
        ("zh", "xx"),
        (None, "xx"),
        ("", "xx"),
    ],
)
def test_a_language_has_the_tag_of_its_algorithm(language: str | None, expected: str) -> None:
    assert tag(language) == expected


def test_every_tag_has_two_letters_and_an_algorithm() -> None:
    assert {len(name) for name in TAGS} == {2}
    for name in TAGS:
        assert analyser(name).index_terms("Word 2026").startswith(name)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("雅加达选举", "雅加 加达 达选 选举 举"),
        ("AI技術", "ai 技術 術"),
        ("龍", "龍"),
        ("雨，雪", "雨 雪"),
        ("เลือก", "เล ลื ือ อก ก"),
        ("대통령이", "대통 통령 령이 이"),
        ("ﾃﾚﾋﾞ", "テレ レビ ビ"),
    ],
)
def test_scripts_without_spaces_give_pairs_and_each_run_its_last_character(
    text: str, terms: str
) -> None:
    assert analyser("xx").index_terms(text) == " ".join(f"xx{term}" for term in terms.split())


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("选举", Question(("xx选举",))),
        ("龍", Question(("xx龍",), open=True)),
        ("技術AI", Question(("xx技術", "xx術", "xxai"))),
        ("好，世界", Question(("xx好", "xx世界"))),
        ("A 龍", Question(("xxa", "xx龍"), open=True)),
        ("!!", Question(())),
    ],
)
def test_a_question_may_stop_where_the_text_goes_on(text: str, question: Question) -> None:
    assert analyser("xx").question(text) == question


def test_only_forms_that_lose_something_are_inflected() -> None:
    met = ["Elections", "bank", "naïve", "2026", "选举", "—", "Élus"]
    inflections = {analyser("en").met(word)[1] for word in met}
    assert inflections == {None, ("elections", "elect"), ("naive", "naiv")}


def test_what_is_quick_for_usual_words_is_right_for_all() -> None:
    letters = [chr(code) for code in range(0x700) if chr(code).isalpha()]
    for one in letters:
        for other in letters[::11]:
            assert fold(one + other) == fold(f"{one}{other}-").removesuffix("-"), one + other
    runs = [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC, *range(0x4E00, 0xA000)]
    assert fold("".join(map(chr, runs))) == "".join(map(chr, runs))


@given(
    st.sampled_from(TAGS),
    st.text(st.characters(max_codepoint=0x6FF, categories=["L"]), min_size=1, max_size=70),
)
def test_a_word_that_is_met_has_its_own_term(tag: str, word: str) -> None:
    term, inflection = analyser(tag).met(word)
    assert term == analyser(tag).term(word)
    assert inflection == analyser(tag).inflection(word, term)


TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="aé'’s_- \u0301\u00adＡ１½ﷺ\u037aⅣ選挙ｶﾞーด้กि한́ـ\u200d.\0😀"),
)


@given(TEXTS, st.sampled_from(["en", "fr", "ar", "tr", "xx"]))
def test_a_term_is_one_token_of_fts5(text: str, name: str) -> None:
    for term in analyser(name).index_terms(text).split(" "):
        assert not re.search(r"[^0-9a-z\u0080-\U0010ffff]|\s", term)
        assert not term or len(term) > len(name)


@given(TEXTS, st.sampled_from(["en", "id", "xx"]))
def test_spans_are_the_indexed_terms_with_places_inside_the_text(text: str, name: str) -> None:
    spans = list(analyser(name).spans(text))
    assert [span.term for span in spans] == analyser(name).index_terms(text).split()
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The café, it's closed", ["The", "café", "it's", "closed"]),
        ("snake_case", ["snake", "case"]),
        ("ﾃﾚﾋﾞで", ["ﾃﾚ", "ﾚﾋﾞ", "ﾋﾞで", "で"]),
        ("AI技術", ["AI", "技術", "術"]),
    ],
)
def test_places_point_at_the_original_characters(text: str, shown: list[str]) -> None:
    assert [text[s.start : s.end] for s in analyser("xx").spans(text)] == shown


def test_words_are_what_holds_a_letter_or_a_digit() -> None:
    assert words("— “Zoom”, 😀 7 \u0301 …") == ["Zoom", "7"]


def test_a_text_of_one_enormous_word_is_one_short_term() -> None:
    assert len(analyser("en").index_terms("x" * 1_000_000)) < 100


def test_threads_analyse_side_by_side() -> None:
    found: list[str] = []

    def work() -> None:
        found.extend(analyser("en").index_terms(f"elections {n}") for n in range(500))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2_000
    assert all(terms.startswith("enelect ") for terms in found)
