"""Disks that fill, and crawls that no longer run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from archive.alarms.disk import disk, growth, size_of
from archive.alarms.runs import Started, no_crawl

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GB = 1_000_000_000


@pytest.mark.parametrize(
    ("free", "a_day", "line"),
    [
        (50 * GB, 1 * GB, None),
        (5 * GB, 0, None),
        (999_000_000, 0, "only 999 MB are left on the disk of /a (at least 1.0 GB should be)"),
        (7 * GB, 1 * GB, "the disk of /a is full in 6 days at the present growth of 1.0 GB a day (7.0 GB are left)"),
        (9 * GB, 1 * GB, None),
        (2 * GB, 2 * GB, "the disk of /a is full in 12 hours at the present growth of 2.0 GB a day (2.0 GB are left)"),
    ],
)  # fmt: skip
def test_a_disk_is_full_or_soon_will_be(free: int, a_day: float, line: str | None) -> None:
    alarm = disk("/a", free, GB, a_day, NOON)
    assert (alarm.line if alarm else None) == (
        f"{line}; make room or move the archive" if line else None
    )


def test_a_full_disk_is_well_again_with_some_more_room() -> None:
    assert disk("/a", int(1.2 * GB), GB, 0, NOON) is None
    assert disk("/a", int(1.2 * GB), GB, 0, NOON, stands=True) is not None
    assert disk("/a", int(1.4 * GB), GB, 0, NOON, stands=True) is None


def test_an_archive_grows_as_its_articles_do() -> None:
    assert growth(1000, 5_000_000, 70) == pytest.approx(50_000)
    assert growth(0, 4096, 0) == 0


def test_sizes_as_a_person_says_them() -> None:
    assert [size_of(n) for n in (0, 999, 1500, 25_000_000, 4_200 * GB)] == [
        "0 bytes", "999 bytes", "1.5 kB", "25 MB", "4.2 TB",
    ]  # fmt: skip


def _every(pause: timedelta, count: int, note: str = "crawl courier") -> list[Started]:
    return [Started(NOON - n * pause, "done", note) for n in reversed(range(count))]


_NIGHTS_OFF = [
    Started(run.at - n * DAY, "done", "crawl --due courier")
    for n in range(6)
    for run in _every(HOUR, 9)
]
_BY_HAND = [Started(NOON - n**3 * HOUR, "done", "crawl courier") for n in reversed(range(14))]


@pytest.mark.parametrize(
    ("runs", "after", "stands"),
    [
        (_every(5 * MINUTE, 600), 5 * HOUR, False),
        (_every(5 * MINUTE, 600), 7 * HOUR, True),
        (_every(DAY, 20), 1.9 * DAY, False),
        (_every(DAY, 20), 2.1 * DAY, True),
        (_BY_HAND, 20 * DAY, False),
        # Somebody tries it for an hour, and goes home.
        (_every(5 * MINUTE, 12), 7 * DAY, False),
        # A laptop that sleeps at night has a schedule too.
        (_NIGHTS_OFF, 2 * DAY, True),
        ([], DAY, False),
    ],
)  # fmt: skip
def test_a_schedule_that_has_stopped(
    runs: Sequence[Started], after: timedelta, stands: bool
) -> None:
    runs = sorted(runs, key=lambda run: run.at)
    alarm = no_crawl(runs, NOON + after)
    assert (alarm is not None) == stands
    if alarm:
        assert alarm.since == NOON
        assert alarm.line.startswith("nothing was crawled since 2026-11-22 12:00 UTC, for ")


def test_an_outage_of_ours_does_not_make_the_next_one_normal() -> None:
    runs = [run for run in _every(HOUR, 600) if not 5 * DAY < NOON - run.at < 12 * DAY]
    assert no_crawl(runs, NOON + 8 * HOUR) is not None


def test_a_crawl_whose_every_run_fails() -> None:
    good = _every(4 * HOUR, 20)
    failed = [Started(run.at, "killed" if n % 2 else "failed") for n, run in enumerate(good[-8:])]
    alarm = no_crawl([*good[:-8], *failed], NOON + HOUR)
    assert alarm is not None
    assert alarm.since == failed[0].at
    assert alarm.line.startswith("the last 8 runs failed or were killed")
    assert no_crawl([*good[:-2], *failed[-2:]], NOON + HOUR) is None
    assert no_crawl([*good[:-8], *failed, Started(NOON, "partial")], NOON + HOUR) is None
