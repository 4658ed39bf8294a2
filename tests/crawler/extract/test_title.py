"""Choosing the headline."""

from __future__ import annotations

import pytest

from crawler.extract import blocks, document, structured, title

URL = "https://www.kotapost.example/city/bridge"


def choose(head: str, body: str = "", url: str = URL) -> title.Title:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    page = document.parse(html.encode(), "text/html; charset=utf-8", url)
    declared = structured.read(page)
    return title.choose(declared, blocks.read(page).blocks, title.site_names(declared, url))


@pytest.mark.parametrize(
    "declared",
    [
        "New bridge over the river | Kota Post",
        "New bridge over the river - Kota Post",
        "New bridge over the river – KotaPost",
        "Kota Post: New bridge over the river",
        "Kota Post - New bridge over the river",
        "New bridge over the river | City | Kota Post",
        "New bridge over the river - kotapost.example",
    ],
)
def test_the_newspapers_name_is_cut_at_either_end(declared: str) -> None:
    head = f'<meta property="og:site_name" content="Kota Post"><title>{declared}</title>'
    assert choose(head).text == "New bridge over the river"


def test_a_headline_keeps_its_own_dashes_and_colons() -> None:
    for text in (
        "Bridge closed - again",
        "Q&A: what the bridge costs",
        "Rain, wind - and no bridge | yet",
    ):
        shown = choose(f"<title>{text} | Kota Post</title>", f"<h1>{text}</h1>")
        assert shown.text == text


def test_the_spelling_is_the_visible_one_and_its_block_is_named() -> None:
    found = choose(
        '<meta property="og:title" content="NEW BRIDGE over the river">',
        "<p>menu</p><h1>New bridge<br>over the river</h1>",
    )
    assert found == title.Title("New bridge over the river", 1)


def test_a_logo_in_an_h1_is_outvoted() -> None:
    found = choose(
        "<title>New bridge over the river - Kota Post</title>",
        '<h1 class="site-title"><a href="/">All the news</a></h1><h2>New bridge over the river</h2>',
    )
    assert found.text == "New bridge over the river"


def test_a_lone_heading_wins_over_a_title_for_search_engines() -> None:
    found = choose(
        '<title>Bridge river new: 10 facts about the bridge</title><meta property="og:title" content="Bridge river new: 10 facts about the bridge">',
        "<h1>A new bridge spans the river</h1>",
    )
    assert found.text == "A new bridge spans the river"


def test_a_heading_about_something_else_does_not() -> None:
    found = choose(
        '<title>New bridge over the river</title><meta property="og:title" content="New bridge over the river">',
        "<h1>Subscribe to our newsletter today</h1>",
    )
    assert found == title.Title("New bridge over the river", None)


def test_a_hidden_heading_is_no_block_of_the_title() -> None:
    found = choose(
        "<title>New bridge over the river</title>", "<h1 hidden>New bridge over the river</h1>"
    )
    assert found == title.Title("New bridge over the river", None)


def test_a_page_without_any_has_none() -> None:
    assert choose("", "<p>Text.</p>") == title.Title("", None)
