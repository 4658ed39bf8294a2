"""What is counted of a newspaper on the way: requests, and what each day brought, as the archive counts it."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from year_habits import BEGAN, DAY
from year_world import Paper

from archive.days import Day


@dataclass
class Counts:
    """Requests to one newspaper."""

    polls: int = 0
    pages: int = 0
    looks: int = 0
    """Later ones, at pages that are stored."""
    repeats: int = 0
    """Second tries of what failed, at once."""
    turned_away: int = 0
    """Answers that asked for patience."""

    @property
    def all(self) -> int:
        """Together."""
        return self.polls + self.pages + self.looks + self.repeats


@dataclass
class _Sums:
    polled: int = 0
    unanswered: int = 0
    announced: int = 0
    fetched: int = 0
    new: int = 0
    words: int = 0
    dated: int = 0
    signed: int = 0
    kept: int = 0
    cut: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    mood: float | None = None


class Diary:
    """The days of one newspaper. Articles of one day are alike, as they are in a newsroom: each day has its own mood."""

    def __init__(self) -> None:
        self._days: dict[int, _Sums] = {}
        self._over: dict[int, Day] = {}

    def days(self, name: str, now: float, back: timedelta) -> list[Day]:
        """As :func:`archive.days.days` gives them: from so long ago on, today's so far included."""
        today = int(now // DAY)
        begin = today - back.days
        for old in [number for number in self._days if number < begin - 1]:
            del self._days[old]
            self._over.pop(old, None)
        return [
            self._day(name, number, is_over=number < today)
            for number in sorted(self._days)
            if begin <= number <= today
        ]

    def _day(self, name: str, number: int, *, is_over: bool) -> Day:
        if (known := self._over.get(number)) is not None:
            return known
        sums = self._days[number]
        values = {key: value for key, value in vars(sums).items() if key != "mood"}
        day = Day(source=name, day=_date(number), **values)
        if is_over:
            self._over[number] = day
        return day

    def _on(self, at: float) -> _Sums:
        return self._days.setdefault(int(at // DAY), _Sums())

    def asked(self, at: float, *, answered: bool, documents: int, announced: int = 0) -> None:
        """The newspaper was polled."""
        day = self._on(at)
        day.polled += documents * answered
        day.unanswered += documents * (not answered)
        day.announced += announced

    def failed(self, at: float, reason: str) -> None:
        """A page did not come."""
        day = self._on(at)
        day.fetched += 1
        day.failed[reason] += 1

    def refused(self, at: float) -> None:
        """A page was taken for no article."""
        day = self._on(at)
        day.fetched += 1
        day.refused["not-a-page"] += 1

    def read(self, at: float, number: int, paper: Paper, layout: str, dice: random.Random) -> None:
        """An article was stored; of which length, and with what, is drawn here."""
        day = self._on(at)
        if day.mood is None:
            weekday = _date(int(at // DAY)).weekday()
            day.mood = dice.gauss(0.15 if weekday >= 5 else 0.0, 0.2)
        words = max(20, int(paper.words * math.exp(dice.gauss(day.mood, 0.55))))
        cut = int(paper.cut * math.exp(dice.gauss(day.mood, 0.6)))
        if layout == "short":
            words = max(20, int(words * 0.3))
        elif layout == "cut":  # what is taken for something else than the text
            cut += words * 3
            words = max(20, words // 2)
        signed = 0.0 if layout == "unsigned" else _tilted(paper.signed, day.mood)
        dated = 0.0 if layout == "undated" else paper.with_date
        day.fetched += 1
        day.new += 1
        day.words += words
        day.kept += words * 6
        day.cut += cut
        day.signed += dice.random() < signed
        day.dated += dice.random() < dated


def _tilted(share: float, mood: float) -> float:
    """A share on a day on which the newsroom is in this mood."""
    if share in {0.0, 1.0}:
        return share
    return 1 / (1 + (1 - share) / share * math.exp(-1.5 * mood))


def _date(number: int) -> date:
    return (BEGAN + timedelta(days=number)).date()
