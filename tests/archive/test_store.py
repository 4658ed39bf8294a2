"""What is stored, what is new, what changed, and what comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.errors import QueryError, RecordError
from archive.model import Article, Cut, Extracted, Filters
from archive.store import Archive
from archive.visit import RawRecord, Visit

LATER = timedelta(hours=3)
Make = Callable[..., Any]


def test_an_article_comes_back_as_it_was_read(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    read = article(1, kind="live")
    (saved,) = store.record([visit(read, "Buy a boat!", "12 reactions", at=noon - LATER)])
    assert (saved.id, saved.outcome, saved.revision, saved.url) == (1, "new", 1, read.url)
    kept = store.get(1)
    assert kept == replace(read, id=1, first_seen=noon - LATER)
    assert str(kept.published) == "2026-11-20 08:05:00+07:00"
    assert store.removed(1) == (
        Cut("Buy a boat!", "advert", "p:nth-child(0)"),
        Cut("12 reactions", "advert", "p:nth-child(1)"),
    )
    assert store.revisions(1) == [kept]


def test_what_is_not_there_is_none(store: Archive) -> None:
    assert store.get(7) is None
    assert store.find("https://x.example/none") is None
    assert store.find("not a url") is None
    assert store.removed(7) == ()
    assert store.revisions(7) == []


def test_visits_keep_their_order_in_the_answer(store: Archive, article: Make, visit: Make) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    refused = Visit(link="https://x.example/a", source="s", at=at, outcome="refused", reason="r")
    failed = Visit(link="https://x.example/b", source="s", at=at, outcome="failed", reason="f")
    saved = store.record([refused, visit(article(1)), failed, visit(article(2)), visit(article(1))])
    assert [(s.id, s.outcome) for s in saved] == [
        (None, "refused"),
        (1, "new"),
        (None, "failed"),
        (2, "new"),
        (1, "same"),
    ]
    assert store.record([]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ferry sinks"},
        {"deck": None},
        {"text": "It sank."},
        {"authors": ("Zoë Ånd",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_that_a_reader_notices_is_a_revision(
    store: Archive, article: Make, visit: Make, noon: datetime, change: dict[str, Any]
) -> None:
    old = article(1)
    new = replace(old, fetched=noon + LATER, tags=("other",), **change)
    store.record([visit(old, "old cut")])
    (saved,) = store.record([visit(new, "new cut")])
    assert (saved.id, saved.outcome, saved.revision) == (1, "changed", 2)
    first, second = store.revisions(1)
    assert first == replace(old, id=1, first_seen=noon, revision=1)
    assert second == replace(new, id=1, first_seen=noon, revision=2) == store.get(1)
    assert [cut.text for cut in store.removed(1)] == ["new cut"]


@pytest.mark.parametrize(
    "change",
    [
        {"section": "World"},
        {"published": datetime(2026, 11, 20, 2, 0, tzinfo=UTC)},
        {"kind": "live"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_section_date_and_kind_are_kept_up_to_date_without_a_revision(
    store: Archive, article: Make, visit: Make, noon: datetime, change: dict[str, Any]
) -> None:
    old = article(1)
    store.record([visit(old, "old cut", raw=RawRecord("a.warc.gz", 5))])
    (saved,) = store.record([visit(replace(old, fetched=noon + LATER, **change), "new cut")])
    assert (saved.id, saved.outcome, saved.revision) == (1, "same", 1)
    kept = replace(old, id=1, first_seen=noon, fetched=noon + LATER, **change)
    assert store.revisions(1) == [kept]
    assert [cut.text for cut in store.removed(1)] == ["old cut"]
    filters = Filters(section=kept.section, until=kept.published + timedelta(seconds=1))  # type: ignore[operator]
    assert store.search("ferry", filters).total == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "The ferry left at dawn.\n\n\nIt carried 1  passengers and a goat. "},
        {"tags": ()},
        {"image": None},
        {"rules": "2027.01"},
        {"published": datetime(2026, 11, 20, 1, 5, tzinfo=UTC)},
        {"published": None, "published_evidence": None},
    ],
    ids=["white space", "tags", "image", "rules", "the same moment", "no date any more"],
)
def test_a_change_that_no_reader_notices_moves_only_fetched(
    store: Archive, article: Make, visit: Make, noon: datetime, change: dict[str, Any]
) -> None:
    old = article(1)
    store.record([visit(old, "cut")])
    (saved,) = store.record([visit(replace(old, fetched=noon + LATER, **change))])
    assert (saved.id, saved.outcome, saved.revision) == (1, "same", 1)
    assert store.revisions(1) == [replace(old, id=1, first_seen=noon, fetched=noon + LATER)]
    assert [cut.text for cut in store.removed(1)] == ["cut"]


def test_a_revision_without_a_date_keeps_the_one_known(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    old = article(1)
    new = replace(old, text="New.", published=None, published_evidence=None, fetched=noon + LATER)
    store.record([visit(old), visit(new)])
    kept = store.get(1)
    assert kept is not None
    assert (kept.published, kept.published_evidence) == (old.published, "json-ld")


def test_one_batch_can_hold_several_states_of_one_article(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    states = [article(1, text=text, fetched=noon) for text in "aabbca"]
    saved = store.record([visit(state) for state in states])
    assert [s.outcome for s in saved] == ["new", "same", "changed", "same", "changed", "changed"]
    assert [a.text for a in store.revisions(1)] == ["a", "b", "c", "a"]
    assert store.count() == 1


def test_the_index_follows_a_revision(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    store.record([visit(article(1, title="Zeppelin lands"))])
    assert store.search("zeppelin").total == 1
    store.record([visit(article(1, title="Airship lands", fetched=noon + LATER))])
    assert (store.search("zeppelin").total, store.search("airship").total) == (0, 1)


@pytest.mark.parametrize(
    "second",
    [
        {"url": "http://harbour-times.example/news/1/?utm_source=x"},
        {"url": "https://www.harbour-times.example/amp/1", "canonical_url": "/news/1"},
    ],
    ids=["another spelling", "canonical"],
)
def test_one_page_at_two_addresses_is_stored_once(
    store: Archive, article: Make, visit: Make, second: dict[str, str]
) -> None:
    if "canonical_url" in second:
        second = {**second, "canonical_url": "https://www.harbour-times.example/news/1"}
    saved = store.record([visit(article(1)), visit(article(1, **second))])
    assert [s.id for s in saved] == [1, 1]
    assert store.find(second["url"]) == store.find(article(1).url) == store.get(1)


def test_a_redirect_joins_the_link_to_the_article(
    store: Archive, article: Make, visit: Make
) -> None:
    link = "https://harbour-times.example/?p=1"
    store.record([visit(article(1), link=link)])
    assert store.find(link) == store.get(1)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://www.harbour-times.example/",
        "https://other.example/news/1",
        "https://www.harbour-times.example/news",
        "https://[broken",
    ],
)
def test_articles_that_all_declare_one_wrong_address_stay_apart(
    store: Archive, article: Make, visit: Make, canonical: str
) -> None:
    saved = store.record([visit(article(n, canonical_url=canonical)) for n in range(3)])
    assert [s.outcome for s in saved] == ["new"] * 3
    again = store.record([visit(article(n, canonical_url=canonical)) for n in range(3)])
    assert [(s.id, s.outcome) for s in again] == [(1, "same"), (2, "same"), (3, "same")]


def test_an_article_that_is_gone_keeps_the_first_time_it_was_missing(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    def missing(at: datetime) -> Visit:
        return Visit(link=article(1).url, source="s", at=at, outcome="failed", reason="http-404")

    store.record([visit(article(1)), missing(noon), missing(noon + LATER)])
    gone = store.get(1)
    assert gone is not None
    assert gone.gone == noon
    store.record([visit(article(1, fetched=noon + 2 * LATER))])
    back = store.get(1)
    assert back is not None
    assert back.gone is None


def test_an_imported_article_keeps_its_history_and_gets_a_number_of_its_own(
    store: Archive, article: Make, extract: Make, noon: datetime
) -> None:
    old = article(1, id=77, first_seen=noon - LATER, revision=4, gone=noon, duplicate_of=5, story=6)
    store.save([extract(article(9)), extract(old)])
    assert store.get(2) == replace(old, id=2, duplicate_of=None, story=None)


def test_an_older_fetch_never_overwrites_a_newer_one(
    store: Archive, article: Make, extract: Make, noon: datetime
) -> None:
    new = article(1, text="New.", fetched=noon)
    store.save([extract(new)])
    (saved,) = store.save([extract(article(1, text="Old.", fetched=noon - LATER))])
    assert (saved.outcome, saved.revision) == ("same", 1)
    assert store.get(1) == replace(new, id=1, first_seen=noon)
    store.save([extract(article(1, text="New.", fetched=noon - LATER, gone=noon))])
    assert store.get(1) == replace(new, id=1, first_seen=noon)


def test_a_newer_import_is_a_revision_with_a_number_above_both(
    store: Archive, article: Make, extract: Make, noon: datetime
) -> None:
    store.save([extract(article(1))])
    (saved,) = store.save([extract(article(1, text="x", fetched=noon + LATER, revision=7))])
    assert (saved.outcome, saved.revision) == ("changed", 7)
    (saved,) = store.save([extract(article(1, text="y", fetched=noon + 2 * LATER, revision=2))])
    assert (saved.outcome, saved.revision) == ("changed", 8)


def test_a_batch_with_one_bad_article_stores_nothing(
    store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    naive = article(2, published=datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused
    with pytest.raises(ValueError, match="without a zone"):
        store.record([visit(article(1)), visit(naive)])
    with pytest.raises(RecordError, match="without a URL"):
        store.record([visit(article(1)), visit(article(2, url=""), link="")])
    with pytest.raises(ValueError, match="exactly when"):
        store.record([visit(article(1)), replace(visit(article(2)), outcome="failed")])
    assert (store.count(), store.search("ferry").total) == (0, 0)
    assert store.frontier.known([article(1).url]) == set()


def test_broken_characters_are_mended_not_fatal(store: Archive, article: Make, visit: Make) -> None:
    broken = article(1, title="A\0 half \ud83d pair", authors=("B\udc00b",))
    store.record([visit(broken, "cut \ud83d", source="s")])
    kept = store.get(1)
    assert kept is not None
    assert (kept.title, kept.authors) == ("A half ? pair", ("B?b",))
    assert store.removed(1)[0].text == "cut ?"


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"], ids=["late", "early"]
)
def test_a_date_beyond_the_calendar_is_left_out_not_fatal(
    store: Archive, article: Make, visit: Make, moment: str
) -> None:
    odd = datetime.fromisoformat(moment)
    store.record([visit(article(1, published=odd)), visit(article(2, modified=odd))])
    first, second = store.articles()
    assert (first.published, first.modified) == (None, article(1).modified)
    assert (second.published, second.modified) == (article(2).published, None)


def test_articles_stream_in_the_order_of_their_numbers(
    store: Archive, article: Make, extract: Make
) -> None:
    store.save([extract(article(n, language="id" if n % 2 else "en")) for n in range(500)])
    assert [a.id for a in store.articles()] == list(range(1, 501))
    ids = [a.id for a in store.articles(Filters(language="id"))]
    assert ids == list(range(2, 501, 2))
    assert [a.id for a in store.articles(query='title:"number 7"')] == [8]
    assert store.count() == 500


def test_a_stream_sees_the_archive_as_it_was_when_it_began(
    store: Archive, article: Make, extract: Make
) -> None:
    store.save([extract(article(n)) for n in range(300)])
    stream = iter(store.articles())
    next(stream)
    store.save([extract(article(n)) for n in range(300, 600)])
    assert sum(1 for _ in stream) == 299


@pytest.mark.parametrize("query", ['"', "AND", "title:", "(", "-", "NEAR(a b", "a:b:c", "*", "\0"])
def test_whatever_is_asked_is_answered_or_a_query_error(store: Archive, query: str) -> None:
    with suppress(QueryError):
        assert store.search(query).total == 0
    with suppress(QueryError):
        assert list(store.articles(query=query)) == []


def test_the_raw_page_of_each_revision_is_known(
    path: Path, store: Archive, article: Make, visit: Make, noon: datetime
) -> None:
    store.record([visit(article(1), raw=RawRecord("a.warc.gz", 10))])
    changed = article(1, text="x", fetched=noon + LATER)
    store.record([visit(changed, raw=RawRecord("b.warc.gz", 2**33))])
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT raw_file, raw_offset FROM revisions UNION ALL SELECT raw_file, raw_offset FROM articles"
    )
    assert rows.fetchall() == [("a.warc.gz", 10), ("b.warc.gz", 2**33)]
    connection.close()


def test_the_representation_names_the_file(store: Archive, path: Path) -> None:
    assert repr(store) == f"<Archive sqlite:///{path}>"


def test_an_article_without_a_source_gets_that_of_its_visit(
    store: Archive, article: Make, visit: Make
) -> None:
    store.record([visit(article(1, source=""), source="harbour")])
    kept = store.get(1)
    assert kept is not None
    assert kept.source == "harbour"


def test_extracted_articles_need_not_be_a_list(
    store: Archive, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    assert len(store.save(extract(article(n)) for n in range(3))) == 3
