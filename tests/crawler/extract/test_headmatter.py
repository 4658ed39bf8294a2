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
