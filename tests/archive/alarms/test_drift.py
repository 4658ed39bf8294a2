"""Sources whose articles are no longer like their own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive.alarms.drift import drift
from archive.alarms.past import LONGEST_PAST, past_of
from archive.days import Day

FIRST = date(2026, 1, 5)
CHANGE = 100
"""Days after which the layout changes."""

Change = Callable[[Day], Day]


def a_year(
    seed: str, a_week: float = 140, change: Change | None = None, to: int = 365
) -> list[Day]:
    """A newspaper with less news on weekends, articles of all lengths, and an author on most; ``change`` befalls it."""
    dice = random.Random(seed)  # noqa: S311 - the same year each time
    made = []
    for number in range(to):
        weekend = number % 7 >= 5
        pages = round(dice.gammavariate(9, a_week * (0.4 if weekend else 1.2) / 7 / 9))
        refused = sum(dice.random() < 0.1 for _ in range(pages))
        new = pages - refused
        lengths = [40 + round(dice.lognormvariate(5.6, 0.7)) for _ in range(new)]
        day = Day(
            source="courier",
            day=FIRST + timedelta(days=number),
            polled=24,
            announced=pages,
            fetched=pages,
            new=new,
            refused={"not-an-article:index": refused} if refused else {},
            words=sum(lengths),
            dated=sum(dice.random() < 0.97 for _ in range(new)),
            signed=sum(dice.random() < (0.5 if weekend else 0.7) for _ in range(new)),
            kept=6 * sum(lengths),
            cut=round(sum(5 * n * dice.betavariate(2, 3) for n in lengths)),
            shortest=number if lengths else None,
            fewest_words=min(lengths, default=None),
        )
        made.append(change(day) if change and number >= CHANGE else day)
    return [day for day in made if day.fetched]


def alarms_of(days: Sequence[Day]) -> list[tuple[int, str]]:
    """The alarms of these days: when, and the line."""
    found = []
    stands = False
    for number, day in enumerate(days):
        past = [d for d in days[: number + 1] if day.day - d.day <= LONGEST_PAST]
        alarm = drift("courier", past_of(past, day.day), stands=stands)
        if alarm and not stands:
            found.append(((day.day - FIRST).days, alarm.line))
        stands = alarm is not None
    return found


@pytest.mark.parametrize("a_week", [3, 30, 300])
def test_a_year_like_any_other_raises_no_alarm(a_week: float) -> None:
    for seed in range(2):
        assert alarms_of(a_year(f"{seed} {a_week}", a_week)) == []


def _teasers(day: Day) -> Day:
    return replace(day, words=day.new * 45, kept=day.new * 270, fewest_words=31)


def _no_date(day: Day) -> Day:
    return replace(day, dated=0)


def _no_author(day: Day) -> Day:
    return replace(day, signed=0)


def _much_cut(day: Day) -> Day:
    return replace(day, kept=day.kept // 3, cut=day.cut + 2 * day.kept // 3)


def _nothing_cut(day: Day) -> Day:
    return replace(day, kept=day.kept + day.cut, cut=0)


def _empty(day: Day) -> Day:
    half = day.new // 2
    return replace(day, new=day.new - half, refused={"not-an-article:empty": half, **day.refused})


def _nothing_left(day: Day) -> Day:
    return Day(
        source=day.source,
        day=day.day,
        fetched=day.fetched,
        refused={"not-an-article:empty": day.fetched},
    )


CHANGES = {
    _teasers: "articles are shorter (",
    _no_date: "articles with a date are ",
    _no_author: "articles with an author are ",
    _much_cut: "cut from the pages is ",
    _nothing_cut: "cut from the pages is ",
    _empty: "pages taken for no article are ",
    _nothing_left: "pages taken for no article are ",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_layout_is_seen_within_a_week(change: Change) -> None:
    found = alarms_of(a_year("harbour", change=change, to=CHANGE + 30))
    assert len(found) == 1
    day, line = found[0]
    assert CHANGE <= day <= CHANGE + 7
    assert CHANGES[change] in line


@pytest.mark.parametrize("change", [_teasers, _no_date, _nothing_left])
def test_where_few_articles_come_it_takes_longer(change: Change) -> None:
    found = alarms_of(a_year("village", 10, change, to=CHANGE + 60))
    assert [CHANGE < day <= CHANGE + 35 for day, _ in found] == [True]


def test_the_alarm_names_the_day_and_the_shortest_article_since() -> None:
    days = a_year("harbour", change=_teasers, to=CHANGE + 6)
    alarm = drift("courier", past_of(days, days[-1].day))
    assert alarm is not None
    assert abs(alarm.since.date() - FIRST - timedelta(days=CHANGE)) <= timedelta(days=1)
    assert (alarm.kind, alarm.source) == ("drift", "courier")
    assert alarm.article == CHANGE + 5


def test_pages_that_turn_empty_say_why_they_are_refused() -> None:
    days = a_year("harbour", change=_nothing_left, to=CHANGE + 6)
    alarm = drift("courier", past_of(days, days[-1].day))
    assert alarm is not None
    assert alarm.line.endswith("% before), mostly not-an-article:empty")


def test_what_stands_ends_when_it_is_well_again_and_what_stays_becomes_usual() -> None:
    def for_a_while(day: Day) -> Day:
        return _no_date(day) if day.day < FIRST + timedelta(days=CHANGE + 20) else day

    assert len(alarms_of(a_year("harbour", change=for_a_while, to=CHANGE + 120))) == 1
    days = a_year("harbour", change=_no_date, to=CHANGE + 100)
    assert drift("courier", past_of(days, days[-1].day), stands=True) is None


@pytest.mark.parametrize("to", [1, 7, 14])
def test_of_a_source_that_is_new_nothing_can_be_said(to: int) -> None:
    days = [*a_year("harbour", to=to), *a_year("harbour", change=_no_date, to=CHANGE + 9)[-9:]]
    moved = [replace(d, day=FIRST + timedelta(days=n)) for n, d in enumerate(days)]
    assert drift("courier", past_of(moved, moved[-1].day)) is None


def test_no_days_are_no_drift() -> None:
    assert drift("courier", past_of([], FIRST)) is None


def test_of_a_source_with_an_article_now_and_then_it_is_seen_within_months() -> None:
    dice = random.Random("seldom")  # noqa: S311 - the same year each time

    def one(day: Day) -> Day:
        return replace(
            day, fetched=1, new=1, dated=1, signed=1, words=200, kept=1200, cut=60, refused={}
        )

    days = [one(day) for day in a_year("seldom", to=CHANGE + 180) if dice.random() < 1 / 7]
    assert alarms_of(days) == []
    after = FIRST + timedelta(days=CHANGE + 80)
    found = alarms_of([_no_date(day) if day.day >= after else day for day in days])
    assert found
    assert all(line.startswith("articles with a date are 0%") for _, line in found)
    assert found[0][0] < CHANGE + 80 + 70


def an_issue_a_week(
    seed: str, change: Change | None = None, *, since: int = 0, to: int = 300, articles: int = 9
) -> list[Day]:
    """A weekly with some nine articles an issue, of which one in ten is no article; ``change`` befalls it after ``since``."""
    dice = random.Random(seed)  # noqa: S311 - the same year each time
    days = []
    for number in range(0, to, 7):
        pages = max(2, round(dice.gauss(articles, 2)))
        refused = sum(dice.random() < 0.02 for _ in range(pages))
        new = pages - refused
        lengths = [40 + round(dice.lognormvariate(5.6, 0.6)) for _ in range(new)]
        day = Day(
            source="courier",
            day=FIRST + timedelta(days=number),
            fetched=pages,
            new=new,
            refused={"not-an-article:index": refused} if refused else {},
            words=sum(lengths),
            dated=new,
            signed=sum(dice.random() < 0.9 for _ in range(new)),
            kept=6 * sum(lengths),
            cut=round(sum(6 * n * dice.betavariate(2, 6) for n in lengths)),
            shortest=number,
            fewest_words=min(lengths, default=None),
        )
        days.append(change(day) if change and number >= since else day)
    return days


def _shorter_and_cut(day: Day) -> Day:
    return replace(day, words=day.words * 3 // 10, kept=day.kept * 3 // 10, cut=3 * day.cut)


@pytest.mark.parametrize("change", [_no_date, _no_author, _nothing_left, _shorter_and_cut])
def test_a_weekly_is_seen_to_have_changed_within_four_issues(change: Change) -> None:
    for seed in range(5):
        found = alarms_of(an_issue_a_week(f"weekly {seed}", change, since=161, to=200))
        assert [161 <= day <= 161 + 28 for day, _ in found] == [True]


@pytest.mark.parametrize("articles", [3, 9, 25])
def test_a_weekly_like_any_other_raises_no_alarm(articles: int) -> None:
    for seed in range(6):
        assert alarms_of(an_issue_a_week(f"quiet {seed}", articles=articles)) == []


def _with_a_burst(day: Day) -> Day:
    """Sixty shorter reports of one thing beside what is usual."""
    if (day.day - FIRST).days != CHANGE + 8:
        return day
    return replace(
        day, fetched=day.fetched + 60, new=day.new + 60, words=day.words + 60 * 150, dated=day.dated + 60, signed=day.signed + 40,
        kept=day.kept + 60 * 900, cut=day.cut + 60 * 600,
    )  # fmt: skip


def test_one_day_of_many_articles_that_are_alike_is_no_change_of_layout() -> None:
    for seed in range(4):
        assert alarms_of(a_year(f"burst {seed}", 30, _with_a_burst, to=CHANGE + 60)) == []


def _a_special_issue(day: Day) -> Day:
    if (day.day - FIRST).days != 210:
        return day
    return replace(day, fetched=24, new=24, words=24 * 60, dated=24, signed=6, kept=24 * 360)


def test_one_special_issue_of_a_weekly_is_no_change_of_layout() -> None:
    days = an_issue_a_week("special", _a_special_issue, to=217)
    assert alarms_of(days) == []
