"""A newspaper that goes on changing its pages, through the console command: what is one article, and what a revision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

COUNCIL = """The council of the harbour town decided on Friday to build a new quay for the ferries to the islands.

It will cost 12 million, the mayor said, and take two years; the people who live by the old quay are against it.

The work begins in March, and the ferries will leave from the fishing harbour until it is done."""


def just_now() -> datetime:
    """The next whole second: a crawl may be over within the second in which it visited a page."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)


def sitemap(website, changed: Mapping[str, datetime | None]) -> str:
    """A sitemap that says when each page changed last."""
    items = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{at.isoformat()}</lastmod>' if at else ''}</url>"
        for url, at in changed.items()
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
    website.add("/sitemap.xml", body, "application/xml")
    return website.url("/sitemap.xml")


def counts(report) -> tuple[int, int, int]:
    courier = report["sources"]["courier"]
    return courier["new"], courier["changed"], courier["same"]


def test_noise_makes_no_revision_and_a_change_says_what_kind_it_is(kliping, website) -> None:
    path = "/news/2026/11/20/council-decides-on-quay"
    url = website.article(path, "Council decides on quay", COUNCIL)
    kliping.configure({"courier": {"sitemaps": [sitemap(website, {url: None})]}})
    kliping.crawl()

    noisy = "1,234 views\n\n" + COUNCIL.replace("'", "’").replace("; the", " – the")
    website.article(path, "“Council” decides on quay", f"{noisy}\n\nUpdated: 22 Nov 2026, 10:15")
    sitemap(website, {url: just_now()})
    assert counts(kliping.crawl()[1]) == (0, 0, 1)

    dearer = COUNCIL.replace("12 million", "13 million")
    notice = "Correction: an earlier version of this article named another sum."
    website.article(path, "Council decides on quay", f"{dearer}\n\n{notice}")
    sitemap(website, {url: just_now()})
    assert counts(kliping.crawl()[1]) == (0, 1, 0)

    states = json.loads(kliping("show", "1", "--revisions", "--format", "json").out)
    assert [(state["revision"], state["change"]) for state in states] == [
        (1, []),
        (2, ["correction", "edited"]),
    ]
    assert "(correction, edited)" in kliping("show", "1", "--revisions").out
    for choice in (["--diff"], ["--between", "1:2"]):
        shown = kliping("show", "1", *choice).out
        assert "It will cost [-12-]{+13+} million" in shown
        assert f"{{+{notice}+}}" in shown
        assert "Friday" not in shown
    assert "{+12+}" in kliping("show", "1", "--between", "2:1").out


def test_another_headline_in_the_address_is_the_same_article(kliping, website) -> None:
    old = website.article(
        "/news/1234567/council-decides-on-quay", "Council decides on quay", COUNCIL
    )
    new = website.article("/news/1234567/mayor-gets-his-quay", "Mayor gets his quay", COUNCIL)
    other = website.article("/sport/1234567/a-race-around-the-islands", "A race around the islands")
    kliping.configure({"courier": {"sitemaps": [sitemap(website, {old: None})]}})
    kliping.crawl()
    sitemap(website, {new: None, other: None})

    assert counts(kliping.crawl()[1]) == (1, 1, 0)
    website.requests.clear()
    kliping.crawl()
    assert [path for path in website.paths() if path.startswith(("/news", "/sport"))] == []
    shown = kliping("show", "1").out
    assert shown.startswith("Mayor gets his quay\n")
    assert (
        f"also at {website.host}/news/1234567/council-decides-on-quay: fetched there before"
        in shown
    )
    found = json.loads(kliping("show", "1", "--addresses", "--format", "json").out)
    assert [(one["address"].rpartition("/")[2], one["reason"]) for one in found] == [
        ("council-decides-on-quay", None),
        ("mayor-gets-his-quay", "same-number"),
    ]


def test_the_views_of_a_page_are_fetched_once(kliping, website) -> None:
    path = "/news/2026/11/20/council-decides-on-quay"
    views = [path, f"{path}/amp", f"{path}?print=1", f"{path}?outputType=amp", f"/amp{path}"]
    urls = [website.article(view, "Council decides on quay", COUNCIL) for view in views]
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})

    assert counts(kliping.crawl()[1]) == (1, 0, 0)
    assert len([asked for asked in website.paths() if "council" in asked]) == 1
    assert kliping("fetch", urls[1]).code == 0
    shown = kliping("show", "1", "--addresses").out.splitlines()
    assert shown == [
        f"fetched      {website.host}{path}",
        f"amp          {website.host}{path}/amp",
    ]


def test_a_number_that_no_revision_has_is_named(kliping, website) -> None:
    website.article("/news/2026/11/20/council-decides-on-quay", "Council decides", COUNCIL)
    kliping.configure({"courier": {"feeds": [website.feed([website.url("/news/2026/11/20/council-decides-on-quay")])]}})  # fmt: skip
    kliping.crawl()

    missing = kliping("show", "1", "--between", "1:7")
    assert (missing.code, missing.out) == (1, "")
    assert "no revision 7; it has 1" in missing.err
    wrong = kliping("show", "1", "--between", "first")
    assert wrong.code == 2
    assert "as in 2:5, not 'first'" in wrong.err


def test_a_dry_run_counts_the_views_of_a_page_once(kliping, website) -> None:
    path = "/news/2026/11/20/council-decides-on-quay"
    urls = [website.article(view, "Council decides") for view in (path, f"{path}/amp")]
    kliping.configure({"courier": {"feeds": [website.feed(urls)]}})

    (line,) = kliping("crawl", "--dry-run").out.splitlines()
    assert line.startswith(f"{urls[0]}\t")


def test_a_paywall_s_stub_leaves_the_whole_article_and_says_so(kliping, website, page) -> None:
    path = "/news/2026/11/20/council-decides-on-quay"
    url = website.article(path, "Council decides on quay", COUNCIL)
    kliping.configure({"courier": {"feeds": [website.feed([url])]}})
    kliping.crawl()
    wall = '<div class="paywall"><p>Subscribe to continue reading this article.</p></div>'
    about = '{"@context":"https://schema.org","@type":"NewsArticle","isAccessibleForFree":false}'
    stub = page("Council decides on quay", COUNCIL.partition("\n\n")[0])
    stub = stub.replace("</article>", f"{wall}</article>")
    website.add(
        path, stub.replace("</head>", f'<script type="application/ld+json">{about}</script></head>')
    )

    fetched = kliping("fetch", url)
    assert fetched.out == f"same\t1\t{url}\n"
    assert "the fuller text stays" in fetched.err
    shown = kliping("show", "1").out
    assert "only a paywall's stub was there; the fuller text stays" in shown
    assert "The work begins in March" in shown


def test_a_second_run_over_an_unchanged_world_asks_only_for_what_announces_and_only_if_it_changed(
    kliping, new_website
) -> None:
    sites = {name: new_website() for name in ("feeds", "sitemaps", "home", "front")}
    sites["feeds"].feed(sites["feeds"].articles(5))
    parts = {sites["sitemaps"].sitemap(sites["sitemaps"].articles(5), "/part.xml"): ""}
    sites["sitemaps"].sitemap_index(parts)
    sites["home"].feed(sites["home"].articles(5), "/found.xml")
    declared = '<link rel="alternate" type="application/rss+xml" href="/found.xml">'
    sites["home"].add("/", f"<html><head>{declared}</head></html>", validators=True)
    teasers = "".join(
        f'<li><a href="{url}">A headline of some length, number {url[-12]}</a></li>'
        for url in sites["front"].articles(5)
    )
    sites["front"].add("/", f"<html><body><ul>{teasers}</ul></body></html>", validators=True)
    kliping.configure(
        {
            "feeds": {"feeds": [sites["feeds"].url("/feed.xml")]},
            "sitemaps": {"sitemaps": [sites["sitemaps"].url("/sitemap_index.xml")]},
            "home": {"home": sites["home"].url("/")},
            "front": {"home": sites["front"].url("/")},
        }
    )
    kliping.crawl()
    assert len(kliping.urls()) == 20
    for site in sites.values():
        site.requests.clear()

    result, _ = kliping.crawl()
    assert result.code == 0
    assert {name: site.paths() for name, site in sites.items()} == {
        "feeds": ["/feed.xml"],
        "sitemaps": ["/sitemap_index.xml", "/part.xml"],
        "home": ["/found.xml"],
        "front": ["/"],
    }
    assert all(request.is_conditional for site in sites.values() for request in site.requests)
