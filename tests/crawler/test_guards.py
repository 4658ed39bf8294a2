"""What ends a crawl early: a full disk, too much memory, a lost lock; and what ends one that hangs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveUnwritable
from archive.store import Archive
from crawler.footprint import footprint
from crawler.guards import check_room, free, is_overdue, too_big, too_full
from tests.crawler.test_run import PRELUDE
from tests.small_disk import mounted

MB = 1_000_000


def test_a_disk_with_less_than_is_wanted_stops_a_run() -> None:
    place = Path("/data/kliping.db")
    assert too_full({place: 500 * MB}, 500 * MB) is None
    assert too_full({place: 0}, 0) is None
    assert too_full({}, 500 * MB) is None
    stop = too_full({Path("/other"): 501 * MB, place: 499 * MB}, 500 * MB)
    assert stop is not None
    assert (stop.reason, stop.line) == (
        "min-free",
        "only 499 MB are free on the disk of /data/kliping.db, fewer than the 500 MB that min_free under [crawl] wants",
    )


def test_more_memory_than_is_allowed_stops_a_run() -> None:
    assert too_big(1500 * MB, 1500 * MB) is None
    assert too_big(1501 * MB, 0) is None
    assert too_big(None, 1) is None
    stop = too_big(1600 * MB, 1500 * MB)
    assert stop is not None
    assert stop.reason == "max-memory"
    assert "took 1,600 MB of memory, more than the 1,500 MB" in stop.line


def test_what_is_free_is_asked_of_the_folder_that_will_hold_it(tmp_path: Path) -> None:
    missing = tmp_path / "not" / "there" / "yet.db"
    disk = os.statvfs(tmp_path)
    assert free([missing])[missing] == pytest.approx(disk.f_bavail * disk.f_frsize, rel=0.05)
    with pytest.raises(ArchiveUnwritable, match=r"only .* MB are free .*; nothing was done"):
        check_room([missing], 10**18)


@pytest.mark.parametrize(
    ("now", "stopped", "answered", "deadline", "why"),
    [
        (1000.0, None, 1000.0, None, None),
        (1000.0, 950.0, 1000.0, None, None),
        (1000.0, 900.0, 1000.0, None, "did not end within 90 s"),
        (1000.0, None, 690.0, None, "was stuck for 300 s"),
        (1000.0, None, 1000.0, 950.0, None),
        (1000.0, None, 950.0, 900.0, "went on for 90 s beyond its time"),
    ],
)
def test_a_crawl_that_hangs_is_overdue(
    now: float, stopped: float | None, answered: float, deadline: float | None, why: str | None
) -> None:
    assert is_overdue(now, stopped=stopped, answered=answered, deadline=deadline) == why


def test_memory_of_children_counts() -> None:
    code = "x = bytearray(60_000_000); import sys; print('up', flush=True); sys.stdin.read()"
    before = footprint(os.getpid())
    assert before is not None
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        grown = footprint(os.getpid())
        child.communicate(b"")
    assert grown is not None
    assert grown - before > 50_000_000
    assert footprint(child.pid) is None


def _wait_for(condition: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_crawl_does_not_begin_where_there_is_no_room(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(2))]}}, min_free="900TB")
    done = kliping("-q", "crawl")
    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(
        r"kliping: only [\d,]+ MB are free .* min_free .*; nothing was done\n", done.err
    )
    assert not kliping.archive.exists()
    assert website.requests == []
    assert kliping("crawl", "--dry-run").code == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 30 MB."""
    with mounted(tmp_path / "disk", 30) as folder:
        yield folder


def test_a_disk_that_fills_during_a_crawl_ends_it_before_it_is_full(
    kliping: Any, website: Any, disk: Path
) -> None:
    kliping.folder = disk
    kliping.archive = disk / "kliping.db"
    urls = website.articles(60)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}}, delay=0.3, min_free="10MB")
    process = kliping.start("-q", "crawl", "--report", "report.json")
    _wait_for(lambda: len(website.paths()) > 5)
    (disk / "ballast").write_bytes(bytes(20 * MB))
    out, err = process.communicate(timeout=90)
    assert (process.returncode, out) == (1, "")
    (line,) = err.splitlines()
    assert "min_free" in line
    assert "the next run goes on from there" in line
    stored = kliping.urls()
    assert 0 < len(stored) < 60
    with Archive.open(kliping.archive, read_only=True) as archive:
        assert archive.ledger.runs()[0].status == "failed"
        assert archive.frontier.pending_count("courier") == 60 - len(stored)
    (disk / "ballast").unlink()
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}}, min_free="10MB")
    assert kliping("crawl").code == 0
    assert sorted(kliping.urls()) == sorted(urls)


def test_too_much_memory_ends_a_crawl_and_the_next_one_goes_on(kliping: Any, website: Any) -> None:
    urls = website.articles(30)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}}, delay=0.5, max_memory="10MB")
    result, report = kliping.crawl()
    assert result.code == 0
    (line,) = result.err.splitlines()
    assert "max_memory" in line
    assert report["stopped"] == "max-memory"
    courier = report["sources"]["courier"]
    assert courier["new"] + courier["pending"] == 30
    assert courier["pending"] > 0


STUCK = """
from crawler import guards
guards.EVERY, guards.END_SECONDS, guards.STUCK_SECONDS = 0.1, 1.0, 6.0
from crawler.spiders.news import News
import re, time
limits = CrawlOptions()
def sleeps(self, response, **rest):
    time.sleep(60)
def never_lets_go(self, response, **rest):
    re.match("(a+)+$", "a" * 60 + "b")
async def never_ends(self, reason):
    pass
"""


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("News.page = sleeps", r"the crawl was stuck for 6 s and was ended \(<string>:\d+ sleeps"),
        ("News.page = never_lets_go", r"Timeout \(0:00:07\)!"),
        (
            "limits, News._end = CrawlOptions(max_minutes=0.03), never_ends",
            r"the crawl (did not end within|went on for) 1 s .*was ended",
        ),
    ],
)  # fmt: skip
def test_a_crawl_that_hangs_is_ended_by_force_and_the_next_one_goes_on(
    website: Any, kliping: Any, faults: Any, how: str, told: str
) -> None:
    urls = website.articles(3)
    website.answers["/news/hang"] = faults["hang"]
    feed = website.feed([website.url("/news/hang"), *urls])
    run = "\ncrawl([site], archive, configuration, limits)\n"
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + STUCK + how + run, feed, "kliping.db"],
        cwd=kliping.folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.search(told, done.stderr)
    website.article("/news/hang")
    kliping.configure({"courier": {"feeds": [feed]}})
    assert kliping("crawl").code == 0
    assert sorted(kliping.urls()) == sorted([*urls, website.url("/news/hang")])


def test_a_crawl_that_was_suspended_goes_on(website: Any, kliping: Any) -> None:
    urls = website.articles(20)
    slow = "from crawler import guards\nguards.EVERY, guards.STUCK_SECONDS = 0.1, 3.0\n"
    run = "from dataclasses import replace\nslow = replace(configuration.crawl, delay=0.3)\ncrawl([site], archive, replace(configuration, crawl=slow))\n"
    process = subprocess.Popen(
        [sys.executable, "-c", PRELUDE + slow + run, website.feed(urls), "kliping.db"],
        cwd=kliping.folder, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _wait_for(lambda: len(website.paths()) > 5)
    process.send_signal(signal.SIGSTOP)
    time.sleep(5)
    process.send_signal(signal.SIGCONT)
    _, err = process.communicate(timeout=90)
    assert (process.returncode, err) == (0, "")
    assert sorted(kliping.urls()) == sorted(urls)


def test_servers_that_hang_do_not_keep_a_crawl_beyond_its_time(
    kliping: Any, website: Any, faults: Any
) -> None:
    for name in ("hang", "drip", "endless"):
        website.answers[f"/news/{name}"] = faults[name]
    urls = website.articles(5)
    hanging = [website.url(f"/news/{name}") for name in ("hang", "drip", "endless")]
    kliping.configure({"courier": {"feeds": [website.feed([*hanging, *urls])]}}, timeout=300)
    result, report = kliping.crawl("--max-minutes", "0.15", timeout=120)
    assert result.code == 0
    assert report["stopped"] == "max-minutes"
    courier = report["sources"]["courier"]
    assert courier["failed"] == {}  # which they would be, had they been waited for
    assert courier["pending"] + courier["new"] + sum(courier["refused"].values()) == 8
    assert courier["pending"] >= 2
    assert len(kliping.urls()) == courier["new"]


def test_a_crawl_whose_lock_is_taken_away_ends(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(60))]}}, delay=0.3)
    process = kliping.start("-q", "crawl")
    _wait_for(lambda: len(website.paths()) > 5)
    (kliping.folder / "kliping.db.lock").unlink()
    out, err = process.communicate(timeout=90)
    assert (process.returncode, out) == (1, "")
    (line,) = err.splitlines()
    assert "kliping.db.lock was taken away" in line
    assert kliping("crawl", "--max-articles", "1").code == 0
