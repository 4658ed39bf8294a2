"""What a batch is looked up by, and what may be a copy, is found in C as in Python."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.stories.candidates import COMPILED, in_python, keys_in_python

pytestmark = pytest.mark.skipif(not COMPILED, reason="not compiled")
if COMPILED:
    from archive.stories import _shelf

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 80)
LEAST, MOST = -(1 << 31), (1 << 31) - 1
WHOLE = st.integers(LEAST, MOST)
KEYS = st.lists(st.one_of(WHOLE, st.integers(-6, 6)), max_size=24, unique=True).map(tuple)
FEW = st.lists(st.integers(-6, 6), max_size=9, unique=True).map(tuple)
RESTS = st.one_of(
    st.just(0),
    st.lists(st.sampled_from([0, 1, 2, 3, 4095, 4094, 77]), max_size=5).map(
        lambda parts: sum(part << 12 * place for place, part in enumerate(parts))
    ),
)
UNDER = st.dictionaries(
    st.integers(-6, 6), st.lists(st.tuples(st.integers(1, 12), RESTS), max_size=6)
)


@settings(max_examples=4 * EXAMPLES)
@given(st.lists(KEYS, max_size=30))
def test_both_name_each_key_once_in_order(signed: list[tuple[int, ...]]) -> None:
    assert _shelf.keys(signed) == keys_in_python(signed)


@settings(max_examples=12 * EXAMPLES)
@given(UNDER, st.integers(1, 12), FEW)
def test_both_find_the_same_candidates(
    under: dict[int, list[tuple[int, int]]], id: int, keys: tuple[int, ...]
) -> None:
    assert _shelf.candidates(under, id, keys) == in_python(under, id, keys)


def test_a_key_that_very_many_articles_have() -> None:
    under = {key: [(number, 0) for number in range(1, 1_000)] for key in (LEAST, 0, MOST)}
    for keys in ((LEAST, MOST), (0,), (LEAST, 0, MOST, 5)):
        found = _shelf.candidates(under, 2, keys)
        assert found == in_python(under, 2, keys)
        assert found == ([1, 3, 4, 5, 6, 7] if len(keys) > 1 else [])


@pytest.mark.parametrize("wrong", [1 << 31, -(1 << 31) - 1, 1 << 70])
def test_a_key_has_32_bits(wrong: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        _shelf.keys([(1, wrong)])


@pytest.mark.parametrize(
    ("under", "keys"),
    [
        ({1: (2, 3)}, (1,)),
        ({1: [2]}, (1,)),
        ({1: [(2, "3")]}, (1,)),
        ({}, [1]),
        ({1: [(2, 3)]}, ("a", 1)),
    ],
)
def test_other_things_are_refused(under: object, keys: object) -> None:
    with pytest.raises(TypeError):
        _shelf.candidates(under, 1, keys)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _shelf.keys(((1, 2),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _shelf.keys([[1, 2]])  # type: ignore[list-item]
