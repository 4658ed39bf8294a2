"""Where a crawl finds a source's articles, and how little it asks for the second time."""

from __future__ import annotations

import gzip

FRONT = '<!doctype html><html lang="en"><head><title>Courier</title>{head}</head><body>{body}</body></html>'


def _home(website, head: str = "", body: str = "<p>Welcome</p>") -> None:
    website.add("/", FRONT.format(head=head, body=body), validators=True)


def _asked(website) -> list[str]:
    return [path for path in website.paths() if path != "/robots.txt"]


def test_feeds_declared_by_the_front_page_are_found_and_remembered(kliping, website) -> None:
    urls = website.articles(3)
    website.feed(urls, "/rss/all")
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/rss/all">')
    kliping.configure({"courier": {"home": website.url("/")}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)
    website.requests.clear()
    kliping.crawl()
    assert _asked(website) == ["/rss/all"]
    assert website.requests[-1].is_conditional


def test_sitemaps_named_by_robots_txt_are_found(kliping, website) -> None:
    urls = website.articles(3)
    sitemap = website.sitemap(urls, "/maps/news.xml")
    website.add("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {sitemap}\n", "text/plain")
    _home(website)
    kliping.configure({"courier": {"home": website.url("/")}})
    result, _ = kliping.crawl()
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(urls)
    assert _asked(website)[:2] == ["/", "/maps/news.xml"]


def test_a_feed_in_a_well_known_place_is_found_and_the_probes_are_not_repeated(
    kliping, website
) -> None:
    urls = website.articles(2)
    website.feed(urls, "/rss.xml")
    _home(website)
    kliping.configure({"courier": {"home": website.url("/")}})
    result, report = kliping.crawl()
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(urls)
    assert report["sources"]["courier"]["problems"] == []
    website.requests.clear()
    kliping.crawl()
    assert _asked(website) == ["/rss.xml"]


def test_without_feed_and_sitemap_the_front_page_itself_is_polled(kliping, website) -> None:
    urls = website.articles(3)
    links = "".join(
        f'<li><a href="{url}">A headline of some length, number {url[-12]}</a></li>' for url in urls
    )
    _home(website, body=f'<ul>{links}<li><a href="/about">About us</a></li></ul>')
    kliping.configure({"courier": {"home": website.url("/")}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)
    website.requests.clear()
    kliping.crawl()
    assert _asked(website) == ["/"]
    assert website.requests[-1].is_conditional


def test_discovery_starts_again_when_what_was_found_is_gone(kliping, website) -> None:
    first = website.articles(1)
    website.feed(first, "/rss/old")
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/rss/old">')
    kliping.configure({"courier": {"home": website.url("/")}})
    kliping.crawl()
    del website.answers["/rss/old"]
    second = website.article("/news/2026/11/21/a-story-of-the-next-day")
    website.feed([second, *first], "/rss/new")
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/rss/new">')
    kliping.crawl()
    assert second in kliping.urls()


def test_a_url_is_crawled_without_any_configuration(kliping, website) -> None:
    urls = website.articles(2)
    website.feed(urls)
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/feed.xml">')
    kliping.configure({})
    result, report = kliping.crawl(website.url("/"))
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(urls)
    assert set(report["sources"]) == {website.host}


def test_only_the_named_feeds_are_used_although_a_home_is_configured(kliping, website) -> None:
    urls = website.articles(2)
    other = website.article("/news/2026/11/20/announced-elsewhere-only")
    website.feed([other], "/other.xml")
    _home(website, '<link rel="alternate" type="application/rss+xml" href="/other.xml">')
    kliping.configure({"courier": {"home": website.url("/"), "feeds": [website.feed(urls)]}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)
    assert "/" not in website.paths()


def test_a_sitemap_index_is_followed_and_unchanged_parts_are_not_asked_again(
    kliping, website
) -> None:
    old, new = website.articles(2, "/old"), website.articles(2, "/new")
    children = {
        website.sitemap(new, "/map-new.xml"): "",
        website.sitemap(old, "/map-old.xml"): "2020-01-31",
    }
    index = website.sitemap_index(children)
    kliping.configure({"courier": {"sitemaps": [index]}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(old + new)
    website.requests.clear()
    kliping.crawl()
    assert _asked(website) == ["/sitemap_index.xml", "/map-new.xml"]
    assert all(r.is_conditional for r in website.requests if r.path != "/robots.txt")
    more = website.articles(3, "/new")
    website.sitemap(more, "/map-new.xml")
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(old + more)


def test_a_huge_sitemap_index_is_walked_a_part_at_a_time_newest_first(kliping, website) -> None:
    children = {}
    for year in range(1996, 2026):
        urls = [website.article(f"/{year}/story-of-the-year-{year}")]
        children[website.sitemap(urls, f"/map-{year}.xml")] = f"{year}-06-30"
    kliping.configure({"courier": {"sitemaps": [website.sitemap_index(children)]}})
    kliping.crawl()
    assert len(kliping.urls()) == 20
    assert website.url("/2025/story-of-the-year-2025") in kliping.urls()
    kliping.crawl()
    assert len(kliping.urls()) == 30


def test_parts_without_a_date_all_get_their_turn(kliping, website) -> None:
    children = {}
    for part in range(30):
        urls = [website.article(f"/part-{part}/story-of-the-part-{part}")]
        children[website.sitemap(urls, f"/map-{part}.xml")] = ""
    kliping.configure({"courier": {"sitemaps": [website.sitemap_index(children)]}})
    kliping.crawl()
    assert len(kliping.urls()) == 20
    kliping.crawl()
    assert len(kliping.urls()) == 30


def test_indexes_in_circles_and_without_bottom_end(kliping, website) -> None:
    urls = website.articles(1)
    round_about = {website.url("/circle.xml"): "", website.url("/other.xml"): ""}
    website.sitemap_index({**round_about, website.sitemap(urls, "/leaf.xml"): ""}, "/circle.xml")
    website.sitemap_index(round_about, "/other.xml")
    for level in range(5):
        website.sitemap_index({website.url(f"/level-{level + 1}.xml"): ""}, f"/level-{level}.xml")
    named = [website.url("/circle.xml"), website.url("/level-0.xml")]
    kliping.configure({"courier": {"sitemaps": named}})
    result, report = kliping.crawl()
    assert result.code == 0
    assert kliping.urls() == urls
    (problem,) = report["sources"]["courier"]["problems"]
    assert problem.startswith(f"{website.url('/level-2.xml')}: an index inside an index")
    assert sorted(set(_asked(website))) == sorted(_asked(website))


def test_an_index_of_endlessly_many_indexes_costs_a_bounded_number_of_requests(
    kliping, website
) -> None:
    for a in range(30):
        for b in range(30):
            website.sitemap([], f"/{a}/{b}.xml")
        website.sitemap_index({website.url(f"/{a}/{b}.xml"): "" for b in range(30)}, f"/{a}.xml")
    index = website.sitemap_index({website.url(f"/{a}.xml"): "" for a in range(30)})
    kliping.configure({"courier": {"sitemaps": [index]}})
    kliping.crawl()
    assert len(_asked(website)) == 61


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


def test_a_packed_sitemap_is_read(kliping, website) -> None:
    urls = website.articles(2)
    website.sitemap(urls, "/map.xml")
    website.add("/map.xml.gz", gzip.compress(website.answers["/map.xml"].body), "application/gzip")
    kliping.configure({"courier": {"sitemaps": [website.url("/map.xml.gz")]}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)


def test_one_page_is_fetched_once_whatever_its_tracking_parameters(kliping, website) -> None:
    (url,) = website.articles(1)
    feed = website.feed([f"{url}?utm_source=rss", f"{url}?fbclid=abc#top", url])
    other = website.feed([f"{url}?utm_campaign=other"], "/other.xml")
    kliping.configure({"courier": {"feeds": [feed, other]}})
    kliping.crawl()
    assert kliping.urls() == [url]
    assert [path for path in website.paths() if path.startswith("/news/")] == [
        url.removeprefix(website.url(""))
    ]


def test_links_to_other_sites_are_never_followed(kliping, new_website) -> None:
    mine, other = new_website(), new_website()
    foreign = other.articles(2)
    urls = mine.articles(2)
    kliping.configure({"courier": {"feeds": [mine.feed(foreign + urls)]}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(urls)
    assert other.requests == []


def test_include_and_exclude_choose_links(kliping, website) -> None:
    wanted = website.articles(2, "/read")
    feed = website.feed(
        [*wanted, *website.articles(2, "/video"), *website.articles(1, "/read/video")]
    )
    kliping.configure({"courier": {"feeds": [feed], "include": ["/read/"], "exclude": ["/video/"]}})
    kliping.crawl()
    assert sorted(kliping.urls()) == sorted(wanted)


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


def test_a_changed_article_that_is_announced_again_becomes_a_revision(
    kliping, website, page
) -> None:
    (url,) = website.articles(1)
    path = url.removeprefix(website.url(""))
    kliping.configure({"courier": {"sitemaps": [website.url("/map.xml")]}})
    website.sitemap([url], "/map.xml")
    kliping.crawl()
    website.add(path, page("Harbour council changes its mind"))
    body = website.answers["/map.xml"].body.replace(
        b"</loc>", b"</loc><lastmod>2099-01-01T00:00:00Z</lastmod>"
    )
    website.add("/map.xml", body, "application/xml")
    _, report = kliping.crawl()
    assert report["sources"]["courier"]["changed"] == 1
    assert kliping.titles() == ["Harbour council changes its mind"]


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
