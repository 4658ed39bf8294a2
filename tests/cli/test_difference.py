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


def test_typography_is_no_change() -> None:
    assert diff(text=OLD.text.replace(".", "…"), title="“Minister” resigns") == []


def test_paragraphs_that_were_exchanged_are_shown_one_by_one() -> None:
    new = OLD.text.replace("Monday", "Friday").replace("surprised", "stunned")

    assert diff(text=new) == [
        "The minister resigned on [-Monday.-]{+Friday.+}",
        "The party was [-surprised.-]{+stunned.+}",
    ]


def test_a_new_paragraph_stands_alone() -> None:
    assert diff(text=OLD.text + "\n\nMore later.") == ["{+More later.+}"]


def test_neighbouring_words_are_marked_together() -> None:
    found = words("he left the house today", "he left a big home today", Paint(sys.stdout))

    assert found == "he left [-the house-]{+a big home+} today"


def test_scripts_without_spaces_are_compared_by_character() -> None:
    found = words("部長は月曜日に辞任した。", "部長は火曜日に辞任した。", Paint(sys.stdout))

    assert found == "部長は[-月-]{+火+}曜日に辞任した。"


def test_thai_signs_stay_with_their_letter() -> None:
    assert words("เขามา", "เข้ามา", Paint(sys.stdout)) == "เ[-ข-]{+ข้+}ามา"


def test_of_a_very_long_text_only_what_changed_is_marked() -> None:
    text = " ".join(f"word{n % 5003}" for n in range(100_000))
    found = diff(text=text.replace("word17 ", "OTHER "))  # against a short text: all of it came
    assert found[-1].count("{+") < 5

    found = words(text, text.replace("word17 ", "OTHER "), Paint(sys.stdout)).split(" ")
    assert [part for part in found if "-]" in part] == ["[-word17-]{+OTHER+}"] * 20


def test_two_very_long_texts_that_have_nothing_in_common_are_shown_whole() -> None:
    before, after = "a " * 50_000, "b " * 50_000
    found = words(before, after, Paint(sys.stdout))

    assert found == f"[-{before[:-1]}-]{{+{after[:-1]}+}} "
