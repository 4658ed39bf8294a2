"""A year of made-up newspapers: when each has something new, and what goes wrong with it. All by the seed; no text.

Time is counted in seconds since :data:`BEGAN`. What a crawl could know of a newspaper it has to find out by asking.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from year_habits import BEGAN, DAY, HOUR, SHARES, WEEK, Kind, poisson, published

PlantKind = Literal["frozen", "gone", "outage", "busy", "layout", "break"]


@dataclass(frozen=True)
class Plant:
    """Something that goes wrong with a newspaper, from one moment to another."""

    kind: PlantKind
    start: float
    end: float
    what: str = ""
    """Of a layout: ``short``, ``undated``, ``unsigned``, ``refused`` or ``cut``."""


@dataclass
class Paper:
    """One newspaper."""

    name: str
    kind: Kind
    limit: int
    """Entries of its feed."""
    documents: int
    """Feeds and sitemaps that are asked for together."""
    dated: bool
    """Whether its feed says when each article was published."""
    published: list[float]
    """When each article is announced, in order."""
    plants: list[Plant]
    words: float
    signed: float
    with_date: float
    cut: float
    """Characters that are cut from a page, on average."""
    faulty: float
    """The share of its pages that fail the first time."""
    salt: int
    moments: list[float] = field(default_factory=list)
    """Its batches: each begins five minutes after the one before at the earliest."""

    def announced_by(self, now: float) -> int:
        """How many articles have been announced."""
        return bisect_right(self.published, now)

    def shown_from(self, number: int, after: float = -math.inf) -> float:
        """When an article could be seen first: when it was announced, or when its newspaper answered again."""
        at = max(self.published[number], after)
        while away := [p for p in self.plants_at(at) if p.kind in {"outage", "gone"}]:
            at = max(plant.end for plant in away)
        return at

    def shown_until(self, number: int) -> float:
        """When so many others had come that it was shown no more."""
        after = number + self.limit
        end = self.published[after] if after < len(self.published) else math.inf
        return max(end, self.published[number] + 2 * DAY) if self.documents > 1 else end

    def plants_at(self, now: float) -> list[Plant]:
        """What is wrong with it now."""
        return [plant for plant in self.plants if plant.start <= now < plant.end]

    @property
    def usual_gap(self) -> float:
        """The mean time between two of its batches."""
        batches = [at for at in self.moments if at >= 0]
        return (batches[-1] - batches[0]) / (len(batches) - 1) if len(batches) > 1 else 4 * WEEK


@dataclass(frozen=True)
class World:
    """All newspapers, and what goes wrong with all of them at once."""

    papers: list[Paper]
    days: int
    down: list[tuple[float, float]]
    """Our own network."""
    off: list[tuple[float, float]]
    """Our own machine: no crawl is started."""

    def is_down(self, now: float) -> bool:
        """Whether nobody can be reached from here."""
        return any(start <= now < end for start, end in self.down)

    def heard_from(self, paper: Paper, number: int) -> float:
        """When an article could be seen first from here."""
        at, before = paper.shown_from(number), -math.inf
        while at != before:
            before = at
            for start, end in (*self.down, *self.off):
                at = end if start <= at < end else at
            at = paper.shown_from(number, at)
        return at

    def is_off(self, now: float) -> bool:
        """Whether no crawl is started."""
        return any(start <= now < end for start, end in self.off)


def world(newspapers: int, days: int, seed: int) -> World:
    """A world of so many newspapers for so many days."""
    chance = random.Random(f"{seed} world")  # noqa: S311 - the same world each time
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    chance.shuffle(kinds)
    papers = [_paper(n, kinds[n % len(kinds)], days, seed) for n in range(newspapers)]
    end = days * DAY
    down, off = [], []
    for place, length in ((0.2, 2 * HOUR), (0.37, 8 * HOUR), (0.55, 36 * HOUR), (0.78, 4 * DAY)):
        down.append((place * end, place * end + length * days / 365))
    for place, length in ((0.3, 6 * HOUR), (0.66, 3 * DAY)):
        off.append((place * end, place * end + length * days / 365))
    return World(papers, days, down, off)


def _paper(number: int, kind: Kind, days: int, seed: int) -> Paper:
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - the same each time
    times = published(kind, days, chance)
    signed = chance.choice((0.0, 0.2, 0.6, 0.85, 0.95, 1.0))
    plants = _plants(number, days, times, chance, is_signed=signed > 0.5)
    quiet = [p for p in plants if p.kind in {"frozen", "break"}]
    times = [at for at in times if not any(p.start <= at < p.end for p in quiet)]
    paper = Paper(
        name=f"{kind}-{number}",
        kind=kind,
        limit=_limit(kind, chance),
        documents=2 if chance.random() < 0.2 else 1,
        dated=chance.random() < 0.85,
        published=times,
        plants=plants,
        words=chance.uniform(200, 900),
        signed=signed,
        with_date=chance.choice((1.0, 1.0, 0.97, 0.8)),
        cut=chance.uniform(50, 2500),
        faulty=chance.choice((0.0, 0.005, 0.02)),
        salt=chance.randrange(1 << 30),
    )
    last = -math.inf
    for at in times:
        if at >= last + 300:
            paper.moments.append(at)
            last = at
    return paper


def _limit(kind: Kind, chance: random.Random) -> int:
    """Feeds hold a day or two of most newspapers, and fewer hours of those that publish much."""
    limits: dict[Kind, Sequence[int]] = {
        "wire": (30, 50, 100),
        "daily": (15, 20, 30, 50),
        "print": (30, 40, 60),
        "regional": (10, 15, 20),
        "weekly": (25, 30, 50),  # its last issue at least
        "monthly": (20, 30),
        "bursty": (15, 25, 40),
    }
    return chance.choice(limits.get(kind, (10, 20)))


def _plants(
    number: int, days: int, published: Sequence[float], chance: random.Random, *, is_signed: bool
) -> list[Plant]:
    """One thing of each twelve newspapers or so, and small outages of all."""
    end = days * DAY
    late = chance.uniform(0.3, 0.65) * end
    plants: list[Plant] = []
    turn = number % 12
    longest = max(
        (after - before for before, after in pairwise(published) if after < late), default=WEEK
    )
    if turn in {0, 1}:  # silent for good, or for far longer than it ever was
        until = math.inf if chance.random() < 0.5 else late + 3 * longest + 12 * DAY
        plants.append(Plant("frozen", late, until))
    elif turn in {2, 3, 4}:
        until = math.inf if chance.random() < 0.6 else late + 45 * DAY
        what = chance.choice(("unsigned", "short", "undated", "refused", "cut")[not is_signed :])
        plants.append(Plant("layout", late, until, what))
    elif turn == 5 and chance.random() < 0.5:
        plants.append(Plant("gone", late, math.inf))
    elif turn == 6:
        plants.append(Plant("outage", late, late + chance.uniform(3, 10) * DAY))
    elif turn == 7:
        for _ in range(3):
            start = chance.uniform(0.05, 0.9) * end
            plants.append(Plant("busy", start, start + chance.uniform(0.2, 4) * DAY))
    elif turn == 8 and chance.random() < 0.4:
        start = (date(2026, 7, 20) - BEGAN.date()).days * DAY
        plants.append(Plant("break", start, start + chance.choice((14, 21)) * DAY))
    for _ in range(poisson(4 * days / 365, chance)):
        start = chance.uniform(0, end)
        plants.append(Plant("outage", start, start + min(20, chance.expovariate(1 / 3)) * HOUR))
    return plants


def counts_between(paper: Paper, start: float, end: float) -> int:
    """How many articles were announced from one moment to another."""
    return bisect_left(paper.published, end) - bisect_left(paper.published, start)
