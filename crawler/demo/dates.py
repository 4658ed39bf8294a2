"""Dates as the sample newspapers print them. Formatting only; reading dates is the extractor's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ZONES = {0: "GMT", 60: "BST", 420: "WIB", 480: "WITA", 540: "WIT"}


def _english(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    day = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day} at {hour}:{moment.minute:02} {half} {_zone(moment)}"


def _indonesian(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]}, {moment:%d-%m-%Y %H:%M} {_zone(moment)}"


def _plain(moment: datetime) -> str:
    return f"Posted {moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def _zone(moment: datetime) -> str:
    offset = moment.utcoffset()
    return _ZONES[int(offset.total_seconds() // 60)] if offset is not None else ""


FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "english": _english,
    "indonesian": _indonesian,
    "plain": _plain,
}
"""Name → how a moment is printed: ``4 August 2026 at 9:15 am BST``, ``Selasa, 04-08-2026 08:04 WIB``,
``Posted 4 August 2026, 09:15`` (without a zone)."""
