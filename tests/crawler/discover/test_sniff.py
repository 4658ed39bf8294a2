"""A start point is known by its bytes, whatever the server calls it; dates are read as feeds write them."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from datetime import datetime

import pytest

import crawler.discover.dates
import crawler.discover.feeds
import crawler.discover.front
import crawler.discover.text
from crawler.discover import what_is
from crawler.discover.dates import parse_date


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rss-2.0.xml", "feed"),
        ("rss-0.91.xml", "feed"),
        ("rss-1.0-rdf.xml", "feed"),
        ("rss-after-a-warning.xml", "feed"),
        ("rss-utf16.xml", "feed"),
        ("bomb-rss.xml", "feed"),
        ("atom.xml", "feed"),
        ("feed.json", "feed"),
        ("sitemap.xml", "sitemap"),
        ("sitemap.xml.gz", "sitemap"),
        ("sitemap-twice.xml.gz", "sitemap"),
        ("sitemap-index.xml", "sitemap"),
        ("sitemap-wrong-namespace.xml", "sitemap"),
        ("sitemap.txt", "sitemap"),
        ("front.html", "html"),
        ("html-page.html", "html"),
        ("robots.txt", "text"),
        ("other.xml", "xml"),
        ("picture.png", "binary"),
        ("report.pdf", "binary"),
        ("noise.bin", "binary"),
        ("gzip-nonsense.gz", "binary"),
        ("nothing", "empty"),
        ("spaces", "empty"),
        ("zeros.bin", "empty"),
    ],
)
@pytest.mark.parametrize("content_type", ["", "application/octet-stream"])
def test_a_body_is_known_by_its_bytes(
    corpus: Callable[[str], bytes], name: str, kind: str, content_type: str
) -> None:
    assert what_is(corpus(name), content_type) == kind


def test_the_declared_type_decides_only_where_the_bytes_say_nothing() -> None:
    assert what_is(b"just words") == "text"
    assert what_is(b"just words", "text/html; charset=utf-8") == "html"
    assert what_is(b"<rss><channel/></rss>", "text/html") == "feed"
    assert what_is(b'{"a": 1}', "application/feed+json") == "json"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 04 Aug 2020 08:04:00 +0700", "2020-08-04T08:04:00+07:00"),
        ("Selasa, 04 Agu 2020 08:04:00 WIB", "2020-08-04T08:04:00+07:00"),
        ("Tue, 4 Aug 2020 08:04 EST", "2020-08-04T08:04:00-05:00"),
        ("04 Aug 20 08:04:00 GMT", "2020-08-04T08:04:00+00:00"),
        ("Tue, 04 Aug 2020 08:04:00 GMT+7", "2020-08-04T08:04:00+07:00"),
        ("Tue, 04 Aug 2020 08:04:00 UTC-03:30", "2020-08-04T08:04:00-03:30"),
        ("Tue, 04 Aug 2020 08:04:00 -0000", "2020-08-04T08:04:00+00:00"),
        ("Tue, 04 Aug 2020 08:04:00", "2020-08-04T08:04:00+00:00"),
        ("Tue, 04 Aug 2020", "2020-08-04T00:00:00+00:00"),
        ("mar., 04 août 2020 08:04:00 CEST", "2020-08-04T08:04:00+02:00"),
        ("2020-08-04T08:04:00+07:00", "2020-08-04T08:04:00+07:00"),
        ("2020-08-04T08:04:00.123456789Z", "2020-08-04T08:04:00+00:00"),
        ("2020-08-04 08:04:00 +0700", "2020-08-04T08:04:00+07:00"),
        ("2020-08-04T08:04-05", "2020-08-04T08:04:00-05:00"),
        ("2020-08-04T08:04", "2020-08-04T08:04:00+00:00"),
        ("2020-08-04", "2020-08-04T00:00:00+00:00"),
        ("2020-08", "2020-08-01T00:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_a_date_of_a_feed_is_read_with_its_offset(text: str, expected: str) -> None:
    found = parse_date(text)
    assert found == datetime.fromisoformat(expected)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "yesterday", "2020", "2020-13-01", "2020-02-30", "2020-08-04T25:00:00Z", "2020-08-04T08:04:00+99:00",
        "0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "9999-12-31", "Tue, 32 Aug 2020 08:04:00 GMT",
        "Tue, 04 Aug 2020 08:04:00 +9999", "1" * 5000, "٢٠٢٠-٠٨-٠٤",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "module",
    [crawler.discover.dates, crawler.discover.feeds, crawler.discover.front, crawler.discover.text],
)
def test_the_examples_of_the_readers_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0
