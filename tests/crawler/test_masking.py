"""Passwords and tokens never reach a log."""

from __future__ import annotations

import pytest

from crawler.masking import masked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://me:pw@example.org/a", "https://***@example.org/a"),
        ("https://me:p@w@example.org/a", "https://***@example.org/a"),
        ("ftp://token@example.org", "ftp://***@example.org"),
        ("postgresql+psycopg://u:p%40@db/news", "postgresql+psycopg://***@db/news"),
        ("https://example.org/rss?key=abc&page=2", "https://example.org/rss?key=***&page=2"),
        ("https://e.org/?a=1&access_token=x.y-z#top", "https://e.org/?a=1&access_token=***#top"),
        ("https://e.org/#id_token=eyJh", "https://e.org/#id_token=***"),
        ("https://e.org/a;jsessionid=9F?b=1", "https://e.org/a;jsessionid=***"),
        ("https://e.org/?X-Amz-Signature=a1&X-Amz-Credential=b%2Fc", "https://e.org/?X-Amz-Signature=***&X-Amz-Credential=***"),
        ("https://e.org/?api%5Fkey=abc", "https://e.org/?api%5Fkey=***"),
        ("https://e.org/?PASSWORD=abc: not found", "https://e.org/?PASSWORD=***: not found"),
        ("(see /a?sig=abc), then /b?sig=def", "(see /a?sig=***), then /b?sig=***"),
        ('"https://a:b@c/?token=d"', '"https://***@c/?token=***"'),
    ],
)  # fmt: skip
def test_what_is_a_secret_is_hidden(text: str, told: str) -> None:
    assert masked(text) == told
    assert masked(told) == told


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/@editor/2026/news?page=2&q=harbour&author=Ada&id=7#part=3",
        "https://example.org/?next=a@example.org",
        "write to news@example.org: sold for 3 = 4 - 1",
        "the keyword was key, its password a token",
        "",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert masked(text) == text
