"""Moments and the zones they were printed with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

_MINUTE = timedelta(minutes=1)


def offset_of(moment: datetime | None) -> int | None:
    """The zone that a moment was printed with, in whole minutes east of UTC."""
    if moment is None:
        return None
    offset = moment.utcoffset()
    return None if offset is None else offset // _MINUTE


def at_offset(moment: datetime | None, offset: int | None) -> datetime | None:
    """The same moment as it was printed, ``offset`` minutes east of UTC."""
    if moment is None or not offset:
        return moment
    try:
        return moment.astimezone(timezone(offset * _MINUTE))
    except (ValueError, OverflowError):  # no such zone, or beyond the year 9999 there
        return moment.astimezone(UTC)
