"""How the dates of a page are read, and the dates that were seen: declared, in the address, shown to readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import NamedTuple

from crawler.extract import dates
from crawler.extract.dates import FoundDate
from crawler.extract.structured.stated import Stated

_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_URL_SHORT = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/)")


class Seen(NamedTuple):
    """A date that some source states."""

    date: FoundDate
    evidence: str
    labelled: bool = False
    """Words beside it speak of publication."""

    @property
    def day(self) -> Day:
        """As printed."""
        return self.date.when.date()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the dates of a page are read."""

    language: str | None
    zone: str | None
    now: datetime
    day_first: bool

    def parse(self, text: str) -> list[FoundDate]:
        """All dates of a line of print."""
        return dates.parse(
            text,
            language=self.language,
            timezone=self.zone,
            now=self.now,
            day_first=self.day_first,
        )

    def stamp(self, text: str) -> FoundDate | None:
        """A declared date."""
        return dates.stamp(
            text,
            zone=self.zone,
            now=self.now,
            language=self.language,
            day_first=self.day_first,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """The dates that a page shows its readers, the most telling first."""

    published: Sequence[Seen] = ()
    modified: Sequence[Seen] = ()
    own_day: Day | None = None
    """The one day of publication that stands between headline and story; None when there are several or none."""


def stated(found: Iterable[Stated], reading: Reading) -> list[Seen]:
    """Read declared dates in their order."""
    seen: list[Seen] = []
    for text, where in found:
        if date := reading.stamp(text):
            seen.append(Seen(date, "time" if where == "microdata" else where))
    return seen


def in_url(url: str, reading: Reading) -> Seen | None:
    """The day that an address names (``/2020/08/04/``, ``-20200804``)."""
    path = url.split("?", 1)[0][:500]
    match = _IN_URL_SHORT.search(path)
    year, month, day = (match[1], match[2], match[3]) if match else ("", "", "")
    if match is None and (match := _IN_URL.search(path)):
        year, month, day = match[1], match[3], match[4]
    if match is None:
        return None
    date = reading.stamp(f"{year}-{int(month):02}-{int(day):02}")
    return Seen(date, "url") if date else None
