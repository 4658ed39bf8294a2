"""When an article is looked at again, and how many looks a source is worth: decided without clock and database."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.looks import Brought, Look, Looked, Week
from archive.model import Announced
from crawler.looking import AGES, AT_LEAST, LIVE_AGES, Looking, allowance, conditions

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIDDLE = Looking(dice=lambda: 0.5)


def look(number: int = 1, due: datetime = NOON, **changes) -> Look:
    fields = {"kind": "article", "born": due - HOUR, "source": "courier"}
    url = f"https://courier.test/{number}"
    return Look(id=number, url=url, announced=Announced(url=url), due=due, **(fields | changes))


def ages_of(looking: Looking, answers: list[Brought], kind: str = "article") -> list[timedelta]:
    """At which ages an article is looked at when its looks bring this, the last of them ever after."""
    due = looking.first(kind, timedelta(0), NOON)
    state = Looked(kind=kind, born=NOON, due=due)
    found = []
    while state.due is not None:
        found.append(state.due - NOON)
        brought = answers[min(len(found), len(answers)) - 1]
        state = looking.again(state, brought, state.due)
    return found


@pytest.mark.parametrize(
    ("answers", "hours"),
    [
        (["changed"], [1, 3, 8, 24, 72, 240, 720]),
        (["same"], [1, 8, 72, 720]),
        (["same", "changed"], [1, 8, 24, 72, 240, 720]),
        (["changed", "same"], [1, 3, 24, 240, 720]),
        (["nothing"], [1, 3, 8, 24, 72, 240, 720]),
        (["passed"], [1, 3, 8, 24, 720]),
        (["passed", "passed", "passed", "changed", "passed"], [1, 3, 8, 24, 72, 720]),
    ],
)
def test_what_changes_is_looked_at_oftener(answers, hours):
    assert [age / HOUR for age in ages_of(MIDDLE, answers)] == hours


def test_a_live_page_is_looked_at_more_often_in_its_first_day():
    live = ages_of(MIDDLE, ["changed"], "live")
    assert live == list(LIVE_AGES)
    assert sum(age <= DAY for age in live) > 2 * sum(age <= DAY for age in AGES)


@pytest.mark.parametrize(
    ("age", "first"),
    [
        (timedelta(0), HOUR),
        (timedelta(minutes=45), HOUR),
        (timedelta(minutes=46), 3 * HOUR),
        (5 * HOUR, 8 * HOUR),
        (7 * HOUR, DAY),
        (9 * DAY, 30 * DAY),
        (29 * DAY, None),
        (400 * DAY, None),
    ],
)
def test_the_first_look_depends_on_how_old_the_article_was_when_it_was_found(age, first):
    due = MIDDLE.first("article", age, NOON)
    assert (None if due is None else due - NOON + age) == first


def test_moments_are_spread_by_a_tenth():
    early, late = (
        Looking(dice=dice).first("article", timedelta(0), NOON) for dice in (lambda: 0, lambda: 1)
    )
    assert (early, late) == (NOON + 0.9 * HOUR, NOON + 1.1 * HOUR)


@pytest.mark.parametrize("seed", range(5))
def test_no_look_comes_before_the_one_before(seed):
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    answers: list[Brought] = [
        dice.choice(["changed", "same", "nothing", "passed"]) for _ in range(30)
    ]
    ages = ages_of(Looking(dice=dice.random), answers, dice.choice(["live", "article"]))
    assert all(later - age >= timedelta(minutes=5) for age, later in itertools.pairwise(ages))
    assert len(ages) <= len(LIVE_AGES)


def test_ages_of_the_configuration_are_kept_whatever_the_looks_bring():
    looking = Looking(ages=(2 * HOUR, DAY), dice=lambda: 0.5)
    assert ages_of(looking, ["same"]) == ages_of(looking, ["passed"]) == [2 * HOUR, DAY]
    assert ages_of(looking, ["same"]) == ages_of(looking, ["changed"], "live") == [2 * HOUR, DAY]


class TestGone:
    STORED = Looked(kind="article", born=NOON - HOUR, due=NOON)

    def test_one_look_is_no_proof(self):
        state = MIDDLE.again(self.STORED, "missing", NOON)
        assert (state.missing, state.gone) == (NOON, None)
        assert state.due == NOON + HOUR

    def test_a_second_one_is_and_the_first_ones_time_counts(self):
        state = MIDDLE.again(self.STORED, "missing", NOON)
        state = MIDDLE.again(state, "missing", state.due)
        assert (state.missing, state.gone) == (None, NOON)
        assert state.due > NOON + 2 * HOUR, "it is still looked at, for it may come back"

    def test_a_second_one_minutes_later_is_not(self):
        state = MIDDLE.again(self.STORED, "missing", NOON)
        state = MIDDLE.again(state, "missing", NOON + timedelta(minutes=5))
        assert (state.missing, state.gone) == (NOON, None)
        assert state.due == NOON + HOUR

    def test_a_page_that_says_so_is_believed_at_once(self):
        assert MIDDLE.again(self.STORED, "gone", NOON).gone == NOON

    @pytest.mark.parametrize("brought", ["same", "changed"])
    def test_a_page_that_is_back_is_not_gone(self, brought):
        gone = replace(self.STORED, gone=NOON - HOUR)
        assert MIDDLE.again(gone, brought, NOON).gone is None
        missing = replace(self.STORED, missing=NOON - HOUR)
        state = MIDDLE.again(missing, brought, NOON)
        assert (state.missing, state.gone) == (None, None)

    def test_since_when_it_is_gone_stays(self):
        gone = replace(self.STORED, gone=NOON - DAY)
        for brought in ("missing", "gone", "nothing"):
            assert MIDDLE.again(gone, brought, NOON).gone == NOON - DAY

    def test_the_last_look_of_all_is_borne_out_too(self):
        old = replace(self.STORED, born=NOON - 30 * DAY)
        assert MIDDLE.again(old, "missing", NOON).due == NOON + HOUR
        assert MIDDLE.again(old, "same", NOON).due is None

    def test_where_nobody_answers_it_is_tried_again_ever_less(self):
        state = replace(self.STORED, born=NOON - 30 * DAY, missing=NOON - HOUR)
        tries = 0
        while state.due < NOON + 365 * DAY:
            state = MIDDLE.again(state, "nothing", state.due)
            tries += 1
        assert state.missing == NOON - HOUR
        assert 5 < tries < 15


class TestAllowance:
    @pytest.mark.parametrize(
        ("week", "looks"),
        [
            (Week(), AT_LEAST),
            (Week(new=6), 20),
            (Week(new=200), 120),
            (Week(new=200, looked=120), 0),
            (Week(new=200, looked=500), 0),
            (Week(new=200, looked=120, found=30), 60),
            (Week(new=200, looked=150, found=150), 50),
            (Week(new=400, looked=400, found=400), 0),
            (Week(looked=5), 15),
        ],
    )
    def test_the_more_looks_bring_the_more_there_are(self, week, looks):
        assert allowance(week) == looks

    def test_looks_never_outweigh_new_pages(self):
        for new in range(AT_LEAST, 2000, 97):
            looked = 0
            while allowance(Week(new=new, looked=looked, found=looked)):
                looked += 1
            assert looked <= new


class TestChoice:
    def test_what_fell_due_last_comes_first_and_what_changed_before_it(self):
        due = [look(n, NOON - n * HOUR) for n in range(1, 30)]
        due[20] = replace(due[20], count=1, misses=0)
        taken, passed = MIDDLE.chosen(due, Week())
        assert [each.id for each in taken] == [21, *range(1, 20)]
        assert {each.id for each in passed} == {20, *range(22, 30)}

    @pytest.mark.parametrize("first", [0.0, 0.9])
    def test_every_other_look_is_an_articles_last(self, first):
        early = [look(n) for n in range(40)]
        last = [look(n, born=NOON - 30 * DAY) for n in range(100, 140)]
        taken, passed = Looking(dice=lambda: first).chosen(early + last, Week(new=20))
        assert sum(each.id >= 100 for each in taken) == len(taken) / 2 == 10
        assert len(taken) + len(passed) == 80
        assert (taken[0].id >= 100) == (first < 0.5)
        taken, _ = MIDDLE.chosen([*early[:3], *last], Week())
        assert sum(each.id >= 100 for each in taken) == AT_LEAST - 3

    def test_what_seems_to_be_gone_or_was_is_looked_at_at_any_price(self):
        due = [look(1), look(2, missing=NOON - HOUR), look(3, gone=NOON - DAY)]
        taken, passed = MIDDLE.chosen(due, Week(new=100, looked=100))
        assert ([each.id for each in taken], [each.id for each in passed]) == ([2, 3], [1])

    def test_what_is_too_much_for_one_run_is_left_for_the_next(self):
        due = [look(n) for n in range(200)]
        taken, passed = MIDDLE.chosen(due, Week(new=1000), most=30)
        assert (len(taken), passed) == (30, [])

    def test_with_ages_of_the_configuration_all_are_taken(self):
        due = [look(n) for n in range(200)]
        taken, passed = Looking(ages=(HOUR,)).chosen(due, Week(looked=5000), most=150)
        assert (len(taken), passed) == (150, [])


def test_now_and_then_a_look_asks_without_a_condition():
    headers = [conditions(look(count=n, etag='"a"', last_modified="then")) for n in range(6)]
    both = {"If-None-Match": '"a"', "If-Modified-Since": "then"}
    assert headers == [both, both, {}, both, both, {}]
    assert conditions(look(last_modified="then")) == {"If-Modified-Since": "then"}
