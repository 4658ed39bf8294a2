"""The labelled pages: where they lie, how they are split, and how the folder's own ``score.py`` judges what was found.

They lie in ``$KLIPING_BENCH``, by default ``../shared/bench`` beside the repository. A page belongs to a *domain*: its
host without ``www.``. Rules are tuned on half of the domains only (:attr:`Labelled.half` ``A``); of the other half nothing
but the score is ever looked at. What is learned is learned in five folds of domains (:attr:`Labelled.fold`).
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

BENCH = Path(
    os.environ.get("KLIPING_BENCH") or Path(__file__).resolve().parents[3] / "shared" / "bench"
)
FOLDS = 5
LEAST_PAGES = 10
"""A set with fewer pages does not count in the mean of sets."""

Scores = Mapping[str, Any]
"""What ``score.py`` says of a page, or of many."""


@dataclass(frozen=True)
class Labelled:
    """A page and its truth."""

    set: str
    id: str
    path: Path
    truth: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """Set and id."""
        return f"{self.set}/{self.id}"

    @property
    def url(self) -> str:
        """Where it was fetched; empty where nobody knows."""
        return self.truth.get("url") or ""

    @property
    def domain(self) -> str:
        """What pages are split by; a page without an address is a domain of its own."""
        return (urlsplit(self.url).hostname or self.id).removeprefix("www.")

    @property
    def half(self) -> str:
        """``A`` may be looked at; ``B`` is only scored."""
        return "AB"[zlib.crc32(self.domain.encode()) % 2]

    @property
    def fold(self) -> int:
        """Which weights must not be used on it: those that were learned from this fold too."""
        return zlib.crc32(self.domain.encode()) % FOLDS

    def body(self) -> bytes:
        """The page as it was served."""
        return gzip.decompress(self.path.read_bytes())


def pages(
    sets: Sequence[str] = (), sample: int | None = None, folder: Path = BENCH
) -> list[Labelled]:
    """All labelled pages, or those of some sets, or some of them, evenly spaced; empty where there are none."""
    found = []
    for truth in sorted(folder.glob("*/truth.jsonl")):
        name = truth.parent.name
        if sets and name not in sets:
            continue
        with truth.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        found += [
            Labelled(name, row["id"], path, row)
            for row in rows
            if (path := truth.parent / "html" / f"{row['id']}.html.gz").is_file()
        ]
    if sample and sample < len(found):
        found = [found[index * len(found) // sample] for index in range(sample)]
    return found


@cache
def score_script(folder: Path = BENCH) -> ModuleType:
    """The folder's ``score.py``, as a module."""
    spec = importlib.util.spec_from_file_location("labelled_score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page_scores(page: Labelled, found: Mapping[str, Any]) -> Scores:
    """What there is to say of one page."""
    scores: Scores = score_script().page_scores(page.truth, found)
    return scores


def summary(scored: Iterable[tuple[Labelled, Scores]]) -> dict[str, Any]:
    """What ``score.py`` prints: a summary for each set, and ``all`` with the ``mean F1 of sets``."""
    by_set: dict[str, list[Scores]] = {}
    for page, scores in scored:
        by_set.setdefault(page.set, []).append(scores)
    judge = score_script().summary
    result: dict[str, Any] = {name: judge(rows) for name, rows in sorted(by_set.items())}
    result["all"] = judge([row for rows in by_set.values() for row in rows])
    texts = [
        r["F1"] for name, r in result.items() if name != "all" and "F1" in r and r["pages"] >= LEAST_PAGES
    ]  # fmt: skip
    result["all"]["mean F1 of sets"] = mean(texts) if texts else None
    return result
