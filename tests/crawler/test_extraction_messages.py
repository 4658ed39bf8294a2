"""What goes to a worker and comes back: every value as it was."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from archive.model import Announced, Article, Decision, Extracted, Page, Repeated
from crawler.extraction_messages import message_of, read_message
from crawler.site import Site

MOMENT = datetime(2026, 11, 22, 8, 15, 30, 5, tzinfo=timezone(timedelta(hours=7)))
ANNOUNCED = Announced(
    url="https://a.example/1", title="Ferry", published=MOMENT, evidence="sitemap"
)
PAGE = Page(
    url="https://a.example/1",
    source="a",
    fetched=MOMENT.astimezone(UTC),
    headers=(("Content-Type", "text/html"),),
    body=b"\x1f\x8b\x00" * 5,
    packed=True,
    announced=ANNOUNCED,
)
ARTICLE = Article(
    url="https://a.example/1",
    source="a",
    title="Ferry",
    text="One.\n\nÉtwas \ud800",
    authors=("Nell Harrow", "Ada Reed"),
    published=MOMENT,
    fetched=MOMENT,
    words=2,
)
CUT = Decision("3 min read", None, "reading-time", "div.meta")
KEPT = Decision("One.", "text", "body", "p", evidence="link density 0")
VALUES = [
    PAGE,
    Page(url="", fetched=MOMENT),
    ANNOUNCED,
    ARTICLE,
    Article(url="", fetched=MOMENT),
    Repeated(),
    Repeated(7, {1: 3, 2**63: 5}),
    Site(name="a"),
    Site(name="a", include=(re.compile("a.c"),), selectors={"title": "h1"}),
    Extracted(article=ARTICLE),
    Extracted(article=ARTICLE, decisions=(CUT,), lines=(1, 2), opt_outs=("noarchive",)),
    Extracted(article=ARTICLE, decisions=(CUT, KEPT, CUT), kind_evidence="no text"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    came = read_message(message_of((value, [value])))
    assert came == (value, [value])
    assert repr(came) == repr((value, [value]))
    assert type(came[0]) is type(value)
    assert copy.deepcopy(value) == value


def test_what_came_is_as_frozen_as_what_went() -> None:
    came = read_message(memoryview(message_of(Extracted(article=ARTICLE, decisions=(CUT,)))))
    for value, name in ((came, "article"), (came.article, "text"), (came.decisions[0], "text")):
        with pytest.raises(AttributeError):
            setattr(value, name, None)
