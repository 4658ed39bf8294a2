"""Where a crawl finds a source's articles, and how little it asks for the second time."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

FRONT = '<!doctype html><html lang="en"><head><title>Courier</title>{head}</head><body>{body}</body></html>'
CASES: list[Any] = []

Steps = Iterator[Mapping[str, Any]]


def case(function):
    """One of the sources that are crawled together; what stands after its ``yield`` happens between the two crawls."""
    CASES.append(function)
    return function


@pytest.fixture(scope="module")
def crawled(crawl_together):
    return crawl_together(CASES)


def _home(website, head: str = "", body: str = "<p>Welcome</p>") -> None:
    website.add("/", FRONT.format(head=head, body=body), validators=True)


def _declares(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


def _paths(count: int, folder: str = "/news") -> Sequence[str]:
    """Where ``website.articles(count, folder)`` puts them, in order."""
    return [f"{folder}/2026/11/20/story-number-{n}-of-the-day" for n in range(count)]


@case
def declared(new) -> Steps:
    website = new()
    website.feed(website.articles(3), "/rss/all")
    _home(website, _declares("/rss/all"))
    yield {"home": website.url("/")}


def test_feeds_declared_by_the_front_page_are_found_and_remembered(crawled) -> None:
    first, second = crawled["declared"].rounds
    assert first.stored == _paths(3)
    assert second.paths == ["/rss/all"]
    assert second.requests[-1].is_conditional


@case
def in_robots(new) -> Steps:
    website = new()
    sitemap = website.sitemap(website.articles(3), "/maps/news.xml")
    website.add("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {sitemap}\n", "text/plain")
    _home(website)
    yield {"home": website.url("/")}


def test_sitemaps_named_by_robots_txt_are_found(crawled) -> None:
    first, _ = crawled["in_robots"].rounds
    assert first.stored == _paths(3)
    assert first.paths[:2] == ["/", "/maps/news.xml"]
    assert first.report["problems"] == []


@case
def well_known(new) -> Steps:
    website = new()
    website.feed(website.articles(2), "/rss.xml")
    _home(website)
    yield {"home": website.url("/")}


def test_a_feed_in_a_well_known_place_is_found_and_the_probes_are_not_repeated(crawled) -> None:
    first, second = crawled["well_known"].rounds
    assert first.stored == _paths(2)
    assert first.report["problems"] == []
    assert second.paths == ["/rss.xml"]


@case
def front_page(new) -> Steps:
    website = new()
    links = "".join(
        f'<li><a href="{url}">A headline of some length, number {url[-12]}</a></li>'
        for url in website.articles(3)
    )
    _home(website, body=f'<ul>{links}<li><a href="/about">About us</a></li></ul>')
    yield {"home": website.url("/")}


def test_without_feed_and_sitemap_the_front_page_itself_is_polled(crawled) -> None:
    first, second = crawled["front_page"].rounds
    assert first.stored == _paths(3)
    assert second.paths == ["/"]
    assert second.requests[-1].is_conditional


@case
def moved(new) -> Steps:
    website = new()
    first = website.articles(1)
    website.feed(first, "/rss/old")
    _home(website, _declares("/rss/old"))
    yield {"home": website.url("/")}
    del website.answers["/rss/old"]
    website.feed([website.article("/news/of-the-next-day"), *first], "/rss/new")
    _home(website, _declares("/rss/new"))


def test_discovery_starts_again_when_what_was_found_is_gone(crawled) -> None:
    _, second = crawled["moved"].rounds
    assert second.stored == [*_paths(1), "/news/of-the-next-day"]


@case
def named_feeds(new) -> Steps:
    website = new()
    website.feed([website.article("/news/announced-elsewhere-only")], "/other.xml")
    _home(website, _declares("/other.xml"))
    yield {"home": website.url("/"), "feeds": [website.feed(website.articles(2))]}


def test_only_the_named_feeds_are_used_although_a_home_is_configured(crawled) -> None:
    first, _ = crawled["named_feeds"].rounds
    assert first.stored == _paths(2)
    assert "/" not in first.paths


@case
def parts(new) -> Steps:
    website = new()
    children = {
        website.sitemap(website.articles(2, "/new"), "/map-new.xml"): "",
        website.sitemap(website.articles(2, "/old"), "/map-old.xml"): "2020-01-31",
    }
    yield {"sitemaps": [website.sitemap_index(children)]}


def test_a_sitemap_index_is_followed_and_unchanged_parts_are_not_asked_again(crawled) -> None:
    first, second = crawled["parts"].rounds
    assert first.stored == [*_paths(2, "/new"), *_paths(2, "/old")]
    assert second.paths == ["/sitemap_index.xml", "/map-new.xml"]
    assert all(request.is_conditional for request in second.requests)


@case
def growing_part(new) -> Steps:
    website = new()
    part = website.sitemap(website.articles(1), "/map.xml")
    yield {"sitemaps": [website.sitemap_index({part: ""})]}
    website.sitemap(website.articles(3), "/map.xml")


def test_a_part_that_grows_behind_an_unchanged_index_is_read(crawled) -> None:
    first, second = crawled["growing_part"].rounds
    assert first.stored == _paths(1)
    assert second.stored == _paths(3)


@case
def many_parts(new) -> Steps:
    website = new()
    children = {}
    for year in range(1996, 2026):
        urls = [website.article(f"/{year}/story-of-the-year-{year}")]
        children[website.sitemap(urls, f"/map-{year}.xml")] = f"{year}-06-30"
    yield {"sitemaps": [website.sitemap_index(children)]}


def test_a_huge_sitemap_index_is_walked_a_part_at_a_time_newest_first(crawled) -> None:
    first, second = crawled["many_parts"].rounds
    assert first.stored == [f"/{year}/story-of-the-year-{year}" for year in range(2006, 2026)]
    assert len(second.stored) == 30


@case
def undated_parts(new) -> Steps:
    website = new()
    children = {}
    for part in range(30):
        urls = [website.article(f"/part-{part}/story-of-the-part-{part}")]
        children[website.sitemap(urls, f"/map-{part}.xml")] = ""
    yield {"sitemaps": [website.sitemap_index(children)]}


def test_parts_without_a_date_all_get_their_turn(crawled) -> None:
    first, second = crawled["undated_parts"].rounds
    assert len(first.stored) == 20
    assert len(second.stored) == 30


@case
def circles(new) -> Steps:
    website = new()
    leaf = website.sitemap(website.articles(1), "/leaf.xml")
    round_about = {website.url("/circle.xml"): "", website.url("/other.xml"): ""}
    website.sitemap_index({**round_about, leaf: ""}, "/circle.xml")
    website.sitemap_index(round_about, "/other.xml")
    for level in range(5):
        website.sitemap_index({website.url(f"/level-{level + 1}.xml"): ""}, f"/level-{level}.xml")
    yield {"sitemaps": [website.url("/circle.xml"), website.url("/level-0.xml")]}


def test_indexes_in_circles_and_without_bottom_end(crawled) -> None:
    story = crawled["circles"]
    first, _ = story.rounds
    assert first.stored == _paths(1)
    (problem,) = first.report["problems"]
    assert problem.startswith(f"{story.site.url('/level-2.xml')}: an index inside an index")
    assert not first.report["source_failed"]
    assert sorted(set(first.paths)) == sorted(first.paths)


@case
def endless_indexes(new) -> Steps:
    website = new()
    for a in range(30):
        for b in range(30):
            website.sitemap([], f"/{a}/{b}.xml")
        website.sitemap_index({website.url(f"/{a}/{b}.xml"): "" for b in range(30)}, f"/{a}.xml")
    yield {"sitemaps": [website.sitemap_index({website.url(f"/{a}.xml"): "" for a in range(30)})]}


def test_an_index_of_endlessly_many_indexes_costs_a_bounded_number_of_requests(crawled) -> None:
    assert [len(round.paths) for round in crawled["endless_indexes"].rounds] == [61, 61]


@case
def packed(new) -> Steps:
    website = new()
    website.sitemap(website.articles(2), "/map.xml")
    website.add("/map.xml.gz", gzip.compress(website.answers["/map.xml"].body), "application/gzip")
    yield {"sitemaps": [website.url("/map.xml.gz")]}


def test_a_packed_sitemap_is_read(crawled) -> None:
    assert crawled["packed"].rounds[0].stored == _paths(2)


@case
def tracked(new) -> Steps:
    website = new()
    (url,) = website.articles(1)
    feed = website.feed([f"{url}?utm_source=rss", f"{url}?fbclid=abc#top", url])
    yield {"feeds": [feed, website.feed([f"{url}?utm_campaign=other"], "/other.xml")]}


def test_one_page_is_fetched_once_whatever_its_tracking_parameters(crawled) -> None:
    for round in crawled["tracked"].rounds:
        assert round.stored == _paths(1)
    first, second = crawled["tracked"].rounds
    assert first.paths.count(_paths(1)[0]) == 1
    assert not any(path.startswith("/news/") for path in second.paths)


@case
def elsewhere(new) -> Steps:
    mine, other = new(), new()
    yield {"feeds": [mine.feed(other.articles(2, "/foreign") + mine.articles(2))]}


def test_links_to_other_sites_are_never_followed(crawled) -> None:
    story = crawled["elsewhere"]
    assert story.rounds[1].stored == _paths(2)
    assert not any("/foreign" in path for round in story.rounds for path in round.paths)


@case
def choosy(new) -> Steps:
    website = new()
    links = website.articles(2, "/read") + website.articles(2, "/video")
    feed = website.feed(links + website.articles(1, "/read/video"))
    yield {"feeds": [feed], "include": ["/read/"], "exclude": ["/video/"]}


def test_include_and_exclude_choose_links(crawled) -> None:
    assert crawled["choosy"].rounds[1].stored == _paths(2, "/read")


@case
def revised(new) -> Steps:
    website = new()
    (url,) = website.articles(1)
    yield {"sitemaps": [website.sitemap([url], "/map.xml")]}
    website.article(_paths(1)[0], "Harbour council changes its mind")
    body = website.answers["/map.xml"].body.replace(
        b"</loc>", b"</loc><lastmod>2099-01-01T00:00:00Z</lastmod>"
    )
    website.add("/map.xml", body, "application/xml")


def test_a_changed_article_that_is_announced_again_becomes_a_revision(crawled) -> None:
    _, second = crawled["revised"].rounds
    assert second.report["changed"] == 1
    assert second.titles == ["Harbour council changes its mind"]


def test_a_url_is_crawled_without_any_configuration(kliping, website) -> None:
    urls = website.articles(2)
    website.feed(urls)
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/feed.xml">')
    kliping.configure({})
    result, report = kliping.crawl(website.url("/"))
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(urls)
    assert set(report["sources"]) == {website.host}


def test_an_article_of_two_sources_is_fetched_and_stored_once(kliping, website) -> None:
    urls = website.articles(4)
    kliping.configure(
        {
            "one": {"feeds": [website.feed(urls[:3], "/one.xml")]},
            "other": {"feeds": [website.feed(urls[1:], "/other.xml")]},
        }
    )
    _, report = kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)
    assert sum(path.startswith("/news/") for path in website.paths()) == 4
    assert sum(source["new"] for source in report["sources"].values()) == 4


def test_the_user_agent_is_honest_and_names_the_contact(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    file = kliping.folder / "kliping.toml"
    file.write_text('contact = "mailto:archive@example.org"\n' + file.read_text())
    kliping.crawl()
    agents = {request.headers["user-agent"] for request in website.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("Kliping/")
    assert all(
        r.headers["user-agent"].endswith("(+mailto:archive@example.org)") for r in website.requests
    )
    assert not any("cookie" in r.headers or "referer" in r.headers for r in website.requests)


def test_fetch_archives_named_pages_and_says_what_became_of_them(kliping, website) -> None:
    urls = website.articles(2)
    kliping.configure({})
    first = kliping("fetch", *urls)
    assert first.code == 0
    assert [line.split("\t")[0] for line in first.out.splitlines()] == ["new", "new"]
    again = kliping("fetch", urls[0], website.url("/missing"))
    assert again.code == 1
    assert [line.split("\t")[0] for line in again.out.splitlines()] == ["same"]
    assert "404" in again.err
