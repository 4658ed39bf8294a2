"""Signatures stay what they were: archives hold them. In Python and in C they are the same."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.stories import signature as module
from archive.stories.signature import COMPILED, in_python, signature

if COMPILED:
    from archive.stories import _pairs

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 80)
FERRIES = "The captain's ferries carried several hundred passengers across the Straße harbour on Thursday morning."
LETTERS = "abcdefghIKLmno ,.-ßŉİıſéÀбЖ京日本語ｶﾞ\u2003\u00a0\x1c\x85\n_\u0301\ud800\U0001f600\U00020001\U00010400ﬁ"
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from(LETTERS), max_size=200),
    st.text(st.sampled_from("日本語の、ﬁ _A1"), max_size=80),
    st.lists(st.text(st.sampled_from(LETTERS), max_size=9), max_size=200).map(" ".join),
)


@pytest.fixture(
    params=[
        False,
        pytest.param(True, marks=pytest.mark.skipif(not COMPILED, reason="not compiled")),
    ]
)
def compiled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(module, "COMPILED", request.param)
    return bool(request.param)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("text", "count", "keys", "rest"),
    [
        ("", 0, (), 0),
        ("word", 0, (), 0),
        (FERRIES, 13, (-1990817292, -1774708475, -1145865794, -965876704), 354372100957306370),
        (
            "首相は今日、国会で演説した。Next one",
            17,
            (-2147067793, -2076036033, -1936981658, -1715690214),
            60464581743923798,
        ),
    ],
)
def test_a_signature_is_what_it_was(
    text: str, count: int, keys: tuple[int, ...], rest: int
) -> None:
    found = signature(text)
    assert (len(found.keys), found.keys[:4], found.rest) == (count, keys, rest)


@pytest.mark.usefixtures("compiled")
def test_what_is_far_down_does_not_count() -> None:
    begun = "ferries sailing " * 1_250
    assert signature(begun) == signature(begun + "another hundred passengers ß")


@pytest.mark.skipif(not COMPILED, reason="not compiled")
@settings(max_examples=4 * EXAMPLES)
@given(TEXTS)
def test_both_find_the_same(text: str) -> None:
    found = _pairs.signed(text)
    assert found == in_python(text) or (
        found is None and any(len(letter.casefold()) > 1 or letter > "\uffff" for letter in text)
    )


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_every_character_counts_alike_in_both() -> None:
    for code in range(0x20000):
        character = chr(code)
        for text in (
            f"ferries{character}sailed h{character * 3}rbour{character}s {character} ago {character}",
            f"日本語{character}の京{character}{character}",
        ):
            found = _pairs.signed(text)
            assert found is None or found == in_python(text), hex(code)


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_long_texts_of_few_words_and_of_many() -> None:
    for text in (
        "harbour" * 4_000,
        "Überfahrt " * 3_000,
        " ".join(f"passenger{number} Ärger{number * 7} ab" for number in range(900)),
        "ŉŉŉŉŉŉŉ ΐΐΐΐΐΐΐ " * 1_500,
        "".join(map(chr, range(0x4E00, 0x9000))),
    ):
        assert signature(text) == in_python(text)


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_only_a_text_has_a_signature() -> None:
    with pytest.raises(TypeError):
        _pairs.signed(b"a b")  # type: ignore[arg-type]
