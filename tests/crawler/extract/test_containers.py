"""The names of classes that C finds are those that the patterns in Python find; and how patterns are written out for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.boilerplate import containers
from crawler.extract.boilerplate.spellings import Spelling, spellings

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 300)
needs_compiled = pytest.mark.skipif(not containers.COMPILED, reason="it was not compiled")

TEXTS = sorted({s.text for _, pattern in containers._NAMES for s in spellings(pattern)})
BEHIND = [
    "", "s", "-", "_", "--", "3", "-x", "able", "d", "ist", "-note", "note", "-image", "-content", "content", "-text", "-text-x", "-item-caption",
    "-article", "scroll", "-x-lead", "-lead", "-body", "é", "\u3000x",
]  # fmt: skip


def same(names: str) -> None:
    found = containers._names.find(names) or []
    expected = list(containers.in_python(names))
    assert [(name, kind, said.strip("-")) for name, kind, said in found] == expected


@needs_compiled
@pytest.mark.parametrize("before", ["", "x-", "x__", "-", "ad-x widget_"])
def test_every_spelling_is_found_alike(before: str) -> None:
    for text in TEXTS:
        for behind in BEHIND:
            same(f"{before}{text}{behind}")


PIECE = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(["-", "_", " ", "  ", "content", "post", "\t", *BEHIND]), st.text(max_size=3)
)  # fmt: skip


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None)
@given(pieces=st.lists(PIECE, max_size=12))
def test_names_of_any_pieces_are_found_alike(pieces: list[str]) -> None:
    same("".join(pieces))


@needs_compiled
@pytest.mark.parametrize(
    "names",
    ["", " ", "-", "a", "a" * 60, f"ad-{'x' * 57}", f"ad-{'x' * 58}", f"ad{'_' * 80}", f"{'x ' * 15}ad ad", f"{'x ' * 16}ad", "\0 ad", "\ud800-ad"],
)  # fmt: skip
def test_odd_names_are_found_alike(names: str) -> None:
    same(names)


@needs_compiled
def test_what_are_no_names_is_refused() -> None:
    with pytest.raises(TypeError):
        containers._names.find(None)  # type: ignore[arg-type]
    for wrong in (
        [("a", False, None, None, 0)],
        [("ba", False, None, None, 0), ("ab", False, None, None, 0)],
    ):
        with pytest.raises(ValueError, match="not a spelling"):
            containers._names.learn(wrong)  # type: ignore[arg-type]
    assert containers._names.find("ad") == [("ad", 5, "ad")], "what was learnt stays"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("ab?c|d", [("abc", False, None, ""), ("ac", False, None, ""), ("d", False, None, "")]),
        ("a(?:$|[-_]|bc?)", [("a", False, "", ""), ("a", False, "-_", ""), ("abc", False, None, ""), ("ab", False, None, "")]),
        ("(?:a|b-?)?c", [("ac", False, None, ""), ("b-c", False, None, ""), ("bc", False, None, ""), ("c", False, None, "")]),
        ("(?<![-_])ab(?!-?c$)", [("ab", True, None, "(?!-?c$)")]),
    ],
)  # fmt: skip
def test_a_pattern_is_written_out_in_the_order_in_which_it_is_tried(
    pattern: str, expected: list[tuple[str, bool, str | None, str]]
) -> None:
    assert list(spellings(pattern)) == [Spelling(*each) for each in expected]


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [("a*", "'\\*'"), ("a.b", "'\\.'"), ("(?:a$)b", "behind an end"), ("(?:ab", "without its end")],
)
def test_a_pattern_that_cannot_be_written_out_is_refused(pattern: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        list(spellings(pattern))


def test_without_the_compiled_part_containers_are_known_all_the_same() -> None:
    code = """
import sys
sys.modules["crawler.extract.boilerplate._names"] = None
from crawler.extract.boilerplate import containers
assert not containers.COMPILED
print(containers.kind_by_names("div", "x article__related-posts"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "('related', \"class or id 'article-related-posts' (related)\")\n"
