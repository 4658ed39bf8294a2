"""A source that is silent for longer than it ever was, on newspapers of different habits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from archive.alarms.silence import longest_silence, note_poll, patience, silence

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Habit = Callable[[datetime], bool]


def hourly(at: datetime) -> bool:
    return at.hour >= 6


def weekdays(at: datetime) -> bool:
    return at.weekday() < 5 and 8 <= at.hour < 18


def daily(at: datetime) -> bool:
    return at.hour == 5


def weekly(at: datetime) -> bool:
    return at.weekday() == 3 and at.hour == 12


class Listener:
    """Asks a newspaper every hour, and keeps when an alarm was raised and when it ended."""

    def __init__(self, habit: Habit, interval: timedelta = HOUR) -> None:
        self.habit = habit
        self.interval = interval
        self.silences = ""
        self.heard: datetime | None = None
        self.now = self.last = MONDAY
        self.raised: list[datetime] = []
        self.ended: list[datetime] = []

    def listen(self, to: timedelta, *, dead: bool = False, deaf: bool = False) -> Listener:
        """For so long; ``dead``: nothing is announced, ``deaf``: nobody asks."""
        end = self.now + to
        while self.now < end:
            if not deaf:
                self._ask(not dead and self._has_news())
            self.now += self.interval
        return self

    def _has_news(self) -> bool:
        before = self.heard or self.now - self.interval
        hours = int((self.now - before) / HOUR)
        return any(self.habit(self.now - n * HOUR) for n in range(hours))

    def _ask(self, news: bool) -> None:
        self.silences = note_poll(self.silences, self.heard, self.now, self.interval, news=news)
        self.heard = self.now
        self.last = self.now if news else self.last
        stands = len(self.raised) > len(self.ended)
        if (silence("courier", self.silences, self.heard, self.now) is not None) != stands:
            (self.ended if stands else self.raised).append(self.now)


@pytest.mark.parametrize("habit", [hourly, weekdays, daily, weekly])
def test_no_newspaper_that_keeps_its_habits_is_silent(habit: Habit) -> None:
    assert Listener(habit).listen(365 * DAY).raised == []


@pytest.mark.parametrize(
    ("habit", "soon", "late"),
    [(hourly, 2, 3), (daily, 3, 4), (weekdays, 5, 7), (weekly, 12, 14)],
)
def test_a_newspaper_that_stops_is_silent_after_more_than_its_usual_pause(
    habit: Habit, soon: int, late: int
) -> None:
    listener = Listener(habit).listen(70 * DAY)
    last = listener.last
    listener.listen(30 * DAY, dead=True)
    assert [soon * DAY < at - last < late * DAY for at in listener.raised] == [True]
    listener.listen(8 * DAY)
    assert len(listener.ended) == 1


@pytest.mark.parametrize("habit", [hourly, daily, weekdays])
def test_a_holiday_beside_a_weekend_is_no_silence(habit: Habit) -> None:
    """From Friday to Monday, after three weeks of which nothing more is known."""
    listener = Listener(habit).listen(3 * 7 * DAY + 4 * DAY)
    assert listener.listen(1 * DAY, dead=True).listen(2 * DAY).listen(DAY, dead=habit is weekdays)
    assert listener.listen(20 * DAY).raised == []


def test_four_days_of_christmas_are_no_silence_for_who_rests_on_sundays() -> None:
    """It never was silent for longer than two days; then from Wednesday's paper to Monday's there is none."""

    def printed(at: datetime) -> bool:
        return at.weekday() != 6 and at.hour == 4

    listener = Listener(printed).listen(40 * 7 * DAY + 3 * DAY).listen(4 * DAY, dead=True)
    assert listener.listen(10 * DAY).raised == []


def test_while_nobody_asks_nobody_is_silent() -> None:
    listener = Listener(hourly).listen(40 * DAY).listen(30 * DAY, deaf=True)
    longest = longest_silence(listener.silences)
    assert silence("courier", listener.silences, listener.heard, listener.now) is None
    listener.listen(20 * HOUR, dead=True)
    assert listener.raised == []
    listener.listen(30 * DAY)
    assert longest is not None
    assert longest_silence(listener.silences) <= longest + DAY  # type: ignore[operator]
    listener.listen(5 * DAY, dead=True)
    assert len(listener.raised) == 1


@pytest.mark.parametrize("interval", [timedelta(minutes=30), DAY])
def test_a_crawl_by_night_listens_whenever_a_source_would_be_due(interval: timedelta) -> None:
    silences, heard = "", None
    for day in range(72):
        now = MONDAY + day * DAY
        silences = note_poll(silences, heard, now, interval, news=day < 60)
        heard = now
        assert (silence("courier", silences, heard, now) is None) == (day < 63)


def test_a_silence_that_raised_an_alarm_does_not_make_the_next_one_normal() -> None:
    listener = Listener(hourly).listen(60 * DAY)
    usual = patience(listener.silences)
    listener.listen(20 * DAY, dead=True).listen(60 * DAY)
    assert patience(listener.silences) == usual
    listener.listen(9 * DAY, dead=True).listen(10 * DAY)
    assert len(listener.raised) == len(listener.ended) == 2


def test_what_happened_twice_is_a_habit() -> None:
    listener = Listener(hourly).listen(60 * DAY)
    for _ in range(5):
        listener.listen(6 * DAY, dead=True).listen(40 * DAY)
    assert len(listener.raised) == 2


def test_of_a_new_source_nothing_is_known() -> None:
    listener = Listener(daily).listen(14 * DAY).listen(20 * DAY, dead=True)
    assert listener.raised == []
    assert len(listener.listen(30 * DAY, dead=True).raised) == 1


def test_a_source_that_never_announced_anything_is_told_of_after_a_week() -> None:
    listener = Listener(hourly).listen(6 * DAY, dead=True)
    assert listener.raised == []
    listener.listen(2 * DAY, dead=True)
    alarm = silence("courier", listener.silences, listener.heard, listener.now)
    assert alarm is not None
    assert alarm.since == MONDAY
    assert "nothing was ever announced" in alarm.line


def test_the_line_says_since_when_and_what_was_usual() -> None:
    listener = Listener(hourly).listen(60 * DAY)
    last = listener.now - HOUR
    listener.listen(4 * DAY, dead=True)
    alarm = silence("courier", listener.silences, listener.heard, listener.now)
    assert alarm is not None
    assert (alarm.kind, alarm.source, alarm.since) == ("silence", "courier", last)
    assert alarm.line == (
        f"nothing new since {last:%Y-%m-%d %H:%M} UTC, for 4 days; it never was silent for longer than 7 hours; "
        'look at its site, then try "kliping sources check courier"'
    )


def test_what_is_remembered_stays_small() -> None:
    listener = Listener(lambda at: (at.day * at.hour) % 7 == 1).listen(400 * DAY)
    assert len(listener.silences) < 400


def test_documents_of_one_run_are_one_poll() -> None:
    """Ten feeds asked within a minute don't make an hour look like a long pause."""

    def ask(times: Iterable[int]) -> str:
        silences, before = "", None
        for day in range(30):
            for n in times:
                at = MONDAY + day * DAY + timedelta(seconds=n)
                silences = note_poll(silences, before, at, HOUR, news=n == 0 and day < 20)
                before = at
        return silences

    at = MONDAY + 29 * DAY + timedelta(seconds=9)
    one, ten = ask([0]), ask(range(10))
    assert silence("x", one, at, at) is None  # three weeks are not known yet
    assert abs(longest_silence(one) - longest_silence(ten)) < timedelta(minutes=1)  # type: ignore[operator]


def test_one_who_publishes_now_and_then_is_known_to_be_silent_before_twice_its_longest_silence() -> (
    None
):
    raised = 0
    for seed in range(6):
        dice = random.Random(f"now and then {seed}")  # noqa: S311 - the same year each time
        days = {day for day in range(500) if dice.random() < 0.25}

        def now_and_then(at: datetime, days: set[int] = days) -> bool:
            return at.hour == 9 and (at - MONDAY).days in days

        listener = Listener(now_and_then).listen(200 * DAY)
        raised += len(listener.raised)
        longest = longest_silence(listener.silences)
        assert longest is not None
        before = len(listener.raised)
        listener.listen(2 * longest + 10 * DAY, dead=True)
        assert len(listener.raised) == before + 1
    assert raised <= 2
