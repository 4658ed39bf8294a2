"""Crawls that end early: killed, interrupted, stopped at a limit. Nothing is lost, nothing is stored twice."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest


def _wait_for(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def _pages(website) -> list[str]:
    return [path for path in website.paths() if path.startswith("/news/")]


def test_a_killed_crawl_loses_nothing_and_stores_nothing_twice(kliping, website) -> None:
    urls = website.articles(120)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    for fetched in (1, 30, 70):
        process = kliping.start("crawl")
        _wait_for(lambda fetched=fetched: len(_pages(website)) >= fetched)
        process.kill()
        process.communicate()
    result, report = kliping.crawl()
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(urls)
    assert report["sources"]["courier"]["pending"] == 0
    website.requests.clear()
    kliping.crawl()
    assert _pages(website) == []


def test_a_killed_crawl_leaves_no_process_behind(kliping, website, faults) -> None:
    website.answers["/news/hang"] = faults["hang"]
    kliping.configure({"courier": {"feeds": [website.feed([website.url("/news/hang")])]}})
    process = kliping.start("crawl")
    _wait_for(lambda: _pages(website))
    children = _children(process.pid)
    assert children
    process.kill()
    process.communicate()
    _wait_for(lambda: not any(_runs(child) for child in children), 10)


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_crawl_within_seconds_and_keeps_what_was_fetched(
    kliping, website, faults, signum: int, code: int
) -> None:
    urls = website.articles(10)
    website.answers["/news/hang"] = faults["hang"]
    feed = website.feed([website.url("/news/hang"), *urls])
    kliping.configure({"courier": {"feeds": [feed]}}, timeout=60)
    process = kliping.start("crawl", "--report", "report.json")
    _wait_for(lambda: len(_pages(website)) == 11)
    time.sleep(2)
    asked = time.monotonic()
    process.send_signal(signum)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - asked < 8
    assert (process.returncode, out) == (code, "")
    assert len(err.splitlines()) == 1, err
    assert sorted(kliping.urls()) == sorted(urls)
    report = json.loads((kliping.folder / "report.json").read_text())
    assert report["interrupted"] == signum
    assert report["sources"]["courier"]["pending"] == 1
    assert report["sources"]["courier"]["failed"] == {}


def test_a_signal_during_a_long_delay_ends_the_crawl_too(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(5))]}}, delay=30)
    process = kliping.start("crawl")
    _wait_for(lambda: "/robots.txt" in website.paths())
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=8)
    assert process.returncode == 143


def test_a_second_signal_ends_the_process_at_once(kliping, website, faults) -> None:
    website.answers["/feed.xml"] = faults["hang"]
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}}, timeout=60)
    process = kliping.start("crawl")
    _wait_for(lambda: "/feed.xml" in website.paths())
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=5)
    assert process.returncode in {143, -signal.SIGTERM}


def test_max_articles_is_exact_and_the_rest_waits(kliping, website) -> None:
    urls = website.articles(40)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    result, report = kliping.crawl("--max-articles", "7")
    assert result.code == 0
    assert len(kliping.urls()) == 7
    assert report["stopped"] == "max-articles"
    assert report["sources"]["courier"]["new"] == 7
    assert report["sources"]["courier"]["pending"] == 33
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)


def test_max_articles_asks_for_no_page_that_it_would_throw_away(kliping, new_website) -> None:
    sites = {f"paper{n}": new_website() for n in range(3)}
    feeds = {}
    for name, site in sites.items():
        broken = [site.url(f"/news/missing-{n}") for n in range(3)]
        site.add("/news/index", "<html><body><ul><li><a href='/a'>A</a></li></ul></body></html>")
        feeds[name] = site.feed([*broken, site.url("/news/index"), *site.articles(30)])
    kliping.configure({name: {"feeds": [feed]} for name, feed in feeds.items()})
    result, report = kliping.crawl("--max-articles", "12")
    assert result.code == 0
    assert report["stopped"] == "max-articles"
    assert len(kliping.urls()) == 12
    papers = report["sources"].values()
    in_vain = sum(sum(paper[kind].values()) for paper in papers for kind in ("refused", "failed"))
    assert in_vain == 12
    assert sum(len(_pages(site)) for site in sites.values()) == 24
    assert [paper["new"] for paper in papers] == [4, 4, 4]


def test_max_minutes_ends_a_crawl_cleanly(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(30))]}}, delay=0.5)
    result, report = kliping.crawl("--max-minutes", "0.05")
    assert result.code == 0
    assert report["stopped"] == "max-minutes"
    courier = report["sources"]["courier"]
    assert courier["new"] + courier["pending"] == 30
    assert courier["pending"] > 0


def test_two_crawls_at_once_end_with_75_and_nothing_done(kliping, website, faults) -> None:
    website.answers["/feed.xml"] = faults["hang"]
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}}, timeout=60)
    first = kliping.start("crawl")
    _wait_for(lambda: "/feed.xml" in website.paths())
    website.requests.clear()
    second = kliping("crawl")
    assert second.code == 75
    assert str(first.pid) in second.err
    assert website.requests == []
    first.terminate()
    first.communicate()


def test_a_dry_run_writes_nothing_at_all(kliping, website) -> None:
    urls = website.articles(3)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    before = sorted(kliping.folder.rglob("*"))
    result = kliping("crawl", "--dry-run")
    assert result.code == 0
    assert [line.split("\t")[0] for line in result.out.splitlines()] == urls
    assert sorted(kliping.folder.rglob("*")) == before
    assert _pages(website) == []


def test_a_dry_run_names_only_what_the_archive_lacks(kliping, website) -> None:
    urls = website.articles(3)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    kliping.crawl()
    new = website.article("/news/2026/11/21/a-story-of-the-next-day")
    website.feed([new, *urls])
    result = kliping("crawl", "--dry-run")
    assert [line.split("\t")[0] for line in result.out.splitlines()] == [new]
    result, report = kliping.crawl()
    assert report["sources"]["courier"]["new"] == 1


def test_due_leaves_out_what_was_polled_within_its_interval(kliping, new_website) -> None:
    often, seldom = new_website(), new_website()
    kliping.configure(
        {
            "often": {"feeds": [often.feed(often.articles(1))], "every": "1s"},
            "seldom": {"feeds": [seldom.feed(seldom.articles(1))], "every": "1h"},
        }
    )
    _, report = kliping.crawl("--due")
    assert set(report["sources"]) == {"often", "seldom"}
    time.sleep(1)
    _, report = kliping.crawl("--due")
    assert set(report["sources"]) == {"often"}


def test_since_leaves_older_links_alone(kliping, website) -> None:
    urls = website.articles(6)  # announced 08:00 to 13:00 +07:00, the first is the newest
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    kliping.crawl("--since", "2026-11-20T11:30:00+07:00")
    assert sorted(kliping.urls()) == sorted(urls[:3])


def _children(pid: int) -> list[int]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
