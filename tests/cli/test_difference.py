"""What changed between two revisions."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

from archive.model import Article
from cli.difference import differences, words
from cli.render import Paint

OLD = Article(
    url="https://news.example/1",
    title="Minister resigns",
    text="The minister resigned on Monday.\n\nThe party was surprised.\n\nNothing else is known.",
    fetched=datetime(2026, 11, 20, tzinfo=UTC),
)


def diff(**changes: object) -> list[str]:
    return list(differences(OLD, replace(OLD, **changes), Paint(sys.stdout)))


def test_a_changed_word_stands_beside_the_old_one() -> None:
    found = words("resigned on Monday.", "resigned on Tuesday.", Paint(sys.stdout))

    assert found == "resigned on [-Monday.-]{+Tuesday.+}"


def test_only_the_paragraphs_that_changed_are_shown() -> None:
    assert diff(text=OLD.text.replace("Monday", "Tuesday")) == [
        "The minister resigned on [-Monday.-]{+Tuesday.+}"
    ]


def test_a_changed_headline_is_named() -> None:
    assert diff(title="Minister stays") == ["title: Minister [-resigns-]{+stays+}"]


def test_a_new_author_is_shown() -> None:
    assert diff(authors=("Sari Wulan",)) == ["authors: {+Sari Wulan+}"]


def test_white_space_is_no_change() -> None:
    assert diff(text=OLD.text.replace("\n\n", "\n \n")) == []


def test_very_long_texts_are_shown_whole_rather_than_compared_for_minutes() -> None:
    before, after = "a " * 50_000, "b " * 50_000

    assert words(before, after, Paint(sys.stdout)) == f"[-{before}-]{{+{after}+}}"
