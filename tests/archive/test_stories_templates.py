"""What a newspaper makes every day by one template are articles of their own, however much of their text is the same."""

from __future__ import annotations

import io
import json
import re

import pytest

from archive.exports import write
from tests.archive.newsdesk import OTHER, WIRE, Desk

BRIEF = """Police in {} are looking for witnesses after a {} was stolen from {} Street on {} night. Anyone who saw something can call {}."""

FILLER = """This report is part of our daily service for readers. You can follow all the news from the islands on our website, in our app and in our newsletters, which you can choose on your account page.

If you have seen something that we should know about, write to the newsroom or call us at any hour. Corrections and clarifications appear on page two. Subscribers can read the printed edition from five in the morning on every working day. The newspaper is a member of the press council and follows its code of conduct, which has been hanging in our reading room since the first day."""


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


@pytest.mark.parametrize(
    "titles",
    [
        [f"Story number {number} of the day" for number in range(40)],
        [
            f"The {word} day of the fair"
            for word in dict.fromkeys(re.findall(r"\w+", OTHER.lower()))
        ][:40],
    ],
    ids=["another number", "another word"],
)
def test_pages_of_one_newspaper_that_differ_in_their_headline_are_all_exported(
    desk, titles
) -> None:
    desk.save(*(desk.article(FILLER, title, source="courier") for title in titles))
    desk.save(*(desk.article(FILLER, f"{title} again", source="courier") for title in titles))
    written = io.BytesIO()
    assert write(desk.store.articles(), written) == 80
    exported = [json.loads(line)["title"] for line in written.getvalue().splitlines()]
    assert sorted(exported) == sorted([*titles, *(f"{title} again" for title in titles)])


def test_a_daily_page_under_the_same_headline_is_no_copy(desk) -> None:
    numbers = [14, 15, 22]
    days = [
        desk.put(f"It will be {number} degrees. {FILLER}", "Weather", source="courier")
        for number in numbers
    ]
    assert [each.duplicate_of for each in days] == [None] * 3


def test_the_same_page_under_the_same_headline_is_a_copy_whatever_its_punctuation(desk) -> None:
    first = desk.put(WIRE, "Sea wall: board votes", source="courier")
    second = desk.put(WIRE, "“Sea Wall” – Board Votes", source="courier")
    assert second.duplicate_of == first.id


def test_without_a_headline_only_the_very_same_text_of_one_newspaper_is_a_copy(desk) -> None:
    first = desk.put(WIRE, "", source="courier")
    same = desk.put(WIRE, source="courier")
    edited = desk.put(WIRE.replace("14.2", "13.9"), source="courier")
    assert (same.duplicate_of, edited.duplicate_of) == (first.id, None)


def test_other_numbers_in_the_headline_part_two_newspapers(desk) -> None:
    first = desk.put(WIRE, "Sea wall: 14 million puffins")
    other = desk.put(WIRE, "Sea wall: 15 million puffins")
    third = desk.put(WIRE, "Fourteen million puffins for a sea wall")
    assert (other.duplicate_of, third.duplicate_of) == (None, first.id)


def test_short_reports_over_the_same_long_text_are_no_copies(desk) -> None:
    facts = [
        ("Wenlow", "red bicycle", "Harbour", "Monday", "310 442"),
        ("Casterhaven", "blue van", "Quay", "Thursday", "555 981"),
        ("Dunmarrow", "grey trailer", "Chapel", "Friday", "208 114"),
    ]
    briefs = [desk.put(f"{BRIEF.format(*each)}\n\n{FILLER}", "Theft") for each in facts]
    assert [each.duplicate_of for each in briefs] == [None] * 3


def test_two_numbers_brought_up_to_date_leave_a_copy_a_copy(desk) -> None:
    first = desk.put(WIRE)
    copy = desk.put(WIRE.replace("about 30 months", "about 34 months").replace("41 of", "43 of"))
    assert copy.duplicate_of == first.id
