"""Moments and the zones they were printed with."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone

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


def within_the_calendar(moment: datetime | None) -> datetime | None:
    """The moment, or None for one beyond the year 9999, or before the year 1, elsewhere on Earth: it can't be compared
    with others, and is no date of a newspaper."""
    if moment is None or MINYEAR < moment.year < MAXYEAR:
        return moment
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment
