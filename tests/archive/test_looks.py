"""When articles are to be looked at again, kept with the articles themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.looks import Brought, Look, Looked, Week
from archive.model import Announced, Article
from archive.store import Archive
from archive.visit import Saved, Visit

HOUR = timedelta(hours=1)
PAPER = "harbour-times"

Make = Callable[..., Article]
Come = Callable[..., Visit]


class Hourly:
    """Every article once an hour, those older than three days never."""

    def __init__(self) -> None:
        self.asked: list[tuple[Looked, Brought]] = []

    def first(self, kind: str, age: timedelta, at: datetime) -> datetime | None:
        return None if age > 72 * HOUR else at + HOUR

    def again(self, looked: Looked, brought: Brought, at: datetime) -> Looked:
        self.asked.append((looked, brought))
        if brought == "missing" and looked.missing is None:
            return replace(looked, due=at + HOUR, missing=at, count=looked.count + 1)
        gone = {"missing": looked.missing, "gone": at, "nothing": looked.gone}.get(brought)
        over = at - looked.born > 96 * HOUR
        return replace(
            looked, due=None if over else at + HOUR, count=looked.count + 1, missing=None, gone=gone
        )


@pytest.fixture
def plan() -> Hourly:
    return Hourly()


@pytest.fixture
def fresh(article: Make, noon: datetime) -> Make:
    """An article that was published two hours before it was fetched."""

    def make(number: int = 1, **changes: object) -> Article:
        return article(number, **{"published": noon - 2 * HOUR, **changes})

    return make


def due(store: Archive, at: datetime) -> list[Look]:
    return store.looks.due(PAPER, at)


def looked(look: Look, at: datetime, outcome: str, **more: object) -> Visit:
    return Visit(link=look.url, source=look.source, at=at, outcome=outcome, look=look.id, **more)


def one(saved: list[Saved]) -> tuple[int | None, str]:
    (each,) = saved
    return each.id, each.outcome


def test_a_new_article_is_due_with_all_it_takes_to_ask_for_it(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1), etag='"a1"', last_modified="yesterday")], plan=plan)
    assert due(store, noon + HOUR / 2) == []
    (look,) = due(store, noon + HOUR)
    assert (look.id, look.url, look.source, look.kind) == (1, fresh(1).url, PAPER, "article")
    assert (look.etag, look.last_modified) == ('"a1"', "yesterday")
    assert (look.born, look.due, look.count, look.misses) == (
        noon - 2 * HOUR,
        noon + HOUR,
        0,
        0,
    )
    assert look.announced == Announced(url=look.url, evidence="argument")
    assert store.looks.waiting([PAPER, "courier"], noon + HOUR) == {PAPER}
    assert store.looks.waiting([PAPER], noon) == set()


def test_what_was_announced_of_it_is_known_again(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    told = Announced(url=fresh(1).url, title="Ferry", published=noon - HOUR, evidence="sitemap")
    store.frontier.announce(PAPER, [told], noon)
    store.frontier.announce(PAPER, [Announced(url="https://old.example/2")], noon)
    moved = fresh(2, published=noon - HOUR, published_evidence="feed")
    store.record(
        [visit(fresh(1)), visit(moved, link="https://old.example/2", url=moved.url)], plan=plan
    )
    first, second = sorted(due(store, noon + HOUR), key=lambda look: look.id)
    assert first.announced == told
    assert second.announced == Announced(url=moved.url, published=noon - HOUR, evidence="feed")


def test_without_a_plan_and_for_an_old_article_there_is_no_look(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1))])
    store.record([visit(fresh(2, published=noon - 80 * HOUR))], plan=plan)
    assert due(store, noon + 1000 * HOUR) == []


def test_a_date_to_come_and_no_date_count_from_when_it_was_seen(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    made = [fresh(1, published=None), fresh(2, published=noon + 900 * HOUR)]
    store.record([visit(each) for each in made], plan=plan)
    assert [look.born for look in due(store, noon + HOUR)] == [noon, noon]


def test_a_page_that_is_as_it_was_costs_no_revision(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1))], plan=plan)
    before = store.get(1)
    (look,) = due(store, noon + HOUR)
    saved = store.record([looked(look, noon + HOUR, "unchanged")], plan=plan)
    assert one(saved) == (1, "same")
    assert store.get(1) == before
    assert [(look.due, look.count) for look in due(store, noon + 2 * HOUR)] == [
        (noon + 2 * HOUR, 1)
    ]


def test_a_page_that_has_changed_is_a_revision_and_its_validators_are_kept(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1), etag='"a1"')], plan=plan)
    later = noon + HOUR
    changed = fresh(1, text="The ferry never left.", fetched=later)
    (saved,) = store.record([visit(changed, look=1, etag='"a2"')], plan=plan)
    assert (saved.id, saved.outcome, saved.revision) == (1, "changed", 2)
    assert plan.asked[-1][1] == "changed"
    (look,) = due(store, later + HOUR)
    assert (look.etag, look.due) == ('"a2"', later + HOUR)


def test_the_last_look_leaves_nothing_behind(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1))], plan=plan)
    (look,) = due(store, noon + HOUR)
    store.record([looked(look, noon + 200 * HOUR, "unchanged")], plan=plan)
    assert due(store, noon + 1000 * HOUR) == []


def test_a_page_that_is_gone_is_marked_and_its_copy_stays(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1))], plan=plan)
    (look,) = due(store, noon + HOUR)
    first = store.record(
        [looked(look, noon + HOUR, "missing", reason="http-404")], run=None, plan=plan
    )
    assert one(first) == (1, "same")
    assert store.get(1).gone is None
    (look,) = due(store, noon + 2 * HOUR)
    assert look.missing == noon + HOUR
    second = store.record([looked(look, noon + 2 * HOUR, "missing", reason="http-404")], plan=plan)
    assert one(second) == (1, "gone")
    gone = store.get(1)
    assert (gone.gone, gone.text) == (noon + HOUR, fresh(1).text)
    assert [hit.article.id for hit in store.search("ferry").hits] == [1]

    third = store.record([looked(look, noon + 3 * HOUR, "missing", reason="http-410")], plan=plan)
    assert one(third) == (1, "same"), "it was gone before"


def test_a_page_that_is_back_is_no_longer_gone(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1)), visit(fresh(2))], plan=plan)
    for look in due(store, noon + HOUR):
        store.record([looked(look, noon + HOUR, "missing", reason="http-410")], plan=plan)
    assert [store.get(id).gone for id in (1, 2)] == [noon + HOUR] * 2
    later = noon + 2 * HOUR
    look = next(look for look in due(store, later) if look.id == 1)
    assert look.gone == noon + HOUR
    store.record([looked(look, later, "unchanged")], plan=plan)
    store.record([visit(fresh(2, fetched=later), look=2)], plan=plan)
    assert [store.get(id).gone for id in (1, 2)] == [None, None]


@pytest.mark.parametrize("outcome", ["failed", "refused"])
def test_a_look_in_vain_changes_no_article_and_no_link(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime, *, outcome: str
) -> None:
    store.record([visit(fresh(1))], plan=plan)
    before = store.get(1)
    (look,) = due(store, noon + HOUR)
    vain = looked(look, noon + HOUR, outcome, reason="timeout", retry=outcome == "failed")
    assert one(store.record([vain], plan=plan)) == (1, "unread")
    assert plan.asked[-1][1] == "nothing"
    assert store.get(1) == before
    assert store.frontier.pending(PAPER) == []
    assert due(store, noon + HOUR) == []


def test_a_look_that_leads_to_another_article_changes_only_that_one(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1)), visit(fresh(2))], plan=plan)
    changed = fresh(2, text="Quite another ferry.", fetched=noon + HOUR)
    (saved,) = store.record([visit(changed, look=1, link=fresh(1).url, url=changed.url)], plan=plan)
    assert (saved.id, saved.outcome) == (2, "changed")
    assert plan.asked[-1][1] == "same"
    assert store.get(1).text == fresh(1).text


def test_an_announced_change_puts_the_next_look_off(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1)), visit(fresh(2))], plan=plan)
    at = noon + HOUR / 2
    store.record(
        [visit(fresh(1, title="The ferry sank", fetched=at)), visit(fresh(2, fetched=at))],
        plan=plan,
    )
    assert [(look.id, look.due) for look in due(store, noon + 2 * HOUR)] == [
        (1, at + HOUR),
        (2, noon + HOUR),
    ]


class TestAnnouncedAgain:
    """A link that is announced again, and its page is not there."""

    @pytest.fixture
    def missing(self, fresh: Make, noon: datetime) -> Callable[[str], Visit]:
        def make(reason: str) -> Visit:
            return Visit(
                link=fresh(1).url, source=PAPER, at=noon + HOUR, outcome="failed", reason=reason
            )

        return make

    def test_a_look_is_to_bear_it_out(
        self, store: Archive, fresh: Make, visit: Come, plan: Hourly, *, noon: datetime, missing
    ) -> None:
        store.record([visit(fresh(1))], plan=plan)
        store.record([missing("http-404")], plan=plan)
        assert store.get(1).gone is None
        (look,) = due(store, noon + 2 * HOUR)
        assert (look.missing, look.due) == (noon + HOUR, noon + 2 * HOUR)
        store.record([looked(look, noon + 2 * HOUR, "missing", reason="http-404")], plan=plan)
        assert store.get(1).gone == noon + HOUR

    @pytest.mark.parametrize(
        ("reason", "published", "with_plan"),
        [("http-410", 2, True), ("http-404", 80, True), ("http-404", 2, False)],
    )
    def test_it_is_gone_at_once_where_that_is_sure_or_no_look_follows(
        self, store: Archive, fresh: Make, visit: Come, plan: Hourly, *, noon: datetime, missing,
        reason: str, published: int, with_plan: bool,
    ) -> None:  # fmt: skip
        store.record([visit(fresh(1, published=noon - published * HOUR))], plan=plan)
        store.record([missing(reason)], plan=plan if with_plan else None)
        assert store.get(1).gone == noon + HOUR


def test_what_seems_to_be_gone_comes_first_then_what_fell_due_last(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    for n in range(1, 5):
        at = noon + n * HOUR / 10
        store.record([visit(fresh(n, fetched=at), at=at)], plan=plan)
    at = noon + 2 * HOUR
    store.record([looked(due(store, at)[-2], noon, "missing", reason="http-404")], plan=plan)
    assert [look.id for look in due(store, at)] == [2, 4, 3, 1]
    assert [look.id for look in store.looks.due(PAPER, at, limit=2)] == [2, 4]


def test_what_is_passed_over_waits_for_its_next_moment(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(1)), visit(fresh(2))], plan=plan)
    store.looks.pass_over(due(store, noon + HOUR), plan, noon + HOUR)
    assert {brought for _, brought in plan.asked} == {"passed"}
    assert due(store, noon + HOUR) == []
    assert len(due(store, noon + 2 * HOUR)) == 2


def test_a_week_of_a_source_is_what_its_days_say(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    store.record([visit(fresh(n)) for n in range(1, 5)], plan=plan)
    for look in due(store, noon + HOUR):
        outcome = {1: "unchanged", 2: "missing", 3: "failed"}.get(look.id)
        if outcome:
            reason = "http-410" if outcome == "missing" else ""
            at = noon + 24 * HOUR
            store.record([looked(look, at, outcome, reason=reason)], plan=plan)
    assert store.looks.week(PAPER, noon + 48 * HOUR) == Week(new=4, looked=2, found=1)
    assert store.looks.week(PAPER, noon + 24 * 7 * HOUR) == Week(new=0, looked=2, found=1)
    assert store.looks.week("courier", noon) == Week()


def test_a_batch_that_fails_leaves_no_look(
    store: Archive, fresh: Make, visit: Come, plan: Hourly, noon: datetime
) -> None:
    naive = fresh(2, published=datetime(2026, 11, 22))  # noqa: DTZ001 - what is refused
    with pytest.raises((ValueError, TypeError)):
        store.record([visit(fresh(1)), visit(naive)], plan=plan)
    assert due(store, datetime(2100, 1, 1, tzinfo=UTC)) == []
    assert store.count() == 0
