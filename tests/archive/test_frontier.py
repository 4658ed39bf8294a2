"""The crawl's memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from archive.frontier import Frontier, Poll, RobotsTxt
from archive.model import Announced, Article
from archive.store import Archive
from archive.visit import Visit

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def frontier(store: Archive) -> Frontier:
    return store.frontier


def url(number: int) -> str:
    return f"https://www.harbour-times.example/news/{number}"


def said(number: int, **more: Any) -> Announced:
    return Announced(url=url(number), **more)


def urls(links: Any) -> list[str]:
    return [link.url for link in links]


def failed(number: int, at: datetime, *, retry: bool) -> Visit:
    return Visit(
        link=url(number), source="s", at=at, outcome="failed", reason="timeout", retry=retry
    )


def test_a_link_is_due_once_whatever_its_tracking_parameters(
    frontier: Frontier, noon: datetime
) -> None:
    first = frontier.announce("s", [said(1), Announced(url=url(1) + "?utm_source=feed")], noon)
    again = frontier.announce("s", [Announced(url=url(1) + "/?fbclid=1#top")], noon + DAY)
    assert (urls(first), again) == ([url(1)], [])
    assert frontier.pending_count("s") == 1


def test_what_cannot_be_a_link_is_passed_over(frontier: Frontier, noon: datetime) -> None:
    broken = [Announced(url=u) for u in ("", "https://[::1", "http://x:port/")]
    assert urls(frontier.announce("s", [*broken, said(1)], noon)) == [url(1)]


def test_a_broken_character_in_a_feed_costs_nothing(frontier: Frontier, noon: datetime) -> None:
    frontier.announce("s", [said(1, title="half \ud83d of a\0 pair")], noon)
    assert frontier.pending("s")[0].announced.title == "half ? of a pair"


def test_pending_links_come_newest_first_then_in_the_order_of_their_document(
    frontier: Frontier, noon: datetime
) -> None:
    links = [
        said(1, published=noon - 3 * DAY),
        said(2),
        said(3, published=noon - 2 * DAY, modified=noon - HOUR),
        said(4),
        said(5, published=noon + 900 * DAY),
    ]
    frontier.announce("s", links, noon)
    frontier.announce("other", [said(6)], noon)
    assert urls(frontier.pending("s")) == [url(n) for n in (2, 4, 5, 3, 1)]
    assert urls(frontier.pending("s", limit=2)) == [url(2), url(4)]
    assert urls(frontier.pending("s", since=noon - DAY)) == [url(n) for n in (2, 4, 5, 3)]
    keys = [link.key for link in frontier.pending("s")[:2]]
    assert urls(frontier.pending("s", limit=2, skip=keys)) == [url(5), url(3)]
    assert urls(frontier.pending("s", limit=2, skip={url(2), url(3)})) == [url(4), url(5)]


def test_an_announcement_comes_back_as_it_was_made(frontier: Frontier, noon: datetime) -> None:
    link = said(
        1,
        title="Ferry",
        published=datetime.fromisoformat("2026-11-20T08:04:00+07:00"),
        modified=datetime.fromisoformat("2026-11-20T09:04:00-03:30"),
        evidence="sitemap",
        language="id",
    )
    frontier.announce("s", [link], noon)
    (pending,) = frontier.pending("s")
    assert pending.announced == link
    assert str(pending.announced.published) == "2026-11-20 08:04:00+07:00"
    assert str(pending.announced.modified) == "2026-11-20 09:04:00-03:30"


def test_a_feed_tells_what_the_front_page_did_not(frontier: Frontier, noon: datetime) -> None:
    frontier.announce("s", [said(1, evidence="front")], noon)
    feed = said(1, title="Ferry", published=noon - DAY, evidence="feed")
    assert frontier.announce("s", [feed], noon) == []
    assert frontier.pending("s")[0].announced == feed
    frontier.announce("s", [said(1, evidence="front", title="Ferry!")], noon + DAY)
    assert frontier.pending("s")[0].announced == feed


def test_a_visited_link_is_due_again_only_when_it_claims_a_change_since(
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
) -> None:
    frontier.announce("s", [said(1, modified=noon - DAY)], noon)
    store.record([visit(article(1), source="s")])
    assert frontier.pending_count("s") == 0
    assert frontier.announce("s", [said(1, modified=noon - DAY)], noon + DAY) == []
    assert frontier.announce("s", [said(1, modified=noon - HOUR)], noon + DAY) == []
    assert frontier.announce("s", [said(1)], noon + DAY) == []
    due = frontier.announce("s", [said(1, modified=noon + HOUR)], noon + DAY)
    assert urls(due) == urls(frontier.pending("s")) == [url(1)]
    assert frontier.announce("s", [said(1, modified=noon + HOUR)], noon + DAY) == []


@pytest.mark.parametrize(("claims", "believed"), [(4, True), (9, True), (12, False), (20, False)])
def test_dates_that_change_on_most_links_at_once_are_not_believed(
    *,
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
    claims: int,
    believed: bool,
) -> None:
    store.record([visit(article(n), source="s") for n in range(20)])
    links = [said(n, modified=noon + HOUR if n < claims else noon - DAY) for n in range(20)]
    due = frontier.announce("s", [*links, said(99)], noon + DAY)
    assert urls(due) == [*(url(n) for n in range(claims) if believed), url(99)]


def test_refused_and_failed_links_are_not_fetched_again(
    store: Archive, frontier: Frontier, noon: datetime
) -> None:
    frontier.announce("s", [said(1), said(2)], noon)
    refused = Visit(link=url(1), source="s", at=noon, outcome="refused", reason="too-big")
    store.record([refused, failed(2, noon, retry=False)])
    again = [said(1, modified=noon + HOUR), said(2, modified=noon + HOUR)]
    assert frontier.announce("s", again, noon + DAY) == []
    assert frontier.pending("s") == []


def test_a_link_that_fails_is_tried_again_after_minutes_then_hours_then_days(
    store: Archive, frontier: Frontier, noon: datetime
) -> None:
    frontier.announce("s", [said(1)], noon)
    at, waits = noon, []
    while frontier.pending("s"):
        store.record([failed(1, at, retry=True)])
        store.record([failed(1, at + timedelta(minutes=1), retry=True)])
        assert frontier.pending("s", now=at) == []
        assert frontier.due_links(["s"], at) == set()
        if waits:
            assert [link.attempts for link in frontier.pending("s")] in ([len(waits) + 1], [])
        before = at
        while frontier.pending("s") and not frontier.pending("s", now=at):
            at += timedelta(minutes=15)
        waits.append((at - before) / HOUR)
    assert waits == [0.25, 1, 4, 12, 24, 48, 96, 0]


def test_a_link_that_claims_to_have_changed_does_not_wait(
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
) -> None:
    store.record([visit(article(1), source="s")])
    frontier.announce("s", [said(1, modified=noon + HOUR)], noon + DAY)
    store.record([failed(1, noon + DAY, retry=True)])
    assert frontier.pending("s", now=noon + DAY) == []
    (again,) = frontier.pending("s", now=noon + DAY + HOUR)
    store.record(
        [visit(replace(article(1), fetched=noon + 2 * DAY), source="s", at=noon + 2 * DAY)]
    )
    (again,) = frontier.announce("s", [said(1, modified=noon + 3 * DAY)], noon + 3 * DAY)
    assert (again.known, urls(frontier.pending("s", now=noon + 3 * DAY))) == (True, [url(1)])


def test_a_link_that_is_due_again_has_all_its_attempts(
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
) -> None:
    store.record([failed(1, noon, retry=True)] * 3 + [visit(article(1), source="s")])
    (due,) = frontier.announce("s", [said(1, modified=noon + HOUR)], noon + DAY)
    assert (due.attempts, frontier.pending("s")[0].attempts) == (0, 0)


def test_a_link_stored_under_another_address_is_done(
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    visit: Callable[..., Visit],
    article: Callable[..., Article],
) -> None:
    short = "https://harbour-times.example/s/x1"
    amp = "https://harbour-times.example/amp/1"
    frontier.announce("s", [Announced(url=short), said(1), Announced(url=amp)], noon)
    page = article(1, url=amp, canonical_url=url(1), source="s")
    store.record([visit(page, link=short, url=amp)])
    assert frontier.pending("s") == []
    assert frontier.known([short, url(1), amp, url(2)]) == {short, url(1), amp}


def test_an_imported_article_is_not_announced_as_new(
    store: Archive,
    frontier: Frontier,
    noon: datetime,
    extract: Callable[..., Any],
    article: Callable[..., Article],
) -> None:
    frontier.announce("s", [said(2)], noon)
    store.save([extract(article(1)), extract(article(2))])
    assert frontier.pending("s") == []
    assert frontier.announce("s", [said(1), said(2), said(3)], noon) == frontier.pending("s")
    assert urls(frontier.pending("s")) == [url(3)]
    assert urls(frontier.announce("s", [said(1, modified=noon + HOUR)], noon + DAY)) == [url(1)]


def test_a_poll_comes_back_with_its_validators(frontier: Frontier, noon: datetime) -> None:
    poll = Poll(url="https://x.example/feed", source="s", kind="feed", etag='"1"', body_hash="h")
    assert frontier.last_polled("s") is None
    due = frontier.polled(poll, [said(1)], noon)
    assert (urls(due), frontier.last_polled("s")) == ([url(1)], noon)
    assert frontier.polls("s") == [replace(poll, checked=noon, changed=noon)]
    second = replace(poll, etag='"2"', status="ok", changed=noon)
    frontier.polled(second, [said(1)], noon + DAY)
    assert frontier.polls("s") == [replace(second, checked=noon + DAY)]
    assert frontier.polls("other") == []


def test_an_index_adds_its_children_and_keeps_their_validators(
    frontier: Frontier, noon: datetime
) -> None:
    index = Poll(url="https://x.example/index.xml", source="s", kind="sitemap")
    child = Poll(
        url="https://x.example/1.xml",
        source="s",
        kind="sitemap",
        found_by="discovered",
        parent=index.url,
        announced_lastmod=noon - DAY,
    )
    frontier.polled(index, [], noon, children=[child])
    frontier.polled(replace(child, etag='"c"'), [], noon)
    frontier.polled(index, [], noon + DAY, children=[replace(child, announced_lastmod=noon)])
    known = {poll.url: poll for poll in frontier.polls("s")}
    assert known[child.url] == replace(child, etag='"c"', checked=noon, announced_lastmod=noon)


def test_pending_links_are_found_by_the_index(
    path: Path, frontier: Frontier, noon: datetime
) -> None:
    frontier.announce("s", [said(1)], noon)
    connection = sqlite3.connect(path)
    statements: list[str] = []
    store = Archive.open(path)
    engine = store._database._engine

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    store.frontier.pending("s", since=noon - DAY)
    store.frontier.pending_count("s")
    store.close()
    asked = [s for s in statements if s.startswith("SELECT")]
    assert len(asked) == 2
    for statement in asked:
        values = [1] * statement.count("?")
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall())
        assert "links_pending" in plan
        assert "TEMP B-TREE" not in plan
    connection.close()


def test_many_links_of_one_sitemap_are_announced_in_one_go(
    frontier: Frontier, noon: datetime
) -> None:
    links = [said(n, modified=noon - n * HOUR) for n in range(2_500)]
    assert len(frontier.announce("s", links, noon)) == 2_500
    assert frontier.announce("s", links, noon + HOUR) == []
    assert len(frontier.known([link.url for link in links])) == 2_500
    assert frontier.pending_count("s") == 2_500


def test_a_robots_txt_is_kept_until_it_is_too_old_and_replaced_by_a_later_one(
    frontier: Frontier,
) -> None:
    then = datetime(2026, 11, 22, 10, tzinfo=UTC)
    first = RobotsTxt(host="example.org:8080", status=200, body=b"User-agent: *", checked=then)
    frontier.keep_robots(first)
    assert frontier.robots("example.org:8080", then) == first
    assert frontier.robots("example.org", then) is None
    assert frontier.robots("example.org:8080", then + timedelta(seconds=1)) is None
    later = replace(first, status=404, body=b"", checked=then + timedelta(days=1))
    frontier.keep_robots(later)
    assert frontier.robots("example.org:8080", then) == later
