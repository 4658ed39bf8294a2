"""What a run that goes back asks beside what every run does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.model import Announced
from archive.polls import Poll
from crawler import backfill
from crawler.polling import MOST_CHILDREN, due_children, start_points
from crawler.site import Site

SINCE = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = Site(name="courier", home="https://courier.example/", feeds=("https://courier.example/rss",))
OURS = Poll(url="https://courier.example/all.xml", source="courier", kind="sitemap", found_by=backfill.FOUND_BY)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "before"),
    [
        ("https://x.example/sitemap-2026-11-15.xml", True),
        ("https://x.example/sitemap-2026-11-17.xml", False),  # a day of another zone ends later
        ("https://x.example/sitemap-2026-11-18.xml", False),
        ("https://x.example/sitemap-2026-10.xml.gz", True),
        ("https://x.example/sitemap_202611.xml", False),
        ("https://x.example/20261101/sitemap.xml", True),
        ("https://x.example/2025/sitemap.xml", True),
        ("https://x.example/2026/sitemap.xml", False),
        ("https://x.example/2019/archive/2026/11/20.xml", False),
        ("https://x.example/sitemap.xml?yyyy=2026&mm=11&dd=14", True),
        ("https://x.example/sitemap.xml?yyyy=2026&mm=11&dd=19", False),
        ("https://x.example/sitemap.xml?year=2026&month=9", True),
        ("https://x.example/sitemap.xml?yyyy=2026&mm=13", False),
        ("https://x.example/sitemap.xml?mm=11", False),
        ("https://x.example/sitemap-2026-02-31.xml", False),
        ("https://x.example/sitemap-12.xml", False),
        ("https://x.example/sitemap-120261.xml", False),
    ],
)
def test_an_address_says_of_what_time_its_sitemap_is(url: str, before: bool) -> None:
    assert backfill.is_before(url, SINCE) is before


def test_sitemaps_are_those_robots_names_else_those_found_earlier() -> None:
    configured = Poll(url="https://courier.example/news.xml", source="courier", kind="sitemap")
    known = {poll.url: poll for poll in (OURS, configured)}
    named = ["https://courier.example/a.xml", "https://elsewhere.example/b.xml", OURS.url]
    found = backfill.sitemaps(SITE, named, known)
    assert [poll.url for poll in found] == ["https://courier.example/a.xml", OURS.url]
    assert all(backfill.is_ours(poll) for poll in found)
    assert backfill.sitemaps(SITE, [], known) == [OURS]


def test_a_document_of_such_runs_is_asked_by_no_other_and_always_whole() -> None:
    asked = replace(OURS, etag='"1"', last_modified="then", body_hash="x", status="ok")
    assert backfill.asked_whole(asked) == replace(OURS, status="ok")
    configured = replace(asked, found_by="configured")
    assert backfill.asked_whole(configured) == configured
    only_home = replace(SITE, feeds=())
    assert start_points(only_home, [asked]) == []


def test_of_all_a_newspaper_ever_wrote_only_what_is_new_enough_is_announced() -> None:
    def link(path: str, published: datetime | None = None) -> Announced:
        return Announced(url=f"https://courier.example/{path}", published=published)

    new = (link("a", SINCE), link("b", SINCE + DAY), link("2026/11/19/c"))
    old = (link("d", SINCE - DAY), link("2026/11/02/e"))
    unknown = link("f")
    changed = Announced(url="https://courier.example/g", published=SINCE - 90 * DAY, modified=SINCE)
    links = (*new, *old, unknown, changed)
    assert backfill.wanted(OURS, links, SINCE) == (*new, changed)
    of_that_month = replace(OURS, url="https://courier.example/sitemap-2026-11.xml")
    assert backfill.wanted(of_that_month, links, SINCE) == (*new, unknown, changed)
    assert backfill.wanted(replace(OURS, found_by="configured"), links, SINCE) == links


def test_sitemaps_of_that_time_come_first_and_all_of_them() -> None:
    def child(name: str, lastmod: datetime | None = None, **more: object) -> Poll:
        return replace(
            OURS, url=f"https://courier.example/{name}.xml", announced_lastmod=lastmod, **more
        )  # type: ignore[arg-type]

    months = [child(f"sitemap-2026-{month:02}") for month in range(1, 13)]
    some, lately = child("some"), child("posts", SINCE + DAY)
    read = child("read", SINCE + DAY, checked=SINCE + 9 * DAY, status="ok")
    old = child("posts-1", SINCE - 9 * DAY)
    found = due_children([some, old, *months, lately, read], SINCE)
    assert found == [lately, read, months[10], months[11], some]
    many = [child(f"sitemap-2026-11-{day}") for day in range(18, 31)] * 3
    assert len(due_children(many, SINCE)) == len(many) > MOST_CHILDREN
    # What every run asks is not asked again when it has not changed.
    assert due_children([replace(read, found_by="configured")], SINCE) == []
