"""Choosing among the dates that a page declares, shows and hides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Announced, Article, Page
from crawler.extract import article, dates

URL = "https://www.kotapost.example/bridge"
STORY = (
    "The bridge over the great river was closed on Monday after the flood had carried away two of its seven "
    "pillars, and people cross by boat until a new one stands there next year, the town said in a letter. "
)


def read(
    head: str = "",
    above: str = "",
    below: str = "",
    *,
    end: str = "",
    lang: str = "en",
    url: str = URL,
    announced: Announced | None = None,
) -> Article:
    """A page with these parts of its head, above and below the headline and behind the story."""
    body = (
        f'<html lang="{lang}"><head><title>Bridge closed</title>{head}</head><body><nav><ul><li>News</li></ul></nav>'
        f"<main>{above}<h1>Bridge over the great river closed</h1>{below}<p>{STORY}</p><p>{STORY}</p><p>{STORY}</p>"
        f"</main>{end}</body></html>"
    )
    page = Page(
        url=url,
        fetched=datetime(2024, 8, 6, 12, tzinfo=UTC),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body.encode(),
        announced=announced,
    )
    return article(page).article


def declared(published: str, modified: str = "") -> str:
    changed = f',"dateModified":"{modified}"' if modified else ""
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{published}"{changed}}}</script>'


def found(article: Article) -> tuple[str, str | None]:
    return (article.published.isoformat() if article.published else "", article.published_evidence)


def test_the_day_printed_under_the_headline_stands_against_a_declared_one() -> None:
    page = read(declared("2019-04-10T12:30:00Z", "2023-09-01"), below="<p>March 20, 2023</p>")
    assert found(page) == ("2023-03-20T00:00:00+00:00", "byline")
    earlier = read(declared("2023-06-24"), below='<p><time datetime="2022-11-02">2 Nov</time></p>')
    assert found(earlier) == ("2022-11-02T00:00:00+00:00", "time")


@pytest.mark.parametrize(
    "below",
    [
        "<p>Updated March 20, 2023</p>",
        "<p>Saturday, October 14, 2023</p>",  # later than the last change: of an event
        "<p>March 20, 2023</p><p>May 3, 2022</p>",  # which is it?
        "<p>03/02/2023</p>",  # February or March
        f"<p>{STORY}</p><p>March 20, 2023</p>",  # below the story's first paragraph
        '<div class="related-stories"><ul><li>A</li><li>B</li><li>C</li><li>D</li><li>E</li><li>F</li>'
        "<li>March 20, 2023</li></ul></div>",
        "<p>The mayor said on March 20, 2023 that the bridge over the river would be closed and that a boat "
        "would carry people</p>",
    ],
)  # fmt: skip
def test_no_other_printed_date_does(below: str) -> None:
    page = read(declared("2019-04-10T12:30:00Z", "2023-09-01"), below=below)
    assert found(page) == ("2019-04-10T12:30:00+00:00", "json-ld")


def test_a_printed_day_that_is_declared_as_a_change_is_no_publication() -> None:
    page = read(declared("2019-04-10", "2023-03-20T10:00:00Z"), below="<p>March 20, 2023</p>")
    assert found(page) == ("2019-04-10T00:00:00+00:00", "json-ld")
    assert str(page.modified) == "2023-03-20 10:00:00+00:00"


def test_a_labelled_date_stands_against_a_declared_one_that_is_the_last_change() -> None:
    line = "<p>Published March 20, 2023</p>"
    page = read(declared("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"), above=line)
    assert found(page) == ("2023-03-20T00:00:00+00:00", "byline")


def test_what_is_shown_stands_against_metas_that_hold_anything() -> None:
    line = '<p class="when"><time datetime="2022-01-21">21 January</time></p>'
    weak = read('<meta name="dc.date" content="2022-01-26T10:00:00Z">', above=line)
    assert found(weak) == ("2022-01-21T00:00:00+00:00", "time")
    alone = read('<meta name="dc.date" content="2022-01-26T10:00:00Z">')
    assert found(alone) == ("2022-01-26T10:00:00+00:00", "meta:dc.date")


def test_a_moment_in_utc_keeps_the_day_that_was_printed() -> None:
    page = read(declared("2023-03-20T22:30:00Z"), below="<p>March 21, 2023</p>")
    assert found(page) == ("2023-03-21T00:30:00+02:00", "json-ld")
    page = read(declared("2023-03-21T02:30:00Z"), below="<p>March 20, 2023</p>")
    assert found(page) == ("2023-03-20T23:30:00-03:00", "json-ld")


def test_several_dated_lines_above_the_headline_belong_to_other_stories() -> None:
    lines = "".join(f'<p><time datetime="2023-03-{d}">{d}</time> Story</p>' for d in (11, 12, 13))
    page = read(above=lines, below='<div class="meta"><time datetime="2022-01-21">x</time></div>')
    assert found(page) == ("2022-01-21T00:00:00+00:00", "time")
    assert (
        read(above=lines, url="https://kotapost.example/2021/05/06/b").published_evidence == "url"
    )


def test_a_label_may_stand_in_a_line_of_its_own() -> None:
    page = read(end='<div class="sidebar"><h4>Published</h4><div>July 8, 2023</div></div>')
    assert found(page) == ("2023-07-08T00:00:00+00:00", "byline")
    changed = read(below="<p>Last updated:</p><p>July 8, 2023</p>")
    assert changed.published_evidence == "modified"


def test_dates_of_comments_and_other_stories_are_not_the_articles() -> None:
    for names in ("comment-list", "related", "trending", "footer copyright"):
        assert read(end=f'<div class="{names}"><p>July 8, 2023</p></div>').published is None


@pytest.mark.parametrize(
    "unset", ["1970-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "0001-01-01T00:00:00", "2039-01-01"]
)
def test_a_date_that_was_never_set_gives_way(unset: str) -> None:
    page = read(declared(unset), above='<p class="date">Published: 8 July 2023, 10:00</p>')
    assert found(page) == ("2023-07-08T10:00:00+00:00", "byline")


def test_a_date_before_the_site_began_gives_way() -> None:
    end = "<footer><p>© 2008–2024 Kota Post</p></footer>"
    page = read(declared("2003-05-05"), above="<p>8 July 2023, 10:00</p>", end=end)
    assert page.published_evidence == "byline"
    assert read(declared("2003-05-05"), end=end).published_evidence == "json-ld"


def test_two_sources_of_different_kinds_stand_against_one() -> None:
    head = declared("2015-01-16T14:53:35+01:00") + (
        '<meta property="article:published_time" content="2017-12-01T12:01:11+01:00">'
    )
    line = "<p>Published 1 December 2017, 12:01</p>"
    assert found(read(head, above=line))[0].startswith("2017-12-01T12:01")
    assert read(head).published_evidence == "json-ld"


def test_the_ending_of_a_countrys_hosts_tells_more_than_the_language_that_software_comes_with() -> (
    None
):
    line = "<p>Published 04/08/2020</p>"
    for host, month in (("kotapost.example", 4), ("kotapost.co.uk", 8), ("kotapost.io", 4)):
        page = read(below=line, lang="en-US", url=f"https://{host}/bridge")
        assert page.published is not None
        assert page.published.month == month, host


@pytest.mark.parametrize(
    ("above", "below", "evidence"),
    [
        ("", '<div style="display:none"><time datetime="2023-07-08">x</time></div>', "time"),
        ("", '<div class="wp-caption"><small>08.07.2023</small></div>', "byline"),
        ("<p>Kotapost</p>" * 12 + "<p>8 July 2023</p>" + "<p>Kotapost</p>" * 12, "", "byline"),
    ],
)
def test_where_all_else_fails_less_is_believed(above: str, below: str, evidence: str) -> None:
    page = read(above=above, below=below)
    assert (found(page)[0][:10], page.published_evidence) == ("2023-07-08", evidence)


def test_a_relative_date_counts_from_the_fetch_when_no_feed_knows_better() -> None:
    line = "<p>3 hours ago</p>"
    assert found(read(below=line)) == ("2024-08-06T09:00:00+00:00", "byline")
    feed = Announced(url=URL, published=datetime(2024, 8, 6, 8, 30, tzinfo=UTC), evidence="feed")
    assert read(below=line, announced=feed).published_evidence == "feed"


@pytest.mark.parametrize(
    ("lang", "line", "expected"),
    [
        ("de", "<p>Stand: 03.04.2018, 10:21 Uhr</p>", "2018-04-03T10:21:00+00:00"),
        ("de", "<p>Geschrieben von Adi am 25.08.2015 22:30 (1599 x gelesen)</p>", "2015-08-25T22:30:00+00:00"),
        ("id", "<p>Adi - Tekno | Selasa, 4 Agustus 2020 | 08:04 WIB</p>", "2020-08-04T08:04:00+07:00"),
        ("zh", "<div>2020-02-19 20:29:58 来源： 半月谈</div>", "2020-02-19T20:29:58+00:00"),
        ("en", "<p>By Daniel | Published: 23 July 2017 | Comments closed</p>", "2017-07-23T00:00:00+00:00"),
        ("ja", "<p>公開日：2019/02/22</p>", "2019-02-22T00:00:00+00:00"),
        ("vi", "<p>Thứ Ba, ngày 4 tháng 8 năm 2020 - 08:04 (GMT+7)</p>", "2020-08-04T08:04:00+07:00"),
    ],
)  # fmt: skip
def test_lines_with_dates_as_newspapers_print_them(lang: str, line: str, expected: str) -> None:
    assert found(read(below=line, lang=lang)) == (expected, "byline")


def test_words_of_another_language_are_no_days() -> None:
    assert read(below="<p>Mehr dazu hier</p>", lang="de").published is None
    assert read(below="<p>Test: iPhone 11 Pro</p>", lang="de").published is None


@pytest.mark.parametrize(
    ("head", "below", "end", "expected", "evidence"),
    [
        ("", f"<p>Press release of 25 January 2022 | Berlin – {STORY}</p>", "", "2022-01-25", "dateline"),
        ("", f"<p>BERLIN, Jan. 25, 2022 /Wire/ -- {STORY}</p>", "", "2022-01-25", "dateline"),
        ("<script>window.page = {\"id\":7,\"published_at\":\"2022-01-25T08:00:00Z\"};</script>", "", "", "2022-01-25", "script"),
        ("<meta property='script:ld' content='{\"datePublished\":\"2022-01-25\"}'>", "", "", "2022-01-25", "script"),
        ("", "", '<div data-date="25 January 2022"></div>', "2022-01-25", "attribute"),
        ("<meta name='kp:posted' content='2022-01-25T08:00:00Z'>", "", "", "2022-01-25", "meta:kp:posted"),
        ("<meta name='kp:expires_date' content='2022-01-26'><meta name='kp:date' content='25 Jan 2022'>", "", "", "2022-01-25", "meta:kp:date"),
    ],
)  # fmt: skip
def test_a_page_without_other_dates_is_dated_by_what_is_buried_in_it(
    head: str, below: str, end: str, expected: str, evidence: str
) -> None:
    page = read(head, below=below, end=end)
    assert (found(page)[0][:10], page.published_evidence) == (expected, evidence)
    shown = read(head, above="<p>8 July 2023</p>", below=below, end=end)
    assert shown.published_evidence == "byline"


def test_of_a_page_of_dates_only_a_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    parse = dates.parse

    def counted(text: str, **more: Any) -> list[dates.FoundDate]:
        nonlocal count
        count += 1
        return parse(text, **more)

    monkeypatch.setattr(dates, "parse", counted)
    read(end="".join(f"<p>{i % 28 + 1} of May {2000 + i % 20}, room {i}</p>" for i in range(3000)))
    assert count < 1500


@given(
    st.text(max_size=300), st.text(max_size=80), st.sampled_from(["en", "de", "ja", "ar", "th", ""])
)
@settings(max_examples=60, deadline=None)
def test_no_line_and_no_declaration_raises(line: str, stamp: str, lang: str) -> None:
    page = read(
        declared(stamp.replace('"', "").replace("\\", "").replace("<", "")),
        below=f"<p>{line}</p><time datetime='{stamp}'>x</time>",
        lang=lang,
        url="https://kotapost.example/" + stamp.replace("#", ""),
    )
    assert page.published is None or page.published.tzinfo is not None
