"""Who holds an archive for a crawl: one process, told apart from any that has its number after it."""

from __future__ import annotations

import os
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SILENT = timedelta(minutes=3)
"""An owner on another machine that was not heard from for so long is gone."""

_WRITTEN = re.compile(
    r"process (?P<pid>\d{1,10}) on (?P<host>\S{1,255}), since (?P<since>[0-9: -]{19}) UTC"
    r" \[boot (?P<boot>\S*), begun (?P<begun>\d{1,20})\]\s*"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A process that holds an archive, as it says so in the lock file."""

    pid: int
    host: str
    since: datetime
    boot: str = ""
    """What the system calls the time since it was started; empty where it doesn't say."""
    begun: int = 0
    """When the process began, in the system's own ticks since then; 0 where it doesn't say."""

    def __str__(self) -> str:
        """For a person."""
        return f"process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S} UTC"

    def written(self) -> str:
        """The line of the lock file; :func:`read_owner` reads it."""
        return f"{self} [boot {self.boot}, begun {self.begun}]\n"


def this_process() -> Owner:
    """The process that asks, from now on."""
    return Owner(
        pid=os.getpid(),
        host=re.sub(r"\s", "-", socket.gethostname()) or "localhost",
        since=datetime.now(UTC),
        boot=_boot(),
        begun=began(os.getpid()) or 0,
    )


def read_owner(text: str) -> Owner | None:
    """The owner in a lock file; None when it says none, or nothing that we wrote."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    with suppress(ValueError):
        since = datetime.strptime(match["since"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        return Owner(int(match["pid"]), match["host"], since, match["boot"], int(match["begun"]))
    return None


def still_holds(owner: Owner, me: Owner, begun: int | None, silence: timedelta) -> bool:
    """Whether ``owner`` lives, as far as ``me`` can know where the system's own lock can't be trusted.

    ``begun`` is when the process that has its number here began, None when none has it; ``silence`` how long the owner
    was not heard from. A process of an earlier start of this machine is dead, whoever has its number now; one of another
    machine lives as long as it is heard from.
    """
    if owner.host != me.host:
        return silence < SILENT
    if owner.boot != me.boot:
        return False
    return owner.pid != me.pid and begun is not None and begun == owner.begun


def began(pid: int) -> int | None:
    """When a process of this machine began, in ticks since the machine did (proc(5)); None when there is none, or the
    system doesn't say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return int(stat.rpartition(")")[2].split()[19])  # the name, in brackets, may hold anything
    except (OSError, ValueError, IndexError):
        return None


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
