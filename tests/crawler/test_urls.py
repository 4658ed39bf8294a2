"""What is fetched under which URL, and which links of a front page may be articles."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Request

import crawler.hosts
import crawler.urls
from archive.address import address_key
from crawler.urls import URL_LIMIT, canonical, is_http, is_plain, may_be_article
from crawler.visits import PageRequest


@pytest.mark.parametrize("module", [crawler.urls, crawler.hosts])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://Example.ORG:80/A/?b=1", "http://example.org/A/?b=1"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=1&fbclid=2", "https://example.org/a?id=1"),
        ("https://example.org/a?utm_source=x", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://www.example.org/a/", "https://www.example.org/a/"),
        ("  https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://example.org/é?q=ü", "https://example.org/%C3%A9?q=%C3%BC"),
        ("https://example.org/%c3%a9", "https://example.org/%C3%A9"),
        ("https://example.org/100%-sure", "https://example.org/100%-sure"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("https://[broken/a", "https://[broken/a"),
        ("http://example.org:99999/", "http://example.org:99999/"),
        ("", ""),
    ],
)
def test_the_form_in_which_a_url_is_fetched(url: str, expected: str) -> None:
    assert canonical(url) == expected


@settings(deadline=None)
@given(st.text())
def test_no_text_makes_it_raise_and_twice_is_once(text: str) -> None:
    for url in (
        text,
        f"https://example.org/{text}",
        f"https://{text}/",
        f"http://example.org:{text}",
    ):
        once = canonical(url)
        assert canonical(once) == once
        may_be_article(url)
        is_http(url)


@settings(deadline=None)
@given(st.text(alphabet="abü%/?&=#.- 2f", max_size=30))
def test_the_fetched_form_is_known_by_the_same_key(text: str) -> None:
    url = f"https://example.org/{text}"
    assert address_key(canonical(url)) == address_key(url)


ARTICLES = [
    "https://example.org/2020/08/04/zoom-leaves-china",
    "https://example.org/2020/08/04/zoom",
    "https://example.org/2020/aug/04/zoom-leaves",
    "https://example.org/news/2024/feb/29/push-to-b/",
    "https://example.org/technology/archive/2016/09/a-push-alert/500591/",
    "https://example.org/News/front/archives/2024/10/16/2003825372",
    "https://example.org/articles/20250114/k00/00m/030/335000c",
    "https://example.org/read/12345/zoom-hanya-untuk-mode",
    "https://example.org/read/12345",
    "https://example.org/berita/d-5118281/zoom-untuk-mitra",
    "https://example.org/teknologi/zoom-hanya-untuk-mode-mitra",
    "https://example.org/zoom-shift-partner-only-model-china-073012345.html",
    "https://example.org/news/zoom-shift-partner-only-model.html",
    "https://example.org/news/world-asia-53655162",
    "https://example.org/news/articles/cx2lkz4jpgno",
    "https://example.org/news/a-headline-with-words/141e61e9-8a07-42e4-a527-2f03f45e7ef0",
    "https://example.org/en-us/news/the-man-whose-duvet-nearly-killed-him/ar-BBWXwNX",
    "https://example.org/a_b/zoom_to_shift_to_partner_only_model",
    "https://example.org/story/best-rain-jackets/",
    "https://example.org/article12345678.ece",
    "https://example.org/index.php?id=4711",
    "https://example.org/?p=4711",
    "https://example.org/news_view.html?idx=8576&page=1",
    "https://example.org/sport/898682/match-report",
    "https://example.org/politik/%E4%B8%AD%E5%9B%BD%E7%AC%AC%E4%B8%80%E5%AD%A3%E5%BA%A6%E7%BB%8F%E6%B5%8E%E5%A2%9E",
    "https://example.org/رياضة/المنتخب-الوطني-يفوز-على-ضيفه",
    "https://example.org/autoren/lennart/was-lesen-die-menschen-auf-der-messe",
    "https://example.org/newsletters/morning/2022/10/11/grim-outlook-00061134",
    "http://127.0.0.1:8000/2026/11/22/rice-harvest",
    "https://example.org/video/politik-lanz-sendung-vom-montag-100.html",
]
NO_ARTICLES = [
    "",
    "no url",
    "mailto:me@example.org",
    "javascript:void(0)",
    "https://example.org",
    "https://example.org/",
    "https://example.org/?page=2",
    "https://example.org/news/",
    "https://example.org/business/companies/",
    "https://example.org/2020/",
    "https://example.org/2020/08/04/",
    "https://example.org/archive/2020-08-04",
    "https://example.org/20200804/",
    "https://example.org/tag/zoom-video-communications-inc",
    "https://example.org/tags/12345",
    "https://example.org/topics/cx2lkz4jpgno",
    "https://example.org/category/a-long-name-of-a-category",
    "https://example.org/kategori/berita-terkini-hari-ini-123456",
    "https://example.org/author/somebody-with-a-long-name",
    "https://example.org/autoren/ester-fernandez-garcia/",
    "https://example.org/profile/1234567",
    "https://example.org/page/12345",
    "https://example.org/search?q=zoom&id=12345",
    "https://example.org/2020/08/04/zoom-leaves-china?share=email",
    "https://example.org/2020/08/04/zoom-leaves-china?replytocom=12",
    "https://example.org/login?next=/2020/08/04/zoom",
    "https://example.org/privacy-policy",
    "https://example.org/terms-and-conditions-of-use",
    "https://example.org/about-the-people-behind-it",
    "https://example.org/pedoman-media-siber",
    "https://example.org/feed/",
    "https://example.org/wp-json/wp/v2/posts/12345",
    "https://example.org/cdn-cgi/l/email-protection-of-the-page-12345",
    "https://example.org/2020/08/04/a-picture-of-the-day.jpg",
    "https://example.org/files/a-report-of-many-pages-2020.pdf",
    "https://example.org/sitemap-of-all-the-news.xml",
    "https://example.org/contact",
    "https://example.org/index.html",
    "https://example.org/login.php?id=4711",
    "https://example.org/новости/экономика",
    "https://example.org/新闻/国际",
    "https://abo.example.org/angebote/zeitung-lesen-und-sparen-12345",
    "https://login.example.org/2020/08/04/zoom-leaves-china",
    "ftp://example.org/2020/08/04/zoom-leaves-china",
    "https://example.org/2020/08/04/" + "zoom-" * URL_LIMIT,
    "https://[broken/2020/08/04/zoom-leaves-china",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_a_link_with_a_date_a_number_or_a_headline_may_be_an_article(url: str) -> None:
    assert may_be_article(url)


@pytest.mark.parametrize("url", NO_ARTICLES)
def test_a_section_a_service_page_or_a_file_is_none(url: str) -> None:
    assert not may_be_article(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", True),
        ("HTTP://example.org/", True),
        ("//example.org/", False),
        ("https:///a", False),
        ("data:text/html,x", False),
        ("http://example.org:0/", False),
        ("http://example.org:x/", False),
    ],
)
def test_only_absolute_web_addresses_count(url: str, expected: bool) -> None:
    assert is_http(url) is expected


_NEARLY_PLAIN = st.from_regex(
    r"https?://[a-zA-Z0-9.-]{1,70}(:[0-9]{0,5})?[/?#\\@]?[a-zA-Z0-9/._~%?#;=&|\[\] é-]{0,20}",
    fullmatch=True,
)
_PLAIN = st.from_regex(
    r"https?://[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,2}(:([1-9][0-9]{3}|[1-5][0-9]{4}))?/[A-Za-z0-9/._~-]{0,20}",
    fullmatch=True,
)


@given(_NEARLY_PLAIN | _PLAIN)
@settings(max_examples=1500)
def test_what_is_plain_is_left_alone_and_would_be_anyway(url: str) -> None:
    assert canonical(url) == crawler.urls._canonical(url)
    if is_http(url):
        assert PageRequest(canonical(url)).url == Request(canonical(url)).url
    if is_plain(url):
        assert canonical(url) == url
        assert is_http(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/a?b",
        "https://example.org/a#b",
        "https://example.org/a%20b",
        "https://example.org:443/",
        "https://example.org:80800/",
        "https://example.org./",
        "https://Example.org/",
        "https://me@example.org/",
        "ftp://example.org/",
        "https://example.org/a\n",
        " https://example.org/a",
    ],
)
def test_what_needs_a_look_is_not_plain(url: str) -> None:
    assert not is_plain(url)
