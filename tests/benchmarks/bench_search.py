"""How long ``kliping search`` takes from the start of its process to its end, on 10,000 articles.

The yardstick is ``python -c "import click, sqlalchemy"`` on the same machine in the same minute, in turns, so that the
ratio means the same everywhere. Exits 1 when the slowest query takes more than ``LIMIT`` times as long.

Run with ``python tests/benchmarks/bench_search.py [ARTICLES]``.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.model import Article, Extracted
from archive.store import Archive

ARTICLES = 10_000
WORDS = 400
ROUNDS = 9
LIMIT = 1.8
YARDSTICK = (sys.executable, "-c", "import click, sqlalchemy")
COMMAND = Path(sysconfig.get_path("scripts")) / "kliping"
QUERIES = {
    "a rare word": ("w4321",),
    "a word in every third article": ("w60",),
    "a word in every article": ("w0",),
    "a phrase": ('"w3 w5"',),
    "a prefix": ("w432*",),
    "newest first": ("w60", "--sort", "newest"),
    "one source since a day": ("w20", "--source", "source3", "--since", "2026-01-01"),
}


def main(count: int) -> int:
    """Builds the archive, measures and prints; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kliping.db"
        begun = time.perf_counter()
        with Archive.open(path, create=True) as archive:
            for batch in _batches(count):
                archive.save(batch)
        seconds = time.perf_counter() - begun
        size = path.stat().st_size
        print(
            f"stored and indexed {count} articles: {count / seconds:.0f}/s, {size / count:.0f} bytes each"
        )
        return _compare(path)


def _compare(archive: Path) -> int:
    worst = 0.0
    for name, arguments in QUERIES.items():
        command = (str(COMMAND), "-q", "--archive", str(archive), "search", *arguments)
        ours, bare = _in_turns(command, YARDSTICK)
        ratio = statistics.median(ours) / statistics.median(bare)
        worst = max(worst, ratio)
        print(
            f"{name:32} {statistics.median(ours) * 1000:6.0f} ms, imports alone"
            f" {statistics.median(bare) * 1000:6.0f} ms, ratio {ratio:.2f}"
        )
    print(f"worst ratio {worst:.2f}, at most {LIMIT:.2f} wanted")
    return int(worst > LIMIT)


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


def _batches(count: int, size: int = 500) -> Iterator[list[Extracted]]:
    """Articles of made-up words, as frequent as those of a language (Zipf's law), over six years of days."""
    chance = random.Random(1)  # noqa: S311 - the same archive each time
    vocabulary = [f"w{rank}" for rank in range(30_000)]
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    start = datetime(2020, 11, 1, tzinfo=UTC)
    for first in range(0, count, size):
        batch = []
        for n in range(first, min(first + size, count)):
            words = chance.choices(vocabulary, weights, k=WORDS)
            when = start + timedelta(days=chance.randrange(2_190), minutes=n % 1_440)
            article = Article(
                url=f"https://news{n % 20}.example/{n}",
                source=f"source{n % 20}",
                title=" ".join(words[:8]),
                text="\n\n".join(" ".join(words[at : at + 50]) for at in range(8, WORDS, 50)),
                authors=(f"Author {n % 100}",),
                published=when,
                fetched=when,
                language=("en", "en", "id")[n % 3],
                words=WORDS,
            )
            batch.append(Extracted(article=article))
        yield batch


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES))
