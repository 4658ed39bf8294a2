"""One key for all the URLs of one page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import address
from archive.address import address_key, host_of, is_root, key_of, without_tracking

SAME_PAGE = [
    "https://example.org/read/7/a-story?id=3&b=2",
    "http://example.org/read/7/a-story?id=3&b=2",
    "https://www.example.org/read/7/a-story?id=3&b=2",
    "https://EXAMPLE.org/read/7/a-story?id=3&b=2",
    "https://example.org:443/read/7/a-story?id=3&b=2",
    "http://example.org:80/read/7/a-story?id=3&b=2",
    "https://example.org./read/7/a-story?id=3&b=2",
    "https://example.org/read/7/a-story/?id=3&b=2",
    "https://example.org/read/7/a-story?b=2&id=3",
    "https://example.org/read/7/a-story?id=3&b=2#comments",
    "https://example.org/read/7/a-story?id=3&utm_source=x&b=2&fbclid=y&UTM_MEDIUM=z",
    "https://example.org/read/./x/../7/a-story?id=3&&b=2",
    "https://example.org/read/7/%61-story?id=3&b=2",
    "  https://example.org/read/7/a-story?id=3&b=2\n",
]


@pytest.mark.parametrize("url", SAME_PAGE)
def test_spellings_of_one_address_have_one_key(url: str) -> None:
    assert address_key(url) == "example.org/read/7/a-story?b=2&id=3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a?id=1", "https://example.org/a"),
        ("https://example.org:8000/a", "https://example.org/a"),
        ("https://example.org:80/a", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("file:///a", "https://a"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_escapes_and_foreign_letters_have_one_form() -> None:
    assert address_key("https://x.example/caf%c3%a9") == address_key("https://x.example/café")
    assert address_key("https://bücher.example/") == "xn--bcher-kva.example"


def test_www_alone_is_a_host_like_any_other() -> None:
    assert host_of("https://www.org/a") == "www.org"


@pytest.mark.parametrize("url", ["", "   ", "#top", "https://", "https://[::1", "http://x:port/"])
def test_what_is_no_url_raises_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        address_key(url)


def test_tracking_parameters_go_and_the_others_stay_as_written() -> None:
    assert without_tracking("b=%7e&utm_campaign=x&a=1&gclid=2") == "b=%7e&a=1"


def test_a_root_is_told_from_a_page() -> None:
    assert is_root("https://example.org/?utm_source=a")
    assert not is_root("https://example.org/?p=12")


@given(st.text())
def test_any_path_has_a_key_that_is_its_own_key(path: str) -> None:
    url = "https://example.org/" + path
    try:
        key = address_key(url)
    except ValueError:
        return
    assert address_key("https://" + key) == key


_HOSTS = ["example.org", "www.example.org", "www.www.example.org", "www.org", "m.example.org", "amp.a.b.co.uk", "10.0.0.1"]  # fmt: skip
_SEGMENTS = ["news", "2026", "a-story-12345", "amp", "a.html", "..", ".well", "", "index.html", "print", "x~y_z.amp", "(S)"]  # fmt: skip


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(_HOSTS),
    st.lists(st.sampled_from(_SEGMENTS), max_size=4),
    st.sampled_from(["", "/", "//"]),
)
def test_what_is_read_at_a_glance_is_read_as_all_else(
    scheme: str, host: str, segments: list[str], end: str
) -> None:
    url = "/".join([f"{scheme}://{host}", *segments]) + end
    never = re.compile("(?!)")
    keys = []
    for usual in (address._USUAL, never):
        address._key.cache_clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(address, "_USUAL", usual)
            keys.append((key_of(url), address._key(url, plain=False)))
    address._key.cache_clear()
    assert keys[0] == keys[1]
