"""Which pages are one article, in a real archive; and which look like it and are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from archive.model import Announced, Article
from archive.store import Archive
from archive.visit import Visit

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
SITE = "https://www.harbour-times.example"

BODY = """The minister of transport resigned on Monday after twelve years in the government of the islands.

He had been under pressure since the ferry accident in the strait, in which 12 people died last month.

The party said that it would name a successor within a week, and thanked him for his long service."""
OTHER = """Fishermen on the north coast have caught more tuna this year than in any year since the war.

They say that warmer water drives the swarms closer to the shore, where their boats can reach them at night."""


@pytest.fixture
def read(article: Make, visit: Make, noon: Any) -> Make:
    """A visit to a page of the site, an hour later each time."""
    hours = iter(range(1000))

    def read(path: str, *, at: str | None = None, **changes: Any) -> Visit:
        fields = {"title": "Minister of transport resigns", "text": BODY, **changes}
        page: Article = article(1, url=path if "://" in path else SITE + path, **fields)
        page = replace(page, fetched=noon + next(hours) * HOUR)
        asked = at and (at if "://" in at else SITE + at)
        return visit(page, link=asked or page.url, url=page.url if asked else None)  # type: ignore[no-any-return]

    return read


def ids(store: Archive, *visits: Visit) -> list[int | None]:
    """Each visit in a batch of its own."""
    return [store.record([visit])[0].id for visit in visits]


def reasons(store: Archive, id: int = 1) -> dict[str, str]:
    return {address.key: address.reason for address in store.addresses(id)}


NEW_HEADLINE = {"title": "Government loses its longest-serving minister", "text": BODY + "\n\nMore later."}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        ("/news/12345/resigns", "/news/12345/loses", NEW_HEADLINE),
        ("/2026/11/resigns-12345.html", "/2026/11/loses-12345.html", NEW_HEADLINE),
        ("/news/resigns-1234567", "/world/resigns-1234567", {}),
        ("/news/12345/resigns", "/archive/12345/resigns", {"text": BODY + "\n\nNew."}),
    ],
)  # fmt: skip
def test_another_slug_around_the_same_number_is_the_same_article(
    store: Archive, read: Make, first: str, second: str, changes: dict[str, str]
) -> None:
    assert ids(store, read(first), read(second, **changes), read(second, **changes)) == [1, 1, 1]
    assert reasons(store) == {
        f"harbour-times.example{first}": "",
        f"harbour-times.example{second}": "same-number",
    }
    assert store.find(SITE + first) == store.find(SITE + second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/news/12345/resigns", "/sport/12345/tuna"),
        ("/news/12345/resigns", "/news/12345/tuna"),
        ("/news/12345/resigns", "https://other.example/news/12345/resigns"),
        ("/20261122/resigns", "/20261122/tuna"),
        ("/news?id=12345", "/news?id=12346"),
        ("/resigns?page=1", "/resigns?page=2"),
    ],
)
def test_two_articles_stay_two(store: Archive, read: Make, first: str, second: str) -> None:
    tuna = read(second, title="A good year for tuna", text=OTHER)
    assert ids(store, read(first), tuna, read(first), tuna) == [1, 2, 1, 2]


def test_reports_from_one_form_under_one_number_stay_apart_in_two_sections(
    store: Archive, read: Make
) -> None:
    def report(section: str, fish: str) -> Visit:
        text = f"The price of {fish} at the market of the harbour was 12 francs a kilo on Monday morning."
        return read(f"/{section}/12345/prices", title=f"{fish.title()} at 12 francs", text=text)  # type: ignore[no-any-return]

    assert ids(store, report("north", "tuna"), report("south", "cod")) == [1, 2]


def test_in_one_batch_as_in_several(store: Archive, read: Make) -> None:
    saved = store.record(
        [
            read("/news/12345/resigns"),
            read("/sport/12345/tuna", title="A good year for tuna", text=OTHER),
            read("/news/12345/loses", **NEW_HEADLINE),
        ]
    )
    assert [one.id for one in saved] == [1, 2, 1]
    assert [one.outcome for one in saved] == ["new", "new", "changed"]


def test_a_story_under_ever_new_headlines_is_not_fetched_for_ever(
    store: Archive, read: Make, noon: Any
) -> None:
    def due(*paths: str) -> list[str]:
        links = [Announced(url=SITE + path) for path in paths]
        return [link.url.removeprefix(SITE) for link in store.frontier.announce("s", links, noon)]

    paths = [f"/news/12345/headline-{letter}" for letter in "abcdef"]
    for path in paths[:4]:
        assert due(path) == [path]
        store.record([read(path)])

    assert store.count() == 1
    assert due(*paths[4:], "/sport/12345/headline-x", "/news/12346/headline-y") == [
        "/sport/12345/headline-x",
        "/news/12346/headline-y",
    ]


class TestRedirects:
    def test_a_moved_article_is_the_same(self, store: Archive, read: Make) -> None:
        moved = read("/new/place", at="/old/place", text=BODY + "\n\nMore later.")

        assert ids(store, read("/old/place"), moved) == [1, 1]
        assert reasons(store)["harbour-times.example/new/place"] == "redirect"

    def test_a_removed_article_that_leads_to_another_is_not_overwritten(
        self, store: Archive, read: Make
    ) -> None:
        led = read("/latest", at="/old/place", title="A good year for tuna", text=OTHER)

        assert ids(store, read("/old/place"), led) == [1, 2]
        kept = store.get(1)
        assert kept is not None
        assert kept.text == BODY

    def test_an_address_that_leads_elsewhere_each_day_overwrites_nothing(
        self, store: Archive, read: Make
    ) -> None:
        tuna = {"title": "A good year for tuna", "text": OTHER}
        first = read("/news/resigns", at="/latest")
        second = read("/news/tuna", at="/latest", **tuna)
        assert ids(store, first, second, read("/news/resigns"), second) == [1, 2, 1, 2]

        in_place = read(
            "/latest", title="Nothing new", text="Nothing is new today, says the mayor."
        )
        assert ids(store, in_place, read("/news/resigns")) == [3, 1]
        assert reasons(store, 3) == {"harbour-times.example/latest": ""}

    def test_the_link_is_another_address(self, store: Archive, read: Make) -> None:
        store.record([read("/news/resigns", at="/?p=7")])

        assert reasons(store) == {
            "harbour-times.example/news/resigns": "",
            "harbour-times.example?p=7": "redirect",
        }


class TestDeclared:
    def test_two_pages_that_declare_one_address_are_one_article(
        self, store: Archive, read: Make
    ) -> None:
        canonical = f"{SITE}/news/resigns"
        first = read("/politics/resigns", canonical_url=canonical)
        second = read("/today/resigns", canonical_url=canonical, text=BODY + "\n\nMore later.")

        assert ids(store, first, second, read("/news/resigns")) == [1, 1, 1]
        assert reasons(store) == {
            "harbour-times.example/politics/resigns": "",
            "harbour-times.example/today/resigns": "canonical",
            "harbour-times.example/news/resigns": "canonical",
        }
        rewritten = read("/news/resigns", title="A good year for tuna", text=OTHER)
        assert ids(store, rewritten) == [1]  # it has been the article's address ever since

    def test_a_wrong_declaration_does_not_swallow_the_article_that_is_there(
        self, store: Archive, read: Make
    ) -> None:
        wrong = read("/politics/resigns", canonical_url=f"{SITE}/fishing/tuna")
        tuna = read("/fishing/tuna", title="A good year for tuna", text=OTHER)

        assert ids(store, wrong, tuna, tuna, wrong) == [1, 2, 2, 1]
        found = store.find(f"{SITE}/fishing/tuna")
        assert found is not None
        assert found.title == "A good year for tuna"

    def test_a_daily_column_under_one_declared_address_is_many_articles(
        self, store: Archive, read: Make
    ) -> None:
        canonical = f"{SITE}/horoscope"
        first = read("/horoscope/monday", title="Your stars", canonical_url=canonical)
        second = read(
            "/horoscope/tuesday",
            title="Your stars",
            canonical_url=canonical,
            text=OTHER,
            published=first.extracted.article.published + 24 * HOUR,
        )

        assert ids(store, first, second, first, second) == [1, 2, 1, 2]

    @pytest.mark.parametrize(
        ("here", "there", "one"),
        [
            ("https://amp-pages.paper.example/a", "https://www.paper.example/a", True),
            ("https://news.paper.co.uk/a", "https://www.paper.co.uk/b", True),
            ("https://one.co.uk/a", "https://two.co.uk/a", False),
            ("https://partner.example/a", "https://paper.example/a", False),
        ],
    )
    def test_only_a_host_of_the_same_newspaper_can_be_declared(
        self, store: Archive, read: Make, here: str, there: str, one: bool
    ) -> None:
        found = ids(store, read(there), read(here, canonical_url=there))
        assert found == ([1, 1] if one else [1, 2])


class TestViews:
    @pytest.mark.parametrize(
        ("url", "spelt", "reason"),
        [
            ("https://amp.harbour-times.example/a", "amp.harbour-times.example/a", "amp"),
            (f"{SITE}/a/amp", "harbour-times.example/a/amp", "amp"),
            (f"{SITE}/a?print=1", "harbour-times.example/a?print=1", "print"),
            ("https://m.harbour-times.example/a", "m.harbour-times.example/a", "mobile"),
            (f"{SITE}/a?page=all", "harbour-times.example/a?page=all", "single-page"),
        ],
    )
    def test_a_view_is_the_article_and_is_told(
        self, store: Archive, read: Make, url: str, spelt: str, reason: str
    ) -> None:
        assert ids(store, read("/a"), read(url), read(url)) == [1, 1, 1]
        assert reasons(store) == {"harbour-times.example/a": "", spelt: reason}

    def test_sessions_leave_no_trace(self, store: Archive, read: Make) -> None:
        visits = [read(f"/a;jsessionid={n}ABCDEF") for n in range(5)]

        assert ids(store, *visits) == [1] * 5
        assert reasons(store) == {"harbour-times.example/a": ""}

    def test_a_link_to_a_view_of_a_stored_article_is_not_due(
        self, store: Archive, read: Make, noon: Any
    ) -> None:
        store.record([read("/news/12345/a")])
        links = [
            Announced(url="https://amp.harbour-times.example/news/12345/a"),
            Announced(url=f"{SITE}/news/12345/a?outputType=amp"),
            Announced(url="http://m.harbour-times.example/news/12345/a/"),
        ]

        assert store.frontier.announce("s", links, noon) == []

    def test_of_a_page_and_its_views_the_page_is_fetched(self, store: Archive, noon: Any) -> None:
        views = [f"{SITE}/a/amp", f"{SITE}/a", f"{SITE}/a?print=1", f"{SITE}/b?page=all"]
        due = store.frontier.announce("s", [Announced(url=url) for url in views], noon)

        assert [link.url for link in due] == [f"{SITE}/a", f"{SITE}/b?page=all"]

    def test_a_missing_view_does_not_make_the_article_gone(
        self, store: Archive, read: Make, noon: Any
    ) -> None:
        def missing(url: str) -> Visit:
            return Visit(link=url, source="s", at=noon, outcome="failed", reason="http-404")

        store.record([read("/a"), missing("https://amp.harbour-times.example/a")])
        assert store.get(1).gone is None  # type: ignore[union-attr]
        store.record([missing("http://harbour-times.example/a/?utm_source=x")])
        assert store.get(1).gone == noon  # type: ignore[union-attr]


class TestHistory:
    def test_each_change_says_what_kind_it_is(self, store: Archive, read: Make) -> None:
        store.record([read("/a")])
        store.record([read("/a", text=BODY.replace("government", "goverment"))])
        store.record([read("/a", title="Minister goes", text=BODY + "\n\nCorrection: he left on Sunday.")])  # fmt: skip

        assert store.kinds_of_change(1) == [(), ("typo",), ("correction", "headline", "typo")]

    def test_a_stub_leaves_the_fuller_text_and_a_note(self, store: Archive, read: Make) -> None:
        store.record([read("/a")])
        stub = read("/a", text=BODY.partition("\n\n")[0], kind="paywall-stub")
        (saved,) = store.record([stub])

        assert (saved.outcome, saved.revision) == ("same", 1)
        assert "fuller text stays" in saved.note
        kept = store.get(1)
        assert kept is not None
        assert (kept.text, kept.kind, kept.fetched) == (BODY, "article", stub.at)
        assert [address.note for address in store.addresses(1)] == [saved.note]

        store.record([read("/a")])
        assert [address.note for address in store.addresses(1)] == [""]

    def test_a_headline_on_trial_makes_three_revisions_in_a_day(
        self, store: Archive, read: Make
    ) -> None:
        for number in range(20):
            store.record([read("/a", title=("Minister goes", "He goes at last")[number % 2])])

        assert [state.title for state in store.revisions(1)] == [
            "Minister goes",
            "He goes at last",
            "Minister goes",
        ]
