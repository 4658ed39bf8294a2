"""Text of a page on a terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.render import clean, one_line, shorten, to_json, width, wrap

HOSTILE = (
    "\x1b]0;owned\x07",  # sets the window's title
    "\x1b[2J\x1b[H",  # clears the screen
    "\x9b31m",  # the same as ESC [ in one character
    "a\u202egnp.exe",  # shown as "aexe.png"
    "\u2066\u2069",
    "\x00\x08\x7f",
    "\r",
    "\ud800",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_character_that_a_terminal_obeys_is_left(text: str) -> None:
    for made in (clean(text), one_line(text), to_json(text), shorten(text, 80), wrap(text, 40)):
        assert not [c for c in made if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n"]


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_json_with_escapes_is_the_same_value(text: str) -> None:
    assert json.loads(to_json({"text": text})) == {"text": text}


@given(st.text(), st.integers(20, 120))
def test_no_wrapped_line_is_too_long(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns).split("\n"))


@given(st.text(), st.integers(20, 120))
def test_wrapping_loses_no_word(text: str, columns: int) -> None:
    before = clean(text).split()
    after = wrap(text, columns).split()

    assert "".join(before) == "".join(after)


def test_a_wide_script_is_wrapped_by_its_columns() -> None:
    lines = wrap("中国" * 15, 20).split("\n")

    assert [width(line) for line in lines] == [20, 20, 20]


def test_a_long_title_is_cut_with_an_ellipsis() -> None:
    assert shorten("Pelanggan korporat bisa mendaftar", 20) == "Pelanggan korporat…"
    assert shorten("short", 20) == "short"


def test_letters_of_every_script_stay_as_they_are() -> None:
    text = "Präsident 习近平 раз می‌خواهم ประเทศ 👩‍🚒"

    assert clean(text) == text
