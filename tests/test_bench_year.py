"""Ten days of made-up newspapers: what a real archive remembers of them is what the decisions of the crawl made of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SIMULATE = Path(__file__).parent / "benchmarks" / "simulate_year.py"


def test_the_archive_agrees_with_the_decisions_through_ten_days_of_trouble() -> None:
    options = ["--newspapers", "3", "--days", "10", "--archive", "3", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, str(SIMULATE), *options],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    agreed = re.search(
        r"an archive of (\d) of them, (\d+) articles, agreed .* of (\d+) visits, and checks clean",
        done.stdout,
    )
    assert agreed, done.stdout
    newspapers, articles, visits = map(int, agreed.groups())
    assert newspapers >= 1
    assert articles > 30
    assert visits > 30
    assert "met     announced and stored" in done.stdout
