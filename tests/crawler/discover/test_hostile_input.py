"""Nothing a server sends makes the readers raise anything but FeedError, or take long."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discover import read_feed, read_front, read_sitemap, sitemaps_of, what_is
from crawler.errors import FeedError
from crawler.site import of_url

FILES = sorted(path.name for path in Path(__file__).with_name("corpus").iterdir())
URL = "https://hostile.example/"
SITE = of_url(URL)


def read_all(body: bytes) -> None:
    what_is(body)
    what_is(body, "text/html; charset=nonsense")
    sitemaps_of(body)
    for read in (read_feed, read_sitemap, lambda body, url: read_front(body, url, SITE)):
        with contextlib.suppress(FeedError):
            read(body, URL)


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_corpus_whole_and_cut_anywhere(
    corpus: Callable[[str], bytes], name: str
) -> None:
    body = corpus(name)
    read_all(body)
    for part in range(1, 40):
        read_all(body[: len(body) * part // 40])


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes(body: bytes) -> None:
    read_all(body)


PIECES = [
    "<rss>", "<channel>", "<item>", "</item>", "<link>", "</link>", "https://hostile.example/a", "<feed>", "<entry>",
    "<urlset>", "<url>", "<loc>", "</loc>", "</url>", "<![CDATA[", "]]>", "<!--", "-->", "&", "&#0;", "&#x110000;",
    "&nbsp;", "<a:b c='", "'>", "\x00", "\ud800", "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE x [", "]>",
    " xml:base='http://[' ", "<link href='http://['/>", "<html><a href='//[x'>", "{", '"items": [',
    '"https://jsonfeed.org/version/1"', "<pubDate>99999999999999999999</pubDate>", "<lastmod>2026-02-31</lastmod>",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_arrangement_of_what_feeds_are_made_of(pieces: list[str]) -> None:
    read_all("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item>" * 300_000,
        b"<urlset>" + b"<a/>" * 2_000_000,
        b"<urlset><url>" + b"<a/>" * 2_000_000 + b"</url></urlset>",
        b"<rss " + b"a='b' " * 500_000 + b">",
        b"<rss><channel>" + b"&amp" * 2_000_000,
        b"<rss><channel><item><title>" + b"<" * 4_000_000,
        b"<rss><![CDATA[" * 500_000,
        b"<!DOCTYPE rss [" + b"<!ENTITY a '" * 500_000,
        b"<!--" * 1_000_000 + b"<rss>",
        b"<title>" + b"<a href=" * 500_000,
        b"<html>" + b"<a href='/read/1234/a-b-c-d'>" * 100_000,
        b"<html><link rel=alternate " + b"x" * 4_000_000,
        b"Sitemap:" * 500_000,
        b"https://hostile.example/a\n" * 200_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 1_000_000,
    ],
    ids=lambda body: body[:30].decode(),
)
def test_megabytes_of_malice_cost_seconds_at_most(body: bytes) -> None:
    started = time.process_time()
    read_all(body)
    assert time.process_time() - started < 12
