"""A crawl of a made-up world under a virtual clock: the decisions are the real ones, the rest is counting.

``kliping crawl --due`` starts every five minutes, as cron would start it, unless the one before still runs. What is
decided is asked of the very functions that decide for the crawl: when a source is due (:mod:`crawler.due`), how long a
host is left alone (:mod:`crawler.patience`), whether it is our own network that is down (:mod:`crawler.outage`), what a source's silences are (:mod:`archive.alarms.silence`). What the archive
remembers is kept in plain objects: a million articles in a database take an hour.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from year_archive import Kept, state_of
from year_counts import Counts, Diary
from year_habits import BEGAN, DAY, HOUR, moment
from year_looks import Looks
from year_world import Paper, Plant, World

from archive.alarms.silence import note_poll
from archive.hosts import HostState
from archive.settling import _WAITS as WAITS
from archive.settling import ATTEMPTS
from archive.sources import Change, SourceState
from crawler.due import held, rested, weight_of
from crawler.outage import Outage
from crawler.patience import left_alone, remaining
from crawler.rhythm import Outcome

TICK = 300.0
"""Seconds between two starts of the crawl."""
PAGE_SECONDS = 1.0
"""From one page of a host to the next."""
DOWN_AFTER = 5
"""As the spider: so many pages in vain, and the others wait."""
CAPACITY = 12
"""Requests that a busy host answers in an hour; to the others it says 429 and Retry-After."""


@dataclass
class Link:
    """An announced article that is not stored."""

    number: int
    attempts: int = 0
    due: float = 0.0


@dataclass
class Source:
    """What the crawl remembers of one newspaper, and what is true of it."""

    paper: Paper
    dice: random.Random
    state: SourceState = field(init=False)
    looks: Looks = field(init=False)
    known: int = 0
    """Articles up to this one were seen in a feed, or have scrolled out of it."""
    pending: list[Link] = field(default_factory=list)
    host: HostState | None = None
    alone: float = 0.0
    """Its host is left alone until then."""
    answered: list[float] = field(default_factory=list)
    """When the busy host answered in the last hour."""
    stored: dict[int, float] = field(default_factory=dict)
    """Number of an article → when it was stored."""
    lost: list[int] = field(default_factory=list)
    """Given up."""
    refused: int = 0
    counts: Counts = field(default_factory=Counts)
    diary: Diary = field(default_factory=Diary)

    def __post_init__(self) -> None:
        self.state = state_of(self.paper.name)
        self.looks = Looks(self.paper, self.dice)

    @property
    def due(self) -> float:
        """When it is to be asked next."""
        return seconds(self.state.due)

    @property
    def held(self) -> float:
        """Its pages are left alone until then."""
        return seconds(self.state.held) if self.state.held else 0.0

    def plant(self, now: float, kind: str) -> Plant | None:
        """What of this kind is wrong with it now."""
        return next(
            (p for p in self.paper.plants if p.kind == kind and p.start <= now < p.end), None
        )


class Crawl:
    """Crawls a world.

    :param observe: is called with the sources twice a day, to look for alarms.
    :param kept: an archive that is told of some of the newspapers what a crawl would tell it.
    """

    def __init__(
        self,
        world: World,
        seed: int,
        observe: Callable[[list[Source], float], None],
        kept: Kept | None = None,
    ) -> None:
        self.world = world
        self._kept = kept
        self.sources = [
            Source(paper, random.Random(f"{seed} {paper.salt}"))  # noqa: S311 - the same each time
            for paper in world.papers
        ]
        self.runs = self.empty_runs = 0
        self.observe = observe
        self._waiting = [(0.0, number) for number in range(len(self.sources))]
        self._busy_until = 0.0
        self._look = 0.5 * DAY

    def run(self, days: int) -> None:
        """Go on until so many days are over."""
        waiting, end = self._waiting, days * DAY
        while waiting and waiting[0][0] < end:
            now = math.ceil(max(waiting[0][0], self._busy_until) / TICK - 1e-9) * TICK
            while self._look <= now:
                self.observe(self.sources, self._look)
                self._look += 0.5 * DAY
            if (off := next((e for s, e in self.world.off if s <= now < e), None)) is not None:
                self._busy_until = off
                continue
            due: list[int] = []
            while waiting and waiting[0][0] <= now:
                due.append(heapq.heappop(waiting)[1])
            self.runs += 1
            if self.world.is_down(now) and self._is_ours([self.sources[n] for n in due], now):
                # Nothing is counted against anybody, and the next run tries again.
                for number in due:
                    heapq.heappush(waiting, (now + TICK, number))
                self.empty_runs += 1
                continue
            longest = 0.0
            for number in due:
                source = self.sources[number]
                longest = max(longest, self._visit(source, now))
                if kept := self._kept_of(source):
                    kept.store()
                    kept.compare(source, now)
                heapq.heappush(waiting, (self._next(source, now), number))
            self._busy_until = now + longest

    def _is_ours(self, due: list[Source], now: float) -> bool:
        """Whether so many can't be reached that it is our own network."""
        outage = Outage({source.paper.name for source in due if source.state.failures})
        for source in due:
            outage.failed(source.paper.name, now)
        return outage.is_ours(all_back=True)

    def _kept_of(self, source: Source) -> Kept | None:
        return self._kept if self._kept and source.paper.name in self._kept.names else None

    def _next(self, source: Source, now: float) -> float:
        """When there is something to do for the source again: a poll, a link that failed, or a later look."""
        retries = [max(link.due, source.held, source.alone) for link in source.pending]
        look = max(source.looks.due, source.held, source.alone)
        return max(now + TICK, min([source.due, look, *retries]))

    def _visit(self, source: Source, now: float) -> float:
        """Poll the source where that is due, and fetch what is; how many seconds it takes."""
        if source.host is not None and (wait := remaining(source.host, moment(now))) > 0:
            if source.due <= now:
                self._rest(source, now, Outcome(asked=False))
            source.alone = now + wait
            return 0.0
        if source.due <= now and not self._poll(source, now):
            return 2.0
        took = self._fetch(source, now)
        return took + self._look_again(source, now + took)

    def _look_again(self, source: Source, now: float) -> float:
        """Look at known articles again."""
        if source.looks.due > now or source.held > now:
            return 0.0
        problem = self._problem(source, now)
        if problem == "waits":
            return 0.0
        asked = source.looks.take(now, away=bool(problem))
        source.counts.looks += asked
        return asked * PAGE_SECONDS

    # --- Announcements ---

    def _poll(self, source: Source, now: float) -> bool:
        paper, at = source.paper, moment(now)
        problem = self._problem(source, now)
        source.counts.polls += paper.documents
        if problem == "waits":
            self._rest(source, now, Outcome(asked=False))
            return False
        if problem:
            source.counts.repeats += paper.documents if problem != "http-404" else 0
            source.diary.asked(now, answered=False, documents=paper.documents)
            source.state = replace(source.state, tried=at)
            if kept := self._kept_of(source):
                kept.polled(source, now, problem=problem)
            self._rest(source, now, Outcome(weight=weight_of(problem)), problem)
            return False
        before = source.state.polled
        until = paper.announced_by(now)
        shown = range(self._oldest_shown(paper, until, now), until)
        new = range(max(source.known, shown.start), until)
        full = len(new) / min(paper.limit, max(1, until)) if before else 0.0
        source.known = until
        source.pending += [Link(number) for number in new]
        source.diary.asked(now, answered=True, documents=paper.documents, announced=len(new))
        interval = timedelta(seconds=source.state.interval)
        silences = note_poll(source.state.silences, before, at, interval, news=bool(new))
        source.state = replace(source.state, tried=at, polled=at, silences=silences)
        if kept := self._kept_of(source):
            kept.polled(source, now, shown)
        moments = [moment(paper.published[number]) for number in new] if paper.dated else []
        self._rest(source, now, Outcome(new=len(new), moments=moments, full=min(1.0, full)))
        return True

    def _rest(self, source: Source, now: float, outcome: Outcome, problem: str = "") -> None:
        chance, at = source.dice.random(), moment(now)
        self._change(
            source,
            now,
            lambda state: rested(state, outcome, at, lambda: chance, problem=(problem, problem)),
        )

    def _change(self, source: Source, now: float, change: Change) -> None:
        source.state = change(source.state)
        if kept := self._kept_of(source):
            kept.store()
            kept.changed(source.paper.name, now, change)

    def _oldest_shown(self, paper: Paper, until: int, now: float) -> int:
        """The number of the oldest article that is announced now: the feed has an end, the sitemap has two days."""
        oldest = until - paper.limit
        if paper.documents > 1:
            oldest = min(oldest, paper.announced_by(now - 2 * DAY))
        return max(0, oldest)

    def _problem(self, source: Source, now: float) -> str:
        """Why a request is not answered; empty when it is."""
        if self.world.is_down(now):
            return "connection"
        if source.plant(now, "gone"):
            return "http-404"
        if source.plant(now, "outage"):
            return "http-503" if source.paper.salt % 2 else "timeout"
        if source.plant(now, "busy"):
            source.answered = [at for at in source.answered if at > now - HOUR]
            if len(source.answered) >= CAPACITY:
                host = source.host or HostState(host=source.paper.name, changed=moment(now))
                wait = source.answered[0] + HOUR - now
                source.host = left_alone(host, wait, moment(now), source.dice, "429")
                source.counts.turned_away += 1
                return "waits"
            source.answered.append(now)
        return ""

    # --- Articles ---

    def _fetch(self, source: Source, now: float) -> float:
        if not source.pending or source.held > now:
            return 1.0
        left: list[Link] = []
        in_vain = asked = 0
        waits = False
        for link in reversed(source.pending):  # the newest first
            if waits or link.due > now or in_vain >= DOWN_AFTER:
                left.append(link)
                continue
            at = now + 2.0 + asked * PAGE_SECONDS
            problem = self._problem(source, at)
            if problem == "waits":
                waits = True
                left.append(link)
                continue
            asked += 1
            source.counts.pages += 1
            passing = (
                not problem and link.attempts == 0 and source.dice.random() < source.paper.faulty
            )
            if problem or passing:
                source.counts.repeats += bool(problem)
                in_vain = in_vain + 1 if problem else 0
                source.diary.failed(at, problem or "http-500")
                if kept := self._kept_of(source):
                    kept.failed(source, link.number, at, problem or "http-500")
                link.attempts += 1
                if link.attempts >= ATTEMPTS:
                    source.lost.append(link.number)
                else:
                    link.due = at + WAITS[link.attempts - 1].total_seconds()
                    left.append(link)
                continue
            in_vain = 0
            self._read(source, link.number, at)
        if in_vain >= DOWN_AFTER:
            chance = source.dice.random()
            self._change(source, now, lambda state: held(state, moment(now), lambda: chance))
        left.reverse()
        source.pending = left
        return 2.0 + asked * PAGE_SECONDS

    def _read(self, source: Source, number: int, at: float) -> None:
        layout = source.plant(at, "layout")
        what = layout.what if layout else ""
        refused = "not-a-page" if what == "refused" and source.dice.random() < 0.7 else ""
        if kept := self._kept_of(source):
            kept.read(source, number, at, refused)
        if refused:
            source.refused += 1
            source.diary.refused(at)
            source.stored[number] = math.nan
            return
        source.state = replace(source.state, held=None, holds=0)
        source.stored[number] = at
        source.looks.stored(number, at)
        source.diary.read(at, number, source.paper, what, source.dice)


def seconds(at: datetime) -> float:
    """As the world counts."""
    return (at - BEGAN).total_seconds()
