"""What kind of file system a file lies on."""

from __future__ import annotations

import os
import re
from pathlib import Path

_NETWORKED = frozenset(
    "nfs nfs4 cifs smb3 smbfs 9p afs ceph lustre gpfs beegfs glusterfs virtiofs vboxsf prl_fs ncpfs".split()
)
_MOUNTS = Path("/proc/self/mountinfo")


def networked(path: Path) -> str | None:
    """The kind of file system, when it is one that several machines may share; None for a local one, and where the system
    doesn't tell."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return networked_in(mounts, os.path.realpath(path))


def networked_in(mounts: str, path: str) -> str | None:
    """The same by a table of mounts as in proc(5), ``/proc/PID/mountinfo``. Of several at one place the last counts."""
    best, found = "", ""
    for line in mounts.splitlines():
        head, _, tail = line.partition(" - ")
        place = _unescaped(head.split(" ")[4])
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, found = place, tail.split(" ")[0]
    is_shared = found in _NETWORKED or found.startswith("fuse.")
    return found if is_shared else None


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)
