"""The terms of known pieces are those of the analyser, found in Python as in C, and so are the inflected words."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.pieces import COMPILED, InC, InPython, Known, tables
from archive.search.terms import TAGS, analyser, words_in

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 80)
if COMPILED:
    from archive.search import _pieces

KINDS = [InPython, pytest.param(InC, marks=pytest.mark.skipif(not COMPILED, reason="not compiled"))]

LETTERS = "".join(map(chr, range(0x700)))
ODD = (
    "",
    " ",
    "'s 's, a's. the captain's, CAPTAIN'S ''quoted'' 'tis ’s word’s’ rock'n'roll s' 'S",
    "COVID19 covid19 F-35B 1,000.50 ½ ² x² 3rd Ä1 ä1 v2.0_beta __init__",
    "Straße STRASSE ſo ŉ ǰ İstanbul ıstanbul ﬁne Ｗｉｄｅ K Å",
    "لل للكتاب والمدرسة بالقلم وال كال الى مُحَمَّد ـــ",
    "Ёлка ёлка лёд лед Йод И\u0306од привет ПРИВЕТ",
    "2024年東京で、AI技術（人工知能）。カタカナー々〆 ｶﾞﾗｽ ひらがなABC 中文，中文",
    "서울에서 열린 สวัสดีครับ ភាសាខ្មែរ ᏣᎳᎩ \U0001f600\U00020001\U0001d400bc",
    "a\u200bb\u00adc\ufeffd e\u0301e \u0301 \u0345 \u2019s\u0301 's\u0301",
    "x" * 64 + " " + "y" * 65 + " " + "Z" * 300 + " " + "é" * 64 + " " + "選" * 200,
    *("가" * length + " " + "ÿ" * length + "가'" for length in (1, 21, 22, 62, 63, 64, 65)),
    " ".join(f"w{'ö' * (n % 60)}rt{n}s, naïve's x{n}일 선거{n}" for n in range(300)),
    "\ud800 a\udfffb \0 c\0d \x1c \x85",
)


def in_pairs(known: Known) -> list[tuple[str, str]]:
    found = known.inflected()
    return sorted(set(zip(found[::2], found[1::2], strict=True)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", TAGS)
def test_terms_are_those_of_the_analyser(tag: str, kind: type[Known]) -> None:
    known = kind(tag)  # type: ignore[call-arg]
    for _ in range(2):
        for text in ODD:
            assert known.terms(text).split() == analyser(tag).index_terms(text).split()
        known.grow_old()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", ["en", "de", "ru", "ar", "tr", "xx"])
def test_every_letter_in_every_place(tag: str, kind: type[Known]) -> None:
    for letter in LETTERS:
        known = kind(tag)  # type: ignore[call-arg]
        text = f"{letter} {letter * 3} ab{letter}ings приве{letter} وال{letter}كتب {letter}'s"
        assert known.terms(text).split() == analyser(tag).index_terms(text).split()
        inflections = (analyser(tag).met(word)[1] for word in words_in(text))
        assert in_pairs(known) == sorted({pair for pair in inflections if pair})
        assert known.inflected() == []


WORDS = st.text(
    st.sampled_from(LETTERS + "'’-_ .日本カ々서ท\u200b\u0301\ud800\U0001f600"), max_size=80
)


@pytest.mark.skipif(not COMPILED, reason="not compiled")
@settings(max_examples=EXAMPLES)
@given(st.sampled_from(TAGS), st.lists(st.one_of(WORDS, st.text(max_size=80)), max_size=6))
def test_both_find_the_same(tag: str, texts: list[str]) -> None:
    in_c, in_python = InC(tag), InPython(tag)
    for text in texts:
        assert in_c.terms(text).split() == in_python.terms(text).split()
        in_c.grow_old()
    assert in_pairs(in_c) == in_pairs(in_python)


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_many_words_are_kept_and_forgotten() -> None:
    pieces = InC("en")
    words = [f"{a}{b}{c}{d}ing" for a in "bdfgklmn" for b in "aeiou" for c in "prst" for d in "aei"]
    text = " ".join(word + suffix for suffix in ("", "ham", "ton", "ville") for word in words)
    expected = analyser("en").index_terms(text)
    for _ in range(3):
        assert pieces.terms(text) == expected
        assert len(pieces) == 4 * len(words)
        pieces.grow_old()
        assert len(pieces) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_inflected_words_come_once_and_in_order(kind: type[Known]) -> None:
    words = ["ferries", "Ferries", "ferry's", "elections", "élections", "elected", "zoning", "ab"]
    words += [
        f"{'bdfgklmn'[number % 8]}{'aeiou'[number % 5]}{'prst'[number % 4] * (number % 7)}ings"
        for number in range(500)
    ]
    known = kind("en")  # type: ignore[call-arg]
    for _ in range(2):
        known.terms(" ".join(words))
        known.terms(" ".join(reversed(words)))
        found = known.inflected()
        pairs = list(zip(found[::2], found[1::2], strict=True))
        assert pairs == sorted(set(pairs))
        assert {"ferries", "elections", "elected", "zoning"} < {form for form, _ in pairs}
        known.grow_old()
        known.grow_old()
    assert kind("en").inflected() == []  # type: ignore[call-arg]


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_what_python_raises_comes_through() -> None:
    def fails(piece: str) -> str:
        raise LookupError(piece)

    pieces = _pieces.Pieces("en", fails, fails, *tables())
    for text in ("word", "don't", "2024"):
        with pytest.raises(LookupError):
            pieces.terms(f"a {text} b")
    assert pieces.terms("日本") == "en日本 en本"

    def reenters(word: str) -> str:
        return again.terms(word)

    again = _pieces.Pieces("en", reenters, fails, *tables())
    with pytest.raises(RuntimeError, match="one text at a time"):
        again.terms("word")
    with pytest.raises(TypeError):
        pieces.terms(b"word")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="another length"):
        _pieces.Pieces("en", None, fails, b"", b"", b"")
