"""Politeness as newspapers see it: what is asked of real servers, and when, by their own logs.

A machine with other work to do notices a request late, and the next one at once. So of single gaps nothing is said where
both ends are the server's; a second is left for any stretch of them, and the stretches are long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest

from tests.conftest import Answer, Handler, Kliping, Seen, Website

DELAY = 0.4
SLOW = 0.8
LATE = 1.0
"""Seconds that a server may be late to notice a request."""


def _broken_promises(requests: Sequence[Seen], delay: float) -> list[str]:
    """Stretches of requests that came in less time than the delay between each two of them takes."""
    times = sorted(request.at for request in requests)
    return [
        f"{j - i + 1} requests in {times[j] - times[i]:.2f} s"
        for i, j in combinations(range(len(times)), 2)
        if times[j] - times[i] < (j - i) * delay - LATE
    ]


# --- Sixteen hosts at once ---


@pytest.fixture(scope="module")
def sixteen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kliping, list[Website]]]:
    """Sixteen newspapers of different habits, crawled together."""
    sites = [Website(f"127.0.3.{number}") for number in range(1, 17)]
    kliping = Kliping(tmp_path_factory.mktemp("sixteen"))
    sources: dict[str, Mapping[str, Any]] = {}
    for number, site in enumerate(sites[:6]):
        sources[f"plain{number}"] = {"feeds": [site.feed(site.articles(12))]}
    for number, site in enumerate(sites[6:9]):
        site.add("/robots.txt", f"User-agent: *\nCrawl-delay: {SLOW}\n", "text/plain")
        sources[f"slow{number}"] = {"feeds": [site.feed(site.articles(9))]}
    for number, site in enumerate(sites[9:12]):
        sources[f"moved{number}"] = _moved(number, site, sites[12])
    sources["fenced"] = _fenced(sites[13])
    sites[14].add("/robots.txt", "Not here", status=404)
    sources["open"] = {"feeds": [sites[14].feed(sites[14].articles(12))]}
    sites[15].add("/robots.txt", b"", status=500)
    sources["closed"] = {"feeds": [sites[15].feed(sites[15].articles(3))]}
    kliping.configure(sources, delay=DELAY, concurrency=64)
    kliping.crawl(timeout=120)
    yield kliping, sites
    for site in sites:
        site.close()


def _moved(number: int, old: Website, new: Website) -> dict[str, list[str]]:
    """Most of what the old host is asked for has moved to a new one, as that of other newspapers has."""
    links = old.articles(2)
    for there in new.articles(8, f"/moved{number}"):
        gone = f"/gone/{there.rsplit('/', 1)[1]}"
        old.redirect(gone, there)
        links.append(old.url(gone))
    own = new.articles(1, f"/own{number}")
    return {"feeds": [old.feed(links), new.feed(own, f"/feed{number}.xml")]}


def _fenced(site: Website) -> dict[str, list[str]]:
    """Some of its pages are not for us, however they are reached."""
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: kliping\nDisallow: /private/\nDisallow: /*?page=\n"
    site.add("/robots.txt", rules, "text/plain")
    links = [*site.articles(6), *site.articles(3, "/private")]
    links.append(site.article("/news/2026/11/20/story-on-two-pages?page=2"))
    site.redirect("/news/2026/11/20/story-behind-the-fence", "/private/the-story-itself")
    site.article("/private/the-story-itself")
    links.append(site.url("/news/2026/11/20/story-behind-the-fence"))
    return {"feeds": [site.feed(links)]}


def test_no_host_is_ever_asked_sooner_than_its_delay(sixteen) -> None:
    _, sites = sixteen
    for number, site in enumerate(sites):
        delay = SLOW if 6 <= number < 9 else DELAY
        assert not _broken_promises(site.requests, delay), site.paths()
        assert len(site.requests) >= (1 if number == 15 else 10), site.paths()


def test_hosts_do_not_wait_for_each_other(sixteen) -> None:
    _, sites = sixteen
    asked = [site.requests for site in sites[:15]]
    assert max(requests[0].at for requests in asked) < min(requests[-1].at for requests in asked)


def test_no_disallowed_path_is_ever_fetched(sixteen) -> None:
    kliping, sites = sixteen
    fenced = sites[13]
    assert not [path for path in fenced.paths() if path.startswith("/private/") or "?page=" in path]
    assert "/news/2026/11/20/story-behind-the-fence" in fenced.paths()
    assert sum(fenced.url() in url for url in kliping.urls()) == 6
    assert set(sites[15].paths()) == {"/robots.txt"}


def test_what_may_be_fetched_is(sixteen) -> None:
    kliping, sites = sixteen
    stored = kliping.urls()
    for site, count in zip(sites, [12] * 6 + [9] * 3 + [2] * 3 + [27, 6, 12, 0], strict=True):
        assert sum(site.url() in url for url in stored) == count


# --- A host that asks for patience ---


class Busy:
    """Answers a number of requests well, and then asks for patience."""

    def __init__(
        self, site: Website, good: int, retry_after: str, status: int = 429, times: int = 1_000_000
    ) -> None:
        self._good, self._bad = good, times
        self._site = site
        self._headers = {"Retry-After": retry_after} if retry_after else {}
        self._status = status
        self._behind = dict(site.answers)
        self.refused: list[float] = []
        for path in site.answers:
            site.answers[path] = self

    def __call__(self, handler: Handler) -> None:
        """Answer one request."""
        handler.close_connection = False
        answer = self._behind[handler.path]
        if self._good > 0:
            self._good -= 1
        elif self._bad > 0:
            self._bad -= 1
            self.refused.append(self._site.requests[-1].at)
            answer = Answer(status=self._status, headers=self._headers)
        assert isinstance(answer, Answer)
        handler.answer(answer, {})

    def recover(self) -> None:
        """Answer well from now on."""
        self._bad = 0


def _pass_time(kliping: Kliping) -> None:
    """All that hosts asked to be left alone for is over."""
    with sqlite3.connect(kliping.archive) as database:
        database.execute("UPDATE hosts SET until = until - 90000000000, changed = 0")
    database.close()


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_by_this_run_and_the_next_for_this_host_alone(
    kliping, new_website, status: int
) -> None:
    busy, other = new_website(), new_website()
    links = [*busy.articles(10), *other.articles(4)]
    feeds = [busy.feed(links), other.feed([])]
    kliping.configure({"courier": {"feeds": feeds}}, delay=0.1, concurrency=1)
    server = Busy(busy, good=5, retry_after="3600", status=status)
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert len(server.refused) == 1  # what waited for its turn was not asked any more
    assert sum(other.url() in url for url in kliping.urls()) == 4
    assert courier["failed"] == {}
    assert courier["pending"] == 14 - len(kliping.urls()) > 0
    (told,) = courier["problems"]
    assert told.startswith(f"{busy.host}: left alone until 20")
    assert f"(it answered {status})" in told
    assert "its links wait for the next run" in told
    assert result.code == 0

    busy.requests.clear()
    other.feed(other.articles(6))
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert busy.requests == []
    assert sum(other.url() in url for url in kliping.urls()) == 6
    assert (courier["failed"], courier["source_failed"], result.code) == ({}, False, 0)

    server.recover()
    _pass_time(kliping)
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted([*links, *other.articles(6)[4:]])


def test_a_moment_is_waited_for_within_the_run(kliping, website) -> None:
    links = website.articles(6)
    kliping.configure({"courier": {"feeds": [website.feed(links)]}}, concurrency=1)
    server = Busy(website, good=3, retry_after="2", times=1)
    result, report = kliping.crawl()
    assert (result.code, report["sources"]["courier"]["problems"]) == (0, [])
    assert sorted(kliping.urls()) == sorted(links)
    (refused,) = server.refused
    # The request was noted before it was answered, and the next one after it was sent: this gap is no guess.
    assert min(seen.at for seen in website.requests if seen.at > refused) - refused >= 2


def test_a_feed_that_asks_for_patience_is_no_failure_of_its_newspaper(kliping, website) -> None:
    website.feed(website.articles(2))
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}})
    Busy(website, good=0, retry_after="7200")
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert (result.code, courier["source_failed"], courier["failed"]) == (0, False, {})
    assert any("left alone until" in line for line in courier["problems"])
    assert website.paths() == ["/robots.txt", "/feed.xml"]
    website.requests.clear()
    kliping.crawl()
    assert website.requests == []


def test_without_retry_after_the_next_run_asks_slowly(kliping, website) -> None:
    links = website.articles(4)
    kliping.configure({"courier": {"feeds": [website.feed(links)]}}, delay=0.5)
    server = Busy(website, good=3, retry_after="")
    kliping.crawl()
    assert server.refused
    with sqlite3.connect(kliping.archive) as database:
        ((delay,),) = database.execute("SELECT delay FROM hosts").fetchall()
    database.close()
    assert delay >= 1.0
