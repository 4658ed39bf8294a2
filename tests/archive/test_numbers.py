"""The number of a story in its address."""

from __future__ import annotations

import pytest

from archive.address import address_key
from archive.identity.numbers import number_key


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://example.org/news/12345/old-slug", "12345"),
        ("https://example.org/news/12345/tariffs-cost-100000", "12345"),
        ("https://example.org/rubric/10001/12345/old-slug", "12345"),
        ("https://example.org/2026/11/old-slug-12345.html", "12345"),
        ("https://example.org/20261122/old-slug-12345.html", "12345"),
        ("https://example.org/news/12345-old-slug", "12345"),
        ("https://example.org/news/old-slug.12345", "12345"),
        ("https://example.org/berita/d-6123456/old-slug", "6123456"),
        ("https://example.org/welt/article123456789/Old-Slug.html", "123456789"),
        ("https://example.org/read/20261122101112/4/old-slug", "20261122101112"),
        ("https://example.org/world-europe-55640427", "55640427"),
        ("https://example.org/?p=12345", "12345"),
        ("https://example.org/view.php?newsid=12345&title=old-slug", "12345"),
        (
            "https://example.org/a/old-slug-a-d31b1b1a-77f0-4a2c-9d5e-0123456789ab",
            "d31b1b1a-77f0-4a2c-9d5e-0123456789ab",
        ),
        ("https://example.org/old-slug/5f2b8c1de4b0a1b2c3d4e5f6", "5f2b8c1de4b0a1b2c3d4e5f6"),
    ],
)
def test_a_story_s_number_is_found(url: str, number: str) -> None:
    assert number_key(address_key(url)) == f"example.org#{number}"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/old-slug",
        "https://example.org/2026/11/22/old-slug",
        "https://example.org/20261122/old-slug",
        "https://example.org/202611/old-slug",
        "https://example.org/news/123/old-slug",
        "https://example.org/?page=12345",
        "https://example.org/old-slug-of-deadbeef",
        "file:///12345/old-slug",
    ],
)
def test_dates_pages_and_short_numbers_are_none(url: str) -> None:
    assert number_key(address_key(url)) is None


def test_hosts_have_numbers_of_their_own() -> None:
    keys = {number_key(f"{host}/news/12345") for host in ("a.example", "b.example")}
    assert keys == {"a.example#12345", "b.example#12345"}


def test_a_long_address_takes_no_long_time() -> None:
    assert number_key("example.org/" + "12345/" * 20_000 + "x") == "example.org#12345"
    assert number_key("example.org/" + "1" * 100_000) is None
