"""The decisions that are made in C are those that Python makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Decision, Page
from crawler.errors import NotAPage
from crawler.extract import article, decisions
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import Body
from tests.crawler.extract.mutations import whole_pages

_cuts = pytest.importorskip("crawler.extract._cuts")
PAGES = whole_pages()
NAMES = ("", "x", "a b", " a", "é 今", "n" * 39, "n" * 40, "n" * 41 + " a")
VERDICTS = (
    (None, "links", "a"),
    (None, "links", "b"),
    (None, "aside", ""),
    ("text", "article-text", ""),
    ("title", "links", "a"),
)
BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(("", "a", "今日", "x" * 300, "\ud800", "w" * 1100)), st.integers(0, 5), st.sampled_from(("", "", "line 3")),
        st.sampled_from(VERDICTS), st.booleans(),
    ),
    max_size=30,
)  # fmt: skip
BOXES = st.lists(st.tuples(st.integers(-1, 4), st.sampled_from(NAMES)), min_size=5, max_size=5)


def page(blocks: list[Any], boxes: list[Any]) -> tuple[Outline, Body]:
    containers = [Container(0, -1, "body", "", 0, False, False, False)]
    containers += [
        Container(i, min(parent, i - 1), "div", names, 1, False, False, False)
        for i, (parent, names) in enumerate(boxes, 1)
    ]
    made = tuple(Block(i, text, "p", box, path) for i, (text, box, path, _, _) in enumerate(blocks))
    # equal ones are not always the same
    verdicts = tuple(
        tuple(verdict) if i % 2 else verdict for i, (*_, verdict, _) in enumerate(blocks)
    )
    inside = frozenset(i for i, (*_, is_inside) in enumerate(blocks) if is_inside)
    return Outline(made, tuple(containers)), Body("", (), (), verdicts, inside, "", ())


def in_c(outline: Outline, body: Body) -> list[Decision]:
    found: list[Decision] = _cuts.cuts(
        outline.blocks, outline.containers, body.verdicts, body.inside, decisions._LONGEST
    )
    return found


@given(BLOCKS, BOXES)
def test_on_made_up_pages(blocks: list[Any], boxes: list[Any]) -> None:
    outline, body = page(blocks, boxes)
    assert in_c(outline, body) == list(decisions.cuts_in_python(outline, body))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_on_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Page(
        url="https://example.org/a",
        fetched=datetime(2026, 11, 22, tzinfo=UTC),
        headers=(("Content-Type", "text/html"),),
        body=PAGES[name],
    )
    try:
        found = article(given)
    except NotAPage:
        return
    monkeypatch.setattr(decisions, "COMPILED", False)
    assert article(given).decisions == found.decisions


@pytest.mark.parametrize(
    ("where", "attribute", "value"),
    [
        ("block", "text", None),
        ("block", "path", None),
        ("block", "container", 9),
        ("block", "container", -1),
        ("box", "parent", 9),
        ("box", "parent", "x"),
        ("box", "tag", None),
        ("box", "names", b"x"),
        ("body", "verdicts", ()),
        ("body", "verdicts", (None,) * 4),
        ("body", "verdicts", ((None, "x"),) * 4),
        ("body", "verdicts", [(None, "x", "")] * 4),
        ("body", "inside", {1}),
    ],
)
def test_what_fits_no_page_is_refused(where: str, attribute: str, value: object) -> None:
    outline, body = page([("a", 3, "", VERDICTS[0], False)] * 4, [(0, "x"), (1, "y"), (2, "z")] * 2)
    places = {"block": outline.blocks[0], "box": outline.containers[3], "body": body}
    object.__setattr__(places[where], attribute, value)
    with pytest.raises((TypeError, ValueError, IndexError)):
        in_c(outline, body)


def test_others_than_blocks_are_refused() -> None:
    with pytest.raises(TypeError):
        _cuts.cuts((None,), (), (VERDICTS[0],), frozenset(), 9)


def test_without_the_compiled_part_the_same_is_done_in_python() -> None:
    program = """
import sys
sys.modules["crawler.extract._cuts"] = None
from datetime import UTC, datetime
from archive.model import Page
from crawler.extract import article, decisions
from crawler.extraction_nursery import _SAMPLE
assert not decisions.COMPILED
found = article(Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE))
print(len(found.decisions))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) > 3
