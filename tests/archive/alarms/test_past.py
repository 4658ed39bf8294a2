"""The weeks of a source: added up by the database, and from days at hand, they are the same."""

from __future__ import annotations

from datetime import date, timedelta

from archive.alarms.past import LONGEST_PAST, WEEKS, Week, past_of, pasts
from archive.days import Day, add_days
from archive.store import Archive

TODAY = date(2026, 11, 22)


def _day(source: str, age: int, **counts: object) -> Day:
    return Day(source=source, day=TODAY - timedelta(days=age), polled=9, **counts)  # type: ignore[arg-type]


def _fill(store: Archive, days: list[Day]) -> None:
    with store._database.writing() as connection:
        add_days(connection, days)


def test_the_database_adds_up_what_the_days_have(store: Archive) -> None:
    ages = [*range(300, 40, -3), *range(20)]
    days = [
        _day(
            "courier",
            age,
            fetched=age % 11 + 9,
            new=age % 11,
            changed=age % 2,
            gone=age % 3,
            words=97 * (age % 11),
            dated=age % 5,
            signed=age % 7,
            kept=600 * (age % 11),
            cut=1 << (age % 40),
            refused={"not-an-article:index": 1, "robots": 2} if age % 4 == 0 else {},
            failed={"timeout": age % 3 + 1} if age % 6 == 0 else {},
        )
        for age in ages
    ]
    _fill(store, [*days, _day("harbour", 1, fetched=2, new=2)])
    days.sort(key=lambda day: day.day)
    within = [day for day in days if TODAY - day.day < LONGEST_PAST]
    with store._database.reading() as connection:
        found = pasts(connection, ["courier", "nobody"], TODAY)
        expected = past_of(within, TODAY)
        assert found["courier"].weeks == expected.weeks
        assert found["courier"].lately == expected.lately
        since = TODAY - timedelta(days=45)
        assert found["courier"].since(since) == expected.since(since)
        assert found["nobody"].weeks == [Week()] * WEEKS
    assert set(found) == {"courier", "nobody"}


def test_what_is_closed_to_us_counts_as_in_vain_and_not_as_no_article() -> None:
    told = {"robots": 3, "other-site": 1, "not-an-article:index": 2}
    days = [_day("courier", 9), _day("courier", 0, fetched=8, refused=told, failed={"dns": 2})]
    week = past_of(days, TODAY).weeks[0]
    assert (week.refused, week.in_vain, week.visits, week.squares) == (2, 6, 8, 64)


def test_the_first_days_and_what_comes_later_are_left_out() -> None:
    days = [_day("courier", age, fetched=1, new=1) for age in range(13, -4, -1)]
    past = past_of(days, TODAY)
    assert [week.new for week in past.weeks[:3]] == [7, 4, 0]
    assert [day.day for day in past.lately] == [TODAY - timedelta(days=n) for n in (2, 1, 0)]
    assert past_of([], TODAY).weeks == [Week()] * WEEKS
