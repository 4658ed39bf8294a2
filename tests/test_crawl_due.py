"""``crawl --due`` through the console command, as cron runs it: what is asked, and what is left alone until when."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.sources import SourceState
from archive.store import Archive
from tests.conftest import Kliping

HOUR = timedelta(hours=1)


def states(kliping: Kliping) -> dict[str, SourceState]:
    with Archive.open(kliping.archive, read_only=True) as archive:
        return archive.frontier.source_states(["courier", "gazette", "herald", "mail"])


def change(kliping: Kliping, statement: str, *values: Any) -> None:
    connection = sqlite3.connect(kliping.archive)
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def paths(website) -> list[str]:
    """What was asked for since the last time, robots.txt left out."""
    asked = [path for path in website.paths() if path != "/robots.txt"]
    website.requests.clear()
    return asked


def test_only_what_is_due_is_asked_and_by_hand_everything(kliping, new_website) -> None:
    courier, gazette = new_website(), new_website()
    kliping.configure(
        {
            "courier": {"feeds": [courier.feed(courier.articles(2))]},
            "gazette": {"feeds": [gazette.feed(gazette.articles(2))], "every": "2h"},
        }
    )
    began = datetime.now(UTC)
    kliping.crawl("--due")
    known = states(kliping)
    for name, wait in (("courier", timedelta(minutes=30)), ("gazette", 2 * HOUR)):
        assert known[name].interval <= wait.total_seconds() * 2
        told, stored = known[name].announced, known[name].stored
        assert began < told < stored
        assert known[name].due > began + timedelta(minutes=4)
    assert known["gazette"].due - began == pytest.approx(2 * HOUR, abs=timedelta(minutes=1))
    paths(courier), paths(gazette)

    _, report = kliping.crawl("--due")
    assert report["sources"] == {}
    kliping.crawl()
    assert paths(courier) == paths(gazette) == ["/feed.xml"]
    change(kliping, "UPDATE sources SET due = 0 WHERE name = 'gazette'")
    _, report = kliping.crawl("--due")
    assert set(report["sources"]) == {"gazette"}
    assert (paths(courier), paths(gazette)) == ([], ["/feed.xml"])


def test_pages_that_failed_are_tried_again_when_they_are_due_though_no_feed_is(
    kliping, website
) -> None:
    urls = website.articles(3)
    path = urls[0].removeprefix(website.url(""))
    page = website.answers[path]
    website.add(path, "not now", status=403)
    kliping.configure({"courier": {"feeds": [website.feed(urls)], "every": "2h"}})
    kliping.crawl("--due")
    paths(website)
    _, report = kliping.crawl("--due")
    assert (report["sources"], paths(website)) == ({}, [])
    change(kliping, "UPDATE links SET due = 0 WHERE state = 'pending'")
    _, report = kliping.crawl("--due")
    assert report["sources"]["courier"]["failed"] == {"http-403": 1}
    assert paths(website) == [path]
    website.answers[path] = page
    kliping.crawl()
    assert paths(website) == ["/feed.xml", path]
    assert len(kliping.urls()) == 3


def test_a_feed_that_fails_is_asked_less_and_less_and_answers_again(kliping, website) -> None:
    feed = website.feed(website.articles(1))
    kliping.configure({"courier": {"feeds": [feed]}})
    kliping.crawl("--due")
    well = website.answers.pop("/feed.xml")
    waits = []
    for _ in range(3):
        change(kliping, "UPDATE sources SET due = 0")
        result, _ = kliping.crawl("--due")
        assert result.code == 3
        known = states(kliping)["courier"]
        assert known.tried is not None
        waits.append(known.due - known.tried)
    assert waits == sorted(waits)
    assert waits[2] > 2 * waits[0]
    assert (known.failures, known.problem) == (3.0, "http-404")
    assert known.detail == "the server answered 404 Not Found"
    website.answers["/feed.xml"] = well
    kliping.crawl()
    known = states(kliping)["courier"]
    assert (known.failures, known.problem) == (0.0, "")


def test_pages_of_a_host_that_is_down_wait_and_its_feed_is_read_on(kliping, new_website) -> None:
    website, pages = new_website(), new_website()
    urls = pages.articles(9)
    kliping.configure({"courier": {"home": pages.url("/"), "feeds": [website.feed(urls)]}})
    for url in urls:
        pages.add(url.removeprefix(pages.url("")), "down", status=500)
    kliping.crawl("--due")
    known = states(kliping)["courier"]
    assert known.held is not None
    assert (known.holds, known.held > datetime.now(UTC) + timedelta(minutes=8)) == (1, True)
    paths(pages)
    change(kliping, "UPDATE sources SET due = 0")
    change(kliping, "UPDATE links SET due = NULL WHERE state = 'pending'")
    kliping.crawl("--due")
    assert paths(pages) == []
    pages.articles(9)
    change(kliping, "UPDATE sources SET held = 0")
    kliping.crawl("--due")
    assert len(kliping.urls()) == 9
    known = states(kliping)["courier"]
    assert (known.held, known.holds) == (None, 0)


def test_a_document_that_rarely_has_something_new_is_asked_for_more_rarely(
    kliping, website
) -> None:
    urls = website.articles(6)
    feeds = [website.feed(urls[:3], "/often.xml"), website.feed(urls[3:], "/seldom.xml")]
    kliping.configure({"courier": {"feeds": feeds}})
    kliping.crawl("--due")
    ago = [int((datetime.now(UTC) - hours * HOUR).timestamp() * 1e6) for hours in (1, 40)]
    change(kliping, "UPDATE sources SET due = 0")
    change(kliping, "UPDATE polls SET checked = ?, changed = ? WHERE url LIKE '%seldom%'", *ago)
    change(kliping, "UPDATE polls SET checked = ?, changed = ? WHERE url LIKE '%often%'", ago[0], ago[0])  # fmt: skip
    paths(website)
    kliping.crawl("--due")
    assert paths(website) == ["/often.xml"]
    kliping.crawl()
    assert sorted(paths(website)) == ["/often.xml", "/seldom.xml"]


def test_a_server_that_always_says_not_modified_is_asked_for_the_whole_after_a_while(
    kliping, website
) -> None:
    urls = website.articles(2)
    website.feed(urls[:1])
    body = website.answers["/feed.xml"].body
    stuck = {"ETag": '"for-ever"', "Last-Modified": "Tue, 01 Jan 2036 00:00:00 GMT"}

    def answer(handler) -> None:
        asked = handler.headers
        same = asked.get("If-None-Match") or asked.get("If-Modified-Since")
        handler.send_response(304 if same else 200)
        for name, value in stuck.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0" if same else str(len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if same else body)

    website.answers["/feed.xml"] = answer
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}})
    kliping.crawl()
    paths(website)
    kliping.crawl()
    (request,) = website.requests
    assert request.headers["if-none-match"] == '"for-ever"'
    assert "if-modified-since" not in request.headers  # it is not that late yet
    website.requests.clear()
    website.feed(urls)
    body = website.answers["/feed.xml"].body
    website.answers["/feed.xml"] = answer
    kliping.crawl()
    assert len(kliping.urls()) == 1
    website.requests.clear()
    change(kliping, "UPDATE polls SET whole = 0, changed = 1 WHERE url LIKE '%feed.xml'")
    change(kliping, "UPDATE sources SET announced = 1")
    kliping.crawl()
    assert not any(request.is_conditional for request in website.requests)
    assert len(kliping.urls()) == 2
    website.requests.clear()
    kliping.crawl()  # what did not change with the document is not believed any longer
    assert not any(request.is_conditional for request in website.requests)


def test_a_feed_whose_links_are_all_new_may_have_had_others_and_that_is_told(
    kliping, website
) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(5))]}})
    _, report = kliping.crawl()
    assert report["sources"]["courier"]["problems"] == []
    website.feed(website.articles(5, "/later"))
    result, report = kliping.crawl()
    (problem,) = report["sources"]["courier"]["problems"]
    assert "all of its 5 links are new, so others may have come and gone" in problem
    assert result.code == 0


def test_when_no_host_answers_it_is_our_own_network_and_nothing_is_counted(
    kliping, new_website
) -> None:
    names = ("courier", "gazette", "herald")
    sites = {name: new_website() for name in names}
    kliping.configure(
        {name: {"feeds": [site.feed(site.articles(2))]} for name, site in sites.items()}, timeout=2
    )
    kliping.crawl()
    before = states(kliping)
    for site in sites.values():
        site._server.server_close()
    result = kliping("crawl")
    assert result.code == 1
    (line,) = result.err.splitlines()
    assert "none of 3 hosts could be reached, so our own network seems to be down" in line
    assert states(kliping) == before
    with Archive.open(kliping.archive, read_only=True) as archive:
        assert {poll.status for name in names for poll in archive.frontier.polls(name)} == {"ok"}
        assert archive.ledger.runs()[0].status == "failed"
    failed = kliping("crawl", "courier", "gazette")
    assert failed.code == 3
    assert states(kliping)["courier"].failures > 0


def test_hosts_that_are_down_while_another_one_answers_have_failed(kliping, new_website) -> None:
    names = ("courier", "gazette", "herald", "mail")
    sites = {name: new_website() for name in names}
    kliping.configure(
        {name: {"feeds": [site.feed(site.articles(2))]} for name, site in sites.items()}, timeout=2
    )
    kliping.crawl()
    for name in names[:3]:
        sites[name]._server.server_close()
    result = kliping("crawl")
    assert result.code == 3
    assert [states(kliping)[name].failures > 0 for name in names] == [True, True, True, False]


def test_a_feed_that_several_sources_name_is_asked_for_once(kliping, website) -> None:
    feed = website.feed(website.articles(4))
    kliping.configure(
        {
            "courier": {"feeds": [feed], "include": ["number-[01]-"]},
            "gazette": {"feeds": [feed], "include": ["number-[23]-"]},
        }
    )
    for _ in range(2):
        _, report = kliping.crawl()
        assert paths(website).count("/feed.xml") == 1
        assert [source["polled"] for source in report["sources"].values()] == [1, 1]
    assert len(kliping.urls()) == 4


def test_with_nothing_due_scrapy_does_not_even_start(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))], "every": "1d"}})
    kliping.crawl("--due")
    website.requests.clear()
    kliping.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    result, report = kliping.crawl("--due")
    assert (result.code, website.requests, report["sources"]) == (0, [], {})
    imported = {line.rpartition("|")[2].strip() for line in result.err.splitlines()}
    assert "crawler.job" in imported
    assert not {name for name in imported if name.partition(".")[0] in {"scrapy", "twisted"}}
