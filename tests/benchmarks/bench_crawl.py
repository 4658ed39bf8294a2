"""A whole crawl of the labelled pages, scored and timed. Run by ``make bench-crawl``.

The pages lie in ``$KLIPING_BENCH``, by default ``../shared/bench`` beside the repository; without them nothing is done. They are
served on loopback as eight newspapers by a process of its own, crawled by the console command into a fresh
archive, exported, and the export is scored with the folder's own ``score.py``. Then three crawls of these
pages take turns, on two cores which the server shares:

- bare: a stock Scrapy spider that throws the pages away (``bench_crawl_bare.py``);
- uncleaned: ``kliping crawl`` with a stand-in for cleaning (``bench_crawl_uncleaned.py``);
- whole: ``kliping crawl``.

The first two fetch every page several times over, at addresses of their own: they would be over before
the start-up of a crawl stops mattering.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

from process_usage import Usage, run

HERE = Path(__file__).resolve().parent
BENCH = Path(os.environ.get("KLIPING_BENCH") or HERE.parents[2] / "shared" / "bench")
KLIPING = [str(Path(sys.executable).with_name("kliping"))]
UNCLEANED = [sys.executable, str(HERE / "bench_crawl_uncleaned.py")]
BARE = [sys.executable, str(HERE / "bench_crawl_bare.py")]
CORES = 2

World = Mapping[str, Any]
"""What the server says: see :func:`bench_crawl_server.describe`."""


@dataclass
class Run:
    """One crawl."""

    pages: int
    seconds: float
    """From the first request to the end of the crawl; no start of an interpreter, nor of Scrapy, is counted."""
    usage: Usage
    run_seconds: float
    """From where the run's own report begins, which with Scrapy still to be imported is earlier."""

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def main() -> None:
    """Crawl, score, time, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="how often each crawl is timed")
    parser.add_argument("--copies", type=int, default=3, help="of each page, for the quick crawls")
    parser.add_argument("--worst", type=int, default=0, help="print the N worst pages of the score")
    parser.add_argument(
        "--keep", type=Path, help="keep the first archive and export in this folder"
    )
    arguments = parser.parse_args()
    if not any(BENCH.glob("*/truth.jsonl")):
        print(f"bench-crawl: no labelled pages in {BENCH}; nothing to do")
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with (
        tempfile.TemporaryDirectory(prefix="kliping-bench-") as folder,
        served(arguments.copies) as world,
    ):
        base = arguments.keep or Path(folder)
        base.mkdir(parents=True, exist_ok=True)
        score(world, base, arguments.worst)
        print_speed(timed(world, Path(folder), arguments.rounds))


@contextmanager
def served(copies: int) -> Iterator[World]:
    """Start the server; what it says about itself."""
    command = [sys.executable, str(HERE / "bench_crawl_server.py"), str(BENCH), str(copies)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise SystemExit("the server has no pipes")
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.stdin.close()
            server.wait(10)


def score(world: World, folder: Path, worst: int) -> None:
    """Crawl once, export, map addresses back to files, and let the folder's own script judge."""
    first = crawl(KLIPING, world, folder / "scored")
    exported = folder / "export.jsonl"
    archive = folder / "scored" / "kliping.db"
    subprocess.run(
        [*KLIPING, "--archive", str(archive), "export", "-o", str(exported), "--with-duplicates"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = folder / "found.jsonl"
    articles = 0
    with exported.open(encoding="utf-8") as lines, found.open("w", encoding="utf-8") as out:
        for line in lines:
            article = json.loads(line)
            out.write(json.dumps(article | {"path": world["pages"][article["url"]]}) + "\n")
            articles += 1
    print(
        f"{len(world['pages'])} pages served, {first.pages} fetched, {articles} articles exported"
    )
    scores = folder / "scores.json"
    command = [sys.executable, str(BENCH / "score.py"), str(BENCH), str(found)]
    command += ["--json", str(scores), *(["--worst", str(worst)] if worst else [])]
    subprocess.run(command, check=True)
    peers = BENCH / "peers.json"
    if peers.is_file():
        print_peers(json.loads(scores.read_bytes()), json.loads(peers.read_bytes()))


MEASURES = ("mean F1 of sets", "exact", "fail", "snip", "title", "date", "authors")
"""What ours and the peers' scores are compared by; ``score.py`` says what each is."""


def print_peers(ours: Mapping[str, Any], peers: Mapping[str, Any]) -> None:
    """Our scores above those of other extractors on the same pages. A zero of theirs: they do not read that."""
    print(f"\n{'over all sets':28}" + "".join(f"{measure:>17}" for measure in MEASURES))
    best_first = sorted(peers.items(), key=lambda peer: -peer[1]["all"]["mean F1 of sets"])
    for name, scores in (("kliping, out of the archive", ours), *best_first):
        row = (scores["all"].get(measure) for measure in MEASURES)
        print(f"{name:28}" + "".join(f"{x:17.3f}" if x else f"{'-':>17}" for x in row))


def crawl(command: Sequence[str], world: World, folder: Path, sitemap: str = "sitemap") -> Run:
    """Crawl all newspapers into a fresh archive."""
    folder.mkdir(parents=True)
    configuration = folder / "kliping.toml"
    configuration.write_text(toml(world["newspapers"], sitemap), encoding="utf-8")
    report_file = folder / "report.json"
    usage = run(
        [*command, "--config", str(configuration), "-q", "crawl", "--report", str(report_file)]
    )
    report = json.loads(report_file.read_text(encoding="utf-8"))
    pages = sum(source["fetched"] for source in report["sources"].values())
    started, ended = (
        datetime.fromisoformat(report[key]).timestamp() for key in ("started", "ended")
    )
    return Run(pages, ended - begun(world), usage, ended - started)


def begun(world: World) -> float:
    """When the crawl before this asked for something first. A run's report begins earlier: while Scrapy is imported."""
    home = next(iter(world["newspapers"].values()))
    with urlopen(f"{home}/-/begun") as answer:  # noqa: S310 - our own server
        return float(answer.read())


def bare(world: World, folder: Path) -> Run:
    """Fetch the same pages and throw them away."""
    folder.mkdir(parents=True)
    urls = folder / "urls.txt"
    urls.write_text("\n".join([*world["pages"], *world["copies"]]), encoding="utf-8")
    usage = run([*BARE, str(urls)])
    result = json.loads(usage.output)
    seconds = result["ended"] - begun(world)
    return Run(result["pages"], seconds, usage, seconds)


def toml(homes: Mapping[str, str], sitemap: str) -> str:
    """The configuration of the crawl."""
    lines = ['archive = "kliping.db"', "[crawl]", "delay = 0", "allow_private_addresses = true"]
    lines.append("obey_opt_outs = false")  # two of the labelled pages reserve text and data mining
    for name, home in homes.items():
        lines += [
            f"[sources.{name}]",
            f'home = "{home}/"',
            f'feeds = ["{home}/feed.rss"]',
            f'sitemaps = ["{home}/{sitemap}.xml"]',
        ]
    return "\n".join(lines) + "\n"


def timed(world: World, folder: Path, rounds: int) -> Mapping[str, list[Run]]:
    """Each crawl in turn, round by round, so that a slow minute of the machine meets all of them."""
    runs: dict[str, list[Run]] = {"bare": [], "uncleaned": [], "whole": []}
    for number in range(rounds):
        runs["bare"].append(bare(world, folder / f"bare{number}"))
        runs["uncleaned"].append(crawl(UNCLEANED, world, folder / f"uncleaned{number}", "all"))
        runs["whole"].append(crawl(KLIPING, world, folder / f"whole{number}"))
    return runs


def print_speed(runs: Mapping[str, list[Run]]) -> None:
    """Medians, shares of the bare spider in the same round, and where the time goes."""
    if not runs["bare"]:
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"\nmedian of {len(runs['bare'])} rounds on {cores} cores, the server included")
    print(f"{'CPU ms a page of':>65}")
    heads = ("pages", "pages/s", "of bare", "wall s", "peak MB", "reactor", "threads", "workers")
    print(" " * 10 + "".join(f"{head:>9}" for head in heads) + "  of bare by round")
    for name, some in runs.items():
        shares = [run.speed / bare.speed for run, bare in zip(some, runs["bare"], strict=True)]
        cells = [
            f"{some[0].pages}",
            f"{median(run.speed for run in some):.0f}",
            f"{median(shares):.2f}",
            f"{median(run.usage.wall for run in some):.1f}",
            f"{median(run.usage.peak for run in some) / 1e6:.0f}",
            *(f"{_cost(some, part):.2f}" for part in ("main", "threads", "workers")),
        ]
        rounds = " ".join(f"{share:.2f}" for share in shares)
        print(f"{name:10}" + "".join(f"{cell:>9}" for cell in cells) + f"  {rounds}")
    reported = [
        run.pages / run.run_seconds / bare.speed
        for run, bare in zip(runs["whole"], runs["bare"], strict=True)
    ]
    print(f"whole of bare, counted from the start that the run reports: {median(reported):.2f}")
    print_stages(runs)


def _cost(runs: Sequence[Run], *parts: str) -> float:
    """CPU time of a page in these parts, in milliseconds."""
    return median(sum(run.usage.cpu[part] for part in parts) / run.pages * 1000 for run in runs)


def print_stages(runs: Mapping[str, list[Run]]) -> None:
    """What each stage costs a page, as differences between the crawls."""
    everything = ("main", "threads", "workers")
    bare, uncleaned, whole = (runs[name] for name in ("bare", "uncleaned", "whole"))
    rows = {
        "fetch: the bare spider, its start-up included": _cost(bare, *everything),
        "remember, store, index, keep raw pages: uncleaned less bare": _cost(uncleaned, *everything)
        - _cost(bare, *everything),
        "clean: the workers, whole less uncleaned": _cost(whole, "workers")
        - _cost(uncleaned, "workers"),
        "hand pages over, store real articles: the rest": _cost(whole, "main", "threads")
        - _cost(uncleaned, "main", "threads"),
    }
    print("\nwhere the CPU time of a page goes, ms")
    for label, milliseconds in rows.items():
        print(f"  {milliseconds:6.2f}  {label}")


if __name__ == "__main__":
    main()
