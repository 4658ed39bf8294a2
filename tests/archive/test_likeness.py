"""Two texts are compared in C as in Python."""

from __future__ import annotations

import os
import re
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.stories import likeness as module
from archive.stories.likeness import likeness, may_be_like, words_of
from archive.stories.tokens import UNSPACED, split_in_python
from archive.stories.wording import COMPILED, InPython

pytestmark = pytest.mark.skipif(not COMPILED, reason="not compiled")
if COMPILED:
    from archive.stories import _words
    from archive.stories._wording import Wording

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 80)
LETTERS = "abCDéßİЖжΣςσǅŉﬁا京日ท๕१²½_ .,:;-’'0129\n\x1c\u2003\ud800\U0001f600\U00020001\U00010400\U00010428"
FEW = [
    "a",
    "b",
    "Ada",
    "ada",
    "Bo",
    "12",
    "1.5",
    "7",
    "京",
    "५",
    "Straße",
    "STRASSE",
    "ΣΑΣ",
    "σας",
    ".",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from(LETTERS), max_size=120),
    st.lists(st.sampled_from(FEW), max_size=40).map(" ".join),
    st.lists(st.sampled_from(FEW), max_size=40).map("".join),
)


def compared(one: InPython | Wording, other: InPython | Wording) -> tuple[object, ...]:
    """All that can be asked of two texts; both of one class."""
    return (
        one.size,
        one.pairs,
        one.shared_pieces(other),  # type: ignore[arg-type]
        one.shared_pairs(other),  # type: ignore[arg-type]
        one.begins_in(other),  # type: ignore[arg-type]
        one.exchanged(other),  # type: ignore[arg-type]
        other.exchanged(one),  # type: ignore[arg-type]
    )


def test_every_character_is_a_word_in_both() -> None:
    for code in range(0x20000):
        text = f"{chr(code)}a1{chr(code)}.2"
        assert _words.split(text) == split_in_python(text), hex(code)


def test_every_character_is_folded_and_has_a_case_as_in_python() -> None:
    for code in range(0x20000):
        character = chr(code)
        one = f"x {character}a{character} y {character} z 1"
        other = f"x Ada y Bo z 2 x {(one[2:5]).casefold()} y {character.casefold()}"
        assert compared(Wording(one), Wording(other)) == compared(InPython(one), InPython(other)), (
            hex(code)
        )


@settings(max_examples=EXAMPLES)
@given(TEXTS)
def test_both_find_the_same_words(text: str) -> None:
    found, folded = split_in_python(text)
    assert _words.split(text) == (found, folded)
    assert (Wording(text).size, Wording(text).pairs) == (len(folded), len({*pairwise(folded)}))


@settings(max_examples=8 * EXAMPLES)
@given(TEXTS, TEXTS, st.integers(0, 60))
def test_both_compare_alike(one: str, other: str, cut: int) -> None:
    for first, second in ((one, other), (one, one[:cut] + other[cut:])):
        found = compared(Wording(first), Wording(second))
        assert found == compared(InPython(first), InPython(second))


def test_a_long_text_and_its_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    row = [f"word{number % 97} Name{number % 31} {number}.5" for number in range(900)]
    copied = [each.replace("word5", "other").replace("Name7", "Ada") for each in row]
    texts = [" ".join(row), " ".join(copied), " ".join(row[:40]), "京" * 800 + row[0], ""]
    found = []
    for wording in (InPython, Wording):
        monkeypatch.setattr(module, "Wording", wording)
        ready = [words_of(text, text[:60]) for text in texts]
        found.append(
            [(may_be_like(one, other), likeness(one, other)) for one in ready for other in ready]
        )
    assert found[0] == found[1]
    assert found[0][1][1].exchange.facts > 0


def test_other_things_are_refused() -> None:
    with pytest.raises(TypeError):
        _words.split(b"a b")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Wording(b"a b")  # type: ignore[arg-type]
    for method in ("shared_pieces", "shared_pairs", "begins_in", "exchanged"):
        with pytest.raises(TypeError):
            getattr(Wording("a b"), method)("a b")


def test_what_is_written_without_spaces_has_no_capitals() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    unspaced = "".join(re.findall(UNSPACED, every))
    assert unspaced.casefold() == unspaced
