"""The memory of one long run of ``kliping crawl``. Run by ``make bench-memory``.

``long_run.py --pages 20000 [--newspapers 100]``. Made-up newspapers on loopback, their pages of 30 to 60 KB, are crawled in one
run by the console command, raw pages and all. The resident memory of the main process and of its workers is looked
at all the time; the table shows medians, for each tenth of the pages. Flat is a run in which no tenth after the first,
in which everything warms up, needs more than 50 MB more than the second. Exit status 1 when it is not, or when pages are
missing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from loopback import Asked, Loopback
from made_up_pages import page, sitemap
from process_usage import descendants

KLIPING = str(Path(sys.executable).with_name("kliping"))
SMALLEST, BIGGEST = 30_000, 60_000
MOST_GROWTH = 50.0
"""Megabytes."""
LOOK_EVERY = 0.5
TENTHS = 10
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Look:
    """The memory at one moment, in megabytes; shared pages count in each process."""

    pages: int
    """Answered by then."""
    main: float
    workers: float
    processes: int

    @property
    def all(self) -> float:
        """Main process and workers."""
        return self.main + self.workers


class Press:
    """The newspapers: sitemaps that name all pages, and the pages. Counts what it answers."""

    def __init__(self, newspapers: int, pages: int) -> None:
        self.answered = 0
        self._pages = [pages // newspapers] * newspapers
        self._server = Loopback(newspapers, self._answer)

    @property
    def homes(self) -> list[str]:
        """Of each newspaper."""
        return self._server.homes

    def close(self) -> None:
        """Stop serving."""
        self._server.close()

    async def _answer(self, asked: Asked) -> None:
        if asked.path == "/sitemap.xml":
            home = self.homes[asked.paper]
            paths = (f"{home}/news/{n}/a-story-of-the-day" for n in range(self._pages[asked.paper]))
            asked.send(sitemap(list(paths)), "application/xml")
        elif asked.path.startswith("/news/"):
            number = int(asked.path.split("/")[2])
            size = SMALLEST + (number * 7919 + asked.paper * 104_729) % (BIGGEST - SMALLEST)
            asked.send(page(asked.paper, number, size))
            self.answered += 1
        else:
            asked.send(b"not here", status="404 Not Found")


def main() -> int:
    """Crawl, look, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--newspapers", type=int, default=100)
    options = parser.parse_args()
    press = Press(options.newspapers, options.pages)
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="kliping-long-") as folder:
            looks = crawl(Path(folder), press)
            stored = new_articles(Path(folder))
            sizes = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    finally:
        press.close()
    seconds = time.monotonic() - begun
    whole = options.pages // options.newspapers * options.newspapers
    print(
        f"{press.answered} pages of {whole} fetched, {stored} articles stored, "
        f"{seconds / 60:.1f} min, {press.answered / seconds:.0f} pages/s, {sizes / 1e6:.0f} MB on disk"
    )
    growth = tell(looks, whole)
    return int(growth > MOST_GROWTH or stored != whole)


def crawl(folder: Path, press: Press) -> list[Look]:
    """Crawl everything once and look at the memory meanwhile.

    :raises SystemExit: the crawl failed.
    """
    lines = ["[crawl]", "delay = 0", "allow_private_addresses = true"]
    for number, home in enumerate(press.homes):
        lines += [f"[sources.paper{number}]", f'sitemaps = ["{home}/sitemap.xml"]']
    (folder / "kliping.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KLIPING_")}
    looks = []
    with subprocess.Popen(
        [KLIPING, "-q", "crawl", "--report", "report.json"], cwd=folder, env=environment
    ) as process:
        while process.poll() is None:
            if press.answered:
                looks.append(look(process.pid, press.answered))
            time.sleep(LOOK_EVERY)
    if process.returncode:
        raise SystemExit(f"the crawl ended with status {process.returncode}")
    return looks


def look(pid: int, answered: int) -> Look:
    """The memory of a process and its descendants."""
    workers = [_megabytes(child) for child in descendants(pid)]
    return Look(answered, _megabytes(pid), sum(workers), sum(1 for each in workers if each))


def _megabytes(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6
    except (OSError, IndexError):
        return 0.0  # it has ended


def new_articles(folder: Path) -> int:
    """How many articles the run stored, as its report says."""
    report = json.loads((folder / "report.json").read_bytes())
    return sum(source["new"] for source in report["sources"].values())


def tell(looks: list[Look], pages: int) -> float:
    """Print the table; by how much any tenth after the second needs more than that."""
    print(
        f"{'pages':>12}{'main MB':>10}{'workers MB':>12}{'together':>10}{'highest':>10}{'processes':>11}"
    )
    together = []
    for tenth in range(TENTHS):
        begin, end = pages * tenth // TENTHS, pages * (tenth + 1) // TENTHS
        some = [each for each in looks if begin < each.pages <= end]
        if not some:
            continue
        together.append(median(each.all for each in some))
        print(
            f"{end:12}{median(each.main for each in some):10.0f}"
            f"{median(each.workers for each in some):12.0f}{together[-1]:10.0f}"
            f"{max(each.all for each in some):10.0f}{max(each.processes for each in some) + 1:11}"
        )
    if len(together) < 3:
        return 0.0
    growth = max(together[2:]) - together[1]
    print(f"growth after the second tenth: {growth:+.0f} MB (at most {MOST_GROWTH:.0f})")
    return growth


if __name__ == "__main__":
    sys.exit(main())
