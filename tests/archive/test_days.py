"""What is counted of each source and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.days import Day, days
from archive.errors import RecordError
from archive.frontier import Poll
from archive.model import Announced, Article, Extracted
from archive.store import Archive
from archive.visit import Visit

TODAY = date(2026, 11, 22)
POLL = Poll(url="https://x.example/feed", source="a", kind="feed", status="ok")


def of(store: Archive, source: str, since: date = TODAY) -> list[Day]:
    with store._database.reading() as connection:
        return days(connection, source, since)


def bad(number: int, outcome: Any, reason: str, at: datetime, source: str = "a") -> Visit:
    link = f"https://x.example/{number}"
    return Visit(link=link, source=source, at=at, outcome=outcome, reason=reason)


def test_a_day_sums_polls_and_batches(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    links = [Announced(url=f"https://x.example/{n}") for n in range(3)]
    store.frontier.polled(POLL, links, noon)
    store.frontier.polled(replace(POLL, status="not-modified"), [], noon)
    store.frontier.polled(replace(POLL, status="http-503"), [], noon)
    store.frontier.announce("a", [Announced(url="https://x.example/9")], noon)
    long = article(1, words=300, text="x" * 50, authors=())
    short = article(2, words=7, text="y" * 20, published=None, published_evidence=None)
    first = [visit(long, "An advert.", source="a"), bad(3, "failed", "timeout", noon)]
    saved = store.record([*first, bad(4, "refused", "too-big", noon)])
    second = store.record([visit(short, source="a"), bad(5, "failed", "timeout", noon)])
    store.record([visit(article(1, words=300, text="z" * 60, fetched=noon), source="a")])
    store.record([bad(6, "failed", "http-500", noon)])

    assert saved[0].id != second[0].id
    assert of(store, "a") == [
        Day(
            source="a",
            day=TODAY,
            polled=2,
            unanswered=1,
            announced=4,
            fetched=7,
            new=2,
            changed=1,
            refused={"too-big": 1},
            failed={"timeout": 2, "http-500": 1},
            words=307,
            dated=1,
            signed=1,
            kept=70,
            cut=len("An advert."),
            shortest=second[0].id,
            fewest_words=7,
        )
    ]


def test_a_batch_over_midnight_belongs_to_two_days_and_sources_do_not_mix(
    store: Archive, noon: datetime
) -> None:
    night = noon.replace(hour=23, minute=59)
    morning = night + timedelta(minutes=2)
    batch = [bad(n, "failed", "timeout", at) for n, at in enumerate((night, night, morning))]
    store.record([*batch, bad(7, "refused", "excluded", night, "b")])

    tomorrow = TODAY + timedelta(days=1)
    assert [(day.day, day.failed) for day in of(store, "a")] == [
        (TODAY, {"timeout": 2}),
        (tomorrow, {"timeout": 1}),
    ]
    assert [day.day for day in of(store, "a", tomorrow)] == [tomorrow]
    assert [(day.fetched, day.refused) for day in of(store, "b")] == [(1, {"excluded": 1})]


def test_what_is_imported_happened_on_no_day(
    store: Archive, extract: Callable[..., Extracted], article: Callable[..., Article]
) -> None:
    store.save([extract(article())])
    assert of(store, "harbour-times") == []


def test_a_batch_that_is_refused_is_not_counted(
    store: Archive, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    with pytest.raises(RecordError):
        store.record([visit(article(1)), visit(article(2, url=""))])
    assert of(store, "harbour-times") == []
