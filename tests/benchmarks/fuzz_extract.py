"""Damage pages for as long as you like, ours and the labelled ones, and look for what breaks. Run by ``make fuzz``.

``fuzz_extract.py --minutes 15 [--seed N]``. What breaks is printed with the page's name and the steps that damaged it: a traceback,
a line that was lost, a page that took far longer than its size explains. Exit status 1 when anything did. Of real pages no
text is printed.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from labelled import pages

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article
from crawler.extract.page import document
from tests.crawler.extract.invariants import broken
from tests.crawler.extract.mutations import CONTENT_TYPES, OPERATIONS, damaged, whole_pages

SLOW = 15.0
"""CPU seconds a megabyte of page; dense markup takes one or two, thousands of open ``<font>`` take the parser ten."""
LEAST = 0.1
"""Megabytes: what a smaller page takes is counted as if it were this long."""

LONGEST = 60.0
"""CPU seconds: then a page is given up, and where it was is printed."""


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {LONGEST:.0f} s")


def main() -> int:
    """Go on until the time is over; say what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    ours = list(whole_pages().items())
    real = pages()
    print(f"{len(ours)} pages of ours, {len(real)} labelled ones, seed {options.seed}", flush=True)
    signal.signal(signal.SIGVTALRM, _give_up)
    end = time.monotonic() + options.minutes * 60
    seen: Counter[str] = Counter()
    slowest = 0.0
    while time.monotonic() < end:
        if real and chance.random() < 0.7:
            page = chance.choice(real)
            name, body = page.name, page.body()
        else:
            name, body = chance.choice(ours)
        steps = [
            (chance.choice(sorted(OPERATIONS)), chance.random(), chance.random())
            for _ in range(chance.choice((0, 1, 1, 2, 3, 5)))
        ]
        content_type = chance.choice((CONTENT_TYPES[0], *CONTENT_TYPES))
        body = damaged(body, steps)
        begun = time.process_time()
        what = _tried(body, content_type)
        pace = (time.process_time() - begun) / max(LEAST, len(body) / 1e6)
        slowest = max(slowest, pace)
        if what == "fine" and pace > SLOW:
            what = f"slow: {pace:.1f} s a megabyte, {len(body)} bytes"
        seen[what.split(":")[0]] += 1
        if what not in {"fine", "refused"}:
            print(f"{what}\n  {name} {content_type!r} {steps}", flush=True)
    print(f"{dict(seen)}, slowest {slowest:.1f} s a megabyte")
    return int(bool(seen.keys() - {"fine", "refused"}))


def _tried(body: bytes, content_type: str) -> str:
    headers = (("Content-Type", content_type),) if content_type else ()
    page = Page(
        url="https://paper.example/news/a-story", fetched=datetime.now(UTC), headers=headers, body=body
    )  # fmt: skip
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        found = article(page, explain=True)
        article(page)
    except NotAPage:
        return "refused"
    except Exception:  # the very thing that is looked for
        return f"raised: {traceback.format_exc(limit=-3)}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    why = broken(found, document.parse(body, content_type))
    return "fine" if why is None else f"lost: {why[:200]}"


if __name__ == "__main__":
    sys.exit(main())
