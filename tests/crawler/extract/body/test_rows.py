"""The rows of features that are made in C are those that Python makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article, forest
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import likelihood
from crawler.extract.body.area import find
from crawler.extract.body.surroundings import Surroundings
from tests.crawler.extract.mutations import whole_pages

_rows = pytest.importorskip("crawler.extract.body._rows")
Rows = list[tuple[float, ...]]
PAGES = whole_pages()
LETTERS = st.sampled_from(
    ["the ", "The ", "DER ", "ferry ", "\ud800", "İ", "ß", "ſ", "ﬁ", "\x1c", "\u3000", "\n", ".", "。", "”", "»", "؟", ",", "今"]
)  # fmt: skip
TEXTS = st.lists(st.text(max_size=12) | LETTERS, max_size=90).map("".join)


def both(
    page: Surroundings, judged: list[Block], title: str, first_title: int
) -> tuple[Rows, Rows]:
    alike = page.alike(judged)
    arguments = (
        page,
        judged,
        [(1, *alike[page.make(b.container)]) for b in judged],
        frozenset(title.casefold().split()),
        first_title,
    )
    return _rows.rows(*arguments), likelihood.rows_in_python(*arguments)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_on_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def measured(*given: Any, **how: Any) -> likelihood.Judged:
        found = original(*given, **how)
        of_every = original(*given)  # of what is never doubted too
        with monkeypatch.context() as context:
            context.setattr(likelihood, "COMPILED", False)
            assert original(*given, **how) == found
            assert original(*given) == of_every
        seen.append(len(of_every.rows))
        return found

    original = likelihood.measure
    monkeypatch.setattr(likelihood, "measure", measured)
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


def outline(texts: list[str], words: int) -> Outline:
    """Paragraphs in two boxes of a body."""
    half = len(texts) // 2
    boxes = [
        Container(0, -1, "body", "", 1, False, False, False, last=len(texts)),
        Container(1, 0, "div", "a b", 2, False, True, False, last=half),
        Container(2, 0, "section", "", 2, False, False, False, first=half, last=len(texts)),
    ]
    blocks = tuple(
        Block(
            n, text, "p" if n % 3 else "h2", 1 if n < half else 2, words=words + n, link_words=n % 4
        )
        for n, text in enumerate(texts)
    )
    return Outline(blocks, tuple(boxes))


@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(0, 60), TEXTS)
def test_on_odd_texts(texts: list[str], words: int, title: str) -> None:
    made = outline([text or "." for text in texts], words)
    page = Surroundings(made, find(made, ()), {})
    in_c, in_python = both(page, list(made.blocks), title, -1)
    assert in_c == in_python
    assert all(len(row) == len(likelihood.FEATURES) for row in in_c)


def test_the_forest_takes_them() -> None:
    made = outline(["The ferry was sold."] * 3, 4)
    page = Surroundings(made, find(made, ()), {})
    in_c, in_python = both(page, list(made.blocks), "The ferry", 0)
    learned = forest.load(likelihood.WEIGHTS)
    assert learned.score(in_c) == learned.score(in_python)


@pytest.mark.parametrize(
    ("where", "attribute", "value"),
    [
        ("page", "kept", [0, 1]),
        ("page", "kept", [0, 1, 2, "x"]),
        ("page", "blocks", None),
        ("page", "all_good", 0),
        ("page", "top", None),
        ("box", "parent", 1),
        ("box", "parent", 7),
        ("box", "last", 9),
        ("box", "first", -1),
        ("block", "index", 3),
        ("block", "index", -1),
        ("block", "text", None),
        ("block", "container", 3),
        ("block", "container", -1),
        ("block", "words", "many"),
        ("block", "words", 10**30),
    ],
)
def test_what_fits_no_page_is_refused(where: str, attribute: str, value: object) -> None:
    made = outline(["The ferry was sold."] * 3, 4)
    whole = Surroundings(made, find(made, ()), {})
    page = SimpleNamespace(**vars(whole))
    block = made.blocks[1]
    judged = list(made.blocks)
    places = {"page": page, "box": made.containers[1], "block": block}
    setattr(places[where], attribute, value)
    with pytest.raises((AttributeError, TypeError, ValueError, IndexError, OverflowError)):
        _rows.rows(page, judged, [(1.0,) * 7] * 3, frozenset({"ferry"}), 0)


def test_without_the_compiled_part_the_same_is_done_in_python() -> None:
    program = """
import sys
sys.modules["crawler.extract.body._rows"] = None
from datetime import UTC, datetime
from archive.model import Page
from crawler.extract import article
from crawler.extract.body import likelihood
from crawler.extraction_nursery import _SAMPLE
assert not likelihood.COMPILED
found = article(Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE))
print(found.article.title, len(found.article.text.split("\\n\\n")))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "Ferry sails again 3\n"
