"""How much memory a process takes together with all that it started."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def footprint(pid: int) -> int | None:
    """Bytes of memory of a process and of those it started, and of those that these started. What several of them share
    counts once (``Pss`` in proc(5)), as the workers of a crawl share most of theirs. None where the system doesn't say."""
    sizes = [size for process in _family(pid) if (size := _proportional(process)) is not None]
    return sum(sizes) if sizes else None


def _family(pid: int) -> Iterator[int]:
    yield pid
    for tasks in _PROC.glob(f"{pid}/task/*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:  # it has ended meanwhile
            continue
        for child in children:
            yield from _family(int(child))


def _proportional(pid: int) -> int | None:
    try:
        told = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return None
    match = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(match[1]) * 1024 if match else None
