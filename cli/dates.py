"""Dates as a person types them on the command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

_AGO = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


class Moment(click.ParamType[datetime]):
    """A point in time: ``2026-11-20``, ``2026-11``, ``2026-11-20T08:30+07:00``, ``today``, ``yesterday``, ``24h``, ``7d``.

    A day begins and ends at midnight of the computer's own time zone ($TZ), as in ``git log --since``; a
    time with an offset is exact. ``7d`` is seven days before now.
    """

    name = "date"

    def __init__(self, *, end: bool = False) -> None:
        #: Whether a day, month or year stands for its end (--until includes the day named) or its beginning.
        self.end = end

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment, aware."""
        if isinstance(value, datetime):
            return value
        try:
            return parse(str(value), datetime.now(UTC), end=self.end)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no date: write 2026-11-20, 7d, 24h, today or yesterday.", param, ctx
            )


def parse(text: str, now: datetime, *, end: bool = False) -> datetime:
    """The moment that ``text`` means at ``now``, aware.

    :raises ValueError: it is no date. :raises OverflowError: it lies outside the calendar.
    """
    text = text.strip()
    if ago := _AGO.fullmatch(text.lower()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    days = _days(text.lower(), now)
    if days is not None:
        return _midnight(days[1] if end else days[0])
    moment = datetime.fromisoformat(text)
    return moment.astimezone() if moment.tzinfo is None else moment


def _days(text: str, now: datetime) -> tuple[date, date] | None:
    """First day of what is named, and the first day after it; None when a time is named."""
    today = now.astimezone().date()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text], named[text] + timedelta(days=1)
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day, day + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
