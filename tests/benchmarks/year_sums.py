"""What became of a year's announcements, how soon, and what it cost."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from statistics import median, quantiles

from year_crawl import Source
from year_habits import DAY, HOUR, SHARES
from year_looks import changed_at, withdrawn_at
from year_world import World


@dataclass
class Sums:
    """Of one newspaper, or of some together."""

    papers: int = 0
    shown: int = 0
    """Articles that a feed or sitemap showed while its host answered."""
    stored: int = 0
    """Of these."""
    announced: int = 0
    """Articles that were shown while we could ask."""
    stored_of_announced: int = 0
    delays: list[float] = field(default_factory=list)
    """From the moment at which it could be seen to that at which it was stored."""
    relative: list[float] = field(default_factory=list)
    """The same, as a multiple of the mean time between two of the newspaper's batches."""
    polls: int = 0
    pages: int = 0
    looks: int = 0
    requests: int = 0
    least: int = 0
    changes: int = 0
    """Changes of articles after they were stored, and withdrawals; the latter counted apart too."""
    found: int = 0
    withdrawn: int = 0
    gone: int = 0

    @classmethod
    def of(cls, some: Iterable[Sums]) -> Sums:
        """All together."""
        total = cls()
        for each in some:
            for name in _NUMBERS:
                setattr(total, name, getattr(total, name) + getattr(each, name))
            total.delays += each.delays
            total.relative += each.relative
        return total

    @property
    def ratio(self) -> float:
        """Requests as a multiple of the least possible."""
        return self.requests / self.least

    @property
    def ratio_without_looks(self) -> float:
        """The same, later looks left out on both sides."""
        return (self.requests - self.looks) / (self.least - self.changes - self.withdrawn)


_NUMBERS = tuple(f.name for f in fields_of(Sums) if f.name not in {"delays", "relative"})


def cost_of(source: Source) -> Sums:
    """The requests to one newspaper so far."""
    counts, found = source.counts, source.looks.found
    return Sums(
        papers=1,
        polls=counts.polls,
        pages=counts.pages,
        looks=counts.looks,
        requests=counts.all,
        found=found.changes,
        gone=found.gone,
    )


def sums_of(source: Source, made: World, cost: Sums) -> Sums:
    """What became of one newspaper's announcements, and what they cost."""
    paper = source.paper
    end = made.days * DAY
    sums = replace(cost, delays=[], relative=[])
    for number, published in enumerate(paper.published):
        shown, heard = paper.shown_from(number), made.heard_from(paper, number)
        until = min(end, paper.shown_until(number))
        stored = source.stored.get(number)
        refused = stored is not None and math.isnan(stored)
        if not 0 <= published < end or shown >= until or refused:
            continue
        sums.shown += 1
        if heard < until:
            sums.announced += 1
            sums.stored_of_announced += stored is not None
        if stored is None:
            continue
        sums.stored += 1
        sums.delays.append(stored - heard)
        sums.relative.append((stored - heard) / paper.usual_gap)
        changed = changed_at(paper, number)
        sums.changes += stored < changed < min(end, published + 30 * DAY)
        sums.withdrawn += stored < withdrawn_at(paper, number) < end
    batches = sum(0 <= at < end for at in paper.moments)
    older = sum(paper.published[number] < 0 for number in source.stored)
    sums.least = batches * paper.documents + older + sums.stored + sums.changes + sums.withdrawn
    return sums


def print_sums(sources: Sequence[Source], sums: dict[str, Sums]) -> Sums:
    """A line for each kind of newspaper, and one for all; returns that one."""
    heads = (
        "papers", "announced", "stored %", "delay h", "p90", "of gap", "p90", "worst", "polls", "pages", "looks", "of least"
    )  # fmt: skip
    print(" " * 10 + "".join(f"{head:>10}" for head in heads))
    for kind in SHARES:
        mine = [sums[s.paper.name] for s in sources if s.paper.kind == kind]
        if any(len(each.relative) > 1 for each in mine):
            _row(kind, mine)
    return _row("all", sums.values())


def _row(label: str, some: Iterable[Sums]) -> Sums:
    some = list(some)
    total = Sums.of(some)
    worst = max(median(each.relative) for each in some if each.relative)
    cells = (
        f"{total.papers}",
        f"{total.announced}",
        f"{100 * total.stored_of_announced / total.announced:.3f}",
        f"{median(total.delays) / HOUR:.2f}",
        f"{quantiles(total.delays, n=10)[-1] / HOUR:.2f}",
        f"{median(total.relative):.2f}",
        f"{quantiles(total.relative, n=10)[-1]:.2f}",
        f"{worst:.2f}",
        f"{total.polls}",
        f"{total.pages}",
        f"{total.looks}",
        f"{total.ratio:.2f}",
    )
    print(f"{label:10}" + "".join(f"{cell:>10}" for cell in cells), flush=True)
    return total
