"""A front page gives the feeds it declares and the links that look like articles."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from crawler.discover import read_front
from crawler.errors import FeedError
from crawler.site import Site, of_url

Corpus = Callable[[str], bytes]
URL = "https://www.koran.example/"


def page(*links: tuple[str, str]) -> bytes:
    anchors = "".join(f"<p><a href='{url}'>{text}</a>" for url, text in links)
    return f"<!doctype html><title>x</title>{anchors}".encode()


def test_declared_feeds_are_found_without_those_of_comments(corpus: Corpus) -> None:
    assert read_front(corpus("front.html"), URL, of_url(URL)).feeds == (
        "https://www.koran.example/rss",
        "https://www.koran.example/atom",
        "https://www.koran.example/feed.json",
    )


def test_articles_are_found_with_their_headlines_and_without_menus_files_and_other_hosts(
    corpus: Corpus,
) -> None:
    front = read_front(corpus("front.html"), URL, of_url(URL))
    assert [(link.url, link.title) for link in front.links] == [
        (
            "https://www.koran.example/read/1001/panen-padi-di-lembah",
            "Panen padi di lembah dimulai lebih awal",
        ),
        (
            "https://www.koran.example/read/1002/jembatan-baru",
            "Jembatan baru dibuka untuk umum pekan ini",
        ),
        (
            "https://ekonomi.koran.example/read/1003/harga-beras",
            "Harga beras turun setelah panen raya",
        ),
        ("https://www.koran.example/read/1004/singkat", "Singkat"),
    ]
    assert {(link.evidence, link.language) for link in front.links} == {("front", "id")}
    assert front.canonical == URL


def test_the_sites_own_patterns_decide(corpus: Corpus) -> None:
    site = Site(name="x", home=URL, include=(re.compile("/read/"),), exclude=(re.compile("1003"),))
    urls = [link.url for link in read_front(corpus("front.html"), URL, site).links]
    assert "https://www.koran.example/read/1002/jembatan-baru" in urls
    assert not any("1003" in url for url in urls)


def test_links_built_like_the_headlines_are_taken_though_they_look_like_nothing() -> None:
    body = page(
        ("/kabar/panen", "Panen padi di lembah dimulai lebih awal"),
        ("/kabar/jembatan", "Jembatan baru dibuka untuk umum pekan ini"),
        ("/kabar/beras", "Harga beras turun setelah panen raya"),
        ("/ekonomi", "Ekonomi"),
    )
    assert read_front(body, URL, of_url(URL)).links == ()
    body = page(
        ("/a-1", "Panen padi di lembah dimulai lebih awal"),
        ("/b-2", "Jembatan baru dibuka untuk umum pekan ini"),
        ("/c-3", "Harga beras turun setelah panen raya"),
        ("/tentang", "Tentang koran ini dan para penulisnya"),
    )
    assert [link.url for link in read_front(body, URL, of_url(URL)).links] == [
        f"https://www.koran.example/{name}" for name in ("a-1", "b-2", "c-3")
    ]


def test_a_link_to_the_page_itself_is_no_article() -> None:
    here = "https://www.koran.example/read/1001/panen-padi-di-lembah"
    assert (
        read_front(
            page((here + "?utm_source=x", "Panen padi di lembah dimulai lebih awal")),
            here,
            of_url(here),
        ).links
        == ()
    )


@pytest.mark.parametrize(
    "name", ["rss-2.0.xml", "sitemap.xml", "picture.png", "feed.json", "nothing"]
)
def test_what_is_no_page_says_in_one_line_what_it_is(corpus: Corpus, name: str) -> None:
    with pytest.raises(FeedError, match="not a front page: ") as caught:
        read_front(corpus(name), URL, of_url(URL))
    assert "\n" not in str(caught.value)


def test_a_page_nested_100_000_deep_is_refused_at_once() -> None:
    body = b"<!doctype html><body>" + b"<div>" * 100_000 + b"<a href='/read/1001/x'>x</a>"
    started = time.process_time()
    with pytest.raises(FeedError, match="nested"):
        read_front(body, URL, of_url(URL))
    assert time.process_time() - started < 2


def test_an_anchor_full_of_nested_tags_is_read_only_so_far() -> None:
    body = page(("/read/1001/panen-padi", "<b>" * 4000 + "Panen padi di lembah dimulai"))
    assert [link.url for link in read_front(body, URL, of_url(URL)).links] == [
        "https://www.koran.example/read/1001/panen-padi"
    ]


def test_unclosed_paragraphs_and_list_items_are_no_nesting() -> None:
    body = page(
        *(
            (f"/read/{n}/panen-padi-di-lembah", "Panen padi di lembah dimulai")
            for n in range(1000, 1500)
        )
    )
    body += b"<ul>" + b"<li><p>x<br><img>" * 20_000
    assert len(read_front(body, URL, of_url(URL)).links) == 500
