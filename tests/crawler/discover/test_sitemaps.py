"""Sitemaps of every kind give their links; what is broken in one is said beside what was readable."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.discover import Child, read_sitemap, sitemaps_of, well_known
from crawler.discover.sitemaps import ENTRY_LIMIT
from crawler.errors import FeedError

Corpus = Callable[[str], bytes]
WIB = timezone(timedelta(hours=7))
URL = "https://map.example/sitemap.xml"


def test_a_sitemap_gives_pages_not_their_pictures_videos_or_translations(corpus: Corpus) -> None:
    sitemap = read_sitemap(corpus("sitemap.xml"), URL)
    assert [(link.url, link.modified, link.published, link.title) for link in sitemap.links] == [
        ("https://map.example/a?x=1&y=2", datetime(2026, 11, 20, 8, 0, tzinfo=WIB), None, None),
        ("https://map.example/b", datetime(2026, 11, 20, tzinfo=UTC), None, None),
        ("https://map.example/c", None, None, None),
    ]
    assert {link.evidence for link in sitemap.links} == {"sitemap"}
    assert sitemap.children == ()
    assert sitemap.problem is None


def test_a_news_sitemap_gives_title_language_and_date_of_publication(corpus: Corpus) -> None:
    (link,) = read_sitemap(corpus("sitemap-news.xml"), URL).links
    assert (link.url, link.title, link.language) == ("https://news.example/a", "Padi & hujan", "id")
    assert link.published == datetime(2026, 11, 20, 8, 0, tzinfo=WIB)
    assert link.modified == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_namespaces_that_are_missing_or_wrong_change_nothing(corpus: Corpus) -> None:
    sitemap = read_sitemap(corpus("sitemap-news-no-namespaces.xml"), URL, timezone="Asia/Jakarta")
    (link,) = sitemap.links
    assert (link.url, link.title, link.language) == ("https://news.example/a", "T", "zh")
    assert link.published == datetime(2026, 11, 20, tzinfo=WIB)
    assert sitemap.problem is None
    assert [
        link.url for link in read_sitemap(corpus("sitemap-wrong-namespace.xml"), URL).links
    ] == ["https://map.example/a"]


def test_an_index_gives_its_sitemaps(corpus: Corpus) -> None:
    sitemap = read_sitemap(corpus("sitemap-index.xml"), URL)
    assert sitemap.links == ()
    assert sitemap.children == (
        Child("https://map.example/1.xml.gz", datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
        Child("https://map.example/2.xml", None),
    )


def test_lines_of_urls_are_a_sitemap(corpus: Corpus) -> None:
    links = read_sitemap(corpus("sitemap.txt"), URL).links
    assert [link.url for link in links] == ["https://map.example/a", "https://map.example/b?x=1"]


def test_a_feed_in_the_place_of_a_sitemap_is_read(corpus: Corpus) -> None:
    assert len(read_sitemap(corpus("rss-2.0.xml"), "https://harbour.example/rss").links) == 5


@pytest.mark.parametrize(
    "name", ["sitemap.xml.gz", "sitemap-members.xml.gz", "sitemap-twice.xml.gz"]
)
def test_a_packed_sitemap_is_unpacked(corpus: Corpus, name: str) -> None:
    assert read_sitemap(corpus(name), URL) == read_sitemap(corpus("sitemap.xml"), URL)


def test_a_sitemap_that_breaks_off_gives_what_was_readable_and_says_so(corpus: Corpus) -> None:
    sitemap = read_sitemap(corpus("sitemap-cut.xml"), URL)
    assert [link.url for link in sitemap.links] == [
        "https://map.example/a",
        "https://map.example/b",
    ]
    assert sitemap.problem == "it breaks off"
    packed = read_sitemap(corpus("sitemap-cut.xml.gz"), URL)
    assert 10 < len(packed.links) < 200
    assert packed.problem is not None


def test_no_more_is_taken_than_the_protocol_allows() -> None:
    entries = "".join(
        f"<url><loc>https://map.example/{n}</loc></url>" for n in range(ENTRY_LIMIT + 10)
    )
    sitemap = read_sitemap(f"<urlset>{entries}</urlset>".encode(), URL)
    assert len(sitemap.links) == ENTRY_LIMIT
    assert sitemap.problem == "over 50,000 entries; the rest was left out"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bomb-sitemap.xml", "entity bomb"),
        ("file-entity-sitemap.xml", "entity bomb"),
        ("html-page.html", "not a sitemap: an HTML page"),
        ("nothing", "not a sitemap: empty"),
        ("gzip-nonsense.gz", "broken gzip"),
        ("gzip-header-only.gz", "gzip that breaks off"),
        ("nested-tags.xml", "not a sitemap that can be read"),
    ],
)
def test_what_is_no_sitemap_says_in_one_line_what_it_is(
    corpus: Corpus, name: str, said: str
) -> None:
    with pytest.raises(FeedError) as caught:
        read_sitemap(corpus(name), URL)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_gzip_that_unpacks_to_over_50_mb_is_refused() -> None:
    with pytest.raises(FeedError, match="over 50 MB"):
        read_sitemap(gzip.compress(bytes(60 * 1024 * 1024)), URL)
    with pytest.raises(FeedError, match="over 50 MB"):
        read_sitemap(gzip.compress(bytes(30 * 1024 * 1024)) * 2, URL)


def test_robots_txt_names_sitemaps_each_once(corpus: Corpus) -> None:
    expected = ["https://map.example/a.xml", "https://map.example/b.xml"]
    assert sitemaps_of(corpus("robots.txt")) == expected
    assert sitemaps_of(corpus("robots.txt").decode()) == expected
    assert sitemaps_of(corpus("picture.png")) == []
    assert sitemaps_of("<html>Sitemap</html>") == []


def test_well_known_places_lie_on_the_sites_own_host() -> None:
    places = well_known("https://www.example.org:8443/news/index.html?x=1")
    assert len(places) == len(set(places)) > 10
    assert all(place.startswith("https://www.example.org:8443/") for place in places)
    assert "https://www.example.org:8443/sitemap.xml" in places
