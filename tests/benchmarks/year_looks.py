"""Later looks at known articles in the simulated year. When, and how many, is decided by :mod:`crawler.looking`.

Of the articles of a made-up newspaper one in eight is changed once, mostly within hours; one in a hundred is withdrawn within
weeks. What becomes of an article follows from its number.
"""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, field
from typing import cast

from year_habits import DAY, HOUR, moment
from year_world import Paper

from archive.looks import Brought, Look, Week
from archive.model import Announced
from crawler.looking import Looking

ENOUGH_FAILURES = 3
"""As :mod:`crawler.later_looks`, which knows Scrapy."""
_NEW, _LOOKED, _FOUND = range(3)
_SAYS_NOTHING = Announced(url="")
_CHANGED, _WITHDRAWN = 1 / 8, 1 / 100
_SOON, _LONGEST = 4 * HOUR, 30 * DAY


def changed_at(paper: Paper, number: int) -> float:
    """When an article is changed; never: infinity."""
    chance = _chance(paper, number, 1)
    if chance >= _CHANGED:
        return math.inf
    return paper.published[number] - _SOON * math.log(1 - chance / _CHANGED)


def withdrawn_at(paper: Paper, number: int) -> float:
    """When an article is withdrawn; never: infinity."""
    chance = _chance(paper, number, 2)
    if chance >= _WITHDRAWN:
        return math.inf
    return paper.published[number] + chance / _WITHDRAWN * _LONGEST


def _chance(paper: Paper, number: int, what: int) -> float:
    """A number from 0 to 1 that looks like chance: the last steps of MurmurHash3."""
    mixed = (number * 0x9E3779B1 + paper.salt * 31 + what * 0x85EBCA6B) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) / 2**32


@dataclass
class Found:
    """What looks brought."""

    looks: int = 0
    changes: int = 0
    gone: int = 0
    delays: list[float] = field(default_factory=list)
    """Seconds from a change to the look that found it."""


class Looks:
    """The stored articles of one newspaper that are to be looked at again."""

    def __init__(self, paper: Paper, dice: random.Random) -> None:
        self.found = Found()
        self._paper = paper
        self._looking = Looking(dice=dice.random)
        self._waiting: list[tuple[float, int]] = []
        self._known: dict[int, Look] = {}
        self._seen: dict[int, float] = {}
        self._days: dict[int, list[int]] = {}

    @property
    def due(self) -> float:
        """When the next look is due."""
        return self._waiting[0][0] if self._waiting else math.inf

    def stored(self, number: int, at: float) -> None:
        """An article was stored."""
        self._count(_NEW, at)
        born, now = moment(self._paper.published[number]), moment(at)
        due = self._looking.first("article", now - born, now)
        self._seen[number] = at
        if due is not None:
            self._put(
                Look(
                    id=number,
                    url="",
                    source=self._paper.name,
                    announced=_SAYS_NOTHING,
                    kind="article",
                    born=born,
                    due=due,
                ),
                at,
            )

    def take(self, at: float, *, away: bool) -> int:
        """Look at what is due and worth it; how many pages were asked for. In vain when the host is ``away``."""
        due: list[Look] = []
        while self._waiting and self._waiting[0][0] <= at:
            due.append(self._known.pop(heapq.heappop(self._waiting)[1]))
        if not due:
            return 0
        taken, passed = self._looking.chosen(due, self._week(at))
        if away:
            taken = taken[:ENOUGH_FAILURES]
        for look in taken:
            brought: Brought = "nothing" if away else self._brought(look.id, at)
            self._put(self._after(look, brought, at), at)
        for look in passed:
            self._put(self._after(look, "passed", at), at)
        chosen = {look.id for look in (*taken, *passed)}
        for look in due:
            if look.id not in chosen:
                self._put(look, at)
        self.found.looks += len(taken)
        return len(taken)

    def _brought(self, number: int, at: float) -> Brought:
        self._count(_LOOKED, at)
        if withdrawn_at(self._paper, number) <= at:
            return "missing"
        changed = changed_at(self._paper, number)
        seen, self._seen[number] = self._seen[number], at
        if seen < changed <= at:
            self.found.changes += 1
            self.found.delays.append(at - changed)
            self._count(_FOUND, at)
            return "changed"
        return "same"

    def _after(self, look: Look, brought: Brought, at: float) -> Look:
        after = self._looking.again(look, brought, moment(at))
        if after.gone and not look.gone:
            self.found.gone += 1
            self._count(_FOUND, at)
        return cast(Look, after)  # the same with other values

    def _put(self, look: Look, at: float) -> None:
        if look.due is None:
            self._seen.pop(look.id, None)
            return
        due = max(at, (look.due - moment(0)).total_seconds())
        self._known[look.id] = look
        heapq.heappush(self._waiting, (due, look.id))

    def _count(self, what: int, at: float) -> None:
        day = int(at // DAY)
        self._days.setdefault(day, [0, 0, 0])[what] += 1

    def _week(self, at: float) -> Week:
        """Whole days, as :meth:`archive.looks.Looks.week`."""
        since = int((at - 7 * DAY) // DAY)
        while (oldest := next(iter(self._days), since + 1)) <= since:
            del self._days[oldest]
        return Week(*(sum(counts) for counts in zip(*self._days.values(), strict=True)))
