"""Which alarms a year raises, and which of them something was planted for. The judging is :mod:`archive.alarms`'s."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from year_crawl import Source
from year_habits import DAY, moment
from year_world import Paper, Plant, World

from archive.alarms.alarm import Alarm
from archive.alarms.drift import drift
from archive.alarms.failures import failing_pages, failures
from archive.alarms.past import LONGEST_PAST, Past, past_of
from archive.alarms.silence import silence

CAUSES = {
    "silence": ("frozen", "break"),
    "drift": ("layout",),
    "failures": ("gone", "outage", "busy"),
}
_AFTERWARDS = {
    "silence": DAY,
    # What came with a layout leaves the past to compare with only after so long, and is a change once more when it goes.
    "drift": LONGEST_PAST.days * DAY,
    "failures": 30 * DAY,
}
KNOWN_AFTER = 45 * DAY
"""Before this there is no past to compare with."""


@dataclass
class Episode:
    """An alarm from when it was raised until it was over."""

    paper: Paper
    kind: str
    raised: float
    line: str
    over: float = math.inf

    @property
    def cause(self) -> Plant | None:
        """What was planted that explains it."""
        kinds, afterwards = CAUSES[self.kind], _AFTERWARDS[self.kind]
        fitting = [
            plant
            for plant in self.paper.plants
            if plant.kind in kinds and plant.start <= self.raised <= plant.end + afterwards
        ]
        return max(fitting, key=lambda plant: plant.start, default=None)


class Watch:
    """Looks for alarms, as the end of a crawl does, and remembers them."""

    def __init__(self) -> None:
        self.episodes: list[Episode] = []
        self._looks = 0
        self._standing: dict[tuple[str, str], Episode] = {}

    def look(self, sources: list[Source], now: float) -> None:
        """Raise what is to be raised, end what is over. What is seen by days is looked at every 36 hours: in the middle of
        one day, at the end of the next but one."""
        self._looks += 1
        for number, source in enumerate(sources):
            self._note(source, "silence", now, _silence(source, now))
            by_days = (self._looks + number) % 3 == 0
            failing = failures(source.state, moment(now))
            if by_days:
                name = source.paper.name
                days = source.diary.days(name, now, LONGEST_PAST)
                past = past_of(days, moment(now).date())
                stands = self._stands("drift", source)
                self._note(source, "drift", now, drift(name, past, stands=stands))
                failing = failing or self._failing(source, past)
            if failing or by_days:
                self._note(source, "failures", now, failing)

    def _failing(self, source: Source, past: Past) -> Alarm | None:
        stands = self._stands("failures", source)
        return failing_pages(source.paper.name, past, stands=stands)

    def _stands(self, kind: str, source: Source) -> bool:
        return (kind, source.paper.name) in self._standing

    def _note(self, source: Source, kind: str, now: float, alarm: Alarm | None) -> None:
        key = (kind, source.paper.name)
        if alarm is None:
            if ended := self._standing.pop(key, None):
                ended.over = now
        elif key not in self._standing:
            episode = Episode(source.paper, kind, now, alarm.line)
            self._standing[key] = episode
            self.episodes.append(episode)


def _silence(source: Source, now: float) -> Alarm | None:
    state = source.state
    return silence(state.name, state.silences, state.polled, moment(now))


@dataclass
class Verdict:
    """How the alarms of one kind did."""

    planted: int = 0
    raised: int = 0
    missed: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    """Days from the planted moment to the alarm."""
    false: list[Episode] = field(default_factory=list)
    excused: int = 0
    """Alarms after a planted thing was alarmed already, or for a summer's break."""


def verdict(kind: str, world: World, watch: Watch) -> Verdict:
    """What was planted, what of it was alarmed, and what was alarmed for nothing."""
    mine = [episode for episode in watch.episodes if episode.kind == kind]
    found = Verdict()
    explained: set[int] = set()
    for paper in world.papers:
        for plant in paper.plants:
            if plant.kind not in CAUSES[kind] or not is_due(paper, plant, world.days * DAY):
                continue
            found.planted += 1
            some = [
                (number, episode)
                for number, episode in enumerate(mine)
                if episode.paper is paper and plant.start <= episode.raised <= plant.end + DAY
            ]
            if some:
                explained.add(some[0][0])
                found.raised += 1
                found.delays.append((some[0][1].raised - plant.start) / DAY)
            else:
                found.missed.append(_told(paper, plant))
    for number, episode in enumerate(mine):
        if number not in explained:
            if episode.cause:
                found.excused += 1
            else:
                found.false.append(episode)
    return found


def is_due(paper: Paper, plant: Plant, end: float) -> bool:
    """Whether a planted thing has to be alarmed: it comes when there is a past, and lasts long enough to be seen by anybody."""
    if plant.start < KNOWN_AFTER:
        return False
    lasts = min(plant.end, end) - plant.start
    if plant.kind == "frozen":
        return lasts >= 2 * longest_gap(paper, plant.start) + 10 * DAY
    if plant.kind == "layout":
        seen = [at for at in paper.published if plant.start <= at < min(plant.end, end)]
        issues = {int(at // DAY) for at in seen}
        return len(seen) >= 15 and len(issues) >= 3 and lasts >= 14 * DAY
    if plant.kind in {"outage", "gone"}:
        return lasts >= 3 * DAY
    return False  # a summer's break; a host that is busy, and answers now and then


def longest_gap(paper: Paper, before: float) -> float:
    """How long the newspaper was silent at most until then, since the crawl knows it."""
    times = [at for at in paper.published if 0 <= at < before]
    return max((b - a for a, b in pairwise(times)), default=7 * DAY)


def _told(paper: Paper, plant: Plant) -> str:
    until = "the end" if plant.end == math.inf else f"{moment(plant.end):%Y-%m-%d}"
    return f"{paper.name}: {plant.kind} {plant.what} from {moment(plant.start):%Y-%m-%d} to {until}"


def print_verdict(kind: str, found: Verdict, months: float) -> None:
    """Print it."""
    delay = f", after {median(found.delays):.1f} days (median)" if found.delays else ""
    print(
        f"{kind}: {found.raised} of {found.planted} planted alarmed{delay}; "
        f"{len(found.false)} false alarms ({len(found.false) / months:.2f} a month); {found.excused} more with a cause"
    )
    for line in found.missed[:10]:
        print(f"    missed  {line}")
    for episode in found.false[:10]:
        print(f"    false   {moment(episode.raised):%Y-%m-%d} {episode.paper.name}: {episode.line}")
