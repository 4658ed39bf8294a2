from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.search.query import And, Field, Node, Not, Or, Phrase, Prefix, Term, parse

A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a", A),
        ("a b c", And((A, B, C))),
        ("a AND b", And((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ('"a b"', Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ("«a b» c", And((Phrase("a b"), C))),
        ("-a", Not(A)),
        ('-"a b"', Not(Phrase("a b"))),
        ("-(a b)", Not(And((A, B)))),
        ("a -b", And((A, Not(B)))),
        ("a* b", And((Prefix("a"), B))),
        ("title:a b", And((Field("title", A), B))),
        ("TITLE:a", Field("title", A)),
        ('author:"a b"', Field("author", Phrase("a b"))),
        ("title:(a OR b*)", Field("title", Or((A, Prefix("b"))))),
        ("-title:a", Not(Field("title", A))),
        ("title:-a", Not(Field("title", A))),
        ("a-b", Term("a-b")),
        ("covid-19", Term("covid-19")),
        ("or and not", And((Term("or"), Term("and"), Term("not")))),
        ("https://news.example/a?b=c", Term("https://news.example/a?b=c")),
        ("body:a", Term("body:a")),
    ],
)
def test_a_query_is_read_by_its_grammar(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ('"a b', Phrase("a b")),
        ('a "b', And((A, Phrase("b")))),
        ("(a b", And((A, B))),
        ("((a", A),
        ("a) b", And((A, B))),
        ("a)) OR b", And((A, B))),
        ("() a", A),
        ('"" a', A),
        ("a OR", A),
        ("OR a", A),
        ("a OR OR b", Or((A, B))),
        ("a AND", A),
        ("a - b", And((A, B))),
        ("a -", A),
        ("--a", Not(A)),
        ("a & b", And((A, B))),
        ("a * b", And((A, B))),
        ("a** b", And((Prefix("a"), B))),
        ("title: a", Field("title", A)),
        ("a title:", A),
        ("OR", Term("OR")),
        ("title:", Term("title")),
        ("a 😀", A),
    ],
)
def test_what_is_unbalanced_or_idle_is_read_as_it_was_meant(query: str, tree: Node) -> None:
    assert parse(query) == tree


def test_a_hundred_words_may_stand_in_one_query() -> None:
    tree = parse(" OR ".join(f"w{n}" for n in range(100)))
    assert isinstance(tree, Or)
    assert len(tree.nodes) == 100


@pytest.mark.parametrize("query", ["", "   ", "*", " ** ", "\n"])
def test_an_empty_query_and_a_lone_star_ask_for_everything(query: str) -> None:
    assert parse(query) is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("!!!", "nothing to search for in '!!!'"),
        ("😀", "no letter and no digit"),
        ('""', "no letter and no digit"),
        ("()", "no letter and no digit"),
        ("-", "no letter and no digit"),
        ("\0", "no letter and no digit"),
        ("x" * 100_000, "too long: 100000 characters"),
        ("a " * 101, "too long: 101 words"),
        ("(" * 2_000 + "a" + ")" * 2_000, "nested too deeply"),
        ("-(" * 500 + "a", "nested too deeply"),
        ("title:" * 50 + "a", "nested too deeply"),
        ("(" * 10_000, "no letter and no digit|too long"),
    ],
)
def test_what_cannot_be_searched_costs_one_clear_line(query: str, why: str) -> None:
    with pytest.raises(QueryError, match=why) as caught:
        parse(query)
    line = str(caught.value)
    assert line.isprintable()
    assert len(line) < 200


QUERIES = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "a",
                "OR",
                "AND",
                "-",
                "(",
                ")",
                '"',
                "*",
                ":",
                "title:",
                "author:",
                " ",
                "é",
                "選",
                "\0",
            ]
        )
    ).map("".join),
)


@given(QUERIES)
def test_any_string_is_a_tree_or_a_query_error(query: str) -> None:
    with suppress(QueryError):
        parse(query)
