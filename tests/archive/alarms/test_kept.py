"""Alarms of a real archive: found in what its crawls left there, kept, told and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.alarms.alarm import Alarm
from archive.alarms.kept import News
from archive.alarms.watch import raw_growth
from archive.crawl_tables import sources
from archive.frontier import Poll
from archive.model import Announced, Article
from archive.sources import SourceState, change_source
from archive.store import Archive
from archive.visit import Visit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def change(store: Archive, name: str, at: datetime, **columns: Any) -> None:
    with store._database.writing() as connection:
        change_source(
            connection, name, at, lambda state: SourceState(**{**_columns(state), **columns})
        )


def _columns(state: SourceState) -> dict[str, Any]:
    return {column.name: getattr(state, column.name) for column in sources.columns}


def poll(store: Archive, at: datetime, *links: str) -> None:
    feed = Poll(url="https://x.example/rss", source="courier", kind="feed", status="ok")
    store.frontier.polled(feed, [Announced(url=url) for url in links], at)


def hourly(store: Archive, start: datetime, days: int) -> datetime:
    """Polls a feed that has something new every three hours; when it last did."""
    for hour in range(0, days * 24, 3):
        poll(store, start + hour * HOUR, f"https://x.example/{hour}")
    return start + (days * 24 - 3) * HOUR


def standing(store: Archive, now: datetime, **options: Any) -> list[Alarm]:
    return store.alarms.standing(now, ["courier", "harbour"], floor=0, **options)


def kinds(alarms: list[Alarm]) -> list[tuple[str, str]]:
    return [(alarm.kind, alarm.source) for alarm in alarms]


def of_kind(kind: str, alarms: list[Alarm]) -> list[Alarm]:
    return [alarm for alarm in alarms if alarm.kind == kind]


def test_a_feed_with_nothing_new_raises_an_alarm(store: Archive, noon: datetime) -> None:
    last = hourly(store, noon, 25)
    poll(store, last + DAY)
    assert of_kind("silence", standing(store, last + DAY)) == []
    for hours in range(30, 80, 3):
        poll(store, last + hours * HOUR)
    late = last + 80 * HOUR
    (alarm,) = of_kind("silence", standing(store, late))
    assert (alarm.source, alarm.since) == ("courier", last)
    assert of_kind("silence", standing(store, late, may_be_silent=["courier"])) == []
    assert store.alarms.standing(late, ["harbour"], floor=0) == []


def test_a_source_that_fails_raises_one_alarm(store: Archive, noon: datetime) -> None:
    change(
        store, "harbour", noon, tried=noon + 3 * DAY, failures=4.0, problem="dns", detail="no name"
    )
    (alarm,) = standing(store, noon + 3 * DAY)
    assert (alarm.kind, alarm.source) == ("failures", "harbour")


def _month(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> tuple[datetime, int]:
    """Five weeks of articles with an author, and one without; the last day, and the number of a page of it."""
    for day in range(42):
        at = noon + day * DAY
        some = [
            visit(
                article(
                    day * 10 + n,
                    source="courier",
                    fetched=at,
                    words=400 - n,
                    text=f"{day} {n} " * 9,
                    authors=("Zoë Ånd",) if day < 35 else (),
                ),
                at=at,
            )
            for n in range(4)
        ]
        saved = store.record(some)
    poll(store, at)
    assert saved[-1].id is not None
    return at, saved[-1].id


def test_a_page_shows_what_has_drifted(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    at, shortest = _month(store, noon, article, visit)
    (alarm,) = of_kind("drift", standing(store, at))
    assert alarm.article == shortest
    assert alarm.line == (
        "articles with an author are 0% (100% before); "
        f"look at https://www.harbour-times.example/news/413, article {shortest}: "
        f'"kliping show {shortest} --removed"'
    )


def test_a_full_disk_is_told_of_before_all_else(
    store: Archive, noon: datetime, tmp_path: Path, database: str
) -> None:
    change(store, "harbour", noon, tried=noon + 3 * DAY, failures=4.0)
    raw = tmp_path / "raw"
    raw.mkdir()
    found = store.alarms.standing(noon + 3 * DAY, ["harbour"], raw=raw, floor=10**18)
    assert kinds(found) == [("disk", ""), ("failures", "harbour")]
    name = raw if database == "postgres" else store.path
    assert f" are left on the disk of {name} (at least " in found[0].line


def test_raw_pages_grow_as_they_did_in_the_last_week(tmp_path: Path, noon: datetime) -> None:
    for day in (noon, noon - 6 * DAY, noon - 7 * DAY):
        (tmp_path / f"kliping-{day:%Y%m%d}-7.warc.gz").write_bytes(bytes(70))
    (tmp_path / "notes.txt").write_bytes(bytes(1000))
    assert raw_growth(tmp_path, noon) == 20
    assert raw_growth(tmp_path / "nowhere", noon) == 0


def test_a_schedule_that_has_stopped_is_seen(store: Archive, noon: datetime) -> None:
    for hour in range(48):
        run = store.ledger.begin(noon + hour * HOUR, "crawl --due courier")
        store.ledger.end(run, noon + hour * HOUR, "done")
    assert standing(store, noon + 49 * HOUR) == []
    assert kinds(standing(store, noon + 60 * HOUR)) == [("crawl", "")]


SILENT = Alarm(
    kind="silence",
    source="courier",
    since=datetime.fromisoformat("2026-11-20T00:00Z"),
    line="nothing new",
)
FULL = Alarm(kind="disk", source="", since=datetime.fromisoformat("2026-11-21T00:00Z"), line="full")


def test_each_alarm_is_told_once_and_its_end_once(store: Archive, noon: datetime) -> None:
    alarms, both = store.alarms, ["courier", "harbour"]
    first = alarms.note([SILENT, FULL], both, both)
    assert (first.raised, first.ended) == ([SILENT, FULL], [])
    assert alarms.note([SILENT, FULL], both, both) == first  # telling failed
    alarms.told(first, noon)
    assert not alarms.note([SILENT, FULL], both, both)
    ended = alarms.note([FULL], both, both)
    assert [(alarm.kind, alarm.told) for alarm in ended.ended] == [("silence", noon)]
    assert alarms.note([FULL], both, both) == ended  # telling failed
    alarms.told(ended, noon)
    assert not alarms.note([FULL], both, both)
    assert alarms.note([SILENT, FULL], both, both).raised == [SILENT]


def test_what_ends_before_anybody_was_told_is_forgotten(store: Archive) -> None:
    store.alarms.note([SILENT], ["courier"], ["courier"])
    assert not store.alarms.note([], ["courier"], ["courier"])


def test_what_was_not_looked_at_has_not_ended(store: Archive, noon: datetime) -> None:
    both = ["courier", "harbour"]
    store.alarms.told(store.alarms.note([SILENT, FULL], both, both), noon)
    news = store.alarms.note([], ["harbour"], both)
    assert [alarm.kind for alarm in news.ended] == ["disk"]


def test_a_source_that_is_no_longer_configured_is_forgotten(store: Archive, noon: datetime) -> None:
    store.alarms.told(store.alarms.note([SILENT], ["courier"], ["courier"]), noon)
    assert not store.alarms.note([], ["courier", "harbour"], ["harbour"])
    assert not store.alarms.note([], ["courier"], ["courier"])


def test_an_alarm_keeps_when_it_was_first_seen(store: Archive, noon: datetime) -> None:
    change(store, "harbour", noon, tried=noon + 3 * DAY, failures=4.0, problem="dns")
    (alarm,) = standing(store, noon + 3 * DAY)
    early = Alarm(kind="failures", source="harbour", since=noon - 9 * DAY, line="as it was")
    store.alarms.told(store.alarms.note([early], ["harbour"], ["harbour"]), noon)
    (again,) = standing(store, noon + 3 * DAY)
    assert (again.since, again.told, again.line) == (noon - 9 * DAY, noon, alarm.line)


@pytest.mark.parametrize("news", [News(), News(raised=[FULL])])
def test_news_is_something_to_tell(news: News) -> None:
    assert bool(news) == bool(news.raised)
