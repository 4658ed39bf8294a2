"""``crawl SOURCE --since DATE`` brings what was missed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

SINCE = "2026-11-18"
_LONG_AGO = 3 * 86_400 * 1_000_000


def sitemap(links: Mapping[str, str]) -> str:
    items = "".join(
        f"<url><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for url, day in links.items()
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'


def pages(website: Any) -> list[str]:
    return sorted(path for path in website.paths() if path.startswith("/news/"))


def days_pass(kliping: Any) -> None:
    """What was visited is three days ago."""
    connection = sqlite3.connect(kliping.archive)
    with connection:
        connection.execute(
            "UPDATE links SET visited = visited - ?, seen = seen - ?", [_LONG_AGO] * 2
        )
    connection.close()


def test_a_gap_is_filled_from_sitemaps_that_no_other_run_asks_for(
    kliping: Any, website: Any
) -> None:
    now, missed, older = (
        website.articles(count, folder)
        for count, folder in ((2, "/news/now"), (3, "/news/missed"), (2, "/news/older"))
    )
    website.add(
        "/sitemap-2026-11.xml",
        sitemap({**dict.fromkeys(missed, "2026-11-19"), **dict.fromkeys(older, "2026-11-02")}),
        "application/xml",
        validators=True,
    )
    website.add("/sitemap-2026-10.xml", sitemap({}), "application/xml")
    children = {website.url("/sitemap-2026-11.xml"): "", website.url("/sitemap-2026-10.xml"): ""}
    index = website.sitemap_index(children, "/all.xml")
    website.add("/robots.txt", f"Sitemap: {index}\n", "text/plain")
    kliping.configure({"courier": {"feeds": [website.feed(now)]}})

    kliping.crawl()
    assert len(kliping.urls()) == 2
    website.requests.clear()
    result, report = kliping.crawl("courier", "--since", SINCE)
    assert (result.code, result.err) == (0, "")
    assert report["sources"]["courier"]["new"] == 3
    assert sorted(kliping.urls()) == sorted([*now, *missed])
    assert "/sitemap-2026-10.xml" not in website.paths()

    website.requests.clear()
    kliping.crawl()
    assert [path for path in website.paths() if path != "/robots.txt"] == ["/feed.xml"]
    # Going back further finds what the first time left out, though the sitemap has not changed.
    kliping.crawl("courier", "--since", "2026-11-01")
    assert sorted(kliping.urls()) == sorted([*now, *missed, *older])


def test_a_sitemap_that_nothing_names_is_found_where_it_lies_everywhere(
    kliping: Any, website: Any
) -> None:
    (now,), missed = website.articles(1, "/news/now"), website.articles(2, "/news/missed")
    website.add("/sitemap.xml", sitemap(dict.fromkeys(missed, "2026-11-19")), "application/xml")
    kliping.configure({"courier": {"feeds": [website.feed([now])]}})
    result, _ = kliping.crawl("courier", "--since", SINCE)
    assert (result.code, result.err) == (0, "")
    assert sorted(kliping.urls()) == sorted([now, *missed])


def test_links_that_failed_are_asked_for_once_more(kliping: Any, website: Any) -> None:
    there = website.articles(1, "/news/there")
    ill = [website.url(f"/news/ill/{number}") for number in range(2)]
    gone = website.url("/news/gone")
    website.add("/news/gone", "gone", status=410)
    kliping.configure({"courier": {"feeds": [website.feed([*there, *ill, gone])]}})
    kliping.crawl()
    assert kliping.urls() == there

    website.article("/news/ill/0")  # the other one is not there for good
    days_pass(kliping)
    website.requests.clear()
    kliping.crawl()
    assert pages(website) == []
    _, report = kliping.crawl("courier", "--since", SINCE)
    assert pages(website) == ["/news/ill/0", "/news/ill/1"]
    assert (report["sources"]["courier"]["new"], report["sources"]["courier"]["failed"]) == (
        1,
        {"http-404": 1},
    )
    assert sorted(kliping.urls()) == sorted([*there, ill[0]])
    website.requests.clear()
    kliping.crawl("courier", "--since", SINCE)
    assert pages(website) == [], "asked for again at once"


def test_the_ledger_knows_how_far_back_a_run_went(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    kliping.crawl("courier", "--since", "2026-11-18T00:00Z")
    seen = kliping("status", "--format", "json").out
    assert '"since":"2026-11-18T00:00:00+00:00"' in seen
