"""A crawl from Python, in a process of its own: progress, reports, raw pages, and mistakes that must not vanish."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from archive.ledger import SourceCounts
from archive.pages import RawPages
from archive.store import Archive
from crawler.logs import ErrorCollector

PRELUDE = """
import json, sys
from crawler.run import crawl
from crawler.report import CrawlOptions
from crawler.site import Configuration, CrawlSettings, Site
feed, archive = sys.argv[1:3]
site = Site(name="courier", feeds=(feed,))
configuration = Configuration(crawl=CrawlSettings(delay=0, timeout=5, allow_private_addresses=True))
"""


def _python(folder: Path, feed: str, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error::ResourceWarning",
            "-c",
            PRELUDE + script,
            feed,
            "kliping.db",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _told(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_progress_is_told_while_it_runs_and_at_the_end(tmp_path, website) -> None:
    feed = website.feed(website.articles(30))
    told = _told(
        _python(
            tmp_path,
            feed,
            "from dataclasses import replace\n"
            "slowly = replace(configuration.crawl, delay=0.05)\n"
            "configuration = replace(configuration, crawl=slowly)\n"
            "seen = []\n"
            "crawl([site], archive, configuration, progress=seen.append)\n"
            "print(json.dumps([[p.sources_done, p.sources_total, p.pages, p.articles, p.errors] for p in seen]))",
        )
    )
    assert told[0] == [0, 1, 0, 0, 0]
    assert told[-1] == [1, 1, 30, 30, 0]
    assert len(told) > 2


def test_a_process_crawls_once_and_says_so(tmp_path, website) -> None:
    feed = website.feed(website.articles(1))
    done = _python(
        tmp_path,
        feed,
        "crawl([site], archive, configuration)\ncrawl([site], archive, configuration)\n",
    )
    assert done.stderr.splitlines()[-1].startswith("crawler.errors.CrawlFailed: this process")


def test_a_mistake_inside_a_callback_has_a_line_in_the_report(tmp_path, website) -> None:
    feed = website.feed(website.articles(2))
    told = _told(
        _python(
            tmp_path,
            feed,
            "from crawler.spiders.news import News\n"
            "def broken(self, response, **rest):\n    raise KeyError('a mistake')\n"
            "News.page = broken\n"
            "report = crawl([site], archive, configuration, CrawlOptions(max_minutes=0.05))\n"
            "print(json.dumps(report.to_json()))",
        )
    )
    problems = told["sources"]["(kliping)"]["problems"]
    assert any("KeyError" in line and "a mistake" in line for line in problems)
    assert told["sources"]["(kliping)"]["source_failed"]
    assert told["sources"]["courier"]["pending"] == 2


def test_storing_that_fails_ends_the_crawl_and_is_raised(tmp_path, website) -> None:
    feed = website.feed(website.articles(300))
    done = _python(
        tmp_path,
        feed,
        "from archive.store import Archive\n"
        "def broken(self, *arguments):\n    raise RuntimeError('no room')\n"
        "Archive.record = broken\n"
        "crawl([site], archive, configuration)\n",
    )
    assert done.stderr.splitlines()[-1].startswith("crawler.errors.CrawlFailed: storing failed")
    assert "no room" in done.stderr
    assert sum(path.startswith("/news") for path in website.paths()) < 300
    with Archive.open(tmp_path / "kliping.db", read_only=True) as archive:
        assert archive.ledger.runs()[0].status == "failed"
        assert archive.frontier.pending_count("courier") == 300


def test_another_writer_that_never_ends_fails_the_crawl_which_was_not_kept_from_beginning(
    tmp_path, website
) -> None:
    feed = website.feed(website.articles(200))
    script = (
        "import archive.sqlite.connections as connections\n"
        "connections.BUSY_SECONDS = 1\n"
        "from dataclasses import replace\n"
        "from archive.errors import ArchiveBusy, ArchiveError\n"
        "slow = replace(configuration.crawl, delay=0.1)\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    crawl([site], archive, replace(configuration, crawl=slow))\n"
        "except ArchiveError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", PRELUDE + script, feed, "kliping.db"],
        cwd=tmp_path, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 60
        while len(website.paths()) < 6:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        writer = sqlite3.connect(tmp_path / "kliping.db", timeout=60, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        out, _ = process.communicate(timeout=60)
        writer.close()
    assert out.splitlines()[-1].startswith("ArchiveError another process keeps writing to ")


def test_the_ledger_and_the_raw_pages_hold_what_the_run_did(kliping, website) -> None:
    urls = website.articles(3)
    kliping.configure({"courier": {"feeds": [website.feed([*urls, website.url("/gone")])]}})
    kliping.crawl()
    with Archive.open(kliping.archive, read_only=True) as archive:
        (run,) = archive.ledger.runs()
    assert run.status == "done"
    assert run.ended is not None
    assert run.sources == {
        "courier": SourceCounts(polled=1, announced=4, fetched=3, new=3, failed={"http-404": 1})
    }
    (file,) = (kliping.folder / "kliping.warc").iterdir()
    with RawPages(kliping.folder / "kliping.warc") as pages:
        kept = [page for _, page in pages.all(file.name)]
    assert sorted(page.url for page in kept) == sorted(urls)
    assert all(page.body.startswith(b"<!doctype html>") for page in kept)


def test_no_raw_pages_are_kept_where_the_configuration_says_so(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}}, keep_raw=False)
    kliping.crawl()
    assert len(kliping.urls()) == 1
    assert not (kliping.folder / "kliping.warc").exists()


def test_logged_errors_are_kept_as_single_lines() -> None:
    collector = ErrorCollector(most=1)
    logger = logging.Logger("test")
    logger.addHandler(collector)
    logger.warning("no error")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logger.exception("It failed\nbadly")
    logger.error("another")
    assert collector.lines() == [r"It failed [ValueError('two\nlines')]", "and 1 more"]
