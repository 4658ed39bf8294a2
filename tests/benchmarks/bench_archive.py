"""What the archive promises, measured in one run: saving, searching, exporting, size, duplicates, what is found.

Each figure is a ratio or the CPU time of one thread, and each part runs in a process of its own (``bench_archive_parts``),
so that neither memory nor caches of one are another's. The text is made up (``made_up_news``): words as frequent and as
inflected as those of eight languages.

Run with ``python tests/benchmarks/bench_archive.py [--articles N] [--keep FOLDER]``; search is promised for a million
articles, which takes an hour and 6 GB. With ``--keep`` the archives stay in FOLDER and are used again. Exits 1 when
something promised is not met.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench_search import LIMIT, worst_ratio

HERE = Path(__file__).resolve().parent
ARTICLES = 30_000
SMALLER = 10
"""The part of the articles that the smaller archive has, against which growth is measured."""
SELECTIVE = ("rare word", "three words", "rare word, source, month", "three words, source, month")
SELECTIVE_MS, BROAD_MS = 30.0, 100.0


class Line(NamedTuple):
    """One line of the table."""

    measure: str
    figure: float
    form: str
    target: float
    at_least: bool = True

    @property
    def is_met(self) -> bool:
        return self.figure >= self.target if self.at_least else self.figure <= self.target

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        figure, target = (format(n, self.form.lstrip("=")) for n in (self.figure, self.target))
        return f"{self.measure:66} {figure:>8}  {sign} {target:>6}  {'met' if self.is_met else 'NOT MET'}"


def main() -> int:
    """Runs the parts and prints the table; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="*", help="names of parts", metavar="PART")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = asked.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        lines = []
        for name, part in PARTS.items():
            if not asked.only or name in asked.only:
                for line in part(kept, asked.articles):
                    print(line, flush=True)
                    lines.append(line)
    missed = [line.measure for line in lines if not line.is_met]
    print(f"{len(lines) - len(missed)} of {len(lines)} met, {asked.articles} articles")
    return int(bool(missed))


def _child(part: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "bench_archive_parts.py"), part, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _saving(folder: Path, count: int) -> Iterator[Line]:
    found = _child("save", folder, min(count, 20_000))
    _say(f"saved {found['per_second']:.0f} articles a second of CPU")
    yield Line(
        "saved per second, of raw sqlite3 into the same FTS5 table", found["ratio"], ".2f", 0.5
    )
    yield Line("a second save of unchanged articles, times faster", found["again"], ".1f", 5)


def _archives(folder: Path, count: int) -> tuple[Path, Path]:
    big, small = (folder / f"made-up-{n}.db" for n in (count, max(1, count // SMALLER)))
    for path, articles in ((small, count // SMALLER), (big, count)):
        if not path.exists():
            _child("build", path, articles)
    return big, small


def _searching(folder: Path, count: int) -> Iterator[Line]:
    big, small = (_child("search", path) for path in _archives(folder, count))
    for name, (middle, slow, total) in big.items():
        limit = SELECTIVE_MS if name in SELECTIVE else BROAD_MS
        _say(f"{name}: p50 {middle:.1f}, p95 {slow:.1f} ms, {total} found in the middle")
        yield Line(f"search p95, ms: {name}", slow, ".1f", limit, at_least=False)
    for name in SELECTIVE:
        yield Line(
            f"search p50, grown with articles ×{SMALLER}, times: {name}",
            big[name][0] / small[name][0], ".2f", 4, at_least=False,
        )  # fmt: skip


def _starting(folder: Path, count: int) -> Iterator[Line]:
    path = folder / "made-up-start.db"
    if not path.exists():
        _child("build", path, 10_000)
    yield Line(
        "kliping search, 10,000 articles, of importing click and sqlalchemy",
        worst_ratio(path), ".2f", LIMIT, at_least=False,
    )  # fmt: skip


def _exporting(folder: Path, count: int) -> Iterator[Line]:
    big, _ = _archives(folder, count)
    found = _child("export", big)
    _say(f"exported {found['megabytes_a_second']:.0f} MB a second of CPU")
    yield Line("JSONL export, of raw sqlite3 rows and orjson", found["ratio"], ".2f", 0.8)
    yield Line("peak memory of an export, MB", found["peak"], ".0f", 100, at_least=False)


def _size(folder: Path, count: int) -> Iterator[Line]:
    big, _ = _archives(folder, count)
    found = _child("size", big)
    _say(", ".join(f"{name} {share:.2f}" for name, share in found["parts"].items()))
    yield Line("disk, of the plain text", found["ratio"], ".2f", 1.6, at_least=False)


def _duplicates(folder: Path, count: int) -> Iterator[Line]:
    for share, found in _child("duplicates", folder, min(count, 6_000)).items():
        yield Line(f"near-duplicates, {share} changed: recall", found["recall"], ".3f", 0.98)
        yield Line(f"near-duplicates, {share} changed: precision", found["precision"], ".3f", 0.99)


def _known(folder: Path, count: int) -> Iterator[Line]:
    for language, found in _child("known", folder, min(count, 10_000)).items():
        _say(
            f"{language} missed: {found['missed']}"
            if found["missed"]
            else f"{language}: none missed"
        )
        yield Line(f"known items in the first five, {language}", found["share"], ".2f", 0.9)


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


PARTS = {
    "known": _known,
    "duplicates": _duplicates,
    "saving": _saving,
    "starting": _starting,
    "searching": _searching,
    "exporting": _exporting,
    "size": _size,
}

if __name__ == "__main__":
    sys.exit(main())
