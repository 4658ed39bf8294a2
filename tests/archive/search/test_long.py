"""Articles that are longer than one vector of PostgreSQL holds; the same in SQLite, which knows no such bounds."""

from __future__ import annotations

from typing import Any

import pytest

from archive.search.vectors import ROOMS, lexeme, vectors

OFTEN = " ".join(f"the w{n}" for n in range(2_000))


@pytest.fixture
def long_ones(shelf: Any, article: Any) -> Any:
    numbers = " ".join(f"x{n}" for n in range(40_000))
    heading = " ".join(f"h{n}" for n in range(1_500))
    shelf.put(
        article("Numbers", f"first {numbers} found a needle in haystacks"),
        article("Often", f"{OFTEN} the zebra, at last"),
        article(f"{heading} final headline", "short", authors=("Jo Long",)),
        article("Han", "選挙" * 9_000 + "龍虎", language="zh"),
        article("Short", "the zebra found a needle", source="short"),
        # More different words than a megabyte holds.
        article("Huge", " ".join(f"{n:x}{'y' * 50}" for n in range(30_000)) + " the very last"),
    )
    return shelf


FOUND = {
    '"a needle in haystacks"': {1},
    "needle": {1, 5},
    "needle first": {1},
    '"found a needle"': {1, 5},
    '"x39999 found"': {1},
    '"x39998 found"': set(),
    '"the zebra"': {2, 5},
    'zebra -"the zebra"': set(),
    'the -"the zebra"': {6},
    '-"the zebra" -needle': {3, 4, 6},
    'title:"final headline"': {3},
    '"headline short"': set(),
    '"h1499 final headl"*': set(),
    "title:h1499 short": {3},
    "author:long h0": {3},
    "龍虎": {4},
    "龍虎 選挙": {4},
    '"very last"': {6},
    '"very last" OR "a needle in haystacks"': {1, 6},
    f"752f{'y' * 50} last": {6},
    "752fy*": {6},
    "hays*": {1},
}


def test_what_stands_far_behind_is_found_and_leaves_nothing_when_it_is_taken_out(
    long_ones: Any,
) -> None:
    for query, found in FOUND.items():
        for sort in ("relevance", "newest"):
            results = long_ones.search(query, sort=sort)
            assert {hit.article.id for hit in results.hits} == found, query
            assert results.total == len(found), query
    long_ones.take_out(*range(1, 7))
    for query in FOUND:
        assert long_ones.search(query).total == 0


def test_a_vector_says_where_each_term_stands() -> None:
    columns = {"title": ["a", "b"], "body": ["a", "it's"], "author": ["c"]}
    made = vectors(columns, ["0"])
    title, author, body = (ROOMS[name][1] for name in ("title", "author", "body"))
    assert (
        made.terms == f"'0' 'a':{title}A,{body} 'b':{title + 1}A 'c':{author}B 'it''s':{body + 1}"
    )
    assert (made.parts, made.length) == ((), 6)


def test_a_term_that_is_too_long_keeps_its_beginning_and_its_difference() -> None:
    short, one, other = "ÿ" * 900, "ÿ" * 1_200 + "a", "ÿ" * 1_200 + "b"
    assert lexeme(short) == short
    assert lexeme(one) != lexeme(other)
    assert all(len(lexeme(term).encode()) < 2_046 for term in (one, other))
