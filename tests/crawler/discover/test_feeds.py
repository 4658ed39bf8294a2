"""Feeds of every kind give their links, titles and dates; what is no feed says what it is."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.discover import read_feed
from crawler.discover.feeds import LINK_LIMIT
from crawler.errors import FeedError

Corpus = Callable[[str], bytes]
WIB = timezone(timedelta(hours=7))


def test_an_rss_feed_gives_each_link_once_with_what_is_said_of_it(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-2.0.xml"), "https://harbour.example/rss")
    assert [link.url for link in links] == [
        "https://harbour.example/2026/11/20/ferry-and-bridge-reopen?utm_source=rss",
        "https://harbour.example/2026/11/20/read-through-a-counter",
        "https://harbour.example/2026/11/20/only-a-guid",
        "https://harbour.example/2026/11/20/relative",
        "https://harbour.example/2026/11/20/no-title",
    ]
    assert [link.title for link in links] == [
        "Ferry & bridge reopen", "Read through a counter", "Only a guid", "Relative", None,
    ]  # fmt: skip
    assert [link.published for link in links] == [
        datetime(2026, 11, 20, 7, 30, tzinfo=WIB),
        datetime(2026, 11, 20, 8, 0, tzinfo=WIB),
        datetime(2026, 11, 20, 9, 0, tzinfo=WIB),
        None,
        datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    ]
    assert {(link.language, link.evidence, link.modified) for link in links} == {
        ("en", "feed", None)
    }


def test_a_date_keeps_the_offset_it_was_written_with(corpus: Corpus) -> None:
    link = read_feed(corpus("rss-2.0.xml"), "https://harbour.example/rss")[0]
    assert link.published is not None
    assert link.published.isoformat() == "2026-11-20T07:30:00+07:00"


def test_a_date_without_an_offset_is_read_in_the_sites_zone(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-2.0.xml"), "https://harbour.example/rss", timezone="Asia/Jakarta")
    assert links[-1].published == datetime(2026, 11, 20, 10, 0, tzinfo=WIB)


def test_atom_links_follow_their_base_and_say_when_they_changed(corpus: Corpus) -> None:
    first, second, third = read_feed(corpus("atom.xml"), "https://fetched.example/atom")
    assert (first.url, first.title, first.language) == (
        "https://atom.example/news/padi-dan-hujan", "Padi & hujan", "id",
    )  # fmt: skip
    assert first.published == datetime(2026, 11, 20, 8, 0, tzinfo=WIB)
    assert first.modified == datetime(2026, 11, 21, 9, 0, tzinfo=WIB)
    assert (second.url, second.title, second.language) == (
        "https://atom.example/news/deep/two", "Two words", "en",
    )  # fmt: skip
    assert (second.published, second.modified) == (None, datetime(2026, 11, 20, 8, 0, tzinfo=UTC))
    assert (third.url, third.title) == ("https://atom.example/by-id", "1 < 2 <b>")


@pytest.mark.parametrize(
    ("name", "url", "title", "language"),
    [
        ("rss-0.91.xml", "https://old.example/cafe", "Le café rouvre", "fr"),
        ("rss-1.0-rdf.xml", "https://rdf.example/one", "One", None),
        ("atom-0.3.xml", "https://atom.example/old", "Old atom", None),
        ("rss-wrong-charset.xml", "https://charset.example/one", "Café naïve “quoted”", None),
        ("rss-says-latin-is-utf8.xml", "https://charset.example/one", "Café “naïve”", None),
        ("rss-utf16.xml", "https://charset.example/one", "Café", None),
        ("rss-sjis.xml", "https://charset.example/one", "港の新聞", None),
        ("rss-unknown-charset.xml", "https://charset.example/one", "Café", None),
        ("rss-control-characters.xml", "https://control.example/one", "AB", None),
        ("rss-after-a-warning.xml", "https://warning.example/one", None, None),
        ("rss-undeclared-prefixes.xml", "https://prefix.example/one", "T", None),
    ],
)
def test_feeds_old_and_mislabelled_are_read(
    corpus: Corpus, name: str, url: str, title: str | None, language: str | None
) -> None:
    link = read_feed(corpus(name), "https://feed.example/rss")[0]
    assert (link.url, link.title, link.language) == (url, title, language)


def test_rdf_items_may_be_named_by_what_they_are_about(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-1.0-rdf.xml"), "https://rdf.example/rss")
    assert [link.url for link in links] == ["https://rdf.example/one", "https://rdf.example/two"]
    assert links[0].published == datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def test_atom_0_3_has_its_own_names_for_dates(corpus: Corpus) -> None:
    link = read_feed(corpus("atom-0.3.xml"), "https://atom.example/rss")[0]
    assert link.published == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert link.modified == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_json_feed_gives_its_links_past_items_that_are_none(corpus: Corpus) -> None:
    links = read_feed(corpus("feed.json"), "https://json.example/feed.json")
    assert [(link.url, link.title, link.language) for link in links] == [
        ("https://json.example/one", "One & <b>", "id"),
        ("https://json.example/two", None, "en"),
        ("https://other.example/three", None, "en"),
    ]
    assert links[0].published == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
    assert links[0].modified == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_ampersands_and_foreign_entities_are_repaired(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-bare-ampersands.xml"), "https://amp.example/rss")
    assert [(link.url, link.title) for link in links] == [
        ("https://amp.example/read?id=1&page=2", "Salt & vinegar été"),
        ("https://amp.example/read?id=2&page=3", "Raw & ready"),
        ("https://amp.example/read?id=3&page=4", "Entity"),
    ]


def test_wrong_nesting_costs_no_entry(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-wrong-nesting.xml"), "https://nest.example/rss")
    assert [link.url for link in links] == ["https://nest.example/one", "https://nest.example/two"]


def test_a_link_that_was_cut_off_is_not_taken(corpus: Corpus) -> None:
    links = read_feed(corpus("rss-cut.xml"), "https://cut.example/rss")
    assert [link.url for link in links] == ["https://cut.example/one"]


def test_a_feed_without_news_is_a_feed(corpus: Corpus) -> None:
    assert read_feed(corpus("rss-empty.xml"), "https://quiet.example/rss") == []


def test_a_packed_feed_is_unpacked(corpus: Corpus) -> None:
    body = corpus("rss-2.0.xml")
    url = "https://harbour.example/rss"
    assert read_feed(gzip.compress(body), url) == read_feed(body, url)


def test_a_feed_gives_at_most_two_thousand_links() -> None:
    items = "".join(
        f"<item><link>https://big.example/{n}</link></item>" for n in range(LINK_LIMIT + 500)
    )
    links = read_feed(f"<rss><channel>{items}</channel></rss>".encode(), "https://big.example/rss")
    assert [links[0].url, links[-1].url, len(links)] == [
        "https://big.example/0", f"https://big.example/{LINK_LIMIT - 1}", LINK_LIMIT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("html-page.html", "not a feed: an HTML page"),
        ("other.xml", "not a feed: XML of another kind"),
        ("sitemap.xml", "not a feed: a sitemap"),
        ("picture.png", "not a feed: an image"),
        ("report.pdf", "not a feed: a PDF"),
        ("nothing", "not a feed: empty"),
        ("spaces", "not a feed: empty"),
        ("robots.txt", "not a feed: plain text"),
        ("gzip-nonsense.gz", "broken gzip"),
        ("feed-broken.json", "broken JSON"),
        ("bomb-rss.xml", "entity bomb"),
    ],
)
def test_what_is_no_feed_says_in_one_line_what_it_is(corpus: Corpus, name: str, said: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_feed(corpus(name), "https://x.example/rss")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_base_that_is_no_url_leaves_the_feeds_own() -> None:
    body = b"<rss xml:base='http://['><channel><item><link>/a</link></item></channel></rss>"
    assert [link.url for link in read_feed(body, "https://base.example/rss")] == [
        "https://base.example/a"
    ]
