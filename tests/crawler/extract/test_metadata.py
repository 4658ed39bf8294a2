"""The fields of an article, from pages and from text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Announced, Page
from crawler.extract import blocks, metadata, structured
from crawler.extract.page import document, reader
from crawler.site import Site

FETCHED = datetime(2024, 8, 6, 12, tzinfo=UTC)
URL = "https://www.kotapost.example/city/bridge"
BODY = "".join(
    f"<p>Paragraph {n} tells at some length how the old bridge was closed after the storm and how people of both banks "
    "now wait for the new one to be opened by the mayor in spring.</p>"
    for n in range(4)
)


def read(
    content: str,
    *,
    url: str = URL,
    kind: str = "text/html; charset=utf-8",
    announced: Announced | None = None,
    site: Site | None = None,
) -> tuple[metadata.Metadata, tuple[blocks.Block, ...]]:
    body = content.encode()
    page = Page(url=url, source="kota", fetched=FETCHED, body=body, announced=announced)
    parsed = document.parse(body, kind, url)
    outline = reader.read(parsed)
    return metadata.read(
        parsed, structured.read(parsed), outline.blocks, page, site
    ), outline.blocks


def html(head: str = "", above: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}</head><body><article><h1>A bridge for the river</h1>'
        f"{above}{BODY}</article></body></html>"
    )


TEXT_WITH_BYLINE = """Jembatan Baru Dibangun di Sungai Besar

Warga Bisa Menyeberang Lewat Jembatan Sementara Mulai Senin.
Suryanto - Daerah,Selasa, 04-08-2020 08:04 WIB
Jembatan Baru Dibangun di Sungai Besar
Jembatan lama. (Dok)

Bogor, Kotapost.com - Pemerintah kota akan membangun jembatan baru di atas sungai besar karena jembatan lama rusak parah.

Jembatan itu akan dibuka mulai awal tahun depan, kata wali kota kepada para wartawan di kantornya pada hari Senin siang.

Suka
0
"""

TEXT_WITH_CREDIT = """Advertisement
UK markets closed
  • SHARES 100

    8,213.49
    +41.34 (+0.51%)

Mapmaker to close its shop in Shanghai, suspend direct sales

Small paper maps are seen in front of a lamp

SHANGHAI (Reuters) - The mapmaker will close its only shop in Shanghai and suspend direct sales to customers, it said on Monday.

Customers of the mapmaker received a letter on Monday informing them of the change and of the shop in Beijing that goes on.

(Reporting by Jo Horn and Bea Goh in Shanghai, editing by Si Moore)
"""


def test_a_text_gives_title_deck_byline_and_caption_by_their_order() -> None:
    found, shown = read(TEXT_WITH_BYLINE, kind="text/plain", url="")
    assert found.title == "Jembatan Baru Dibangun di Sungai Besar"
    assert found.deck == "Warga Bisa Menyeberang Lewat Jembatan Sementara Mulai Senin."
    assert found.authors == ("Suryanto",)
    assert found.section == "Daerah"
    assert found.published is not None
    assert found.published.isoformat() == "2020-08-04T08:04:00+07:00"
    assert found.published_evidence == "byline"
    used = {shown[i].text: name for i, name in found.used.items()}
    assert used == {
        "Jembatan Baru Dibangun di Sungai Besar": "title",
        "Warga Bisa Menyeberang Lewat Jembatan Sementara Mulai Senin.": "deck",
        "Suryanto - Daerah,Selasa, 04-08-2020 08:04 WIB": "byline",
        "Jembatan lama. (Dok)": "captions",
    }
    assert sum(name == "title" for name in found.used.values()) == 2


def test_a_text_without_a_byline_takes_its_authors_from_the_credit() -> None:
    found, shown = read(TEXT_WITH_CREDIT, kind="text/plain", url="")
    assert found.title == "Mapmaker to close its shop in Shanghai, suspend direct sales"
    assert found.deck is None
    assert found.authors == ("Jo Horn", "Bea Goh")
    assert found.agency == "Reuters"
    assert found.published is None
    assert found.published_evidence is None
    assert {shown[i].text: name for i, name in found.used.items()} == {
        found.title: "title",
        "Small paper maps are seen in front of a lamp": "captions",
    }


@pytest.mark.parametrize(
    ("head", "above", "evidence", "expected"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-08-04T08:04:00+07:00"}</script>'
            '<meta property="article:published_time" content="2020-08-01T00:00:00Z">',
            "", "json-ld", "2020-08-04T08:04:00+07:00",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-08-04"}</script>'
            '<meta property="article:published_time" content="2020-08-01T00:00:00Z">',
            "", "meta:article:published_time", "2020-08-01T00:00:00+00:00",
        ),
        ("", '<p><time datetime="2020-08-04T08:04:00+02:00">Tuesday</time></p>', "time", "2020-08-04T08:04:00+02:00"),
        ("", "<p>By Jane Roe | 4 August 2020, 08:04 BST</p>", "byline", "2020-08-04T08:04:00+01:00"),
    ],
)  # fmt: skip
def test_the_best_plausible_evidence_gives_the_date(
    head: str, above: str, evidence: str, expected: str
) -> None:
    found, _ = read(html(head, above))
    assert found.published is not None
    assert (found.published_evidence, found.published.isoformat()) == (evidence, expected)


def test_a_page_without_a_date_takes_that_of_the_feed_or_of_its_address() -> None:
    dated = "https://www.kotapost.example/2020/08/04/bridge"
    feed = Announced(url=URL, published=datetime(2020, 8, 5, 9, tzinfo=UTC), evidence="feed")
    assert read(html(), url=dated)[0].published_evidence == "url"
    found, _ = read(html(), url=dated, announced=feed)
    assert (found.published, found.published_evidence) == (feed.published, "feed")


def test_a_date_without_a_zone_takes_the_sites_then_the_pages() -> None:
    above = "<p>4 August 2020, 08:04</p>"
    jakarta = Site(name="kota", timezone="Asia/Jakarta")
    assert str(read(html("", above), site=jakarta)[0].published) == "2020-08-04 08:04:00+07:00"
    other = '<meta property="article:modified_time" content="2020-08-05T10:00:00+02:00">'
    assert str(read(html(other, above))[0].published) == "2020-08-04 08:04:00+02:00"
    assert str(read(html("", above))[0].published) == "2020-08-04 08:04:00+00:00"


@pytest.mark.parametrize(
    "above",
    [
        "<p>4 August 2020, 23:04</p>",
        '<p><time datetime="2020-08-04T23:04:00-03:00">4 August</time></p>',
    ],
)
def test_a_moment_declared_in_utc_gets_the_printed_local_time(above: str) -> None:
    head = '<meta property="article:published_time" content="2020-08-05T02:04:09Z">'
    found, _ = read(html(head, above))
    assert found.published is not None
    assert found.published.date().isoformat() == "2020-08-04"
    assert found.published.utcoffset() == timedelta(hours=-3)
    assert found.published_evidence == "meta:article:published_time"


def test_a_printed_time_of_another_moment_changes_nothing() -> None:
    head = '<meta property="article:published_time" content="2020-08-05T02:04:09Z">'
    found, _ = read(html(head, "<p>4 August 2020, 23:17</p>"))
    assert str(found.published) == "2020-08-05 02:04:09+00:00"


def test_a_page_that_states_only_a_change_is_dated_by_it_and_says_so() -> None:
    found, _ = read(html("", "<p>Updated 4 August 2020, 08:04 BST</p>"))
    assert str(found.published) == "2020-08-04 08:04:00+01:00"
    assert found.published_evidence == "modified"


def test_a_date_far_below_the_headline_is_found_where_it_is_labelled() -> None:
    page = html().replace("</article>", "<p>Published on 4 August 2020</p></article>")
    found, _ = read(page)
    assert (str(found.published), found.published_evidence) == (
        "2020-08-04 00:00:00+00:00",
        "byline",
    )


def test_a_change_before_publication_is_dropped() -> None:
    published = '<meta property="article:published_time" content="2020-08-04T08:00:00Z">'
    for stamp, kept in (("2020-08-03T08:00:00Z", False), ("2020-08-05T08:00:00Z", True)):
        changed = f'<meta property="article:modified_time" content="{stamp}">'
        assert (read(html(published + changed))[0].modified is not None) is kept
    assert read(html(published))[0].modified is None


def test_numeric_dates_follow_language_and_host() -> None:
    above = "<p>Published 04/08/2020</p>"
    for lang, url, month in (
        ("en-US", URL, 4), ("en-GB", URL, 8), ("id", URL, 8),
        ("en", "https://kotapost.com/a", 4), ("en", "https://kotapost.co.uk/a", 8),
    ):  # fmt: skip
        found, _ = read(html("", above, lang), url=url)
        assert found.published is not None
        assert found.published.month == month, (lang, url)


def test_authors_come_from_the_first_source_that_names_people() -> None:
    head = (
        '<meta property="og:site_name" content="Kota Post">'
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Kota Post"}}</script>'
        '<meta name="author" content="By Jane Roe, Reuters">'
    )
    found, _ = read(html(head, "<p>By Somebody Else</p>"))
    assert (found.authors, found.agency) == (("Jane Roe",), "Reuters")


def test_a_visible_byline_gives_author_and_block() -> None:
    found, shown = read(
        html("", '<div class="byline">By <a href="/author/jane">Jane Roe</a></div>')
    )
    assert found.authors == ("Jane Roe",)
    assert {shown[i].text for i, name in found.used.items() if name == "byline"} == {"By Jane Roe"}


def test_a_marked_standfirst_is_the_deck_and_a_first_paragraph_is_not() -> None:
    deck = "The mayor says that it opens in spring."
    found, shown = read(html("", f'<p class="standfirst">{deck}</p>'))
    assert found.deck == deck
    assert {shown[i].text for i, name in found.used.items() if name == "deck"} == {deck}
    assert (
        read(html(f'<meta name="description" content="{deck}">', f"<p>{deck}</p>"))[0].deck is None
    )


def test_addresses_become_absolute_and_tags_stand_once() -> None:
    head = (
        '<link rel="canonical" href="/city/bridge?x=1"><meta property="og:image" content="//img.example/a.jpg">'
        '<meta property="article:section" content="City"><meta name="keywords" content="Bridge, river, bridge">'
    )
    found, _ = read(html(head))
    assert found.canonical_url == "https://www.kotapost.example/city/bridge?x=1"
    assert found.image == "https://img.example/a.jpg"
    assert (found.section, found.tags) == ("City", ("Bridge", "river"))
    assert read(html('<link rel="canonical" href="javascript:void(0)">'))[0].canonical_url is None
    assert read(html('<link rel="canonical" href="http://[bad">'))[0].canonical_url is None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<h1>", "</h1>", "<p>", "</p>", "By Jane Roe", "4 Aug 2020 08:04", "<time datetime='2020'>", "</time>",
             "<meta name='author' content='x'>", '<script type="application/ld+json">{"@type":"NewsArticle",',
             '"author":[{}]}', "</script>", "<title>", "</title>", "<div class='byline author date'>", "| - ,", "\n", "(Reuters) - "]
        ),
        max_size=40,
    ),
    st.booleans(),
)  # fmt: skip
def test_no_page_raises(parts: list[str], as_text: bool) -> None:
    content = "".join(parts)
    found, shown = read(
        content if as_text else "<html>" + content, kind="text/plain" if as_text else "text/html"
    )
    assert found.published is None or found.published.tzinfo is not None
    assert all(0 <= index < len(shown) for index in found.used)


def test_fields_of_a_newsroom_and_its_own_name_are_no_tags() -> None:
    head = (
        '<meta property="og:site_name" content="Kota Post"><meta name="keywords" '
        'content="Bridges, Kota Post, WC: 1000-1999, Time: 11.00, Page Type: Article">'
    )
    assert read(html(head))[0].tags == ("Bridges",)
