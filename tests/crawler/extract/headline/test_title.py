"""Choosing the headline."""

from __future__ import annotations

import pytest

from crawler.extract import structured
from crawler.extract.headline import title
from crawler.extract.page import document, reader

URL = "https://www.kotapost.example/city/bridge"


def choose(head: str, body: str = "", url: str = URL) -> title.Title:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    page = document.parse(html.encode(), "text/html; charset=utf-8", url)
    declared = structured.read(page)
    return title.choose(declared, reader.read(page).blocks, title.site_names(declared, url))


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


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("武汉的声音：有英勇的你，才有英雄的城！-新华网", "武汉的声音：有英勇的你，才有英雄的城！"),
        ("한강 다리가 다시 열린다-한국일보", "한강 다리가 다시 열린다"),
        ("新しい橋が開通_港ニュース", "新しい橋が開通"),
        ("北京-上海高铁", "北京-上海高铁"),
    ],
)
def test_the_newspapers_name_is_cut_without_spaces_too(declared: str, text: str) -> None:
    assert choose(f"<title>{declared}</title>").text == text


def test_a_linked_heading_that_ends_the_title_is_the_newspapers_name() -> None:
    found = choose(
        "<title>Interning of small integers » Four Years Remaining</title>",
        '<h1><a href="/">Four Years Remaining</a></h1><h2>Interning of small integers</h2>',
    )
    assert found == title.Title("Interning of small integers", 1)


def test_a_linked_heading_that_all_declare_is_the_headline() -> None:
    found = choose(
        '<meta property="og:title" content="Bridge closed"><title>Bridge closed | The whole story of it</title>',
        '<h1><a href="/bridge">Bridge closed</a></h1>',
    )
    assert found.text == "Bridge closed"


def test_what_heading_and_json_ld_say_is_the_headline() -> None:
    said = "The bridge is closed for a month: what commuters need to know"
    found = choose(
        f'<script type="application/ld+json">{{"@type": "Article", "headline": "{said}"}}</script>'
        '<meta property="og:title" content="Bridge closed"><meta name="twitter:title" content="Bridge closed">'
        '<meta name="title" content="Bridge closed"><title>Bridge closed</title>',
        f"<h1>{said}</h1>",
    )
    assert found.text == said


def test_a_story_that_a_script_shows_has_its_heading() -> None:
    story = "word " * 30
    found = choose(
        "<title>Bridges of 2020: a guide | Kota Post</title>",
        f'<div style="display: none"><h1>Bridges: a 2020 guide to them all</h1><p>{story}</p></div>',
    )
    assert found.text == "Bridges: a 2020 guide to them all"


def test_a_heading_above_comments_is_no_headline() -> None:
    body = '<h2>Bridge closed</h2><p>story</p><h3 class="comment-reply-title">Write a comment or a reply here</h3>'
    assert choose("", body).text == "Bridge closed"


HEADLINE = "The bridge over the river is closed for a month"


@pytest.mark.parametrize(
    "heading",
    [
        f'<h1 class="headline roofline">Traffic {HEADLINE}</h1>',
        f"<h1>City and traffic - {HEADLINE}</h1>",
        f'<h1><span class="kicker">City traffic</span> {HEADLINE}</h1>',
    ],
)
def test_a_kicker_in_the_heading_is_cut_where_the_headline_is_declared_without(
    heading: str,
) -> None:
    found = choose(f'<meta property="og:title" content="{HEADLINE}">', heading)
    assert found == title.Title(HEADLINE, 0)


@pytest.mark.parametrize("first", ["Why", "Exclusive and first seen by us alone today: why"])
def test_a_word_or_a_sentence_before_the_declared_headline_is_no_kicker(first: str) -> None:
    found = choose(
        f'<meta property="og:title" content="{HEADLINE}">', f"<h1>{first} {HEADLINE}</h1>"
    )
    assert found.text == f"{first} {HEADLINE}"


def test_a_lower_heading_cuts_the_title_where_no_first_one_is() -> None:
    found = choose(
        f"<title>{HEADLINE} : Archive of the post | Notes on the fall of bridges</title>",
        f"<h3>{HEADLINE}</h3>",
    )
    assert found == title.Title(HEADLINE, 0)


def test_one_heading_shown_twice_counts_as_one() -> None:
    found = choose(
        '<meta property="og:title" content="Cross the river - Bridge pass 15 for every commuter">'
        "<title>Cross the river - Bridge pass 15 for every commuter</title>",
        "<h1>Bridge pass 15 for commuters</h1><p>wide</p><h1>Bridge pass 15 for commuters</h1>",
    )
    assert found.text == "Bridge pass 15 for commuters"


def test_one_minor_meta_with_the_heading_takes_nothing_from_it() -> None:
    found = choose(
        '<meta property="og:title" content="Apple cake with cream Recipe">'
        '<meta name="twitter:title" content="Apple cake with cream Recipe">'
        '<meta name="sailthru.title" content="Apple cake with cream">'
        "<title>Apple cake with cream Recipe</title>",
        "<h1>Apple cake with cream</h1>",
    )
    assert found.text == "Apple cake with cream"
