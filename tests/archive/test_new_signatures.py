"""Signatures of the last articles wait in a small table, and are looked up there as well as where they go."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from archive.opening import open_database
from archive.schema import new_signatures, signatures
from archive.stories.signature import signature
from archive.stories.statements import is_time_to_gather
from archive.upkeep.checking import problems
from tests.archive.newsdesk import DAY, Desk


def story(number: int) -> str:
    """A text that no other one is like."""
    dice = random.Random(number)  # noqa: S311 - the same text each time
    return " ".join("".join(dice.choices("bdfgklmnprstvaeiou", k=8)) for _ in range(60))


def kept(address) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The keys of articles in the large table, and in the small one."""
    database = open_database(address, create=False, read_only=True)
    with database.reading() as connection:
        large, small = (
            {(row.key, row.article_id) for row in connection.execute(select(table))}
            for table in (signatures, new_signatures)
        )
    database.close()
    return large, small


@pytest.fixture
def desk(store) -> Desk:
    """Three batches: the second one fills the small table, so that only the articles of the third one are in it."""
    desk = Desk(store)
    for numbers in (range(1, 201), range(201, 301), range(301, 331)):
        desk.save(*(desk.article(story(n), f"Title {n}", published=DAY) for n in numbers))
    return desk


def test_all_are_gathered_when_there_are_many(desk, address) -> None:
    large, small = kept(address)
    assert {id for _, id in large} == set(range(1, 301))
    assert {id for _, id in small} == set(range(301, 331))
    for n in (1, 300, 330):
        assert {(key, n) for key in signature(story(n)).keys[:5]} <= large | small


def test_copies_are_found_of_articles_in_both_tables(desk) -> None:
    for n in (7, 201, 301, 330):
        copy = desk.put(story(n), f"Title {n}")
        assert (copy.duplicate_of, copy.story) == (n, n)
    first, second = desk.save(
        desk.article(story(9), "Title 9"), desk.article(story(329), "Title 329")
    )
    assert (first.duplicate_of, second.duplicate_of) == (9, 329)


@pytest.mark.parametrize("number", [5, 310])
def test_what_an_article_said_before_is_kept_in_neither(desk, address, number) -> None:
    desk.again(desk.store.get(number), story(1_000), "Another title")
    every = set.union(*kept(address))
    assert {key for key, id in every if id == number} <= set(signature(story(1_000)).keys)
    assert desk.put(story(number), f"Title {number}").duplicate_of is None
    assert desk.put(story(1_000), "Another title").duplicate_of == number


def test_changed_articles_alone_gather_nothing(desk, address) -> None:
    before = kept(address)[1]
    desk.again(desk.store.get(2), story(1_001), "Another title")
    assert before < kept(address)[1]


def test_a_signature_of_no_article_is_told_of_both_tables(desk, address) -> None:
    database = open_database(address, create=False, read_only=False)
    with database.writing() as connection:
        assert list(problems(connection, None)) == []
        for table in (signatures, new_signatures):
            connection.execute(table.insert(), {"key": 3, "article_id": 9_999, "rest": 0})
        lines = list(problems(connection, None))
    database.close()
    assert [line.split(":")[0] for line in lines] == [
        "1 rows of signatures belong to no article",
        "1 rows of new_signatures belong to no article",
    ]


@pytest.mark.parametrize("batch", [1, 20, 100, 700])
def test_the_small_table_grows_with_the_root_of_the_articles(batch) -> None:
    last = most = times = 0
    for first in range(1, 300_000, batch):
        if is_time_to_gather(first, first + batch - 1):
            most = max(most, first + batch - 1 - last)
            last, times = first + batch - 1, times + 1
    assert 4_000 < most < 8_192 + batch
    assert times < 200
