"""The configuration file: finding it, and editing it without losing what a person wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.alarm_settings import AlarmSettings
from crawler.configuration import (
    add_source,
    remove_source,
    starter,
    write,
)
from crawler.errors import SiteError
from crawler.site import Configuration, CrawlSettings, Site, load, shipped

TEXT = """\
# head of the file
archive = "kliping.db"   # where it lies

# about one
[sources.one]
home = "https://one.example/"   # its home
feeds = [
  "https://one.example/rss",  # [sources.two] is no header here
]
# paused since May

# about two,
# in two lines
[sources."two.example"]
home = "https://two.example/"

# the end
"""


def saved(folder: Path, text: str) -> Configuration:
    path = folder / "kliping.toml"
    write(path, text)
    return load(path)


def test_the_starter_is_valid_and_names_the_shipped_newspapers(tmp_path: Path) -> None:
    found = saved(tmp_path, starter())
    assert set(found.sites) == set(shipped())
    assert found.crawl == CrawlSettings()
    assert found.archive == str(tmp_path / "kliping.db")


def test_the_starters_comments_show_every_key_with_values_that_load(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in starter().splitlines()]
    shown = "\n".join(line for line in lines if " = " in line or line.startswith("["))
    found = saved(tmp_path, shown)
    assert found.contact
    assert found.raw
    example = found.sites["example"]
    for key in Site.__dataclass_fields__.keys() - {"selectors", "name"}:
        assert getattr(example, key) != getattr(Site(name="example"), key), key
    for key in AlarmSettings.__dataclass_fields__:
        assert getattr(found.alarms, key) != getattr(AlarmSettings(), key), key
    assert all(f"\n{key} = " in f"\n{shown}" for key in CrawlSettings.__dataclass_fields__)


def test_an_added_source_reads_back_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    before = saved(
        tmp_path,
        TEXT
        + '[sources.x]\nhome = "https://x.example/"\nevery = "90s"\nsilence = false\ninclude = [\'\\d+"\']',
    )
    after = add_source(TEXT, before.sites["x"])
    assert after.startswith(TEXT)
    assert saved(tmp_path, after).sites["x"] == before.sites["x"]


def test_a_name_with_a_dot_is_quoted(tmp_path: Path) -> None:
    text = add_source("", Site(name="a.example", home="https://a.example/"))
    assert text == '[sources."a.example"]\nhome = "https://a.example/"\n'


def test_a_name_that_is_taken_or_none_is_refused() -> None:
    with pytest.raises(SiteError, match=r'"one" already'):
        add_source(TEXT, Site(name="one", home="https://one.example/"))
    with pytest.raises(SiteError, match="name"):
        add_source(TEXT, Site(name="a b", home="https://one.example/"))


def test_removing_what_was_added_gives_the_text_back() -> None:
    site = Site(name="three", home="https://three.example/")
    assert remove_source(add_source(TEXT, site), "three").rstrip("\n") == TEXT.rstrip("\n")


def test_a_removed_source_leaves_the_comments_of_others() -> None:
    text = remove_source(TEXT, "one")
    assert '# about two,\n# in two lines\n[sources."two.example"]' in text
    assert "one.example" not in text
    assert "# head of the file" in text
    assert list(tomllib.loads(text)["sources"]) == ["two.example"]
    assert remove_source(TEXT, "two.example").endswith("# the end\n")


def test_a_source_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(SiteError, match=r'no source "ones"; did you mean "one"\?'):
        remove_source(TEXT, "ones")


@pytest.mark.parametrize(
    "text",
    [
        '[sources]\none = { home = "https://one.example/" }\ntwo = { home = "https://two.example/" }\n',
        '[sources]\none.home = "https://one.example/"\ntwo.home = "https://two.example/"\n',
        '[ sources . "one" ]\nhome = "https://one.example/"\n[sources.two]\nhome = "https://two.example/"\n',
    ],
)
def test_other_ways_to_write_a_source_can_be_removed_too(text: str) -> None:
    assert tomllib.loads(remove_source(text, "one"))["sources"] == {
        "two": {"home": "https://two.example/"}
    }


def test_what_cannot_be_edited_safely_is_left_alone() -> None:
    text = 'sources = { one = { home = "https://one.example/" } }\n'
    for edit in (
        lambda: remove_source(text, "one"),
        lambda: add_source(text, Site(name="b", home="https://b.example/")),
    ):
        with pytest.raises(SiteError, match="by hand"):
            edit()


def test_windows_line_ends_stay() -> None:
    text = add_source('archive = "k.db"\r\n', Site(name="b", home="https://b.example/"))
    assert text.count("\r\n") == text.count("\n") == 4


@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
def test_any_regular_expression_survives_the_file(home: str, pattern: str) -> None:
    text = add_source("", Site(name="x", home="h" + home, feeds=(pattern,)))
    source = tomllib.loads(text)["sources"]["x"]
    assert (source["home"], source["feeds"]) == ("h" + home, [pattern])


def test_a_new_file_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "kliping.toml"
    write(path, "one", new=True)
    with pytest.raises(SiteError, match="exists already"):
        write(path, "two", new=True)
    assert path.read_text() == "one"
    assert [file.name for file in tmp_path.iterdir()] == ["kliping.toml"]


def test_a_file_is_replaced_whole_with_its_permissions_and_through_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "kliping.toml", tmp_path / "link.toml"
    write(path, "one")
    path.chmod(0o600)
    link.symlink_to(path)
    write(link, "two")
    assert link.is_symlink()
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kliping.toml", "link.toml"]


def test_a_folder_that_is_missing_or_a_file_in_its_place_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "none/kliping.toml", tmp_path / "file/kliping.toml", tmp_path):
        with pytest.raises(SiteError, match=r"can't be written|exists already") as caught:
            write(path, "x", new=True)
        assert "\n" not in str(caught.value)
