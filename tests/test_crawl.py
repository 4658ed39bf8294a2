"""The main job through the console command, against real servers: crawl, crawl again, be killed, go on."""

from __future__ import annotations

import subprocess
import sys


def test_a_first_crawl_stores_every_announced_article(kliping, website) -> None:
    urls = website.articles(12)
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})
    result, report = kliping.crawl()
    assert (result.code, result.out) == (0, "")
    assert sorted(kliping.urls()) == sorted(urls)
    courier = report["sources"]["courier"]
    assert (courier["announced"], courier["fetched"], courier["new"]) == (12, 12, 12)
    assert courier["pending"] == 0
    assert courier["problems"] == []


def test_a_second_crawl_asks_only_for_the_feed_and_only_if_it_changed(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(3))]}})
    kliping.crawl()
    website.requests.clear()
    result, report = kliping.crawl()
    assert result.code == 0
    assert website.paths() == ["/feed.xml"]
    assert all(r.is_conditional for r in website.requests)
    assert report["sources"]["courier"]["fetched"] == 0


def test_a_crawl_that_tells_more_has_nothing_to_warn_of(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    result = kliping("-v", "crawl")
    assert "run-begins" in result.err
    assert "page-stored" in result.err
    assert "warning" not in result.err.lower()


def test_nothing_that_scrapy_brings_along_by_itself_is_even_imported(kliping, website) -> None:
    (url,) = website.articles(1)
    kliping.configure({"one": {"feeds": [website.feed([url])]}})
    kliping.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    result, _ = kliping.crawl("one")
    assert kliping.urls() == [url]
    imported = {line.rpartition("|")[2].strip() for line in result.err.splitlines()}
    assert "scrapy.core.engine" in imported
    assert not {name for name in imported if name.startswith(("scrapy.extensions", "aiohttp"))}


def test_a_crawl_that_can_start_no_cleaning_process_ends_with_one_line_and_blames_no_page(
    kliping, website
) -> None:
    urls = website.articles(3)
    kliping.configure({"one": {"feeds": [website.feed(urls)]}})
    broken = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from cli.main import main; sys.executable = '/bin/false'; main()",
            "crawl",
        ],
        cwd=kliping.folder,
        env=kliping.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert broken.returncode == 1
    assert "processes for cleaning pages came up" in broken.stderr
    assert broken.stderr.count("\n") == 1
    result, report = kliping.crawl()
    assert result.code == 0
    assert report["sources"]["one"]["failed"] == {}
    assert sorted(kliping.urls()) == sorted(urls)
