"""CPU and memory of a command and all its descendants, read from /proc while it runs; zeros where there is none."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
INTERVAL = 0.1
"""Seconds between two looks; what a process does after the last look at it is not counted."""


@dataclass
class Usage:
    """What a command used."""

    output: str
    """Its standard output."""
    wall: float
    """Seconds from start to end."""
    cpu: dict[str, float] = field(default_factory=dict)
    """Seconds of the command's main thread (``main``), its other threads (``threads``), its descendants (``workers``)."""
    peak: int = 0
    """The largest sum of resident memory at one moment, in bytes; shared pages count in each process."""


def run(command: Sequence[str], **options: object) -> Usage:
    """Run a command to its end and watch it.

    :raises subprocess.CalledProcessError: it ended with another status than 0 or 3.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - begun
    watch.stop()
    if process.returncode not in {0, 3}:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Usage(output, wall, watch.cpu(), watch.peak)


class _Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self._threads: dict[int, float] = {}
        self._workers: dict[int, float] = {}
        self.peak = 0

    def run(self) -> None:
        while not self._over.wait(INTERVAL):
            if Path("/proc/self/stat").exists():
                self._look()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def cpu(self) -> dict[str, float]:
        main = self._threads.pop(self._pid, 0.0)
        return {
            "main": main,
            "threads": sum(self._threads.values()),
            "workers": sum(self._workers.values()),
        }

    def _look(self) -> None:
        memory = 0
        for pid in (self._pid, *descendants(self._pid)):
            try:
                memory += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
                if pid != self._pid:
                    self._workers[pid] = _seconds(Path(f"/proc/{pid}/stat"))
                else:
                    for task in Path(f"/proc/{pid}/task").iterdir():
                        self._threads[int(task.name)] = _seconds(task / "stat")
            except (OSError, IndexError):
                continue  # it ended between two reads
        self.peak = max(self.peak, memory)


def _seconds(stat: Path) -> float:
    fields = stat.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def descendants(pid: int) -> set[int]:
    """The children of a process, their children, and so on."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(") ")[2].split()[1])
    family = {pid}
    # A process may have a smaller number than its parent once numbers wrap around: look until nothing is added.
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}
