"""Kill a crawl again and again, at random moments, and see that nothing is lost. Run by ``make bench-kill``.

``kill_crawl.py --kills 200 [--seed N]``. A world of newspapers that answer badly (:mod:`faulty_world`) is crawled by
the console command; its whole process group is killed at a random moment, mostly after its first request, and it is
started again, until nothing is left to fetch. Then one run goes to its end, and what is stored is compared with what the
world knows: every article exactly once, and ``kliping db check`` has nothing to say. Then comes the next world, until
the kills are used up. Exit status 1 when anything was lost, doubled or damaged.

A page that was on its way into a transaction when the crawl was killed has to be fetched again; how many these are is
counted. One that is fetched again after it was stored is fetched in vain. (Some articles are announced under two
addresses, of which nobody can know before that they are one: these may be fetched twice.)
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import mean

from faulty_world import FaultyWorld

KLIPING = str(Path(sys.executable).with_name("kliping"))
AT_ONCE = 0.5
"""Seconds between the moments at which a page is sent and at which it has come."""
LONGEST = 4.0
"""Seconds after its first request within which a crawl is killed."""
START, EARLY = 2.0, 0.1
"""This share of the kills comes within so many seconds of the start, when it has asked for nothing yet."""


@dataclass
class Score:
    """What was seen, over all worlds."""

    kills: int = 0
    worlds: int = 0
    articles: int = 0
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)
    odd_exits: Counter[int] = field(default_factory=Counter)
    under_way: list[int] = field(default_factory=list)
    """Of each kill: pages that were fetched before it, and had to be fetched again."""
    in_vain: int = 0
    early: int = 0
    """Kills before the run had asked for anything."""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        wrong = (self.missing, self.doubled, self.foreign, self.unclean, self.odd_exits)
        return not any(wrong) and not self.in_vain


def main() -> int:
    """Go on until the kills are used up; say what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    score = Score()
    print(f"{options.kills} kills, seed {options.seed}", flush=True)
    begun = time.time()
    while score.kills < options.kills:
        one_world(score, options.kills, chance, f"{options.seed} {score.worlds}")
    tell(score, time.time() - begun)
    return int(not score.is_good)


def one_world(score: Score, most: int, chance: random.Random, seed: str) -> None:
    """Crawl one world to its end, killing on the way."""
    with tempfile.TemporaryDirectory(prefix="kliping-kill-") as name:
        folder = Path(name)
        world = FaultyWorld(seed)
        try:
            configure(folder, world)
            kills: list[float] = []
            through = False
            while not through and score.kills + len(kills) < most:
                killed, asked = run_and_kill(folder, world, chance)
                if killed is None:
                    through = world.is_all_published and not left(folder)
                else:
                    kills.append(killed)
                    score.early += not asked
            score.kills += len(kills)
            count_again(score, world, kills, finish(score, folder, world))
        finally:
            world.close()
    score.worlds += 1
    print(
        f"world {score.worlds}: {len(kills)} kills, {score.kills} in all; "
        f"{len(score.missing)} missing, {len(score.doubled)} doubled, {len(score.unclean)} unclean",
        flush=True,
    )


def configure(folder: Path, world: FaultyWorld) -> None:
    """Write the configuration."""
    lines = ["[crawl]", "delay = 0", "timeout = 5", "allow_private_addresses = true"]
    for number, home in enumerate(world.homes):
        lines += [
            f"[sources.paper{number}]",
            f'feeds = ["{home}/feed.xml"]',
            f'sitemaps = ["{home}/sitemap.xml"]',
        ]
    (folder / "kliping.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the console command as the head of a process group."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KLIPING_")}
    log = (folder / "stderr.txt").open("ab")
    with log:
        return subprocess.Popen(
            [KLIPING, *arguments],
            cwd=folder,
            env={**environment, "XDG_CONFIG_HOME": str(folder / "config")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def run_and_kill(
    folder: Path, world: FaultyWorld, chance: random.Random
) -> tuple[float | None, bool]:
    """Crawl, and kill the whole process group at a random moment.

    Returns when it was killed, or None when it ended before; and whether it had asked for anything by then.
    """
    before = world.requests
    process = start(folder, "-q", "crawl")
    early = chance.random() < EARLY
    after = chance.uniform(0, START if early else LONGEST)
    while not early and world.requests == before and process.poll() is None:
        time.sleep(0.01)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        killed = time.time()
        process.wait()
        return killed, world.requests > before
    return None, True


def left(folder: Path) -> int:
    """How many links wait; those that wait for another day are due at once, for no day passes here."""
    archive = folder / "kliping.db"
    if not archive.exists():
        return 0  # killed before there was one
    with closing(sqlite3.connect(archive)) as database, database:
        database.execute("UPDATE links SET due = NULL WHERE state = 'pending'")
        database.execute("UPDATE hosts SET until = NULL, delay = 0")
        query = "SELECT count(*) FROM links WHERE state = 'pending'"
        return int(database.execute(query).fetchone()[0])


def finish(score: Score, folder: Path, world: FaultyWorld) -> dict[str, float]:
    """One run to its end in a calm world, and what is stored then: URL → when the page came that was stored."""
    while not world.is_all_published:
        time.sleep(0.2)
    world.calm = True
    left(folder)
    (folder / "stderr.txt").unlink(missing_ok=True)
    code = start(folder, "crawl").wait(300)
    if code not in {
        0,
        3,
    }:  # 3: of some newspaper nothing was left to fetch but a page that is missing
        score.odd_exits[code] += 1
        said = (folder / "stderr.txt").read_text("utf-8", "replace")
        print(f"a clean run ended with status {code}:\n{said}", file=sys.stderr)
    exported = folder / "export.jsonl"
    code = start(folder, "export", "--with-duplicates", "-o", str(exported)).wait(60)
    if code:
        said = (folder / "stderr.txt").read_text("utf-8", "replace")
        sys.exit(f"the export ended with status {code}:\n{said}")
    stored = [json.loads(line) for line in exported.read_bytes().splitlines()]
    urls = Counter(article["url"] for article in stored)
    truth = world.truth()
    score.articles += len(truth)
    score.missing += [f"{url} {fate(folder, world, url)}" for url in truth if url not in urls]
    score.doubled += [url for url, count in urls.items() if count > 1]
    score.foreign += [url for url in urls if url not in set(truth)]
    checked = subprocess.run(
        [KLIPING, "db", "check"], cwd=folder, capture_output=True, text=True, check=False
    )
    if checked.returncode:
        score.unclean.append(checked.stdout + checked.stderr)
    return {
        article["url"]: datetime.fromisoformat(article["first_seen"]).timestamp()
        for article in stored
    }


def fate(folder: Path, world: FaultyWorld, url: str) -> str:
    """What became of an article that is not stored, by the crawl's memory and by the world's."""
    with closing(sqlite3.connect(folder / "kliping.db")) as database:
        links = database.execute(
            "SELECT url, state, attempts, reason, detail, due FROM links WHERE url = ? OR url LIKE ?",
            (url, f"{url.partition('/news/')[0]}/go/{url.split('-')[2]}"),
        ).fetchall()
    paper = next(number for number, home in enumerate(world.homes) if url.startswith(home))
    return f"{links} {world.papers[paper][int(url.split('-')[2])]}"


def count_again(
    score: Score, world: FaultyWorld, kills: list[float], stored: dict[str, float]
) -> None:
    """Count what was fetched before the page that was stored, by the kill that undid it, and what was fetched after it."""
    undone = Counter[int]()
    for home, pieces in zip(world.homes, world.papers, strict=True):
        for piece in pieces:
            came = stored.get(home + piece.path, math.inf)
            again = [at for at in piece.whole if at > came + AT_ONCE]
            if (
                piece.habit == "redirect"
            ):  # by its second address it comes once, unless a kill undoes that
                pairs = list(pairwise(again))
                undone.update(
                    bisect(kills, at) for at, after in pairs if killed_between(kills, at, after)
                )
                again = [after for at, after in pairs if not killed_between(kills, at, after)]
            score.in_vain += len(again)
            undone.update(bisect(kills, at) for at in piece.whole if at < came - AT_ONCE)
    score.under_way += [undone[number] for number in range(len(kills))]


def killed_between(kills: list[float], at: float, after: float) -> bool:
    """Whether a crawl was killed between the two moments."""
    return bisect(kills, at) < bisect(kills, after)


def tell(score: Score, seconds: float) -> None:
    """Print it."""
    print(
        f"\n{score.kills} kills in {score.worlds} worlds, {seconds / 60:.1f} min; "
        f"{score.early} of them before the run had asked for anything"
    )
    for label, found in (
        ("articles lost", score.missing),
        ("articles stored twice", score.doubled),
        ("articles that are none", score.foreign),
        ("archives that db check complains of", score.unclean),
    ):
        print(f"  {len(found):5}  {label}" + "".join(f"\n         {line}" for line in found[:5]))
    for code, count in score.odd_exits.items():
        print(f"  {count:5}  clean runs that ended with status {code}")
    print(f"  {score.articles:5}  articles in all, each to be stored once")
    again = score.under_way
    print(
        f"  {sum(again):5}  pages fetched again that were on their way into the archive when the crawl was killed:"
    )
    print(f"         {mean(again):.1f} a kill, at most {max(again)}")
    print(f"  {score.in_vain:5}  pages fetched again after they were stored")


if __name__ == "__main__":
    sys.exit(main())
