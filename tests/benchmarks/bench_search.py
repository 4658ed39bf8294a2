"""How long ``kliping search`` takes from the start of its process to its end, on 10,000 articles.

The yardstick is ``python -c "import click, sqlalchemy"`` on the same machine in the same minute, in turns, so that the
ratio means the same everywhere. Exits 1 when the slowest query takes more than ``LIMIT`` times as long.

Run with ``python tests/benchmarks/bench_search.py [ARTICLES]``.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from archive_queries import queries
from made_up_news import batches

from archive.store import Archive

ARTICLES = 10_000
ROUNDS = 9
LIMIT = 1.5
YARDSTICK = (sys.executable, "-c", "import click, sqlalchemy")
COMMAND = Path(sysconfig.get_path("scripts")) / "kliping"


def commands() -> dict[str, tuple[str, ...]]:
    """What is asked on the command line, by kind."""
    kinds = queries()
    rare, some, phrase, prefix, tenth = (
        kinds[kind][0][0]
        for kind in (
            "rare word",
            "three words",
            "phrase, by newest",
            "prefix, by newest",
            "word in a tenth, by newest",
        )
    )
    return {
        "a rare word": (rare,),
        "three words": (some,),
        "a word in a tenth of all": (tenth,),
        "the commonest word": ("the",),
        "a phrase": (phrase,),
        "a prefix": (prefix,),
        "newest first": (tenth, "--sort", "newest"),
        "one source since a day": (tenth, "--source", "paper0", "--since", "2026-01-01"),
    }


def main(count: int) -> int:
    """Builds the archive, measures and prints; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kliping.db"
        begun = time.perf_counter()
        with Archive.open(path, create=True) as archive:
            for batch in batches(count, 500):
                archive.save(batch)
        seconds = time.perf_counter() - begun
        size = path.stat().st_size
        print(
            f"stored and indexed {count} articles: {count / seconds:.0f}/s, {size / count:.0f} bytes each"
        )
        return _compare(path)


def _compare(path: Path) -> int:
    worst = worst_ratio(path)
    print(f"worst ratio {worst:.2f}, at most {LIMIT:.2f} wanted")
    return int(worst > LIMIT)


def worst_ratio(archive: Path) -> float:
    """What the slowest query takes, of what the imports alone do; a line for each on standard error."""
    worst = 0.0
    for name, arguments in commands().items():
        command = (str(COMMAND), "-q", "--archive", str(archive), "search", *arguments)
        ours, bare = _in_turns(command, YARDSTICK)
        ratio = statistics.median(ours) / statistics.median(bare)
        worst = max(worst, ratio)
        print(
            f"{name:32} {statistics.median(ours) * 1000:6.0f} ms, imports alone"
            f" {statistics.median(bare) * 1000:6.0f} ms, ratio {ratio:.2f}",
            file=sys.stderr,
        )
    return worst


def _in_turns(first: Sequence[str], second: Sequence[str]) -> tuple[list[float], list[float]]:
    """CPU seconds of each command, run in turns; the first run of each warms the caches and is left out."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 1):
        for command, taken in zip((first, second), times, strict=True):
            taken.append(_cpu_seconds(command))
    return times[0][1:], times[1][1:]


def _cpu_seconds(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES))
