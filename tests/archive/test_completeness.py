"""What became of what was announced, and how each source is doing, as the archive knows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from archive.completeness import Announcements
from archive.crawl_tables import days as days_table
from archive.days import day_number
from archive.frontier import Poll
from archive.ledger import SourceCounts
from archive.lock import crawl_lock
from archive.model import Announced, Article
from archive.sources import change_source
from archive.store import Archive
from archive.visit import Visit

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
POLL = Poll(url="https://x.example/feed", source="a", kind="feed", status="ok")


def url(number: int) -> str:
    return f"https://x.example/{number}"


def bad(number: int, outcome: Any, reason: str, at: datetime, **more: Any) -> Visit:
    return Visit(link=url(number), source="a", at=at, outcome=outcome, reason=reason, **more)


def test_links_are_counted_on_the_day_of_their_announcement(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    links = [Announced(url=url(n)) for n in range(6)]
    store.frontier.polled(POLL, links, noon - DAY)
    store.frontier.announce("b", [Announced(url="https://b.example/1")], noon)
    read = visit(article(1, url=url(0)), link=url(0), source="a", at=noon)
    passing = bad(4, "failed", "timeout", noon, retry=True)
    store.record([read, bad(1, "refused", "too-big", noon), bad(2, "failed", "http-404", noon)])
    store.record([bad(3, "failed", "http-404", noon), passing])

    assert store.ledger.announcements(TODAY - DAY, TODAY) == [
        Announcements(
            source="a",
            day=TODAY - DAY,
            announced=6,
            fetched=5,
            stored=1,
            refused={"too-big": 1},
            failed={"http-404": 2},
            waiting=2,
        ),
        Announcements(source="b", day=TODAY, announced=1, waiting=1),
    ]
    assert [each.source for each in store.ledger.announcements(TODAY, TODAY)] == ["b"]


@contextmanager
def writing(store: Archive) -> Iterator[Any]:
    with store._database.writing() as connection:
        yield connection


def a_day(source: str, day: date, count: int, **more: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        column.name: 0 for column in days_table.columns if column.name not in more
    }
    row.update(source=source, day=day_number(day), refused="{}", failed="{}")
    row.update(shortest=None, fewest_words=None)
    row.update(polled=24, announced=count, new=count, dated=count, fetched=count)
    return {**row, **more}


def regular(store: Archive, source: str, missing: date, count: int = 4) -> None:
    """A source with articles on every day of ten weeks but one."""
    past = [TODAY - n * DAY for n in range(1, 71)]
    with writing(store) as connection:
        rows = [a_day(source, day, count) for day in past if day != missing]
        connection.execute(insert(days_table), rows)


def store_dated(
    store: Archive, visit: Callable[..., Visit], article: Callable[..., Article], day: date, n: int
) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00+00:00")
    store.record(
        [
            visit(article(k, source="a", published=noon + k * timedelta(minutes=1)), source="a")
            for k in range(n)
        ]
    )


def test_a_day_without_a_crawl_is_a_gap_until_its_articles_are_there(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    lost = date(2026, 11, 18)
    regular(store, "a", lost)
    regular(store, "b", lost)
    for number in range(20):
        at = noon - number * DAY
        if at.date() != lost:
            store.ledger.end(store.ledger.begin(at), at, "done")

    found = store.ledger.gaps(TODAY - 14 * DAY, noon)
    assert [(gap.source, gap.first, gap.last, gap.reason) for gap in found] == [
        ("a", lost, lost, "no-crawl"),
        ("b", lost, lost, "no-crawl"),
    ]
    assert [(gap.usual, gap.found, gap.asked_again) for gap in found] == [(4, 0, None)] * 2
    assert [gap.source for gap in store.ledger.gaps(TODAY - 14 * DAY, noon, ["b"])] == ["b"]
    assert store.ledger.gaps(TODAY - 2 * DAY, noon) == []

    store_dated(store, visit, article, lost, 1)
    assert [gap.found for gap in store.ledger.gaps(TODAY - 14 * DAY, noon)] == [1, 0]
    store_dated(store, visit, article, lost, 4)
    assert [gap.source for gap in store.ledger.gaps(TODAY - 14 * DAY, noon)] == ["b"]


def test_a_gap_knows_that_it_was_asked_for_again(store: Archive, noon: datetime) -> None:
    lost = date(2026, 11, 18)
    regular(store, "a", lost)
    asked = {"a": SourceCounts(polled=2)}

    def run(back: timedelta | None, ago: timedelta, counts: dict[str, SourceCounts]) -> datetime:
        since = None if back is None else noon - back
        number = store.ledger.begin(noon - ago, "crawl a", since)
        store.ledger.end(number, noon - ago, "done", counts)
        return noon - ago

    def again() -> datetime | None:
        (gap,) = store.ledger.gaps(TODAY - 14 * DAY, noon)
        return gap.asked_again

    run(5 * DAY, 5 * DAY, asked)  # before the gap
    run(None, 2 * DAY, asked)  # not as far back
    run(2 * DAY, 2 * DAY, asked)  # not as far back either
    run(9 * DAY, 2 * DAY, {"b": SourceCounts(polled=1)})  # another source
    assert again() is None
    assert run(4 * DAY, 1 * DAY, asked) == again()


def test_health_tells_of_every_source_configured_or_known(store: Archive, noon: datetime) -> None:
    known: dict[str, Any] = {
        "due": noon - 8 * DAY,
        "tried": noon,
        "polled": noon - DAY,
        "stored": noon - 2 * DAY,
        "failures": 2.5,
        "problem": "http-503",
        "detail": "https://b.example/feed: no",
    }
    with writing(store) as connection:
        change_source(connection, "b", noon - 9 * DAY, lambda state: replace(state, **known))
        rows = [a_day("b", TODAY, 4, dated=3, signed=1), a_day("b", TODAY - 6 * DAY, 4, signed=4)]
        connection.execute(insert(days_table), [*rows, a_day("b", TODAY - 7 * DAY, 50)])
    store.frontier.polled(POLL, [Announced(url=url(n)) for n in range(3)], noon)

    never, b, a = store.ledger.health(["never", "b"], noon)

    assert (never.name, never.is_configured, never.asked, never.week.new) == (
        "never",
        True,
        None,
        0,
    )
    assert never.week.undated is None
    assert (a.name, a.is_configured, a.asked, a.waiting) == ("a", False, noon, 3)
    assert (b.asked, b.answered, b.stored) == (noon, noon - DAY, noon - 2 * DAY)
    assert (b.interval, b.due) == (timedelta(minutes=30), noon - 8 * DAY)
    assert (b.failures, b.problem, b.detail) == (2.5, "http-503", "https://b.example/feed: no")
    assert (b.week.new, b.week.undated, b.week.unsigned) == (8, 1 / 8, 3 / 8)


def test_totals_are_over_all_days(store: Archive, noon: datetime) -> None:
    store.record([bad(1, "failed", "timeout", noon), bad(2, "refused", "too-big", noon)])
    store.record([bad(3, "failed", "timeout", noon - 40 * DAY)])
    store.frontier.polled(POLL, [Announced(url=url(n)) for n in range(9, 12)], noon)
    (total,) = store.ledger.totals()
    assert (total.source, total.day, total.announced, total.polled) == ("a", TODAY, 3, 1)
    assert (total.failed, total.refused, total.fetched) == ({"timeout": 2}, {"too-big": 1}, 3)


def test_who_crawls_is_known_without_taking_the_lock(store: Archive, address: str | Path) -> None:
    assert store.ledger.crawler() is None
    with crawl_lock(address):
        holder = store.ledger.crawler()
        assert holder is not None
        assert "process" in holder
    deadline = time.monotonic() + 10  # a server hears a moment later that a connection has ended
    while store.ledger.crawler() is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_room_is_what_the_files_take(store: Archive, path: Path) -> None:
    room = store.ledger.room()
    log = path.with_name(path.name + "-wal")
    assert room.size == path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    assert room.articles == 0
    assert room.free is not None
    assert room.free > 0


def test_a_server_knows_how_big_it_is(store: Archive) -> None:
    room = store.ledger.room()
    assert room.size > 0
    assert (room.free is None) == (store.path is None)


def test_looking_writes_nothing(store: Archive, address: str | Path, noon: datetime) -> None:
    store.frontier.polled(POLL, [Announced(url=url(1))], noon)
    with Archive.open(address, read_only=True) as read_only:
        ledger = read_only.ledger
        assert ledger.announcements(TODAY, TODAY)
        assert ledger.gaps(TODAY - DAY, noon) == []
        assert ledger.health([], noon)
        assert ledger.totals()
        with read_only._database.reading() as connection:
            assert connection.execute(select(days_table.c.source)).scalars().all() == ["a"]
