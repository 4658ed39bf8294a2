"""The rows of features that are made in C are those that Python makes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article, forest
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import likelihood
from crawler.extract.body.area import Area, find
from crawler.extract.body.surroundings import Verdict
from tests.crawler.extract.mutations import whole_pages

pytest.importorskip("crawler.extract.body._rows")
Verdicts = dict[int, Verdict]
PAGES = whole_pages()
LETTERS = st.sampled_from(
    ["the ", "The ", "DER ", "ferry ", "\ud800", "İ", "ß", "ſ", "ﬁ", "\x1c", "\u3000", "\n", ".", "。", "”", "»", "؟", ",", "今"]
)  # fmt: skip
CLASSES = ("", "a", "a 今", "a b", "é", "今 a", " a")
TEXTS = st.lists(st.text(max_size=12) | LETTERS, max_size=90).map("".join)


def both(
    outline: Outline, area: Area, verdicts: Verdicts, title: str, first_title: int, *, doubted: bool
) -> list[Any]:
    """What is measured in C and in Python: places, rows, and what the rules made of each block."""
    found = []
    for compiled in (True, False):
        with pytest.MonkeyPatch.context() as context:
            context.setattr(likelihood, "COMPILED", compiled)
            titles = [first_title] if first_title >= 0 else []
            found.append(
                likelihood.measure(outline, area, verdicts, titles, title, doubted=doubted)
            )
    return found


@pytest.mark.parametrize("name", sorted(PAGES))
def test_on_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def settled(outline: Outline, *others: Any) -> None:
        given = (outline, *others)
        if not outline.blocks:
            return original(*given)
        found = likelihood.measure(*given, doubted=True)
        of_every = likelihood.measure(*given)  # of what is never doubted too
        with monkeypatch.context() as context:
            context.setattr(likelihood, "COMPILED", False)
            assert likelihood.measure(*given, doubted=True) == found
            assert likelihood.measure(*given) == of_every
        seen.append(len(of_every.rows))
        return original(*given)

    original = likelihood.settle
    monkeypatch.setattr(likelihood, "settle", settled)
    page = Page(
        url="https://example.org/a",
        fetched=datetime(2026, 11, 22, tzinfo=UTC),
        headers=(("Content-Type", "text/html"),),
        body=PAGES[name],
    )
    try:
        found = article(page)
    except NotAPage:
        return
    assert seen or found.article.method in {"none", "selector"} or not found.article.text


def outline(texts: list[str], words: int, classes: str = "a b") -> Outline:
    """Paragraphs in two boxes of a body."""
    half = len(texts) // 2
    boxes = [
        Container(0, -1, "body", "", 1, False, False, False, last=len(texts)),
        Container(1, 0, "div", classes, 2, False, True, False, last=half),
        Container(2, 0, "div", "a 今", 2, False, False, False, first=half, last=len(texts)),
    ]
    blocks = tuple(
        Block(
            n, text, "p" if n % 3 else "h2", 1 if n < half else 2, words=words + n, link_words=n % 4
        )
        for n, text in enumerate(texts)
    )
    return Outline(blocks, tuple(boxes))


VERDICTS = st.dictionaries(
    st.integers(0, 5),
    st.sampled_from([(None, "links", ""), (None, "share", ""), (None, "aside", ""), (None, "", ""), ("deck", "metadata", ""), ("text", "x", "")]),
)  # fmt: skip


@given(
    st.lists(TEXTS, min_size=1, max_size=6), st.integers(0, 60), st.sampled_from(CLASSES), VERDICTS, st.tuples(TEXTS, st.booleans())
)  # fmt: skip
def test_on_odd_texts(
    texts: list[str], words: int, classes: str, verdicts: Verdicts, how: tuple[str, bool]
) -> None:
    made = outline([text or "." for text in texts], words, classes)
    title, doubted = how
    first_title = min(verdicts, default=-1)
    in_c, in_python = both(made, find(made, ()), verdicts, title, first_title, doubted=doubted)
    assert in_c == in_python
    assert all(len(row) == len(likelihood.FEATURES) for row in in_c.rows)


def test_the_forest_takes_them() -> None:
    made = outline(["The ferry was sold."] * 3, 4)
    in_c, in_python = both(made, find(made, ()), {}, "The ferry", 0, doubted=False)
    learned = forest.load(likelihood.WEIGHTS)
    assert learned.score(in_c.rows) == learned.score(in_python.rows)


@pytest.mark.parametrize(
    ("where", "attribute", "value"),
    [
        ("area", "blocks", [None]),
        ("area", "good", (1.0,)),
        ("area", "good", (1.0, 2.0, "x")),
        ("area", "cut_by", (("", ""),)),
        ("area", "cut_by", (("", ""), None, ("", ""))),
        ("box", "parent", 1),
        ("box", "parent", 7),
        ("box", "last", 9),
        ("box", "first", -1),
        ("box", "names", None),
        ("block", "index", 3),
        ("block", "index", -1),
        ("block", "text", None),
        ("block", "tag", b"p"),
        ("block", "container", 3),
        ("block", "container", -1),
        ("block", "words", "many"),
        ("block", "words", 10**30),
    ],
)
def test_what_fits_no_page_is_refused(where: str, attribute: str, value: object) -> None:
    made = outline(["The ferry was sold."] * 3, 40)
    area = find(made, ())
    places = {"area": area, "box": made.containers[1], "block": made.blocks[1]}
    object.__setattr__(places[where], attribute, value)
    with pytest.raises((AttributeError, TypeError, ValueError, IndexError, OverflowError)):
        likelihood.measure(made, area, {}, [], "Ferry")


@pytest.mark.parametrize("verdict", [None, (None,), (None, 1, ""), ("text", "x")])
def test_what_is_no_verdict_is_refused(verdict: Any) -> None:
    made = outline(["The ferry was sold."] * 3, 4)
    with pytest.raises(TypeError):
        likelihood.measure(made, find(made, ()), {1: verdict}, [], "Ferry")
