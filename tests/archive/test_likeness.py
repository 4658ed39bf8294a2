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
from archive.stories.likeness import (
    exchanged_in_python,
    likeness,
    pairs_in_python,
    words_of,
)
from archive.stories.tokens import COMPILED, UNSPACED, split_in_python

pytestmark = pytest.mark.skipif(not COMPILED, reason="not compiled")
if COMPILED:
    from archive.stories import _words

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 80)
LETTERS = "abCDéßİЖжا京日ท๕१²½_ .,:;-’'0129\n\ud800\U0001f600\U00020001\U00010400"
TEXTS = st.one_of(st.text(max_size=60), st.text(st.sampled_from(LETTERS), max_size=120))
FEW = st.lists(st.sampled_from(["a", "b", "Ada", "ada", "12", "1.5", "京", "५"]), max_size=30)


def test_every_character_is_a_word_in_both() -> None:
    for code in range(0x20000):
        text = f"{chr(code)}a1{chr(code)}.2"
        assert _words.split(text) == split_in_python(text), hex(code)


@settings(max_examples=EXAMPLES)
@given(TEXTS)
def test_both_find_the_same_words(text: str) -> None:
    found, folded = split_in_python(text)
    assert _words.split(text) == (found, folded)
    assert len(_words.pairs(folded)) == len(pairs_in_python(folded)) == len({*pairwise(folded)})


@settings(max_examples=4 * EXAMPLES)
@given(FEW, FEW, st.frozensets(st.sampled_from(["ada", "12", "1.5", "b"])))
def test_both_find_the_same_exchanges(
    one: list[str], other: list[str], facts: frozenset[str]
) -> None:
    shorter = facts - {"b"}
    assert _words.exchanged(one, other, facts, shorter) == exchanged_in_python(
        one, other, facts, shorter
    )


def test_a_long_text_and_its_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    row = [f"word{number % 97} Name{number % 31} {number}.5" for number in range(900)]
    copied = [each.replace("word5", "other").replace("Name7", "Ada") for each in row]
    found = []
    for split, pairs, exchanged in (
        (split_in_python, pairs_in_python, exchanged_in_python),
        (_words.split, _words.pairs, _words.exchanged),
    ):
        monkeypatch.setattr(module, "split", split)
        monkeypatch.setattr(module, "_pairs", pairs)
        monkeypatch.setattr(module, "_exchanged", exchanged)
        found.append(likeness(words_of(" ".join(row)), words_of(" ".join(copied))))
    assert found[0] == found[1]
    assert found[0].exchange.facts > 0


def test_other_things_are_refused() -> None:
    for wrong in (["a", 1], ["a", ""], ("a", "b")):
        with pytest.raises(TypeError):
            _words.pairs(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            _words.exchanged(wrong, ["a"], frozenset(), frozenset())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _words.split(b"a b")  # type: ignore[arg-type]


def test_what_is_written_without_spaces_has_no_capitals() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    unspaced = "".join(re.findall(UNSPACED, every))
    assert unspaced.casefold() == unspaced
