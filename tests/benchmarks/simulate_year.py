"""A year of crawling, under a virtual clock: what is stored, how soon, at what cost, and what is alarmed. Run by ``make bench-year``.

``simulate_year.py --newspapers 300 --days 365 [--seed N]``. Newspapers of different habits (:mod:`year_habits`) with all that goes wrong in
a year (:mod:`year_world`) are crawled every five minutes by the very functions that decide for ``kliping crawl --due``
(:mod:`year_crawl`). Nothing is fetched and nothing is cleaned: articles are numbers.

- *Announced* is what a feed or sitemap showed, at least for a moment, while its host answered and our own network and
  machine worked; what was shown while they did not is told apart. What a planted change of layout
  keeps from being stored does not count: it is there to be alarmed.
- *Delay* is the time from then until the article is stored, as a multiple of the mean time between two of the newspaper's
  own batches.
- *Least possible* requests: one for each document of a newspaper whenever there is something new, five minutes after the one before at
  the earliest, one for each article, and one for each change or withdrawal of a stored one. robots.txt is left out on
  both sides.
- *False* is an alarm for which nothing was planted.

Exit status 1 when one of the measures is not met.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from year_alarms import CAUSES, Watch, print_verdict, verdict
from year_archive import Kept
from year_crawl import Crawl
from year_sums import Sums, cost_of, print_sums, sums_of
from year_world import World, world

LEAST_STORED, MOST_DELAY, MOST_REQUESTS, MOST_FALSE = 0.995, 2.0, 1.5, 1.0
AFTERWARDS = 14
"""Days in which what was announced at the end is still fetched."""


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
    print(
        f"all that was shown, also while our own network or machine was down: {100 * total.stored / total.shown:.3f} % stored; "
        f"requests without later looks: {total.ratio_without_looks:.2f} of the least possible; "
        f"{total.found} of {total.changes} changes and {total.gone} of {total.withdrawn} withdrawals noticed by looks"
    )
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
        ("requests, of the least possible", total.ratio, "<=", MOST_REQUESTS),
        ("planted silences and drifts not alarmed", missed, "<=", 0),
        ("false alarms a month", false, "<", MOST_FALSE),
    )
    met = [_met(*measure) for measure in measures]  # each is printed
    return int(not all(met))


def passed(crawl: Crawl, made: World) -> dict[str, Sums]:
    """Let the time pass; what became of each newspaper's announcements. What it cost is counted until the last day."""
    crawl.run(made.days)
    costs = [cost_of(source) for source in crawl.sources]
    crawl.observe = lambda _sources, _now: None
    crawl.run(made.days + min(made.days, AFTERWARDS))
    return {
        source.paper.name: sums_of(source, made, cost)
        for source, cost in zip(crawl.sources, costs, strict=True)
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


if __name__ == "__main__":
    sys.exit(main())
