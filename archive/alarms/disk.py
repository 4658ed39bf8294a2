"""A disk that is full, or soon will be."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.alarms.alarm import Alarm, span

SOON = timedelta(days=7)
"""Time enough to buy a disk, or to move what lies on this one."""
_STILL = 1.3
"""What stands ends only when there is so much more room, so that it does not come and go."""


def growth(articles: int, size: int, lately: int) -> float:
    """Bytes a day by which an archive grows.

    :param articles: how many it has.
    :param size: bytes of it all, raw pages included.
    :param lately: how many of the articles came in the last seven days.
    """
    return size / articles * lately / 7 if articles else 0.0


def disk(
    place: str, free: int, floor: int, a_day: float, now: datetime, *, stands: bool = False
) -> Alarm | None:
    """The alarm for a disk with less than ``floor`` bytes free, or that comes there within a week; None for another one.

    :param place: a file or folder that lies on it.
    :param floor: bytes; with fewer a crawl can't be sure to end well.
    :param a_day: bytes a day by which it fills.
    """
    part = _STILL if stands else 1.0
    if free < floor * part:
        line = f"only {size_of(free)} are left on the disk of {place} (at least {size_of(floor)} should be)"
        return _alarm(now, line)
    if a_day > 0 and (free - floor) / a_day < SOON.days * part:
        left = timedelta(days=(free - floor) / a_day)
        line = (
            f"the disk of {place} is full in {span(left)} at the present growth of {size_of(int(a_day))} a day "
            f"({size_of(free)} are left)"
        )
        return _alarm(now, line)
    return None


def _alarm(now: datetime, line: str) -> Alarm:
    return Alarm(kind="disk", source="", since=now, line=f"{line}; make room or move the archive")


def size_of(count: int) -> str:
    """Bytes as a person says them: ``1.2 GB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
