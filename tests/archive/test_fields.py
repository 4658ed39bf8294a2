"""An article as a JSON object, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RecordError
from archive.fields import from_fields, to_fields
from archive.model import Article

MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)))
ARTICLES = st.builds(
    Article,
    id=st.none() | st.integers(0, 2**62),
    url=TEXT.filter(bool),
    title=TEXT,
    deck=st.none() | TEXT,
    text=TEXT,
    authors=st.lists(TEXT).map(tuple),
    published=st.none() | MOMENTS,
    first_seen=st.none() | MOMENTS.map(lambda m: m.astimezone(UTC)),
    fetched=MOMENTS.map(lambda m: m.astimezone(UTC)),
    words=st.integers(0, 2**40),
    gone=st.none() | MOMENTS.map(lambda m: m.astimezone(UTC)),
)


@given(ARTICLES)
def test_an_article_survives_a_line_of_json(article: Article) -> None:
    assert from_fields(orjson.loads(orjson.dumps(to_fields(article)))) == article


def test_names_and_order_are_those_of_the_article(article: Callable[..., Article]) -> None:
    assert list(to_fields(article())) == [f.name for f in fields(Article)]


def test_times_keep_the_offset_they_were_printed_with(article: Callable[..., Article]) -> None:
    seen = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    record = to_fields(article(1, first_seen=seen))
    assert record["published"] == "2026-11-20T08:05:00+07:00"
    assert record["first_seen"] == "2026-11-22T11:00:00+00:00"
    assert record["fetched"] == "2026-11-22T12:00:00+00:00"


def test_only_url_and_fetched_must_be_there() -> None:
    least = {"url": "https://x.example/1", "fetched": "2026-11-22T13:00:00+01:00", "path": "more"}
    assert from_fields(least) == Article(
        url="https://x.example/1", fetched=datetime(2026, 11, 22, 12, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", None),
        ("url", ""),
        ("url", 7),
        ("fetched", None),
        ("fetched", "2026-11-22T12:00:00"),
        ("fetched", "yesterday"),
        ("fetched", 1795348800),
        ("published", "2026-11-22"),
        ("first_seen", "0001-01-01T00:00:00+14:00"),
        ("title", None),
        ("text", ["a"]),
        ("authors", "Ann Bell"),
        ("authors", [1]),
        ("tags", None),
        ("words", "12"),
        ("words", True),
        ("words", -1),
        ("revision", 1.5),
        ("revision", 2**64),
        ("deck", {}),
    ],
)
def test_a_wrong_field_is_named(article: Callable[..., Article], field: str, value: Any) -> None:
    with pytest.raises(RecordError, match=f"'{field}'") as raised:
        from_fields({**to_fields(article()), field: value})
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("record", [[], "x", None, 7])
def test_what_is_no_object_is_no_article(record: Any) -> None:
    with pytest.raises(RecordError, match="JSON object"):
        from_fields(record)


def test_a_long_wrong_value_is_shown_short(article: Callable[..., Article]) -> None:
    with pytest.raises(RecordError) as raised:
        from_fields({**to_fields(replace(article())), "published": "x" * 10_000})
    assert len(str(raised.value)) < 200
