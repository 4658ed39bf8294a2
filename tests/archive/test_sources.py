"""What a crawl remembers of each source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive.frontier import Poll
from archive.model import Announced, Article
from archive.sources import SourceState
from archive.store import Archive
from archive.visit import Visit

HOUR = timedelta(hours=1)
POLL = Poll(url="https://x.example/feed", source="s", kind="feed", status="ok")
LINK = Announced(url="https://x.example/news/1")


def state(store: Archive) -> SourceState:
    return store.frontier.source_states(["s", "other"])["s"]


def test_a_source_is_due_until_a_poll_has_said_when_again(store: Archive, noon: datetime) -> None:
    frontier = store.frontier
    assert frontier.source_states(["s"]) == {}
    assert frontier.due_sources(["s", "other"], noon) == {"s", "other"}
    frontier.polled(POLL, [], noon)
    assert frontier.due_sources(["s"], noon) == {"s"}
    before = state(store)
    after = frontier.change_source("s", noon, lambda s: replace(s, due=noon + HOUR, interval=3600))
    assert after == state(store) == replace(before, due=noon + HOUR, interval=3600)
    assert frontier.due_sources(["s"], noon + HOUR - timedelta(seconds=1)) == set()
    assert frontier.due_sources(["s"], noon + HOUR) == {"s"}


def test_what_polls_bring_is_remembered_with_them(store: Archive, noon: datetime) -> None:
    frontier = store.frontier
    frontier.polled(POLL, [LINK], noon)
    first = state(store)
    assert (first.began, first.tried, first.polled, first.announced) == (noon,) * 4
    frontier.polled(replace(POLL, status="not-modified"), [], noon + HOUR)
    second = state(store)
    assert (second.polled, second.announced) == (noon + HOUR, noon)
    assert second.silences not in {"", first.silences}
    frontier.polled(replace(POLL, status="http-500"), [], noon + 2 * HOUR)
    assert state(store) == replace(second, tried=noon + 2 * HOUR)


@pytest.mark.parametrize("status", ["ok", "not-modified"])
def test_a_link_that_claims_to_have_changed_is_nothing_new(
    store: Archive,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
    status: str,
) -> None:
    page = article(1)
    store.record([visit(page, source="s")])
    again = Announced(url=page.url, modified=page.fetched + HOUR)
    (link,) = store.frontier.polled(replace(POLL, status=status), [again], noon + 2 * HOUR)
    assert (link.known, state(store).announced) == (True, None)


def test_a_document_changes_with_its_first_answer_and_with_what_is_new(
    store: Archive, noon: datetime
) -> None:
    def changed() -> datetime | None:
        (poll,) = store.frontier.polls("s")
        return poll.changed

    store.frontier.polled(replace(POLL, status="timeout"), [], noon)
    assert changed() is None
    for hours, links, expected in ((1, [], 1), (2, [], 1), (3, [LINK], 3), (4, [LINK], 3)):
        (poll,) = store.frontier.polls("s")
        store.frontier.polled(replace(poll, status="ok"), links, noon + hours * HOUR)
        assert changed() == noon + expected * HOUR


def test_a_new_article_is_noted_with_it_and_lets_held_pages_go(
    store: Archive, noon: datetime, visit: Callable[..., Visit], article: Callable[..., Article]
) -> None:
    frontier = store.frontier
    frontier.polled(POLL, [Announced(url=article(1).url)], noon)
    held = frontier.change_source("s", noon, lambda s: replace(s, held=noon + HOUR, holds=3))
    assert frontier.due_links(["s", "other"], noon) == set()
    assert frontier.due_links(["s", "other"], noon + HOUR) == {"s"}
    failed = Visit(link=article(2).url, source="s", at=noon, outcome="failed", reason="timeout")
    store.record([failed])
    assert state(store) == held
    store.record([visit(article(2), source="s", at=noon + HOUR)])
    assert state(store) == replace(held, stored=noon + HOUR, held=None, holds=0)
    store.record([visit(article(2), source="s", at=noon + 2 * HOUR)])
    assert state(store).stored == noon + HOUR
