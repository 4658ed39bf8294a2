"""The word lists are read as TOML says, though not by its parser as a rule; and folded at once as one by one."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.boilerplate import wordlists
from crawler.extract.boilerplate.folding import all_folded, folded

FILES = sorted(
    file.name
    for file in resources.files("crawler.extract.boilerplate").joinpath("words").iterdir()
    if file.name.endswith(".toml")
)


@pytest.mark.parametrize("name", FILES)
def test_what_is_shipped_is_read_as_toml(name: str) -> None:
    file = resources.files("crawler.extract.boilerplate").joinpath("words", name)
    text = file.read_text("utf-8")
    assert wordlists._plain(text) == tomllib.loads(text)


def test_all_that_is_shipped_is_read() -> None:
    assert [f"{language}.toml" for language, _ in wordlists.shipped()] == FILES
    assert len(FILES) > 15


WRITTEN = [
    "", "\n", "# nothing\n", "[a]\n", '[a]\nb = ["c"]\n', '[a]\nb = ["c", "d",]\n\n[e-f]\ng_h = [\n  "i]",\n  "[j", "# k",\n]\n', "[a]\nb = []\n",
    # What only the parser reads.
    '[a]\nb = ["c"]', '[a]\nb = ["c"] # d\n', '[a]\nb = [\n  "c", # d\n  "e",\n]\n', '[a]\nb = ["c\\n", "\\u0041", "\\\\"]\n', "[a]\nb = ['c']\n",
    '[a]\nb = [["c"],\n["d"]\n]\n', '[a]\nb = [1, true]\n', '[a]\nb = "c"\n', 'b = ["c"]\n', '[a.b]\nc = ["d"]\n', '["a b"]\nc = ["d"]\n', '[[a]]\nb = ["c"]\n',
    '[a]\nb.c = ["d"]\n', '[a]\r\nb = ["c"]\r\n', '[a]\n  b = ["c"]\n', '[a]\nb=["c"]\n', '[a]\nb = ["c"\n]\n', '[a]\nb = [ "c" , "d" ]\n', '[a] # b\nc = ["d"]\n',
    '[a]\nb = ["""c\nd"""]\n', '[a]\nb = ["tab\there"]\n', '[a]\nb = { c = ["d"] }\n', "[a]\nb = 1979-05-27\n",
    # What nobody reads.
    '[a]\n[a]\n', '[a]\nb = ["c"]\nb = ["d"]\n', '[a]\nb = ["c", "d"\n', '[a]\nb = ["c",, "d"]\n', '[a\nb = ["c"]\n', '[a]\nb = ["c" "d"]\n', "[a]\nb = [null]\n",
    '[a]\nb c = ["d"]\n', '[a]\nä = ["d"]\n', '[a]\nb\n', '[a]\nb = ["c\\/"]\n', '[a]\nb = ["\\ud83d\\ude00"]\n', '[]\n', '[a]\n = ["b"]\n',
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN, ids=ascii)
def test_any_file_is_read_as_toml_or_refused_as_it_is(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        expected = None
    if expected is not None:
        assert wordlists.read(text) == expected
        return
    with pytest.raises(tomllib.TOMLDecodeError):
        wordlists.read(text)


TEXT = st.one_of(
    st.text(max_size=8),
    st.text(
        "aé ıİ…’\u0301\u00a0\u00adＡ１\u3000。が\u3099\U0001d400\u1100\u1161\t\x85", max_size=8
    ),
    st.sampled_from(["", " ", "a  b", " lead", "trail ", "广告", "line\nbreak", "ﬁne", "Straße"]),
)


@given(texts=st.lists(TEXT, max_size=6))
def test_texts_are_folded_at_once_as_one_by_one(texts: list[str]) -> None:
    assert all_folded(texts) == list(map(folded, texts))
