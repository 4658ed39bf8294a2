from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from archive.errors import QueryError
from archive.model import Filters
from archive.schema import articles
from archive.search.sqlite import COUNTED

DAY = timedelta(days=1)
NOON = datetime.fromisoformat("2026-03-01T12:00:00+07:00")


@pytest.fixture
def frosts(shelf: Any, article: Any) -> Any:
    """Five articles on frost; the fourth is by far the oldest, the fifth is a copy of the first."""
    shelf.put(
        article("Frost", "frost", published=NOON, source="alpha", section="Économie", words=100),
        article(
            "Ice", "frost came", published=NOON + DAY, source="beta", section="Sport", words=50
        ),
        article("Snow", "frost", published=NOON + 2 * DAY, authors=("Žofie Nováková", "100% Jo_e")),
        article("Rain", "frost and more rain " * 9, published=NOON - 900 * DAY, language="id"),
        article("Copy", "frost", published=NOON + 3 * DAY, source="alpha", duplicate_of=1),
    )
    return shelf


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {1, 2, 3, 4}),
        ({"with_duplicates": True}, {1, 2, 3, 4, 5}),
        ({"source": "alpha"}, {1}),
        ({"source": "alpha", "with_duplicates": True}, {1, 5}),
        ({"source": "ALPHA"}, set()),
        ({"source": "a%"}, set()),
        ({"section": "ECONOMIE"}, {1}),
        ({"section": "sport"}, {2}),
        ({"section": "spor"}, set()),
        ({"language": "id"}, {4}),
        ({"language": "EN"}, {1, 2, 3}),
        ({"author": "novakova"}, {3}),
        ({"author": "FIE NOV"}, {3}),
        ({"author": "%"}, {3}),
        ({"author": "0%"}, {3}),
        ({"author": "_"}, {3}),
        ({"author": "n_v"}, set()),
        ({"author": "\\"}, set()),
        ({"min_words": 50}, {1, 2}),
        ({"since": NOON + DAY}, {2, 3}),
        ({"until": NOON + DAY}, {1, 4}),
        ({"since": NOON, "until": NOON + DAY}, {1}),
        ({"source": "alpha", "section": "économie", "min_words": 100}, {1}),
        (
            {"source": "\udcff", "author": "\udcff", "section": "\udcff", "language": "\udcff"},
            set(),
        ),
        ({"source": "", "section": ""}, set()),
    ],
)
def test_filters_narrow_every_kind_of_query(
    frosts: Any, filters: dict[str, Any], found: set[int]
) -> None:
    for query in ("frost", "", "-unknown", "frost*"):
        results = frosts.search(query, Filters(**filters))
        assert {hit.article.id for hit in results.hits} == found
        assert (results.total, results.exact) == (len(found), True)
        with frosts.engine.begin() as connection:
            condition = frosts.index.matching(connection, query, Filters(**filters))
            assert (
                set(connection.execute(select(articles.c.id).where(condition)).scalars()) == found
            )


def test_an_article_is_given_as_it_was_stored(frosts: Any) -> None:
    (hit,) = frosts.search("title:ice").hits
    assert hit.article.published == NOON + DAY
    assert hit.article.published.utcoffset() == timedelta(hours=7)
    assert (hit.article.text, hit.article.section) == ("frost came", "Sport")


def test_a_backfilled_article_stands_where_its_date_belongs(frosts: Any) -> None:
    assert frosts.ids("frost", sort="newest") == [3, 2, 1, 4]
    assert frosts.ids("frost", sort="oldest") == [4, 1, 2, 3]
    assert frosts.ids("", sort="relevance") == [3, 2, 1, 4]


def test_without_a_date_the_day_it_was_first_seen_counts(shelf: Any, article: Any) -> None:
    shelf.put(article("a", published=NOON), article("b"), article("c"))
    assert shelf.ids("", sort="newest") == [1, 3, 2]


def test_a_title_counts_more_than_a_text_and_a_short_text_more_than_a_long(
    shelf: Any, article: Any
) -> None:
    filler = "something else entirely " * 50
    shelf.put(
        article("Other", f"frost {filler}"),
        article("Frost", filler),
        article("Other", "frost and little else"),
        *(article("Noise", filler) for _ in range(9)),
    )
    results = shelf.search("frost")
    assert [hit.article.id for hit in results.hits] == [2, 3, 1]
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_equally_good_ones_come_newest_first_on_every_page(shelf: Any, article: Any) -> None:
    shelf.put(*(article("Same", "frost", published=NOON + n % 7 * DAY) for n in range(300)))
    whole = shelf.ids("frost", limit=300)
    assert whole == sorted(whole, key=lambda id: ((id - 1) % 7, id), reverse=True)
    pages = [shelf.ids("frost", limit=40, offset=offset) for offset in range(0, 300, 40)]
    assert [id for page in pages for id in page] == whole


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_limit_and_offset_cut_one_order_and_the_total_stays(frosts: Any, sort: Any) -> None:
    whole = frosts.ids("frost", sort=sort)
    for offset in range(6):
        page = frosts.search("frost", sort=sort, limit=2, offset=offset)
        assert [hit.article.id for hit in page.hits] == whole[offset : offset + 2]
        assert (page.total, page.exact) == (4, True)
    assert frosts.search("frost", sort=sort, limit=0).total == 4


def test_a_total_is_exact_up_to_ten_thousand(shelf: Any, article: Any) -> None:
    shelf.put(*(article("Frost", str(n)) for n in range(COUNTED)))
    results = shelf.search("frost", limit=1)
    assert (results.total, results.exact) == (COUNTED, True)
    shelf.put(article("Frost"))
    for query in ("frost", "", "-unknown"):
        results = shelf.search(query, limit=1)
        assert (results.total, results.exact) == (COUNTED, False)


def test_a_stem_of_one_language_does_not_find_words_of_another(shelf: Any, article: Any) -> None:
    shelf.put(article("Fox News", language="es"), article("A new ferry"))
    assert shelf.titles("news") == ["Fox News"]
    assert shelf.titles("new") == ["A new ferry"]


def test_a_language_with_few_articles_does_not_come_first_for_that(
    shelf: Any, article: Any
) -> None:
    filler = "something else entirely " * 9
    shelf.put(
        *(article("Jakarta", f"jakarta {filler}", language="id") for _ in range(30)),
        *(article("Other", filler, language="id") for _ in range(60)),
        *(article("Other", f"{filler} jakarta", language="en") for _ in range(3)),
        article("Other", f"{filler} jakarta", language="fr"),
    )
    hits = shelf.search("jakarta", limit=50).hits
    assert [hit.article.language for hit in hits] == ["id"] * 30 + ["fr", "en", "en", "en"]
    # The same words of the same weight in the same place: the same score, whatever the language.
    assert hits[-1].score == pytest.approx(hits[-4].score)


@pytest.mark.parametrize(
    "query", ["jakarta", "jakarta OR -other", "jakarta else -nothing", "-nothing", "jakart*"]
)
def test_all_languages_together_are_what_was_asked(shelf: Any, article: Any, query: str) -> None:
    languages = ["en", "id", "fr", None, "zh"]
    shelf.put(*(article("Jakarta", "something else", language=language) for language in languages))
    shelf.put(*(article("Other", "jakarta is else", language=language) for language in languages))
    ranked = shelf.ids(query)
    assert len(ranked) == len(set(ranked))
    assert set(ranked) == set(shelf.ids(query, sort="newest"))


def test_an_article_of_unknown_language_is_found_by_its_exact_words(
    shelf: Any, article: Any
) -> None:
    shelf.put(article("Elections", language=None), article("Elections", language="xx-unknown"))
    assert len(shelf.ids("elections")) == 2
    assert shelf.ids("election") == []


def test_an_empty_archive_answers_everything_with_nothing(shelf: Any) -> None:
    for query in ("", "frost", "-frost", "fro*", '"a b"', "選挙"):
        assert shelf.search(query).total == 0


def terms(shelf: Any) -> set[str]:
    with shelf.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            words = "SELECT word FROM ts_stat('SELECT terms FROM search_index')"
            return set(connection.exec_driver_sql(words).scalars())
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, articles_fts, row)"
        )
        return set(connection.exec_driver_sql("SELECT term FROM vocabulary").scalars())


def test_what_is_taken_out_of_the_index_leaves_nothing_behind(shelf: Any, article: Any) -> None:
    shelf.put(
        article(
            "Elections", "Ａ naïve text, 選挙と技術", deck="Deck", authors=("Jo",), section="S"
        ),
        article("Frost", "kept", language="de"),
    )
    shelf.take_out(1)
    assert shelf.ids("elections OR 選挙 OR author:jo") == []
    assert shelf.ids("frost") == [2]
    shelf.take_out(2)
    assert terms(shelf) == set()


def test_a_changed_article_is_found_by_its_new_words_only(shelf: Any, article: Any) -> None:
    (id,) = shelf.put(article("Frost", "old words"))
    shelf.take_out(id)
    with shelf.engine.begin() as connection:
        shelf.index.index_many(connection, [(shelf.places[id], article("Thaw", "new phrasing"))])
    assert shelf.ids("frost OR old") == []
    assert shelf.ids("thaw phrasing") == [id]


def test_articles_may_be_indexed_in_any_order(shelf: Any, article: Any) -> None:
    shelf.put(*(article(f"Number {n}") for n in range(20)))
    several = [(shelf.places[id], shelf.held[id]) for id in (7, 20, 1, 13)]
    shelf.take_out(7, 20, 1, 13)
    with shelf.engine.begin() as connection:
        shelf.index.index_many(connection, several)
    assert sorted(shelf.ids("number", limit=50)) == list(range(1, 21))


def test_inflected_words_are_kept_although_the_first_try_was_rolled_back(
    shelf: Any, article: Any
) -> None:
    elections = article("Elections")
    with shelf.engine.connect() as connection, connection.begin() as transaction:
        shelf.index.index_many(connection, [(1, elections)])
        transaction.rollback()
    shelf.put(elections)
    assert shelf.ids("electio*") == [1]


PIECES = ["frost", "a", "OR", "AND", "NOT", "NEAR", "-", "(", ")", '"', "*", ":", "^", "+", "{", "}", "title:",
          "author:", "facet:", "rowid", " ", "  ", "é", "選挙", "龍", "'", "''", ";", "%", "_", "\\", "\0", "😀", "\udcff",
          "1", "0", "the", "covid-19", "U.S.", "ﷺ", "\u0301", "ｶﾞ"]  # fmt: skip


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400
)
@given(
    query=st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
)
def test_whatever_a_person_types_is_answered_or_refused_in_one_line(
    frosts: Any, query: str, sort: Any
) -> None:
    try:
        results = frosts.search(query, sort=sort)
    except QueryError as error:
        refused = str(error)
        assert refused.isprintable()
    else:
        assert len(results.hits) == results.total


@pytest.mark.parametrize(
    "query",
    [
        " ".join(f"w{n}" for n in range(100)),
        " OR ".join(f"w{n}" for n in range(50)),
        " ".join(f"-w{n}" for n in range(100)),
        " ".join(f"w{n}*" for n in range(100)),
        '"' + " ".join(f"w{n}" for n in range(100)) + '"',
        "(" * 19 + "frost" + ")" * 19,
        "(a OR (b " * 9 + "c" + "))" * 9,
        "-(a " * 9 + "frost" + ")" * 9,
        "(frost OR title:(a -(" * 4 + "frost" + ")))" * 4,
        "選" * 4_000,
        "选举" * 2_000,
        "frost" * 900,
        "a-" * 99 + "a",
        "*frost*",
        "title:author:frost",
    ],
)
def test_the_largest_queries_that_parse_are_answered(frosts: Any, query: str) -> None:
    frosts.search(query)


@pytest.mark.parametrize(
    "query", ["!!!", "x" * 100_000, "(" * 10_000 + "frost" + ")" * 10_000, "a " * 5_000, "😀"]
)
def test_what_is_refused_is_refused_by_name(frosts: Any, query: str) -> None:
    with pytest.raises(QueryError):
        frosts.search(query)
