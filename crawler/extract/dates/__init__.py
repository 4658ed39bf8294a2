"""Dates in the forms that newspapers print and declare: a string in, the moments it names out.

Own tables instead of a general date library, which costs milliseconds a string. There is no clock here: *now* is
the moment the page was fetched; relative dates count back from it and anything later than a day after it is refused.

A date without a zone gets the caller's (the site's), else UTC: the day as printed is what a reader looks for,
and :attr:`FoundDate.has_zone` says that the zone was assumed. A date without a time is midnight in that zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from crawler.extract.dates import clock, days, relative
from crawler.extract.dates.clock import Clock
from crawler.extract.dates.days import Day
from crawler.extract.dates.zones import zone_named
from crawler.extract.lexicon.months import WEEKDAYS

EARLIEST_YEAR = 1990
"""No page of the web is older; a date before it is a template's zero or the subject of the story."""
_LONGEST = 400
"""Characters of a string that are looked at."""
_RELATIVE_LONGEST = 160


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A moment and where in the string it was read."""

    when: datetime
    """Aware. Keeps the zone that was printed."""
    start: int
    end: int
    has_time: bool
    has_zone: bool
    """The string itself names the zone."""
    certain: bool = True
    """False where the year was left out or the date is relative (``2 hours ago``)."""
    ambiguous: bool = False
    """Printed in numbers that could mean another day too (``04/08/2020``)."""


_EPOCH = re.compile(r"\s*(?:/Date\()?(\d{10})(\d{3})?(?:\.\d+)?(?:\)/)?\s*")
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]['’\w-]{1,15}?)\.?[\s,(]{1,3}$")
_YEAR_BEHIND = re.compile(r"\s((?:19|20)\d\d)(?!\d)")
_DIGIT = re.compile(r"\d")
_DIGITS = {
    zero + n: str(n) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10) for n in range(10)
} | {0xA0: " ", 0x202F: " "}
"""Arabic, Persian, Devanagari, Bengali, Thai and full-width digits; hard spaces."""
_TRANSLATED = re.compile(f"[{''.join(map(chr, _DIGITS))}]")


def plausible(when: datetime, now: datetime, earliest: int = EARLIEST_YEAR) -> bool:
    """Whether a page fetched at *now* can have appeared at *when*."""
    try:
        return when.year >= earliest and when <= now + timedelta(days=1)
    except OverflowError:
        return False


def day_comes_first(language: str | None) -> bool:
    """Whether 4/8/2020 is in August for readers of this language tag (``en-US``: it is not)."""
    return (language or "").lower() not in ("en-us", "en_us", "en-ph", "es-us")


def stamp(
    text: str,
    *,
    zone: str | None = None,
    now: datetime,
    earliest: int = EARLIEST_YEAR,
    language: str | None = None,
    day_first: bool | None = None,
) -> FoundDate | None:
    """Read a declared date (JSON-LD, a meta, ``datetime=``): ISO 8601 in all its variants, epoch seconds or
    milliseconds, RFC 2822, else whatever form of print is in it. None when there is no plausible date."""
    text = text.strip()[:_LONGEST]
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        has_zone = when.tzinfo is not None
        if not has_zone:
            when = when.replace(tzinfo=(zone_named(zone) if zone else None) or UTC)
        if not plausible(when, now, earliest):
            return None
        return FoundDate(when, 0, len(text), len(text) > 10, has_zone)
    if epoch := _EPOCH.fullmatch(text):
        when = datetime.fromtimestamp(int(epoch[1]), UTC)
        return FoundDate(when, 0, len(text), True, True) if plausible(when, now, earliest) else None
    found = parse(
        text, language=language, timezone=zone, now=now, day_first=day_first, earliest=earliest
    )
    return found[0] if found else None


def parse(
    text: str,
    *,
    language: str | None = None,
    timezone: str | None = None,
    now: datetime,
    day_first: bool | None = None,
    earliest: int = EARLIEST_YEAR,
) -> list[FoundDate]:
    """All plausible dates of a line, certain ones first, then in the order of the line.

    *language* is a tag (``id``, ``en-GB``); it settles month names, zone abbreviations and, with *day_first* None,
    the order of day and month. *timezone* (IANA name or offset) is given to dates that name none, else UTC.
    """
    if day_first is None:
        day_first = day_comes_first(language)
    return list(_parse(text[:_LONGEST], language, timezone, now, earliest, day_first=day_first))


# Several steps look at the few lines around a headline.
@lru_cache(maxsize=512)
def _parse(
    text: str,
    language: str | None,
    timezone: str | None,
    now: datetime,
    earliest: int,
    *,
    day_first: bool,
) -> tuple[FoundDate, ...]:
    if not text.isascii():
        text = days.joined(text.translate(_DIGITS) if _TRANSLATED.search(text) else text)
    fallback = (zone_named(timezone) if timezone else None) or UTC
    lingo = (language or "").replace("_", "-").split("-")[0].lower() or None
    found: list[FoundDate] = []
    if _DIGIT.search(text):
        found = list(_calendar(text, language, lingo, now, day_first=day_first, fallback=fallback))
    if not found and len(text) <= _RELATIVE_LONGEST:
        found = list(_relative(text, language, lingo, now.astimezone(fallback)))
    kept: list[FoundDate] = []
    for date in found:
        if not plausible(date.when, now, earliest):
            continue
        if not any(date.start < k.end and k.start < date.end for k in kept):
            kept.append(_with_weekday(text, date))
    return tuple(sorted(kept, key=lambda d: (not d.certain, d.start)))


def _calendar(
    text: str,
    language: str | None,
    lingo: str | None,
    now: datetime,
    *,
    day_first: bool,
    fallback: tzinfo,
) -> Iterator[FoundDate]:
    for day in days.days(text, lingo, now, day_first=day_first):
        beside = clock.beside(text, day, language)
        date = _moment(day, beside, fallback)
        if day.ambiguous and (date is None or not plausible(date.when, now)):
            # The other order is the one that can be.
            date = _moment(day._replace(month=day.day, day=day.month), beside, fallback)
        if date is not None:
            year = _YEAR_BEHIND.match(text, date.end)
            if year and str(day.year) == year[1] and year[1] not in text[date.start : date.end]:
                date = replace(date, end=year.end())  # "Tue Aug 04 08:04:00 WIB 2020"
            yield date


def _relative(
    text: str, language: str | None, lingo: str | None, here: datetime
) -> Iterator[FoundDate]:
    for ago in relative.moments(text, lingo, here):
        yield FoundDate(ago.when, ago.start, ago.end, ago.has_time, False, certain=False)
    for day in relative.days(text, lingo, here):
        found = _moment(day, clock.beside(text, day, language), here.tzinfo or UTC)
        if found is not None:
            yield found


def _moment(day: Day, beside: Clock | None, fallback: tzinfo) -> FoundDate | None:
    zone = (beside.zone if beside else None) or fallback
    hour, minute, second = (beside.hour, beside.minute, beside.second) if beside else (0, 0, 0)
    try:
        when = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    start = min(day.start, beside.start) if beside else day.start
    end = max(day.end, beside.end) if beside else day.end
    has_zone = beside is not None and beside.zone is not None
    return FoundDate(when, start, end, beside is not None, has_zone, day.certain, day.ambiguous)


def _with_weekday(text: str, found: FoundDate) -> FoundDate:
    """The same date, its span drawn over the name of the weekday before it."""
    before = text[max(0, found.start - 20) : found.start]
    match = _WEEKDAY_BEFORE.search(before)
    if match is None or match[1].casefold() not in WEEKDAYS:
        return found
    return replace(found, start=found.start - len(before) + match.start())
