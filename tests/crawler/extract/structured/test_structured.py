"""What pages declare about themselves, as broken as pages carry it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import structured
from crawler.extract.page import document
from crawler.extract.structured import Structured, jsonld
from crawler.extract.structured.stated import Stated

ARTICLE = """{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge &amp; river",
 "datePublished": "2020-08-04T08:04:00+07:00", "dateModified": "2020-08-05T08:04:00+07:00",
 "author": [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Organization", "name": "Kota Post"}],
 "publisher": {"@type": "Organization", "name": "Kota Post"}, "articleSection": ["City"],
 "keywords": "bridge, river,bridge", "image": [{"@type": "ImageObject", "url": "/a.jpg"}],
 "isAccessibleForFree": "False", "articleBody": "The bridge\\nis new."}"""


def read(head: str, body: str = "") -> Structured:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return structured.read(document.parse(html.encode(), "text/html; charset=utf-8"))


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_an_article_in_json_ld_is_read_whole() -> None:
    found = read(script(ARTICLE))
    assert found.headline == "Bridge & river"
    assert found.published == (Stated("2020-08-04T08:04:00+07:00", "json-ld"),)
    assert found.modified == (Stated("2020-08-05T08:04:00+07:00", "json-ld"),)
    assert found.authors == (Stated("Jane Roe", "json-ld"),)
    assert found.organizations == ("Kota Post",)
    assert found.section == "City"
    assert found.tags == ("bridge", "river")
    assert found.image == "/a.jpg"
    assert found.is_accessible_for_free is False
    assert found.article_body == "The bridge\nis new."
    assert found.site_name == "Kota Post"
    assert found.has_article
    assert "NewsArticle" in found.types


@pytest.mark.parametrize(
    "broken",
    [
        "<!-- " + ARTICLE + " -->",
        "//<![CDATA[\n" + ARTICLE + "\n//]]>",
        ARTICLE + ";",
        ARTICLE.replace("Bridge &amp; river", "Bridge &amp;\n\triver"),
        ARTICLE[:-1] + ",}",
        ARTICLE + "\n" + '{"@type": "WebSite", "name": "Kota Post"}',
        "[" + ARTICLE + "]",
        '{"@graph": [{"@type": "WebPage"}, ' + ARTICLE + "]}",
        '{"@type": "WebPage", "mainEntity": ' + ARTICLE + "}",
        ARTICLE[: ARTICLE.index('"articleBody"')],
        ARTICLE.replace("Kota Post", "Kota \\Post"),
    ],
)
def test_broken_json_ld_still_gives_headline_and_date(broken: str) -> None:
    found = read(script(broken))
    assert found.headline == "Bridge & river"
    assert found.published[0].text == "2020-08-04T08:04:00+07:00"


def test_an_author_given_by_reference_is_looked_up() -> None:
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "headline": "A", "author": {"@id": "#jane"}},'
        ' {"@type": "Person", "@id": "#jane", "name": "Jane Roe"}]}'
    )
    assert read(script(graph)).authors == (Stated("Jane Roe", "json-ld"),)


def test_of_several_articles_the_one_with_this_address_counts() -> None:
    teaser = '{"@type":"NewsArticle","headline":"Other","datePublished":"2020-01-01","author":"X Yu","url":"https://k.example/other"}'
    own = '{"@type":"NewsArticle","headline":"Own","mainEntityOfPage":{"@id":"https://k.example/own"}}'
    found = read(
        '<link rel="canonical" href="https://k.example/own">' + script(teaser) + script(own)
    )
    assert found.headline == "Own"
    assert found.canonical == "https://k.example/own"


def test_metas_stand_in_the_order_of_trust_behind_json_ld() -> None:
    found = read(
        script(ARTICLE)
        + '<meta name="date" content="2020-08-03"><meta property="article:published_time" content="2020-08-04">'
        + '<meta property="og:title" content="Bridge | Kota Post"><title>Bridge - Kota Post</title>'
        + '<meta name="author" content="Ann Poe"><meta property="article:tag" content="x">'
    )
    assert [s.evidence for s in found.published] == [
        "json-ld",
        "meta:article:published_time",
        "meta:date",
    ]
    assert [s.evidence for s in found.titles] == ["json-ld", "meta:og:title", "title"]
    assert found.authors[1] == Stated("Ann Poe", "meta:author")
    assert found.tags == ("bridge", "river")


def test_microdata_is_read() -> None:
    found = read(
        "",
        '<article><h1 itemprop="headline">Bridge</h1><span itemprop="author"><b itemprop="name">Jane Roe</b>, editor</span>'
        '<time itemprop="datePublished" datetime="2020-08-04T08:04:00+07:00">4 Aug</time>'
        '<meta itemprop="dateModified" content="2020-08-05"></article>',
    )
    assert found.titles == (Stated("Bridge", "microdata"),)
    assert found.authors == (Stated("Jane Roe", "microdata"),)
    assert found.published == (Stated("2020-08-04T08:04:00+07:00", "microdata"),)
    assert Stated("2020-08-05", "microdata") in found.modified


def test_a_page_and_a_text_without_declarations_are_empty() -> None:
    assert read("") == Structured()
    assert structured.read(document.parse(b"only text", "text/plain")) == Structured()


@given(st.text(alphabet='{}[]",:@\\abc01\n\t<!-/;graphtype', max_size=200))
def test_no_script_raises(text: str) -> None:
    list(jsonld.nodes([jsonld.load(text)]))


def test_deep_and_long_scripts_cost_bounded_time() -> None:
    started = time.process_time()
    for text in (
        "[" * 100_000,
        '{"a":' * 100_000,
        '"headline":"' * 20_000,
        '{"@graph":[' * 500 + "]}" * 500,
        "<!--" * 50_000,
    ):
        list(jsonld.nodes([jsonld.load(text)]))
        list(jsonld.nodes([jsonld.load("{" + text)]))
    assert time.process_time() - started < 3


def test_values_of_odd_types_do_no_harm() -> None:
    odd = (
        '{"@type": ["NewsArticle", 7, null], "headline": {"@value": "A"}, "author": [null, 7, {"name": ["Jane Roe"]}, []],'
        ' "datePublished": 1596528240, "keywords": {"name": "k"}, "image": [[]], "publisher": "Kota", "articleBody": 5}'
    )
    found = read(script(odd))
    assert found.headline == "A"
    assert Stated("Jane Roe", "json-ld") in found.authors
    assert found.published == (Stated("1596528240", "json-ld"),)
    assert found.article_body is None


def test_a_picture_that_is_a_reference_is_looked_up() -> None:
    id_ = "https://paper.example/a#primaryimage"
    article = f'{{"@type": "Article", "headline": "x", "image": {{"@id": "{id_}"}}}}'
    picture = f'{{"@type": "ImageObject", "@id": "{id_}", "url": "https://paper.example/1.jpg"}}'
    meta = '<meta property="og:image" content="https://paper.example/2.jpg">'
    both = read(meta + script(f'{{"@graph": [{article}, {picture}]}}'))
    assert both.image == "https://paper.example/1.jpg"
    alone = read(meta + script(f'{{"@graph": [{article}]}}'))
    assert alone.image == "https://paper.example/2.jpg"


def test_a_meta_with_microdata_counts_once() -> None:
    found = read('<meta name="author" itemprop="author" content="Jane Roe">')
    assert found.authors == (Stated("Jane Roe", "meta:author"), Stated("Jane Roe", "microdata"))


def test_a_link_of_microdata_is_not_the_address_of_the_page() -> None:
    link = '<link itemprop="url" href="https://publisher.example/">'
    assert read(link).canonical is None
    own = '<link rel="canonical" href="https://paper.example/a">'
    assert read(link + own).canonical == "https://paper.example/a"
