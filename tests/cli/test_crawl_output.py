"""What a crawl says, and to whom: everything to a person who watches, nothing to cron when all is well."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from typing import Any

import pytest


@pytest.fixture
def newspaper(kliping: Any, website: Any) -> Any:
    """A configured newspaper with three articles and a page that is gone."""
    website.feed([*website.articles(3), website.url("/news/2026/11/20/this-story-is-gone")])
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}})
    return website


def watched(kliping: Any, *arguments: str) -> str:
    """What a command writes on standard error when that is a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = {**kliping.environment, "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(
        kliping.command(*arguments),
        cwd=kliping.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    process.wait(timeout=60)
    return written.decode()


def test_nothing_is_said_when_all_is_well_and_nobody_watches(kliping: Any, newspaper: Any) -> None:
    done = kliping("crawl")

    assert (done.code, done.out, done.err) == (0, "", "")
    assert len(kliping.titles()) == 3


def test_a_person_sees_progress_and_a_line_for_each_source(kliping: Any, newspaper: Any) -> None:
    seen = watched(kliping, "crawl")

    assert "articles" in seen, "no progress"
    assert "/s)" in seen
    assert "source                   fetched     new" in seen
    assert "http-404" in seen


def test_progress_is_left_out_when_quiet_is_asked_for(kliping: Any, newspaper: Any) -> None:
    assert watched(kliping, "-q", "crawl") == ""


def test_verbose_tells_all_without_a_terminal(kliping: Any, newspaper: Any) -> None:
    done = kliping("-v", "crawl")

    assert done.out == ""
    assert "\ncourier " in done.err
    assert "this-story-is-gone" in done.err


@pytest.mark.parametrize("options", [[], ["-q"]], ids=["default", "quiet"])
def test_a_failed_source_is_one_line_and_exit_3(
    kliping: Any, newspaper: Any, options: list[str]
) -> None:
    kliping.configure(
        {
            "courier": {"feeds": [newspaper.url("/feed.xml")]},
            "gone": {"feeds": [newspaper.url("/no-feed.xml")]},
        }
    )
    done = kliping(*options, "crawl")

    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("kliping: gone: ")
    assert done.err.count("\n") == 1
    assert len(kliping.titles()) == 3


def test_the_report_has_each_sources_counts(kliping: Any, newspaper: Any) -> None:
    (kliping.folder / "run.json").write_text("old")
    done = kliping("crawl", "--report", "run.json")
    report = json.loads((kliping.folder / "run.json").read_text())

    assert done.code == 0
    assert report["run"] == 1
    courier = report["sources"]["courier"]
    assert (courier["new"], courier["failed"]) == (3, {"http-404": 1})
    assert [path.name for path in kliping.folder.glob(".run*")] == []


def test_a_url_is_crawled_without_being_configured(kliping: Any, newspaper: Any) -> None:
    kliping.configure({})
    newspaper.add("/", "<html><body><p>The Courier</p></body></html>")
    done = kliping("crawl", newspaper.url())

    assert done.code == 0, done.err
    assert len(kliping.titles()) == 3


def test_a_dry_run_prints_what_would_be_fetched(kliping: Any, newspaper: Any) -> None:
    done = kliping("crawl", "--dry-run")
    rows = [line.split("\t") for line in done.out.splitlines()]

    assert done.code == 0
    assert {row[0] for row in rows} >= {newspaper.url("/news/2026/11/20/story-number-0-of-the-day")}
    assert {len(row) for row in rows} == {3}
    assert not kliping.archive.exists()


def test_a_wrong_name_is_answered_with_the_nearest(kliping: Any, newspaper: Any) -> None:
    done = kliping("crawl", "corier")

    assert done.code == 2
    assert "did you mean courier?" in done.err
    assert newspaper.requests == []


def test_fetch_says_what_was_done_with_each_page(kliping: Any, newspaper: Any) -> None:
    story = newspaper.url("/news/2026/11/20/story-number-1-of-the-day")
    first = kliping("fetch", story)
    again = kliping("fetch", story, newspaper.url("/not-there"))

    assert (first.code, first.out, first.err) == (0, f"new\t1\t{story}\n", "")
    assert (again.code, again.out) == (1, f"same\t1\t{story}\n")
    assert again.err.count("\n") == 1
    assert "/not-there" in again.err


def test_the_demo_never_writes_into_a_folder_that_has_something_in_it(kliping: Any) -> None:
    (kliping.folder / "mine").mkdir()
    (kliping.folder / "mine" / "thesis.txt").write_text("years of work")
    done = kliping("demo", "--keep", "mine")

    assert done.code == 2
    assert [path.name for path in (kliping.folder / "mine").iterdir()] == ["thesis.txt"]
