"""Links that brought nothing, and are asked for once more when somebody goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from archive.model import Announced, Article
from archive.store import Archive
from archive.visit import Visit

DAY = timedelta(days=1)


def url(number: int) -> str:
    return f"https://x.example/{number}"


def bad(number: int, outcome: Any, reason: str, at: datetime, **more: Any) -> Visit:
    return Visit(link=url(number), source="a", at=at, outcome=outcome, reason=reason, **more)


@pytest.mark.parametrize(
    ("outcome", "reason", "comes_back"),
    [
        ("failed", "http-404", True),
        ("failed", "http-410", False),
        ("failed", "too-hard", True),
        ("refused", "not-an-article:challenge", True),
        ("refused", "excluded", True),
        ("refused", "not-an-article:index", False),
        ("refused", "too-big", False),
    ],
)
def test_what_may_have_passed_comes_back(
    store: Archive, noon: datetime, outcome: str, reason: str, comes_back: bool
) -> None:
    store.frontier.announce("a", [Announced(url=url(1))], noon - 3 * DAY)
    store.record([bad(1, outcome, reason, noon - 2 * DAY)])

    assert store.frontier.reopen("a", noon - 4 * DAY, noon) == int(comes_back)
    assert [link.url for link in store.frontier.pending("a")] == [url(1)] * comes_back


def test_only_links_of_that_source_and_time_that_rested(store: Archive, noon: datetime) -> None:
    dated = {1: noon - 9 * DAY, 2: noon - 3 * DAY, 3: noon - 3 * DAY}
    links = [Announced(url=url(n), published=at) for n, at in dated.items()]
    store.frontier.announce("a", links, noon - 2 * DAY)
    store.record([bad(1, "failed", "http-404", noon - 2 * DAY)])
    store.record([bad(2, "failed", "http-404", noon - 2 * DAY)])
    store.record([bad(3, "failed", "http-404", noon - timedelta(hours=1))])

    assert store.frontier.reopen("b", noon - 4 * DAY, noon) == 0
    assert store.frontier.reopen("a", noon - 4 * DAY, noon) == 1
    assert [link.url for link in store.frontier.pending("a")] == [url(2)]


def test_one_more_failure_is_the_last(store: Archive, noon: datetime) -> None:
    store.frontier.announce("a", [Announced(url=url(1))], noon - 2 * DAY)
    store.record([bad(1, "failed", "http-404", noon - DAY)])
    assert store.frontier.reopen("a", noon - 3 * DAY, noon) == 1
    store.record([bad(1, "failed", "timeout", noon, retry=True)])
    assert store.frontier.pending("a") == []
    (day,) = store.ledger.announcements((noon - 2 * DAY).date(), noon.date())
    assert day.failed == {"timeout": 1}


def test_what_is_stored_or_waits_is_left_alone(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    store.frontier.announce("a", [Announced(url=url(n)) for n in (1, 2)], noon - 3 * DAY)
    read = article(1, url=url(1), fetched=noon - 2 * DAY)
    store.record([visit(read, source="a"), bad(2, "failed", "timeout", noon - 2 * DAY, retry=True)])
    assert store.frontier.reopen("a", noon - 9 * DAY, noon) == 0
    (waiting,) = store.frontier.pending("a")
    assert (waiting.url, waiting.attempts) == (url(2), 1)
