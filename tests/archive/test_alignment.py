"""What two sequences have in common."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.revisions.alignment import common, opcodes

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(WORDS, WORDS)
def test_the_steps_make_the_one_into_the_other(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    at = (0, 0)
    for tag, i1, i2, j1, j2 in opcodes(old, new):
        assert (i1, j1) == at
        if tag == "equal":
            assert old[i1:i2] == new[j1:j2]
        made += new[j1:j2]
        at = (i2, j2)

    assert at == (len(old), len(new))
    assert made == new


@given(WORDS, WORDS)
def test_of_short_ones_as_much_as_possible_stays(old: list[str], new: list[str]) -> None:
    assert sum(size for _, _, size in common(old, new)) == _longest(old, new)


def _longest(old: list[str], new: list[str]) -> int:
    """Length of the longest common subsequence, by the book."""
    row = [0] * (len(new) + 1)
    for a in old:
        before = 0
        for j, b in enumerate(new):
            before, row[j + 1] = row[j + 1], before + 1 if a == b else max(row[j], row[j + 1])
    return row[-1]


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        ("", "", []),
        ("a", "a", [("equal", 0, 1, 0, 1)]),
        ("", "a", [("insert", 0, 0, 0, 1)]),
        ("a", "", [("delete", 0, 1, 0, 0)]),
        ("abc", "axc", [("equal", 0, 1, 0, 1), ("replace", 1, 2, 1, 2), ("equal", 2, 3, 2, 3)]),
    ],
)
def test_simple_steps(old: str, new: str, steps: list[tuple[str, int, int, int, int]]) -> None:
    assert opcodes(old, new) == steps


def test_a_few_changes_in_a_very_long_text_are_found_one_by_one() -> None:
    old = [f"word{n % 9973}" for n in range(100_000)]
    new = list(old)
    for place in range(0, 100_000, 1_000):
        new[place] = "CHANGED"

    changed = [step for step in opcodes(old, new) if step[0] != "equal"]

    assert [(i1, i2) for _, i1, i2, _, _ in changed] == [(n, n + 1) for n in range(0, 100_000, 1_000)]  # fmt: skip


def test_two_long_texts_without_order_in_common_come_to_an_end() -> None:
    old = [f"w{n * 7919 % 1009}" for n in range(100_000)]
    new = [f"w{n * 104729 % 1013}" for n in range(100_000)]

    assert opcodes(old, new)[-1][2::2] == (100_000, 100_000)


def test_as_much_is_kept_as_by_the_standard_library() -> None:
    old = "the minister who resigned on monday said that he had been ill for weeks".split()
    new = "the minister who had resigned on tuesday said that she had been away for weeks".split()
    theirs = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()

    assert sum(size for *_, size in common(old, new)) >= sum(block.size for block in theirs)
