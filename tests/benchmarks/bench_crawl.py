"""A whole crawl of the labelled pages, scored and timed. Run by ``make bench-crawl``.

The pages lie in ``$KLIPING_BENCH``, by default ``../shared/bench`` beside the repository; without them nothing is done. They are
served on loopback as eight newspapers by a process of its own, crawled by the console command into a fresh
archive, exported, and the export is scored with the folder's own ``score.py``. Then three crawls of the same
pages take turns, on two cores which the server shares:

- bare: a stock Scrapy spider that throws the pages away (``bench_crawl_bare.py``);
- whole: ``kliping crawl``;
- uncleaned: the same with a stand-in for cleaning (``bench_crawl_uncleaned.py``).
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

from process_usage import Usage, run

HERE = Path(__file__).resolve().parent
BENCH = Path(os.environ.get("KLIPING_BENCH") or HERE.parents[2] / "shared" / "bench")
KLIPING = [str(Path(sys.executable).with_name("kliping"))]
UNCLEANED = [sys.executable, str(HERE / "bench_crawl_uncleaned.py")]
BARE = [sys.executable, str(HERE / "bench_crawl_bare.py")]
CORES = 2


@dataclass
class Run:
    """One crawl."""

    pages: int
    seconds: float
    """From the first request to the end of the crawl; the interpreter's start is not counted."""
    usage: Usage

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def main() -> None:
    """Crawl, score, time, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="how often each crawl is timed")
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
    with tempfile.TemporaryDirectory(prefix="kliping-bench-") as folder, served() as world:
        base = arguments.keep or Path(folder)
        base.mkdir(parents=True, exist_ok=True)
        score(world, base, arguments.worst)
        print_speed(timed(world, Path(folder), arguments.rounds))


@contextmanager
def served() -> Iterator[Mapping[str, Mapping[str, str]]]:
    """Start the server; what it says about itself."""
    command = [sys.executable, str(HERE / "bench_crawl_server.py"), str(BENCH)]
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


def score(world: Mapping[str, Mapping[str, str]], folder: Path, worst: int) -> None:
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
    command = [sys.executable, str(BENCH / "score.py"), str(BENCH), str(found)]
    subprocess.run([*command, *(["--worst", str(worst)] if worst else [])], check=True)


def crawl(command: Sequence[str], world: Mapping[str, Mapping[str, str]], folder: Path) -> Run:
    """Crawl all newspapers into a fresh archive."""
    folder.mkdir(parents=True)
    configuration = folder / "kliping.toml"
    configuration.write_text(toml(world["newspapers"]), encoding="utf-8")
    report_file = folder / "report.json"
    usage = run(
        [*command, "--config", str(configuration), "-q", "crawl", "--report", str(report_file)]
    )
    report = json.loads(report_file.read_text(encoding="utf-8"))
    pages = sum(source["fetched"] for source in report["sources"].values())
    begun, ended = (datetime.fromisoformat(report[key]) for key in ("started", "ended"))
    return Run(pages, (ended - begun).total_seconds(), usage)


def bare(world: Mapping[str, Mapping[str, str]], folder: Path) -> Run:
    """Fetch the same pages and throw them away."""
    folder.mkdir(parents=True)
    urls = folder / "urls.txt"
    urls.write_text("\n".join(world["pages"]), encoding="utf-8")
    usage = run([*BARE, str(urls)])
    result = json.loads(usage.output)
    return Run(result["pages"], result["seconds"], usage)


def toml(homes: Mapping[str, str]) -> str:
    """The configuration of the crawl."""
    lines = ['archive = "kliping.db"', "[crawl]", "delay = 0", "allow_private_addresses = true"]
    for name, home in homes.items():
        lines += [
            f"[sources.{name}]",
            f'home = "{home}/"',
            f'feeds = ["{home}/feed.rss"]',
            f'sitemaps = ["{home}/sitemap.xml"]',
        ]
    return "\n".join(lines) + "\n"


def timed(
    world: Mapping[str, Mapping[str, str]], folder: Path, rounds: int
) -> Mapping[str, list[Run]]:
    """Each crawl in turn, round by round, so that a slow minute of the machine meets all of them."""
    runs: dict[str, list[Run]] = {"bare": [], "uncleaned": [], "whole": []}
    for number in range(rounds):
        runs["bare"].append(bare(world, folder / f"bare{number}"))
        runs["uncleaned"].append(crawl(UNCLEANED, world, folder / f"uncleaned{number}"))
        runs["whole"].append(crawl(KLIPING, world, folder / f"whole{number}"))
    return runs


def print_speed(runs: Mapping[str, list[Run]]) -> None:
    """Medians, shares of the bare spider, and where the time goes."""
    if not all(runs.values()):
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"\nmedian of {len(runs['bare'])} rounds on {cores} cores, the server included")
    print(
        "             pages  pages/s  of bare   wall s   peak MB   CPU ms/page: reactor  threads  workers"
    )
    fastest = median(run.speed for run in runs["bare"])
    for name, some in runs.items():
        speed = median(run.speed for run in some)
        wall = median(run.usage.wall for run in some)
        peak = median(run.usage.peak for run in some) / 1e6
        cpu = [
            median(run.usage.cpu[part] / run.pages * 1000 for run in some)
            for part in ("main", "threads", "workers")
        ]
        print(
            f"{name:10}  {some[0].pages:6}  {speed:7.0f}  {speed / fastest:7.2f}  {wall:7.1f}  {peak:8.0f}"
            f"                {cpu[0]:10.2f}  {cpu[1]:7.2f}  {cpu[2]:7.2f}"
        )
    shares = [r.speed / b.speed for r, b in zip(runs["whole"], runs["bare"], strict=True)]
    print("whole/bare by round: " + " ".join(f"{share:.2f}" for share in shares))
    shares = [r.speed / b.speed for r, b in zip(runs["uncleaned"], runs["bare"], strict=True)]
    print("uncleaned/bare by round: " + " ".join(f"{share:.2f}" for share in shares))
    print_stages(runs)


def print_stages(runs: Mapping[str, list[Run]]) -> None:
    """What each stage costs a page, as differences between the crawls."""

    def cost(name: str, *parts: str) -> float:
        return median(sum(r.usage.cpu[p] for p in parts) / r.pages * 1000 for r in runs[name])

    everything = ("main", "threads", "workers")
    fetch = cost("bare", *everything)
    rows = {
        "fetch (the bare spider, start-up included)": fetch,
        "memory, storing, indexing, raw pages (uncleaned - bare)": cost("uncleaned", *everything)
        - fetch,
        "cleaning, in the workers (whole - uncleaned)": cost("whole", "workers")
        - cost("uncleaned", "workers"),
        "handing pages over, larger articles (whole - uncleaned)": cost("whole", "main", "threads")
        - cost("uncleaned", "main", "threads"),
    }
    print("\nwhere the CPU time of a page goes, ms")
    for label, milliseconds in rows.items():
        print(f"  {milliseconds:6.2f}  {label}")


if __name__ == "__main__":
    main()
