"""What one run asks of one host, and what leads nowhere."""

from __future__ import annotations

import pytest
from scrapy.http import Request
from scrapy.utils.test import get_crawler

from archive.model import Announced
from crawler.bounds import Bounds
from crawler.failures import HostWaits, Trap
from crawler.middlewares import SITE
from crawler.reading import read
from crawler.site import Site
from crawler.transfer import STAYS_PACKED
from crawler.traps import ENOUGH, Traps
from crawler.urls import URL_LIMIT

SITE_ = Site(name="example", home="https://example.org/")


def _page(url: str, evidence: str = "feed", **meta: object) -> Request:
    link = Announced(url=url, evidence=evidence)  # type: ignore[arg-type]
    meta = {STAYS_PACKED: True, SITE: SITE_, **meta}
    return Request(url, meta=meta, cb_kwargs={"link": link})


def test_pages_beyond_the_bound_wait_and_other_hosts_do_not() -> None:
    bounds = Bounds(get_crawler(settings_dict={"KLIPING_PAGES_PER_HOST": 3}))
    for number in range(3):
        bounds.process_request(_page(f"https://example.org/{number}"))
        bounds.process_request(Request("https://example.org/feed.xml"))  # no page
        again = _page(f"https://example.org/{number}", retry_times=1)
        bounds.process_request(again)
    with pytest.raises(HostWaits, match="3 pages were asked of it in this run"):
        bounds.process_request(_page("https://example.org/3"))
    bounds.process_request(_page("https://www.example.org/3"))


def test_a_build_that_never_is_an_article_is_not_asked_for_any_more() -> None:
    bounds = Bounds(get_crawler(settings_dict={"KLIPING_PAGES_PER_HOST": 100}))

    def calendar(day: int) -> str:
        return f"https://example.org/calendar/2026/11/what-is-on-day-{day}"

    for day in range(ENOUGH):
        bounds.process_request(_page(calendar(day), "front"))
        bounds.traps.note("example", calendar(day), "index")
    with pytest.raises(Trap, match="20 other pages with such an address were no articles"):
        bounds.process_request(_page(calendar(99), "front"))
    # What a newspaper itself announces is no guess, and other builds are other pages.
    bounds.process_request(_page(calendar(99), "feed"))
    bounds.process_request(_page("https://example.org/news/2026/11/harbour-vote-day-1", "front"))


def test_one_article_is_enough_and_a_challenge_says_nothing() -> None:
    traps = Traps()
    for number in range(ENOUGH):
        traps.note("one", f"https://example.org/news/story-number-{number}", "index")
        traps.note("two", f"https://example.org/news/story-number-{number}", "challenge")
    url = "https://example.org/news/story-number-1000"
    assert traps.leads_nowhere("one", url)
    assert not traps.leads_nowhere("two", url)
    assert not traps.leads_nowhere("three", url)
    traps.note("one", "https://example.org/news/story-number-7", "article")
    assert not traps.leads_nowhere("one", url)


# --- What a feed may announce ---


def _feed(*links: str) -> bytes:
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    return f"<rss><channel>{items}</channel></rss>".encode()


def test_addresses_without_end_are_left_out_and_told() -> None:
    good, long = "https://example.org/a", "https://example.org/" + "b" * URL_LIMIT
    at_most = "https://example.org/".ljust(URL_LIMIT, "c")
    reading = read("feed", _feed(good, long, at_most), "https://example.org/rss", "", SITE_)
    assert [link.url for link in reading.links] == [good, at_most]
    assert reading.problem == "1 address of over 2,048 characters left out"


def test_a_feed_of_too_many_links_says_that_it_was_not_read_to_its_end() -> None:
    links = [f"https://example.org/{number}" for number in range(2001)]
    reading = read("feed", _feed(*links), "https://example.org/rss", "", SITE_)
    assert len(reading.links) == 2000
    assert reading.problem == "over 2,000 entries; the rest was left out"
    assert read("feed", _feed(*links[:2000]), "https://example.org/rss", "", SITE_).problem is None
    body = (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ['
        + b",".join(b'{"url": "https://example.org/%d"}' % number for number in range(2001))
        + b"]}"
    )
    reading = read("feed", body, "https://example.org/feed.json", "", SITE_)
    assert (len(reading.links), reading.problem) == (
        2000,
        "over 2,000 entries; the rest was left out",
    )
