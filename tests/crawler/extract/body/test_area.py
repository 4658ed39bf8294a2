"""What is asked of blocks and containers in C is what Python says of them, on every page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article, body
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import area, cuts
from crawler.extract.boilerplate.containers import NO_KIND, kind_of
from tests.crawler.extract.mutations import whole_pages

_area = pytest.importorskip("crawler.extract.body._area")
PAGES = whole_pages()

TAGS = (
    "div",
    "p",
    "td",
    "li",
    "article",
    "aside",
    "blockquote",
    "h2",
    "footer",
    "nav",
    "th",
    "main",
)
NAMES = (
    "",
    "x",
    "ticker",
    "modal ad-box",
    "cookie",
    "sidebar é",
    "related teaser",
    "video-player",
    "comments",
    "widget",
    "nav menu",
)
TEXTS = (
    "",
    "Word",
    "One. ",
    "One.”",
    "今日は。",
    "ends؟»",
    "x.\n",
    "\ud800",
    "one two three:",
    "…",
)
BLOCKS = st.tuples(
    st.sampled_from(TEXTS), st.sampled_from(TAGS), st.integers(0, 9), st.integers(0, 80), st.integers(0, 80), st.booleans()
)  # fmt: skip
BOXES = st.tuples(
    st.integers(-3, 9), st.sampled_from(TAGS), st.sampled_from(NAMES), st.booleans(), st.integers(0, 30), st.integers(0, 30)
)  # fmt: skip


def outline(blocks: list[Any], boxes: list[Any]) -> Outline:
    """Blocks and containers as they come: parents before their children, and places inside the page."""
    containers = [Container(0, -1, "body", "", 0, False, False, False, last=len(blocks))]
    for index, (parent, tag, names, hidden, *ends) in enumerate(boxes, 1):
        container = Container(
            index, min(max(parent, -1), index - 1), tag, names, 1, hidden, False, False
        )
        container.first, container.last = sorted(min(end, len(blocks)) for end in ends)
        container.kind = kind_of(tag, "", names)
        container.itemprop = "x articlebody" if names == "x" else ""
        containers.append(container)
    made = [
        Block(
            index, text, tag, min(inside, len(boxes)), words=words, link_words=min(linked, words),
            level=int(tag == "h2"), is_list_item=tag == "li", is_caption=caption and words < 40,
        )
        for index, (text, tag, inside, words, linked, caption) in enumerate(blocks)
    ]  # fmt: skip
    return Outline(tuple(made), tuple(containers))


@given(
    st.lists(BLOCKS, max_size=30), st.lists(BOXES, max_size=9), st.sets(st.integers(0, 9), max_size=4)
)  # fmt: skip
def test_on_made_up_pages(blocks: list[Any], boxes: list[Any], teasers: set[int]) -> None:
    page = outline(blocks, boxes)
    raw = cuts.weights_in_python(page.blocks)
    assert _area.weights(page.blocks) == raw
    assert _area.linked_headings(page.blocks) == cuts.linked_headings_in_python(page.blocks)
    assert _area.marked(page.containers) == area.marked_in_python(page.containers)
    for parent in (-1, 0, 1):
        found = _area.beside(page.containers, parent)
        assert found == area.beside_in_python(page.containers, parent)
    sums = cuts.sums_of(raw)
    own = cuts.own_rules_in_python(page.containers, page.blocks, teasers, sums)
    assert _area.own_rules(page.containers, page.blocks, teasers, sums) == own
    cut_by, lost = cuts.inherited_in_python(page.containers, own, sums)
    in_c, lost_in_c = _area.inherited(page.containers, own, sums)
    assert (in_c, list(lost_in_c.items())) == (cut_by, list(lost.items()))
    assert _area.named(page.containers, cut_by) == cuts.named_in_python(page.containers, cut_by)
    open_sums = cuts.open_sums_in_python(page.blocks, raw, cut_by)
    assert _area.open_sums(page.blocks, raw, cut_by) == open_sums


@pytest.mark.parametrize("name", sorted(PAGES))
def test_on_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[area.Area] = []

    def found(*given: Any) -> area.Area:
        first = area.find(*given)
        with monkeypatch.context() as context:
            context.setattr(area, "COMPILED", False)
            context.setattr(cuts, "COMPILED", False)
            assert area.find(*given) == first
        seen.append(first)
        return first

    monkeypatch.setattr(body, "find", found)
    page = Page(
        url="https://example.org/a",
        fetched=datetime(2026, 11, 22, tzinfo=UTC),
        headers=(("Content-Type", "text/html"),),
        body=PAGES[name],
    )
    try:
        article(page)
    except NotAPage:
        return
    assert seen


@pytest.mark.parametrize(
    ("where", "attribute", "value"),
    [
        ("box", "itemprop", None),
        ("box", "tag", 5),
        ("block", "level", None),
        ("block", "link_words", 10**30),
        ("box", "parent", 1),
        ("box", "parent", 7),
        ("box", "parent", None),
        ("box", "last", 9),
        ("box", "first", -1),
        ("box", "first", 10**30),
        ("box", "kind", None),
        ("box", "kind", ("ticker",)),
        ("box", "kind", (1, 2)),
        ("box", "hidden", "yes"),
        ("block", "text", None),
        ("block", "tag", 5),
        ("block", "container", 3),
        ("block", "container", -1),
        ("block", "words", "many"),
        ("block", "words", 10**30),
    ],
)
def test_what_fits_no_page_is_refused(where: str, attribute: str, value: object) -> None:
    text = ("The ferry was sold.", "p", 1, 30, 0, False)
    page = outline(
        [text] * 4, [(0, "div", "sidebar", True, 0, 4), (1, "div", "ticker", False, 1, 3)]
    )
    raw = cuts.weights_in_python(page.blocks)
    sums = cuts.sums_of(raw)
    setattr({"box": page.containers[1], "block": page.blocks[2]}[where], attribute, value)

    def asked() -> None:
        _area.weights(page.blocks)
        _area.linked_headings(page.blocks)
        _area.marked(page.containers)
        _area.beside(page.containers, 0)
        own = _area.own_rules(page.containers, page.blocks, set(), sums)
        cut_by, _ = _area.inherited(page.containers, own, sums)
        _area.named(page.containers, cut_by)
        _area.open_sums(page.blocks, raw, cut_by)

    with pytest.raises((AttributeError, TypeError, ValueError, IndexError, OverflowError)):
        asked()


@pytest.mark.parametrize(
    "call",
    [
        lambda: _area.weights([]),
        lambda: _area.weights((None,)),
        lambda: _area.weights((Block.__new__(Block),)),
        lambda: _area.linked_headings([None]),
        lambda: _area.linked_headings((None,)),
        lambda: _area.marked((None,)),
        lambda: _area.beside((None,), 0),
        lambda: _area.beside((), "x"),
        lambda: _area.open_sums((), (1.0,), []),
        lambda: _area.open_sums((), ()),
        lambda: _area.own_rules((), (), set(), []),
        lambda: _area.own_rules((None,), (), set(), [0.0]),
        lambda: _area.own_rules((), (), None, [0.0]),
        lambda: _area.inherited((None,), [NO_KIND], [0.0]),
        lambda: _area.inherited((), [NO_KIND], [0.0]),
        lambda: _area.named((), [NO_KIND]),
        lambda: _area.named((None,), [("aside", "")]),
        lambda: _area.named((None,), [None]),
        _area.learn,
        lambda: _area.learn(int, *[None] * 8),
        lambda: _area.learn(None, *[None] * 8),
    ],
)
def test_other_arguments_are_refused(call: Any) -> None:
    with pytest.raises((TypeError, ValueError, IndexError, AttributeError)):
        call()
