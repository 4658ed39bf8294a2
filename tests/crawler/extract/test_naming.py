"""What class names say: each of the patterns finds each of its forms, though it is tried only where a sign of it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.extract.dates import visible
from crawler.extract.headline import deck, headmatter, title, trail
from crawler.extract.naming import mentions, speaks_of
from crawler.extract.people import authorbox

TOLD: list[tuple[Callable[[str], bool], str]] = [
    (
        authorbox.is_strangers,
        "comment comments list-comment comment-list commentlist disqus related-box sidebar recommended popular teaser most-read trending"
        " read-next readnext carousel newsletter recent-posts recent_entries recentposts promo copyright",
    ),
    (
        authorbox.is_of_picture,
        "image-author img_credit photo-copyright picture-source figure__caption media-by foto-credit bild-source gallery-caption"
        " videoauthor copyright caption pic-credit",
    ),
    (
        headmatter._names_somebody,
        "author authors byline bylines byl byl-link writer autor autoren autorens autore auteur auteur-name verfasser penulis"
        " reporter contributor journalist creator article-by articleby posted_by story-by editor-name coauthored fn",
    ),
    (
        headmatter._is_elsewhere,
        "comment related sidebar recommend popular teaser most-read footer newsletter promo carousel trending copyright",
    ),
    (
        headmatter._is_meta,
        "entry-meta entrymeta post-meta article-meta meta-info metainfo byline posted-on entry-date published pub-date pubdate"
        " dateline author",
    ),
    (
        deck._is_deck,
        "deck dek standfirst subtitle sub-title subhead subheading subheadline sub-headline kicker-text excerpt article-summary"
        " article_summary summary intro lead lede chapo chapeau sapo vorspann teaser-text abstract sommario catenaccio entradilla"
        " bajada copete",
    ),
    (title._is_headline, "headline itemprop=headline article-title title post_title"),
    (
        title._is_of_site,
        "site-title sitetitle site-name sitename logo brand masthead rel=home screen-reader blog-title blogtitle comment reply",
    ),
    (trail._is_crumbs, "breadcrumb bread-crumbs crumb crumbs page-crumbs rootline"),
    (
        visible._of_others,
        "comment related sidebar recommend popular teaser most-read mostread footer newsletter promo carousel trending copyright"
        " swiper kommentar next-article nextarticle read-more readmore breadcrumb menu nav main-nav card widget event",
    ),
    (
        visible._of_readers,
        "comment kommentar related recommend popular most-read mostread copyright trending",
    ),
    (
        visible._marked,
        "date time publish posted stamp datum fecha tanggal meta post-meta byline",
    ),
]


@pytest.mark.parametrize(
    ("says", "names"), [(says, names) for says, all_ in TOLD for names in all_.split()]
)
def test_every_form_is_found_wherever_it_stands(says: Callable[[str], bool], names: str) -> None:
    assert says(names)
    assert says(f"grid {names} wide")
    assert says(names)  # as it was kept in mind


@pytest.mark.parametrize("says", [says for says, _ in TOLD])
def test_names_of_other_things_say_nothing(says: Callable[[str], bool]) -> None:
    assert not says("")
    assert not says("grid wide col-8 hero prose")


def test_a_sign_alone_is_no_match() -> None:
    says = speaks_of(r"(?:^| )lead(?:$| )", "lead")
    assert says("the lead here")
    assert not says("mislead")


def test_any_word_is_mentioned() -> None:
    says = mentions("one", "two")
    assert says("a two b")
    assert not says("three")
