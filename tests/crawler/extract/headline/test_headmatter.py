"""The lines around the headline of an HTML page: what is a byline or a standfirst, and what is the story already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted

Understand = Callable[..., Extracted]

STORY = [
    "The ferry has crossed the sound for ninety years, and nobody on either bank can remember a week in which it did not.",
    "Its new engine makes no sound at all, which the seals have noticed before the passengers did.",
    "Tickets will cost what they cost in spring, the company said, and children will go on travelling for nothing.",
]


def page(*head: str, story: list[str] = STORY) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in story)
    return f"<html><body><div>{''.join(head)}{paragraphs}</div></body></html>"


H1 = "<h1>Silent ferry startles the seals</h1>"


@pytest.mark.parametrize(
    "first",
    [
        "Port Ambrel, KotaPost.example - The Old Harbour Bridge will close on Monday, 3 August 2026, for a month.",
        "Ayunda Kirana and Maharsi Lintang won the Island Cup on Sunday, 8 November 2026, after 112 minutes.",
        "On Thursday, officers held Mayor Ada Marsh and Port Director Otto Venn at the airport.",
        "Ada Marsh, 24, was rescued at the home of her father, the former editor Otto Marsh.",
        "Sie wurde am 9. Oktober 2023 vom Rat der Stadt Ambrel verabschiedet.",
    ],
)
def test_a_first_paragraph_with_names_and_dates_stays_in_the_text(
    understand: Understand, first: str
) -> None:
    text = understand(page(H1, story=[first, *STORY])).article.text
    assert text.split("\n\n") == [first, *STORY]


def test_a_short_sentence_with_a_date_below_a_paragraph_is_no_byline(
    understand: Understand,
) -> None:
    short = "He died on 3 August 2026."
    text = understand(page(H1, story=[STORY[0], short, *STORY[1:]])).article.text
    assert short in text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "By Hetty Crane. 3 August 2026, 6.30 p.m.",
        "Hetty Crane, Harbour Reporter | Published 3 August 2026 at 18:30 GMT | Updated 4 August 2026 at 9:00 GMT",
    ],
)
def test_a_byline_by_itself_is_still_one(understand: Understand, line: str) -> None:
    article = understand(page(H1, f"<p>{line}</p>")).article
    assert article.authors == ("Hetty Crane",)
    assert article.published is not None
    assert article.text.split("\n\n") == STORY


BY = '<p class="byline">By Hetty Crane, 3 August 2026</p>'


@pytest.mark.parametrize(
    "deck", ["<h2>{}</h2>", "<p>{}</p>", "<div>{}</div>", '<h3 class="x7">{}</h3>']
)
def test_a_line_between_headline_and_byline_is_the_standfirst(
    understand: Understand, deck: str
) -> None:
    line = "The new engine is so quiet that the wildlife notices it first"
    article = understand(page(H1, deck.format(line), BY)).article
    assert article.deck == line
    assert article.text.split("\n\n") == STORY


def test_two_lines_between_headline_and_byline_are_no_standfirst(understand: Understand) -> None:
    first, second = STORY[0], STORY[1]
    article = understand(page(H1, f"<p>{first}</p><p>{second}</p>", BY, story=STORY[2:])).article
    assert article.deck is None


def test_a_credit_line_adds_the_reporters_that_the_page_declares_no_author(
    understand: Understand,
) -> None:
    declared = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Hetty Crane"}}</script>'
    credit = "(Reporting by Hetty Crane and Otto Venn; Editing by Ada Marsh)"
    both = understand(page(declared, H1, story=[*STORY, credit])).article
    assert both.authors == ("Hetty Crane", "Otto Venn")
    others = "(Reporting by Lil Maskery and Otto Venn; Editing by Ada Marsh)"
    assert understand(page(declared, H1, story=[*STORY, others])).article.authors == (
        "Hetty Crane",
    )


CRUMBS = '<nav class="breadcrumb"><ol>{}</ol></nav>'


@pytest.mark.parametrize(
    "trail",
    [
        CRUMBS.format(
            '<li><a href="/">Home</a></li><li><a href="/n">News</a></li><li><a href="/n/h">Harbour</a></li>'
        ),
        CRUMBS.format(
            '<li><a href="/">Home</a></li><li><a href="/h">Harbour</a></li><li>Silent ferry startles the seals</li>'
        ),
        '<div class="crumb"><a href="/">Beranda</a> <span>›</span> <a href="/h">Harbour</a></div>',
    ],
)
def test_the_breadcrumb_names_the_section_where_nothing_else_does(
    understand: Understand, trail: str
) -> None:
    assert understand(page(trail, H1, BY)).article.section == "Harbour"
    meta = '<meta property="article:section" content="Wildlife">'
    assert understand(f"<html><head>{meta}</head>{page(trail, H1, BY)}").article.section == (
        "Wildlife"
    )


def test_links_marked_as_tags_are_the_tags_where_no_meta_names_any(
    understand: Understand,
) -> None:
    tags = '<ul><li><a rel="tag" href="/t/1">Ferries</a></li><li><a rel="tag" href="/t/2">Seals</a></li></ul>'
    assert understand(page(H1, BY, story=STORY) + tags).article.tags == ("Ferries", "Seals")


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ('By <a href="/a">Jane Roe</a><a href="/b">John Doe</a>', ("Jane Roe", "John Doe")),
        ("<span>José Peña</span><span>Émile Zola</span><time>3 August 2026</time>", ("José Peña", "Émile Zola")),
        ("<span>Jane Roe</span><span>Political Editor</span><span>3 August 2026</span>", ("Jane Roe",)),
        ("By <span>J</span><span>ane Roe</span>", ("Jane Roe",)),
        ("By Jane <b>Mc</b><b>Arthur</b>", ("Jane McArthur",)),
    ],
)  # fmt: skip
def test_names_that_touch_in_a_byline_are_told_apart(
    understand: Understand, inside: str, authors: tuple[str, ...]
) -> None:
    assert understand(page(H1, f'<p class="byline">{inside}</p>')).article.authors == authors


def test_a_word_in_two_styles_stays_one_word(understand: Understand) -> None:
    styled = "<span>T</span><span>he</span> ferry of <b>Kota</b><i>Post</i> goes on crossing the sound for all to see."
    text = understand(page(H1, story=[styled, *STORY])).article.text
    assert text.startswith("The ferry of KotaPost goes on")
