"""The views of a page that its address alone tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.address import address_key, spelt_key, views_of

STORY = "example.org/news/12345/a-long-story"

VIEWS = [
    ("https://amp.example.org/news/12345/a-long-story", "amp"),
    ("https://www.amp.example.org/news/12345/a-long-story", "amp"),
    ("https://example.org/news/12345/a-long-story/amp", "amp"),
    ("https://example.org/news/12345/a-long-story/amp/", "amp"),
    ("https://example.org/news/12345/a-long-story/amp.html", "amp"),
    ("https://example.org/amp/news/12345/a-long-story", "amp"),
    ("https://example.org/news/amp/12345/a-long-story", "amp"),
    ("https://example.org/news/12345/a-long-story?amp", "amp"),
    ("https://example.org/news/12345/a-long-story?amp=1", "amp"),
    ("https://example.org/news/12345/a-long-story?amp=true&utm_source=x", "amp"),
    ("https://example.org/news/12345/a-long-story?outputType=amp", "amp"),
    ("https://example.org/news/12345/a-long-story?outputType=valid_amp", "amp"),
    ("https://example.org/news/12345/a-long-story?usqp=mq331AQ&amp_js_v=0.1", "amp"),
    ("https://example.org/news/12345/a-long-story.amp", "amp"),
    ("https://www.google.com/amp/s/example.org/news/12345/a-long-story", "amp"),
    ("https://www.google.co.id/amp/s/amp.example.org/news/12345/a-long-story", "amp"),
    ("https://example-org.cdn.ampproject.org/c/s/www.example.org/news/12345/a-long-story", "amp"),
    ("https://example-org.cdn.ampproject.org/v/s/example.org/news/12345/a-long-story/amp", "amp"),
    ("http://m.example.org/news/12345/a-long-story", "mobile"),
    ("https://mobile.example.org/news/12345/a-long-story/", "mobile"),
    ("https://example.org/news/12345/a-long-story?m=1", "mobile"),
    ("https://example.org/news/12345/a-long-story?print=1", "print"),
    ("https://example.org/news/12345/a-long-story/print/", "print"),
    ("https://example.org/print/news/12345/a-long-story", "print"),
    ("https://example.org/news/12345/a-long-story?view=print", "print"),
    ("https://example.org/news/12345/a-long-story/cetak", "print"),
    ("https://example.org/news/12345/a-long-story?page=all", "single-page"),
    ("https://example.org/news/12345/a-long-story?page=1", "single-page"),
    ("https://example.org/news/12345/a-long-story?pagewanted=all", "single-page"),
    ("https://example.org/news/12345/a-long-story?single=1", "single-page"),
    ("https://example.org/news/12345/a-long-story?view=all", "single-page"),
    ("https://example.org/news/12345/a-long-story?view=amp", "amp"),
    ("https://example.org/news/12345/a-long-story/komplettansicht", "single-page"),
    ("https://example.org/news/12345/a-long-story/index.html", "index"),
    ("https://example.org/news/12345/a-long-story;jsessionid=0A1B2C3D4E5F", "session"),
    ("https://example.org/news/12345/a-long-story?PHPSESSID=8f14e45fceea167a5a36dedd", "session"),
    ("https://example.org/news/12345/a-long-story?sid=k3j4h5g6f7d8s9a0q1w2", "session"),
    ("https://example.org/(S(lit3py55t21z5v55vlm25s55))/news/12345/a-long-story", "session"),
]


@pytest.mark.parametrize(("url", "view"), VIEWS)
def test_a_view_has_the_key_of_its_page(url: str, view: str) -> None:
    assert address_key(url) == STORY
    assert views_of(url) == [view]


def test_a_plain_page_is_no_view() -> None:
    assert views_of(f"https://www.{STORY}") == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org/slug-12345.amp.html", "example.org/slug-12345.html"),
        ("https://example.org/slug-12345-amp", "example.org/slug-12345"),
        ("https://example.org/slug-12345.print.html", "example.org/slug-12345.html"),
        ("https://example.org/a/slug-12345,view=amp.mobile.html", "example.org/a/slug-12345"),
        ("https://example.org/amp_articleshow/12345.cms", "example.org/articleshow/12345.cms"),
        ("https://example.org/index.php?id=12345", "example.org?id=12345"),
        ("https://example.org//news//12345", "example.org/news/12345"),
        ("https://example.org/print/12345?b=2&print=1&a=1", "example.org/12345?a=1&b=2"),
        ("https://m.example.org/amp/12345/index.html?amp=1", "example.org/12345"),
    ],
)
def test_marks_are_taken_off_wherever_they_stand(url: str, key: str) -> None:
    assert address_key(url) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Pages, days, lists: the number is the article, or part of it.
        ("https://example.org/story?page=2", "https://example.org/story"),
        ("https://example.org/story/page/2", "https://example.org/story"),
        ("https://example.org/story?page=2", "https://example.org/story?page=3"),
        ("https://example.org/2026/11/21/story", "https://example.org/2026/11/22/story"),
        ("https://example.org/?id=12345", "https://example.org/?id=12346"),
        ("https://example.org/view.php?sid=12345", "https://example.org/view.php?sid=12346"),
        ("https://example.org/story?m=11&y=2026", "https://example.org/story?y=2026"),
        ("https://example.org/archive?m=202611", "https://example.org/archive"),
        # A number of a story that looks as random as a session.
        (
            "https://example.org/story?sid=5f2b8c1de4b0a1b2c3d4e5f6",
            "https://example.org/story?sid=5f2b8c1de4b0a1b2c3d4e5f7",
        ),
        # Words that only begin or end like a mark.
        ("https://example.org/lamp", "https://example.org/l"),
        ("https://example.org/news/new-guitar-amp", "https://example.org/news/new-guitar"),
        ("https://example.org/news/blueprint", "https://example.org/news/blue"),
        ("https://example.org/champions/12345", "https://example.org/ions/12345"),
        ("https://example.org/print-run-doubles", "https://example.org/run-doubles"),
        ("https://example.org/?print=12345", "https://example.org/?print=12346"),
        ("https://example.org/?format=full&id=1", "https://example.org/?id=1"),
        ("https://example.org/mobile/12345", "https://example.org/12345"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://m.co.uk/story", "https://co.uk/story"),
        ("https://m-magazine.example.org/a", "https://example.org/a"),
        ("https://news.google.com/articles/abc", "https://google.com/articles/abc"),
        ("https://www.google.com/search?q=amp", "https://www.google.com/"),
    ],
)
def test_different_pages_keep_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_a_view_can_still_be_told_from_its_page() -> None:
    assert spelt_key("https://amp.example.org/a?utm_source=x") == "amp.example.org/a"
    assert spelt_key("https://example.org/a/?print=1") == "example.org/a?print=1"
    assert spelt_key("https://www.example.org/a/") == address_key("https://example.org/a")


MARKS = ["amp", "m", "print", "index.html", "12345", "a-b", "www", ".amp.html", "-amp", ";jsessionid=1", "..", ""]  # fmt: skip


@given(
    st.lists(st.sampled_from(["www", "amp", "m", "mobile", "cdn"]), max_size=3),
    st.lists(st.sampled_from(MARKS), max_size=6),
    st.lists(st.sampled_from(["amp", "print=1", "page=all", "m=1", "id=3", "sid="]), max_size=3),
)
def test_every_key_is_its_own_key(hosts: list[str], path: list[str], query: list[str]) -> None:
    host = ".".join([*hosts, "example.org"])
    key = address_key(f"https://{host}/{'/'.join(path)}?{'&'.join(query)}")

    assert address_key("https://" + key) == key
