"""Which part of a page is the article: by structure, by selectors, by what the page declares; and what is no article."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model import ARTICLE_KINDS, Extracted
from crawler.extract import RULES
from crawler.site import of_url

Understand = Callable[..., Extracted]

STORY = [
    "The clock on the market square runs again after nine silent years, and it runs four minutes fast, as it always did.",
    "A retired watchmaker repaired it with parts from a tractor and a sewing machine, and asked for nothing but the key.",
    "The council thanked him in a letter of two pages, and forgot to enclose the key that he had asked for in the spring.",
    "He has it now, and climbs the tower on Sundays before the bells begin, with a thermos and a small lamp for the dark.",
]
OTHER = [
    "Ferry crews voted on their winter hours on Friday, and the result surprised the company more than it did the crews.",
    "The first boat will leave an hour later from November, and the last one will wait for the train from the city again.",
]
TITLE = "Market square gets its clock back"


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


def kept(found: Extracted) -> list[str]:
    return found.article.text.split("\n\n")


def test_the_next_article_of_an_endless_scroll_is_left_out(understand: Understand) -> None:
    html = page(
        f"<main><article><h1>{TITLE}</h1>{paragraphs(STORY)}</article>"
        f"<article><h1>Ferry crews vote</h1>{paragraphs(OTHER)}</article></main>"
    )
    assert kept(understand(html)) == STORY


def test_a_hidden_copy_of_the_body_is_left_out(understand: Understand) -> None:
    html = page(
        f"<h1>{TITLE}</h1><div class=text>{paragraphs(STORY)}</div>"
        f"<div class=print style='display:none'>{paragraphs(STORY)}</div>"
    )
    assert kept(understand(html)) == STORY


def test_a_body_that_only_scripts_unhide_is_found(understand: Understand) -> None:
    html = page(f"<h1>{TITLE}</h1><div style='display:none'>{paragraphs(STORY)}</div>")
    assert kept(understand(html)) == STORY


def test_a_paragraph_that_stands_twice_is_kept_once(understand: Understand) -> None:
    found = understand(page(f"<h1>{TITLE}</h1>{paragraphs([*STORY, STORY[1]])}"))
    assert kept(found) == STORY
    assert [cut.rule for cut in found.removed] == ["duplicate"]


def test_what_a_plan_says_on_each_of_its_days_stays(understand: Understand) -> None:
    advice = "Wind the clock before the bells begin to ring"
    lines = [line for told in STORY for line in (told, advice)]
    assert kept(understand(page(f"<h1>{TITLE}</h1><div>{paragraphs(lines)}</div>"))) == lines


def test_a_subhead_that_is_a_link_stays(understand: Understand) -> None:
    head = "The tractor in the museum"
    html = page(
        f"<h1>{TITLE}</h1><div>{paragraphs(STORY[:2])}<h2><a href=/tractor>{head}</a></h2>{paragraphs(STORY[2:])}</div>"
    )
    assert kept(understand(html)) == [*STORY[:2], head, *STORY[2:]]


def test_the_cells_of_a_row_stand_in_one_line(understand: Understand) -> None:
    rows = [("Height of the tower", "31 metres"), ("Age of the clock", "140 years")]
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    html = page(f"<h1>{TITLE}</h1><div>{paragraphs(STORY)}<table>{table}</table></div>")
    assert kept(understand(html)) == [*STORY, *map("\t".join, rows)]


def test_comments_longer_than_the_article_are_left_out(understand: Understand) -> None:
    html = page(
        f"<article><h1>{TITLE}</h1>{paragraphs(STORY[:2])}</article><section id=comments>{paragraphs(OTHER * 4)}</section>"
    )
    assert kept(understand(html)) == STORY[:2]


def test_the_headline_stands_only_in_its_field(understand: Understand) -> None:
    html = page(f"<article><h1>{TITLE}</h1><h2>{TITLE}</h2>{paragraphs(STORY)}</article>")
    found = understand(html)
    assert found.article.title == TITLE
    assert kept(found) == STORY


def test_subheads_and_list_items_are_kept_in_order(understand: Understand) -> None:
    html = page(
        f"<article><h1>{TITLE}</h1><p>{STORY[0]}</p><h2>The repair</h2><p>{STORY[1]}</p>"
        f"<ul><li>Parts of a tractor</li><li>Parts of a sewing machine</li></ul><p>{STORY[2]}</p></article>"
    )
    assert kept(understand(html)) == [
        STORY[0],
        "The repair",
        STORY[1],
        "Parts of a tractor",
        "Parts of a sewing machine",
        STORY[2],
    ]


def test_a_heading_of_nothing_is_cut(understand: Understand) -> None:
    html = page(
        f"<article><h1>{TITLE}</h1>{paragraphs(STORY)}<h2>Our town in pictures</h2></article>"
    )
    found = understand(html)
    assert kept(found) == STORY
    assert found.removed[-1].rule == "heading-of-nothing"


@pytest.mark.parametrize("name", ["newscaption", "photo imgCaption", "wp-caption-text"])
def test_a_class_that_ends_in_caption_marks_one(understand: Understand, name: str) -> None:
    caption = "The tower in the summer of last year, seen from the square."
    html = page(
        f"<h1>{TITLE}</h1>{paragraphs(STORY[:2])}<div class='{name}'>{caption}</div>{paragraphs(STORY[2:])}"
    )
    found = understand(html)
    assert kept(found) == STORY
    assert found.article.captions == (caption,)


def test_captions_are_kept_apart(understand: Understand) -> None:
    html = page(
        f"<h1>{TITLE}</h1><figure><img src=a.jpg><figcaption>The tower in June</figcaption></figure>"
        f"<div>{paragraphs(STORY)}<p>Photo: Ada Winterbourne</p></div>"
    )
    found = understand(html)
    assert found.article.captions == ("The tower in June", "Photo: Ada Winterbourne")
    assert kept(found) == STORY


def test_the_declared_text_stands_for_a_page_that_shows_a_stub(understand: Understand) -> None:
    declared = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "articleBody": "\n\n".join(STORY + OTHER),
    }
    head = f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    found = understand(page(f"<h1>{TITLE}</h1><p>{STORY[0]}</p>", head))
    assert kept(found) == STORY + OTHER
    assert found.article.method == "json-ld"


def test_a_declared_stub_does_not_replace_the_page(understand: Understand) -> None:
    declared = {"@type": "NewsArticle", "headline": TITLE, "articleBody": STORY[0][:80]}
    head = f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    assert kept(understand(page(f"<h1>{TITLE}</h1>{paragraphs(STORY)}", head))) == STORY


SELECTED = page(
    f"<h1>Wrong</h1><div class=kop>{TITLE}</div><div class=wie>Ada Winterbourne</div><div class=toen>4 May 2024 09:15</div><div class=lede>A tower has a voice again.</div>"
    f"<div id=a>{paragraphs(OTHER)}</div><div id=b>{paragraphs(STORY)}<div class=rail><p>Odd words</p></div></div>"
)


def test_the_selectors_of_a_site_are_obeyed(understand: Understand) -> None:
    selectors = {
        "title": ".kop",
        "deck": ".lede",
        "body": "#b",
        "remove": ".rail",
        "authors": ".wie",
        "published": ".toen",
    }
    site = replace(of_url("https://paper.example/"), selectors=selectors, timezone="Asia/Jakarta")
    found = understand(SELECTED, site=site)
    assert (found.article.title, found.article.deck) == (TITLE, "A tower has a voice again.")
    assert kept(found) == STORY
    assert found.article.authors == ("Ada Winterbourne",)
    assert found.article.published is not None
    assert found.article.published.isoformat() == "2024-05-04T09:15:00+07:00"
    assert found.article.method == "selector"
    assert {cut.text: cut.rule for cut in found.removed}["Odd words"] == "site-selector"


def test_selectors_that_match_nothing_fall_back_to_the_general_rules(
    understand: Understand,
) -> None:
    site = replace(
        of_url("https://paper.example/"),
        selectors={"body": ".gone", "title": ".gone", "deck": "!!"},
    )
    html = page(f"<article><h1>{TITLE}</h1>{paragraphs(STORY)}</article>")
    assert understand(html, site=site) == understand(html)


def test_every_result_names_the_version_of_the_rules(understand: Understand) -> None:
    assert understand("<p>x").article.rules == RULES


LINKS = "".join(
    f'<div class=card><h3><a href="/{n}">Headline number {n} of the morning paper</a></h3></div>'
    for n in range(12)
)
PAGES = [
    ("article", page(f"<h1>{TITLE}</h1>{paragraphs(STORY)}")),
    ("article", page(f"<h1>{TITLE}</h1><p>{STORY[0]}</p><p>{STORY[1]}</p>")),
    ("empty", ""),
    ("empty", "<html><body><div id=root></div></body></html>"),
    ("index", page(f"<main>{LINKS}</main>")),
    ("challenge", "<title>Just a moment...</title><p>Checking your browser before you continue.</p>"),
    ("soft-404", "<title>Page not found</title><h1>Page not found</h1><p>The page you are looking for has moved.</p>"),
    ("soft-404", "<title>Halaman tidak ditemukan</title><h1>Halaman tidak ditemukan</h1><p>Silakan kembali ke beranda.</p>"),
    ("consent-wall", "<title>Coast Paper</title><h1>We value your privacy</h1><p>We and our partners store information.</p><button>Accept all</button>"),
    ("paywall-stub", page(f"<h1>{TITLE}</h1><p>{STORY[0]}</p><p>Subscribe to continue reading this article.</p>")),
    (
        "live",
        page(
            f"<h1>{TITLE}</h1>{paragraphs(STORY)}",
            '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "x"}</script>',
        ),
    ),
    (
        "video",
        page(
            f"<h1>{TITLE}</h1><p>Watch the clock strike four.</p>",
            '<script type="application/ld+json">{"@type": "VideoObject", "name": "x"}</script>',
        ),
    ),
    (
        "gallery",
        page(f"<h1>{TITLE}</h1>" + "".join(f"<figure><img><figcaption>The tower in month {n}</figcaption></figure>" for n in range(6))),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "html"), PAGES, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(PAGES)]
)
def test_a_page_is_told_to_be_what_it_is(understand: Understand, kind: str, html: str) -> None:
    found = understand(html)
    assert found.article.kind == kind
    assert bool(found.kind_evidence) is (kind != "article")


def test_a_story_about_error_pages_is_an_article(understand: Understand) -> None:
    story = [
        *STORY,
        "The page not found error became a museum piece, and the council laughed about it.",
    ]
    assert understand(page(f"<h1>{TITLE}</h1>{paragraphs(story)}")).article.kind in ARTICLE_KINDS


NAMES = st.sampled_from(
    ["", "content", "sidebar", "related", "share", "hidden", "caption", "ad-slot", "comments"]
)
TAGS = st.sampled_from(
    ["p", "div", "li", "h2", "td", "figcaption", "aside", "blockquote", "a", "span", "footer"]
)
LINES = st.sampled_from(
    [
        *STORY,
        *OTHER,
        "Advertisement",
        "Baca juga: sesuatu",
        "4",
        "like",
        "FTSE 100",
        "+1.2%",
        "A few words",
    ]
)
NODES = st.recursive(
    LINES,
    lambda inner: st.builds(
        lambda tag, name, parts: f'<{tag} class="{name}">{" ".join(parts)}</{tag}>', TAGS, NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NODES, min_size=1, max_size=6))
def test_no_line_of_any_page_is_lost(understand: Understand, nodes: list[str]) -> None:
    html = page(f"<h1>{TITLE}</h1>" + "".join(nodes))
    found = understand(html)
    visible = re.sub(r"<[^>]+>", " ", html.split("</head>")[1])
    held = [decision.text for decision in found.decisions]
    assert " ".join(visible.split()).replace(" ", "") == re.sub(r"\s", "", "".join(held))
    text = {d.text for d in found.decisions if d.kept == "text"}
    assert text == set() or all(line in found.article.text for line in text)
    assert all(decision.rule for decision in found.decisions)
