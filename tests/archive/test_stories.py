"""Copies of an article are known when they are saved, and what is only like it is none."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from archive.model import Filters
from tests.archive.newsdesk import DAY, MARKET, OTHER, WIRE, Desk

EVERY = Filters(with_duplicates=True)


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def other_words(text: str, share: float, seed: int = 1) -> str:
    """The text with this share of its words replaced, each by a word of another text."""
    dice = random.Random(seed)  # noqa: S311 - the same text each time
    others = OTHER.split()
    return "\n\n".join(
        " ".join(
            dice.choice(others) if dice.random() < share else word for word in paragraph.split()
        )
        for paragraph in text.split("\n\n")
    )


PARAGRAPHS = WIRE.split("\n\n")
EDITED = {
    "as it is": WIRE,
    "one word in twenty replaced": other_words(WIRE, 0.05),
    "one word in five replaced": other_words(WIRE, 0.2),
    "the end cut": "\n\n".join(PARAGRAPHS[:-1]),
    "a paragraph dropped": "\n\n".join([*PARAGRAPHS[:2], *PARAGRAPHS[3:]]),
    "a paragraph of its own": "\n\n".join(
        [*PARAGRAPHS[:4], OTHER.split("\n\n")[2], *PARAGRAPHS[5:]]
    ),
    "a lead of its own": OTHER.split("\n\n", maxsplit=1)[0] + "\n\n" + WIRE,
    "in another order": "\n\n".join([*PARAGRAPHS[3:], *PARAGRAPHS[:3]]),
}


@pytest.mark.parametrize("edit", EDITED)
def test_a_copy_points_to_the_article_that_had_the_text_first(desk, edit) -> None:
    first = desk.put(WIRE)
    copy = desk.put(EDITED[edit], "Sea wall: the vote of Thursday")
    assert (copy.duplicate_of, copy.story) == (first.id, first.id)
    assert desk.store.get(first.id).duplicate_of is None
    assert desk.store.get(first.id).story == first.id


def test_an_article_that_is_alone_has_no_story(desk) -> None:
    stored = [desk.put(WIRE), desk.put(OTHER, "Library open until midnight")]
    assert [(each.duplicate_of, each.story) for each in stored] == [(None, None)] * 2


def test_copies_in_one_batch_know_each_other(desk) -> None:
    first, alone, copy = desk.save(
        desk.article(WIRE),
        desk.article(OTHER, "Library open until midnight"),
        desk.article(other_words(WIRE, 0.1)),
    )
    assert copy.duplicate_of == first.id
    assert first.story == copy.story == first.id
    assert alone.story is None


def test_no_copy_points_to_a_copy(desk) -> None:
    first = desk.put(WIRE)
    copies = [desk.put(other_words(WIRE, 0.1, seed)) for seed in range(2, 10)]
    assert {copy.duplicate_of for copy in copies} == {first.id}


def test_a_search_shows_one_of_the_copies(desk) -> None:
    first = desk.put(WIRE)
    desk.put(other_words(WIRE, 0.05))
    assert [hit.article.id for hit in desk.store.search("sea wall").hits] == [first.id]
    assert len(desk.store.search("sea wall", EVERY).hits) == 2


def test_a_text_without_spaces_is_known_again(desk) -> None:
    text = (
        "港口城市的议会周四以七票对二票通过了重建旧海堤的计划，结束了自二零一九年风暴以来持续七年的争论。"
        "主席表示，工程将于三月开始，预计需要三十个月，其间鱼市场将搬到三号码头。反对者认为这一决定浪费金钱，"
        "他们希望在海峡入口处修建一道屏障，并宣布将向法院提起诉讼。渔民们意见不一，有人说海堤很好，"
        "但没有市场的几个月并不好过。岛屿委员会承诺，如果工程在二零二九年夏天之前完成，将支付三分之一的费用。"
    )
    first = desk.put(text, "海堤重建获批", language="zh")
    copy = desk.put("本报讯：" + text[:-30], "议会通过海堤计划", language="zh")
    assert copy.duplicate_of == first.id


def report(seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311 - the same text each time
    names = ["Heron Lines", "Stannock Steel", "Pell Fisheries", "Orme Bakeries", "Kroll Shipping"]
    first, last = dice.sample(names, 2)
    numbers = [f"{dice.uniform(1, 900):.2f}" for _ in range(11)]
    return MARKET.format(
        dice.choice(["higher", "lower"]), dice.choice(["Monday", "Tuesday", "Friday"]),
        *numbers[:4], first, *numbers[4:6], last, *numbers[6:],
    )  # fmt: skip


def test_reports_by_one_template_are_no_copies(desk) -> None:
    titles = "Shares close in Port Ambrel"
    stored = [desk.put(report(seed), titles, source="courier") for seed in range(12)]
    assert [each.duplicate_of for each in stored] == [None] * 12
    assert [each.story for each in stored] == [None] * 12


def test_an_edited_market_report_is_a_copy(desk) -> None:
    first = desk.put(report(1), "Shares close in Port Ambrel")
    copy = desk.put(other_words(report(1), 0.1), "Ambrel 50 higher")
    assert copy.duplicate_of == first.id


def test_what_a_newspaper_has_on_every_page_makes_no_copy(desk) -> None:
    service = "\n\n".join(OTHER.split("\n\n"))
    first = desk.put("A bicycle was stolen.\n\n" + service, "Bicycle stolen", source="courier")
    second = desk.put("The ferry is late today.\n\n" + service, "Late again", source="courier")
    assert (first.duplicate_of, second.duplicate_of) == (None, None)


def test_a_few_words_are_too_few(desk) -> None:
    text = "Read the whole story in our newspaper."
    assert [desk.put(text, "Subscribe").duplicate_of for _ in range(2)] == [None, None]


def test_an_article_at_two_addresses_of_one_newspaper_is_a_copy(desk) -> None:
    first = desk.put(WIRE, source="courier", url="https://courier.example/business/sea-wall")
    second = desk.put(WIRE, source="courier", url="https://courier.example/front/the-vote")
    assert second.duplicate_of == first.id


def test_a_newspaper_that_edits_its_story_and_headline_has_one_story(desk) -> None:
    first = desk.put(WIRE, "Board votes for the sea wall", source="courier")
    text = WIRE
    for old, new in {
        "rebuild": "renew",
        "ending": "closing",
        "dispute": "quarrel",
        "begin": "start",
        "months": "weeks",
    }.items():
        text = text.replace(f" {old}", f" {new}")
    text = text.replace(" the ", " this ")
    edited = desk.put(text, "Harbour board votes for sea wall", source="courier")
    assert edited.duplicate_of == first.id
    elsewhere = desk.put(OTHER, "Board votes for the library", source="courier")
    assert elsewhere.duplicate_of is None


def test_a_newspaper_that_writes_another_story_under_a_like_headline_has_two(desk) -> None:
    service = "\n\n".join(OTHER.split("\n\n") * 2)
    lead = (
        "A bicycle was stolen from the yard of the old dairy on Tuesday night, and nobody saw it."
    )
    follow = "The ferry to Wenlow is late today, since two of its deckhands have overslept again."
    first = desk.put(f"{lead}\n\n{service}", "News of the town in brief", source="courier")
    second = desk.put(f"{follow}\n\n{service}", "News of the islands in brief", source="courier")
    assert (first.duplicate_of, second.duplicate_of) == (None, None)


def test_half_of_the_text_tells_the_same_story(desk) -> None:
    first = desk.put(WIRE)
    half = "\n\n".join([*PARAGRAPHS[:3], *OTHER.split("\n\n")])
    second = desk.put(half, "Wall and library")
    assert (second.duplicate_of, second.story) == (None, first.id)


def test_a_month_later_half_of_the_text_is_another_story(desk) -> None:
    desk.put(WIRE)
    half = "\n\n".join([*PARAGRAPHS[:3], *OTHER.split("\n\n")])
    assert desk.put(half, "Wall and library", published=DAY + timedelta(days=30)).story is None


def test_copies_of_an_article_that_says_something_else_now_stand_for_themselves(desk) -> None:
    first = desk.put(WIRE)
    second, third = (desk.put(other_words(WIRE, 0.05, seed)) for seed in (1, 2))
    assert second.duplicate_of == third.duplicate_of == first.id
    changed = desk.again(first, OTHER, "Library open until midnight")
    second, third = desk.store.get(second.id), desk.store.get(third.id)
    assert (changed.duplicate_of, changed.story) == (None, None)
    assert (second.duplicate_of, second.story) == (None, second.id)
    assert (third.duplicate_of, third.story) == (second.id, second.id)
    assert [hit.article.id for hit in desk.store.search("Stannock").hits] == [second.id]
    assert desk.put(WIRE, "The wall again").duplicate_of == second.id
    assert desk.put(OTHER, "Library open until midnight").duplicate_of == first.id


def test_a_copy_that_says_something_else_now_is_none(desk) -> None:
    first = desk.put(WIRE)
    copy = desk.put(WIRE, "The sea wall")
    changed = desk.again(copy, OTHER, "Library open until midnight")
    assert (changed.duplicate_of, changed.story) == (None, None)
    assert desk.put(OTHER, "Open until midnight").duplicate_of == copy.id
    assert desk.put(WIRE, "Wall").duplicate_of == first.id


def test_a_typo_put_right_changes_nothing(desk) -> None:
    first = desk.put(WIRE)
    copy = desk.put(WIRE, "The sea wall")
    changed = desk.again(first, WIRE.replace("divided the town", "split the town"))
    assert (changed.duplicate_of, changed.story) == (None, first.id)
    assert desk.store.get(copy.id).duplicate_of == first.id


def test_an_article_that_becomes_a_copy_is_one(desk) -> None:
    first = desk.put(OTHER, "Library open until midnight")
    wire = desk.put(WIRE)
    changed = desk.again(first, WIRE, "Board votes for the sea wall")
    assert (changed.duplicate_of, changed.story) == (wire.id, wire.id)
    assert [hit.article.id for hit in desk.store.search("Stannock").hits] == [wire.id]


def test_a_story_goes_on_without_an_article_that_says_something_else_now(desk) -> None:
    first = desk.put(WIRE)
    second, third = (
        desk.put("\n\n".join([*PARAGRAPHS[:3], other]), f"Wall and {number}")
        for number, other in enumerate([OTHER, report(1)])
    )
    assert (second.story, third.story) == (first.id, first.id)
    desk.again(first, report(2), "Shares close in Port Ambrel")
    assert [desk.store.get(each.id).story for each in (first, second, third)] == [
        None,
        second.id,
        second.id,
    ]
    copy = desk.put(report(2), "Shares close in Port Ambrel")
    assert (copy.duplicate_of, copy.story) == (first.id, first.id)
    desk.again(second, report(3), "Shares close higher in Port Ambrel")
    assert desk.store.get(third.id).story is None
