"""What to poll, and when: decided without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.frontier import Poll
from crawler.discover import Child
from crawler.errors import FeedError
from crawler.polling import (
    MOST_CHILDREN,
    children_of,
    discovered,
    due_children,
    start_points,
)
from crawler.reading import read
from crawler.site import Site

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SITE = Site(name="courier", home="https://courier.test/")
RSS = b"""<rss version="2.0"><channel><item><link>https://courier.test/a</link></item>
<item><link>https://elsewhere.test/b</link></item></channel></rss>"""


def _child(
    name: str, lastmod: datetime | None, checked: datetime | None = None, status: str = "ok"
) -> Poll:
    return Poll(
        url=f"https://courier.test/{name}.xml",
        source="courier",
        kind="sitemap",
        parent="https://courier.test/index.xml",
        announced_lastmod=lastmod,
        checked=checked,
        status=status if checked else "",
    )


def test_configured_start_points_keep_the_validators_of_earlier_runs() -> None:
    site = Site(name="courier", feeds=("https://courier.test/rss",))
    known = Poll(url="https://courier.test/rss", source="courier", kind="feed", etag='"x"')
    other = discovered(site, "https://courier.test/found.xml", "sitemap")
    assert start_points(site, [known, other]) == [known]


def test_discovered_start_points_are_used_where_none_is_configured() -> None:
    found = discovered(SITE, "https://courier.test/rss", "feed")
    assert start_points(SITE, [found, _child("map", None)]) == [found]
    assert start_points(SITE, []) == []


def test_a_document_is_read_by_what_it_is() -> None:
    reading = read("sitemap", RSS, "https://courier.test/sitemap.xml", "", SITE)
    assert [link.url for link in reading.links] == ["https://courier.test/a"]
    assert reading.foreign == 1
    with pytest.raises(FeedError):
        read(
            "feed", b"<!doctype html><title>no</title>", "https://courier.test/", "text/html", SITE
        )


def test_an_old_part_of_a_sitemap_is_asked_once_and_a_changing_one_every_time() -> None:
    month = timedelta(days=30)
    old = _child("old", NOW - month, checked=NOW - timedelta(days=1))
    never = _child("never", NOW - month)
    failed = _child("failed", NOW - month, checked=NOW - timedelta(days=1), status="http-500")
    undated = _child("undated", None, checked=NOW)
    today = _child("today", NOW.replace(hour=0), checked=NOW)
    due = due_children([old, never, failed, undated, today], None)
    assert due == [today, never, failed, undated]


def test_only_so_many_parts_are_asked_in_one_run_the_newest_first() -> None:
    children = [_child(str(n), NOW - timedelta(days=n)) for n in range(50)]
    assert due_children(reversed(children), None) == children[:MOST_CHILDREN]


def test_since_leaves_older_parts_out() -> None:
    new, old = _child("new", NOW), _child("old", NOW - timedelta(days=9))
    assert due_children([new, old], NOW - timedelta(days=7)) == [new]


def test_children_remember_their_index() -> None:
    index = discovered(SITE, "https://courier.test/index.xml", "sitemap")
    (child,) = children_of(index, [Child(url="https://courier.test/a.xml", lastmod=NOW)])
    assert (child.parent, child.announced_lastmod) == (index.url, NOW)
    assert child.found_by == "discovered"
