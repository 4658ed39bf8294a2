"""The log of a crawl, through the console command."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from archive.lock import crawl_lock


def _events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_crawl_tells_what_it_did_one_line_an_event(kliping: Any, website: Any) -> None:
    urls = website.articles(3)
    website.add("/news/index", "<html><body><ul><li><a href='/a'>A</a></li></ul></body></html>")
    feed = website.feed([*urls, website.url("/news/missing"), website.url("/news/index")])
    kliping.configure({"courier": {"feeds": [feed]}, "gone": {"feeds": [website.url("/none.xml")]}})
    assert kliping("-q", "crawl", "--log", "crawl.jsonl").code == 3
    told = _events(kliping.folder / "crawl.jsonl")
    names = [line["event"] for line in told]
    assert (names[0], names[-1]) == ("run-begins", "run-ends")
    assert {line["run"] for line in told} == {1}
    assert (told[0]["sources"], told[-1]["status"]) == (2, "partial")
    counts = {"polled": 2, "announced": 5, "new": 3, "refused": 1, "failed": 1, "pending": 0}
    assert {name: told[-1][name] for name in counts} == counts
    stored = [line for line in told if line["event"] == "page-stored"]
    assert sorted(line["url"] for line in stored) == sorted(urls)
    assert {(line["source"], line["outcome"]) for line in stored} == {("courier", "new")}
    (failed,) = (line for line in told if line["event"] == "page-failed")
    assert (failed["url"], failed["reason"]) == (website.url("/news/missing"), "http-404")
    (refused,) = (line for line in told if line["event"] == "page-refused")
    assert refused["reason"].startswith("not-an-article")
    (polled,) = (
        line for line in told if line["event"] == "source-polled" and line["source"] == "courier"
    )
    assert (polled["url"], polled["status"], polled["links"], polled["new"]) == (feed, "ok", 5, 5)
    (source,) = (line for line in told if line["event"] == "source-failed")
    assert (source["source"], "404" in source["line"]) == ("gone", True)
    assert [line["source"] for line in told if line["event"] == "source-done"] == [
        "courier",
        "gone",
    ]

    kliping("-q", "crawl", "courier", "--log", "crawl.jsonl")
    again = _events(kliping.folder / "crawl.jsonl")[len(told) :]
    assert {line["run"] for line in again} == {2}
    assert [line["status"] for line in again if line["event"] == "source-polled"] == [
        "not-modified"
    ]


def test_no_secret_and_nothing_of_a_page_is_told_anywhere(kliping: Any, website: Any) -> None:
    good = website.article("/news/2026/11/20/a-good-story?session=hush", "A headline of its own")
    bad = website.url("/news/missing?page=2&access_token=hush")
    feed = website.feed([good, bad], "/feed.xml?key=hush")
    gone = website.url("/none.xml?sig=hush")
    broken = website.url("/broken.xml?api_key=hush")
    website.add("/broken.xml?api_key=hush", "hush is no feed")
    kliping.configure(
        {"courier": {"feeds": [feed]}, "gone": {"feeds": [gone]}, "broken": {"feeds": [broken]}}
    )
    result, report = kliping.crawl("--log", "crawl.log")
    loud = kliping("-v", "crawl", "--log", "crawl.log")
    assert (result.code, loud.code) == (3, 3)
    log = (kliping.folder / "crawl.log").read_text("utf-8")
    for told in (log, result.err, loud.err, json.dumps(report)):
        assert "=***" in told
        assert "hush" not in told
        assert "headline of its own" not in told
        assert "Paragraph" not in told
    with sqlite3.connect(kliping.archive) as database:
        ledger = [
            row
            for table in ("runs", "run_sources")
            for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608
        ]
    database.close()
    assert ledger
    assert "hush" not in repr(ledger)


def test_an_alarm_names_a_feed_without_its_key(kliping: Any, website: Any) -> None:
    urls = website.articles(2)
    feeds = [website.feed(urls), website.feed(urls, "/old.xml?key=hush")]
    kliping.configure({"courier": {"feeds": feeds}})
    kliping("crawl")
    del website.answers["/old.xml?key=hush"]
    kliping("crawl")
    long_ago = int((time.time() - 60 * 86400) * 1_000_000)
    with sqlite3.connect(kliping.archive) as database:
        database.execute(
            "UPDATE polls SET whole = ?1, changed = ?1 WHERE url LIKE '%hush'", [long_ago]
        )
    database.close()
    kliping("crawl", "--log", "a.jsonl")
    (alarm,) = (e for e in _events(kliping.folder / "a.jsonl") if e["event"] == "alarm")
    assert "old.xml?key=***" in alarm["why"]
    status = kliping("status")
    assert (status.code, "key=***" in status.out, "hush" in status.out) == (1, True, False)
    with sqlite3.connect(kliping.archive) as database:
        (line,) = database.execute("SELECT line FROM alarms").fetchone()
    database.close()
    assert "hush" not in line


def test_the_configuration_names_the_log_that_a_cron_line_keeps(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(150))]}})
    with (kliping.folder / "kliping.toml").open("a") as file:
        file.write('[log]\nfile = "logs/kliping.log"\nmax_bytes = "10KB"\nkeep = 2\n')
    for _ in range(2):
        done = kliping("-q", "crawl")
        assert (done.code, done.out, done.err) == (0, "", "")
    files = sorted((kliping.folder / "logs").iterdir())
    assert [file.name for file in files] == ["kliping.log", "kliping.log.1", "kliping.log.2"]
    assert all(file.stat().st_size <= 10_000 for file in files)
    last = files[0].read_text("utf-8").splitlines()[-1]
    assert " run-ends run=2 status=done seconds=" in last


def test_a_host_that_asks_to_be_left_alone_is_told(kliping: Any, website: Any) -> None:
    busy = website.url("/news/busy")
    website.add("/news/busy", b"", status=429, headers={"Retry-After": "3600"})
    kliping.configure({"courier": {"feeds": [website.feed([busy])]}})
    kliping("-q", "crawl", "--log", "a.jsonl")
    (told,) = (e for e in _events(kliping.folder / "a.jsonl") if e["event"] == "back-off")
    assert told["host"] == website.host.partition(":")[0]
    assert told["seconds"] > 3000
    assert told["why"] == "it answered 429"


def test_verbose_tells_events_as_they_come(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    done = kliping("-v", "crawl")
    assert done.out == ""
    assert " page-stored run=1 source=courier url=http://" in done.err
    assert list(kliping.folder.glob("*.log*")) == []


def test_a_crawl_that_may_not_begin_says_so_in_the_log(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    with crawl_lock(kliping.archive):
        assert kliping("-q", "crawl", "--log", "a.jsonl").code == 75
    (line,) = _events(kliping.folder / "a.jsonl")
    assert line["event"] == "run-refused"
    assert "another crawl holds" in line["why"]


def test_an_interrupted_crawl_and_one_that_fails_have_an_end_in_the_log(
    kliping: Any, website: Any
) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(40))]}}, delay=0.3)
    process = kliping.start("-q", "crawl", "--log", "a.jsonl")
    deadline = time.monotonic() + 30
    while len(website.paths()) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.terminate()
    process.communicate(timeout=30)
    assert _events(kliping.folder / "a.jsonl")[-1]["status"] == "interrupted by signal 15"
    kliping.archive.with_suffix(".warc").rename(kliping.folder / "elsewhere")
    kliping.archive.with_suffix(".warc").write_text("in the way")
    assert kliping("-q", "crawl", "--log", "a.jsonl").code == 1
    last = _events(kliping.folder / "a.jsonl")[-1]
    assert (last["event"], last["status"]) == ("run-ends", "failed")


def test_a_log_that_can_not_be_written_is_told_before_anything_is_done(
    kliping: Any, website: Any
) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    done = kliping("crawl", "--log", "kliping.toml/a.log")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "kliping.toml/a.log can't be written: " in done.err
    assert kliping("crawl", "--log", "kliping.toml").code == 2
    assert website.requests == []
    assert not kliping.archive.exists()
