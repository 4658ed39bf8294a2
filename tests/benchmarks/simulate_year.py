"""A year of crawling, under a virtual clock: what is stored, how soon, at what cost, and what is alarmed. Run by ``make bench-year``.

``simulate_year.py --newspapers 300 --days 365 [--seed N]``. Newspapers of different habits (:mod:`year_habits`) with all that goes wrong in
a year (:mod:`year_world`) are crawled every five minutes by the very functions that decide for ``kliping crawl --due``
(:mod:`year_crawl`). Nothing is fetched and nothing is cleaned: articles are numbers.

- *Announced* is what a feed or sitemap showed while it could be asked, at least for a moment. What a planted change of layout
  keeps from being stored does not count: it is there to be alarmed.
- *Delay* is the time from then until the article is stored, as a multiple of the mean time between two of the newspaper's
  own batches.
- *Least possible* requests: one for each document of a newspaper whenever there is something new, five minutes after the one before at
  the earliest, and one for each article. robots.txt is left out on both sides.
- *False* is an alarm for which nothing was planted.

Exit status 1 when one of the measures is not met.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from year_alarms import CAUSES, Watch, print_verdict, verdict
from year_archive import Kept
from year_crawl import Crawl, Source
from year_habits import DAY, HOUR, SHARES
from year_world import World, world

LEAST_STORED, MOST_DELAY, MOST_REQUESTS, MOST_FALSE = 0.995, 2.0, 1.5, 1.0
AFTERWARDS = 14
"""Days in which what was announced at the end is still fetched."""


@dataclass
class Sums:
    """What became of the announcements of some newspapers, and what it cost."""

    papers: int = 0
    announced: int = 0
    stored: int = 0
    delays: list[float] = field(default_factory=list)
    relative: list[float] = field(default_factory=list)
    requests: int = 0
    polls: int = 0
    least: int = 0
    shown: int = 0
    stored_of_announced: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.papers + other.papers,
            self.announced + other.announced,
            self.stored + other.stored,
            self.delays + other.delays,
            self.relative + other.relative,
            self.requests + other.requests,
            self.polls + other.polls,
            self.least + other.least,
            self.shown + other.shown,
            self.stored_of_announced + other.stored_of_announced,
        )


def main() -> int:
    """Let the year pass; say what it brought."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--newspapers", type=int, default=300)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--archive", type=int, default=10, help="newspapers kept in a real archive beside"
    )
    options = parser.parse_args()
    begun = time.process_time()
    made = world(options.newspapers, options.days, options.seed)
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="kliping-year-") as folder:
        names = [paper.name for paper in made.papers if paper.documents == 1]
        kept = Kept(Path(folder) / "kliping.db", names[: options.archive])
        crawl = Crawl(made, options.seed, watch.look, kept)
        sums = passed(crawl, made)
        agreed = compared(crawl, kept)
    print(
        f"{options.newspapers} newspapers, {options.days} days, seed {options.seed}: {crawl.runs} runs, "
        f"{crawl.empty_runs} without a network; {time.process_time() - begun:.0f} s of CPU time\n{agreed}\n"
    )
    total = print_sums(crawl.sources, sums)
    months = options.days / 365 * 12
    print()
    verdicts = {kind: verdict(kind, made, watch) for kind in CAUSES}
    for kind, found in verdicts.items():
        print_verdict(kind, found, months)
    false = sum(len(found.false) for found in verdicts.values()) / months
    missed = sum(len(verdicts[kind].missed) for kind in ("silence", "drift"))
    print()
    measures = (
        ("announced and stored", total.stored_of_announced / total.announced, ">=", LEAST_STORED),
        ("median delay, of its own interval", median(total.relative), "<", MOST_DELAY),
        ("requests, of the least possible", total.requests / total.least, "<=", MOST_REQUESTS),
        ("planted silences and drifts not alarmed", missed, "<=", 0),
        ("false alarms a month", false, "<", MOST_FALSE),
    )
    met = [_met(*measure) for measure in measures]  # each is printed
    return int(not all(met))


def passed(crawl: Crawl, made: World) -> dict[str, Sums]:
    """Let the time pass; what became of each newspaper's announcements. What it cost is counted until the last day."""
    crawl.run(made.days)
    cost = [(source.counts.all, source.counts.polls) for source in crawl.sources]
    crawl.observe = lambda _sources, _now: None
    crawl.run(made.days + AFTERWARDS)
    return {
        source.paper.name: sums_of(source, made, requests, polls)
        for source, (requests, polls) in zip(crawl.sources, cost, strict=True)
    }


def compared(crawl: Crawl, kept: Kept) -> str:
    """Compare what the archive has in the end; one line that says what agreed."""
    for source in crawl.sources:
        if source.paper.name in kept.names:
            kept.compare_all(source)
    articles, wrong = kept.archive.count(), kept.archive.care.problems()
    kept.archive.close()
    complaint = f"; it complains of {wrong}" if wrong else ", and checks clean"
    return (
        f"an archive of {len(kept.names)} of them, {articles} articles, agreed with the simulation after each "
        f"of {kept.compared} visits{complaint}"
    )


def _met(label: str, value: float, how: str, limit: float) -> bool:
    met = {">=": value >= limit, "<=": value <= limit, "<": value < limit}[how]
    print(f"{'met   ' if met else 'MISSED'}  {label}: {value:.4g} ({how} {limit:g})")
    return met


def sums_of(source: Source, made: World, requests: int, polls: int) -> Sums:
    """What became of one newspaper's announcements."""
    paper = source.paper
    end = made.days * DAY
    sums = Sums(1, requests=requests, polls=polls)
    for number, published in enumerate(paper.published):
        shown, heard = paper.shown_from(number), made.heard_from(paper, number)
        until = min(end, paper.shown_until(number))
        stored = source.stored.get(number)
        refused = stored is not None and math.isnan(stored)
        if not 0 <= published < end or shown >= until or refused:
            continue
        sums.shown += 1
        sums.stored += stored is not None
        if heard < until:
            sums.announced += 1
            sums.stored_of_announced += stored is not None
        if stored is not None:
            sums.delays.append(stored - heard)
            sums.relative.append((stored - heard) / paper.usual_gap)
    batches = sum(0 <= at < end for at in paper.moments)
    sums.least = batches * paper.documents + sums.stored
    return sums


def print_sums(sources: Sequence[Source], sums: dict[str, Sums]) -> Sums:
    """A line for each kind of newspaper, and one for all."""
    heads = (
        "papers",
        "announced",
        "stored %",
        "delay h",
        "p90",
        "of gap",
        "p90",
        "worst",
        "polls",
        "requests",
        "of least",
    )
    print(f"{'':10}" + "".join(f"{head:>11}" for head in heads))
    for kind in SHARES:
        mine = [sums[s.paper.name] for s in sources if s.paper.kind == kind]
        if any(each.announced for each in mine):
            _row(kind, mine)
    return _row("all", sums.values())


def _row(label: str, some: Iterable[Sums]) -> Sums:
    some = list(some)
    total = sum(some, Sums())
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
        f"{total.requests}",
        f"{total.requests / total.least:.2f}",
    )
    print(f"{label:10}" + "".join(f"{cell:>11}" for cell in cells), flush=True)
    return total


if __name__ == "__main__":
    sys.exit(main())
