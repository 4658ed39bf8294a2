"""Dates in the forms that newspapers print and declare: a string in, the moments it names out.

Own tables instead of a general date library, which costs milliseconds a string. There is no clock here: *now* is
the moment the page was fetched; relative dates count back from it and anything later than a day after it is refused.

A date without a zone gets the caller's (the site's), else UTC: the day as printed is what a reader looks for,
and :attr:`FoundDate.has_zone` says that the zone was assumed. A date without a time is midnight in that zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from crawler.extract.lexicon.months import (
    MONTHS,
    RELATIVE_AGO,
    RELATIVE_BEFORE,
    RELATIVE_DAYS,
    RELATIVE_UNITS,
    WEEKDAYS,
)
from crawler.extract.zones import zone_named, zone_printed

EARLIEST_YEAR = 1990
"""No page of the web is older; a date before it is a template's zero or the subject of the story."""
_LONGEST = 400
"""Characters of a string that are looked at."""


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


class _Day(NamedTuple):
    start: int
    end: int
    year: int
    month: int
    day: int
    certain: bool = True


class _Clock(NamedTuple):
    start: int
    end: int
    hour: int
    minute: int
    second: int
    zone: tzinfo | None


_WORD = r"([^\s\d,;:|()/\[\]<>–—-]{2,20})"
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])[ ]?(\d{1,2})\2[ ]?(\d{1,2})(?!\d)\.?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=T\d|$)")
_CJK = re.compile(
    r"((?:19|20)\d\d|令和\s?\d{1,2})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(\d{1,2})\s?tháng\s(\d{1,2})\s?(?:,|/|năm|\.)?\s?(?:năm\s)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_DAY_NAME_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|°|ος)?\.?[\s./–-]{0,3}(?:de |of |d['’]|di |do |'s )?"
    + _WORD
    + r"[\s,./–-]{0,3}(?:de[l]? |of |, )?((?:19|20)\d\d|2[45]\d\d|['’]?\d\d(?![\d:.]|\s?[ap]m|h\d))(?!\d)",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    _WORD + r"[\s./-]{1,3}(\d{1,2})(?:st|nd|rd|th)?[\s,./-]{1,3}((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_YEAR_NAME_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[\s./-]{1,3}(?:m\. )?" + _WORD + r"[\s./-]{1,3}(\d{1,2})(?!\d)\.?"
)
_NUMERIC = re.compile(
    r"(?<![\d.:/-])(\d{1,2})([./-])[ ]?(\d{1,2})\2[ ]?((?:19|20)\d\d|\d\d)(?![\d/-])"
)
_UNIX = re.compile(
    _WORD
    + r"\s{1,2}(\d{1,2})\s(\d\d):(\d\d):(\d\d)\s(?:([A-Z]{2,5}|[+-]\d{4})\s)?((?:19|20)\d\d)(?!\d)"
)
_NAME_DAY = re.compile(_WORD + r"\s(\d{1,2})(?:st|nd|rd|th)?(?![\d:.%])", re.IGNORECASE)
_DAY_NAME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s(?:de )?" + _WORD, re.IGNORECASE
)
_CJK_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_EPOCH = re.compile(r"\s*(\d{10})(\d{3})?(?:\.\d+)?\s*")

_TIME = (
    r"(?P<half>上午|下午|午前|午後|晚上|凌晨|오전|오후)?\s?"
    r"(?P<h>[01]?\d|2[0-4])"
    r"(?:\s?[:.hH時时点點시]\s?(?P<m>[0-5]\d)(?!\d)(?:\s?[:.分]\s?(?P<s>[0-5]\d)(?!\d))?(?:[.,]\d{1,9})?[分분]?"
    r"|(?P<whole>\s?(?:[ap]\.?m\b|uhr\b|h\b|[時时点點시])))"
    r"(?:\s?(?P<ap>[ap])\.?\s?m\b\.?)?"
    r"(?:\s?(?:Uhr|น\.|hod\.|hrs|óra)(?!\w))?"
)
_ZONE = (
    r"(?:\s{0,2}\(?(?P<zone>(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?\d\d)?|[+−]\d\d(?::?\d\d)?(?!\d)"
    # "10:00-11:30" is a span of time: a minus is an offset only behind seconds or as in mail headers.
    r"|(?:(?<=:\d\d:\d\d)|(?<=\.\d{3}))-\d\d(?::?\d\d)?(?!\d)|(?<=\s)-\d{4}(?!\d)"
    r"|[A-ZМСКİ]{1,5})(?!\w)\)?)?"
)
_AFTER = re.compile(
    r"(?:[T ]|[\s,;|•·–—@()/-]{0,6})"
    r"(?:(?:at|um|à|às|as|a las|las|alle ore|alle|ore|pukul|pkl\.?|jam|kl\.?|klo|om|o godz\.?|godz\.?|o|в|о|saat|"
    r"lúc|الساعة|u|de)[\s:]{1,3})?" + _TIME + _ZONE,
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\d:.])" + _TIME + _ZONE + r"[\s,;|•·–—/(-]{0,4}(?:on |am |le |el |em |pada |ngày )?"
    r"(?:[^\W\d_]{2,12}\.?,?\s)?[\s,(–-]{0,3}(?:ngày )?$",
    re.IGNORECASE,
)
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]['’\w-]{1,15}?)\.?[\s,(]{1,3}$")


_DIGITS = {zero + n: str(n) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10) for n in range(10)}
"""Arabic, Persian, Devanagari, Bengali and full-width digits."""


def _by_form() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Month forms of all languages (the first language that has a form wins), and of each."""
    every: dict[str, int] = {}
    each: dict[str, dict[str, int]] = {}
    for language, cells in MONTHS.items():
        own = each[language] = {
            form.casefold(): number for number, cell in enumerate(cells, 1) for form in cell.split()
        }
        for form, number in own.items():
            every.setdefault(form, number)
    return every, each


_FORMS, _FORMS_OF = _by_form()
_UNIT_OF = {name: unit for unit, names in RELATIVE_UNITS.items() for name in names.split()}
_AGO = re.compile(
    r"(?:(?P<before>"
    + "|".join(RELATIVE_BEFORE)
    + r")\s)?(?<![\d.,])(?P<n>\d{1,3}|an?|satu|einer|einem|une?|una?)\s?"
    + "(?P<unit>"
    + "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
    + r")\s?(?P<ago>"
    + "|".join(RELATIVE_AGO)
    + r")?(?!\w)",
    re.IGNORECASE,
)
_DAY_WORD = re.compile(
    r"(?<!\w)(" + "|".join(sorted(RELATIVE_DAYS, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)


def _month(word: str, language: str | None) -> int | None:
    form = word.casefold().rstrip(".")
    own = _FORMS_OF.get(language or "")
    return (own.get(form) if own else None) or _FORMS.get(form)


def _year(text: str) -> int:
    text = text.strip("'’")
    if text.startswith("令和"):
        return 2018 + int(text[2:])
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if year > 2400 else year  # the Buddhist era of Thailand


def _named_days(text: str, language: str | None) -> Iterator[_Day]:
    for match in _DAY_NAME_YEAR.finditer(text):
        if month := _month(match[2], language):
            yield _Day(match.start(), match.end(), _year(match[3]), month, int(match[1]))
    for match in _NAME_DAY_YEAR.finditer(text):
        if month := _month(match[1], language):
            yield _Day(match.start(), match.end(), int(match[3]), month, int(match[2]))
    for match in _YEAR_NAME_DAY.finditer(text):
        if month := _month(match[2], language):
            yield _Day(match.start(), match.end(), int(match[1]), month, int(match[3]))


def _numeric_days(text: str, day_first: bool) -> Iterator[_Day]:
    for match in _ISO.finditer(text):
        yield _Day(match.start(), match.end(), int(match[1]), int(match[3]), int(match[4]))
    for match in _COMPACT.finditer(text):
        yield _Day(match.start(), match.end(), int(match[1]), int(match[2]), int(match[3]))
    for match in _CJK.finditer(text):
        yield _Day(match.start(), match.end(), _year(match[1]), int(match[2]), int(match[3]))
    for match in _VIETNAMESE.finditer(text):
        yield _Day(match.start(), match.end(), int(match[3]), int(match[2]), int(match[1]))
    for match in _NUMERIC.finditer(text):
        one, two = int(match[1]), int(match[3])
        if two > 12 or (one <= 12 and not day_first and match[2] != "."):
            one, two = two, one
        yield _Day(match.start(), match.end(), _year(match[4]), two, one)


def _yearless_days(text: str, language: str | None, now: datetime) -> Iterator[_Day]:
    """Dates whose year was left out: the last such day before *now*."""
    found = [(m, _month(m[1], language), int(m[2])) for m in _NAME_DAY.finditer(text)]
    found += [(m, _month(m[2], language), int(m[1])) for m in _DAY_NAME.finditer(text)]
    found += [(m, int(m[1]), int(m[2])) for m in _CJK_NO_YEAR.finditer(text)]
    for match, month, day in found:
        if month:
            later = (month, day) > (now.month, now.day + 1)
            yield _Day(match.start(), match.end(), now.year - later, month, day, certain=False)


def _clock(match: re.Match[str], at: int, language: str | None) -> _Clock | None:
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    half = (match["ap"] or (match["whole"] or "").strip()[:1]).lower()
    if (half == "p" or match["half"] in ("下午", "午後", "晚上", "오후")) and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23:
        return None
    zone, end = None, match.end()
    if match["zone"]:
        zone = zone_printed(match["zone"], language)
        if zone is None:
            end = match.start("zone")
    return _Clock(at + match.start(), at + end, hour, minute, second, zone)


def _clock_beside(text: str, day: _Day, language: str | None) -> _Clock | None:
    """The time printed after a date, or else before it."""
    if match := _AFTER.match(text, day.end):
        return _clock(match, 0, language)
    base = max(0, day.start - 48)
    if day.start and (match := _BEFORE.search(text[base : day.start])):
        return _clock(match, base, language)
    return None


def _unix_dates(text: str, language: str | None, fallback: tzinfo) -> Iterator[FoundDate]:
    for match in _UNIX.finditer(text):
        if month := _month(match[1], language):
            zone = zone_printed(match[6], language) if match[6] else None
            day = _Day(match.start(), match.end(), int(match[7]), month, int(match[2]))
            clock = _Clock(day.start, day.end, int(match[3]), int(match[4]), int(match[5]), zone)
            if date := _moment(day, clock, fallback):
                yield date


def _moment(day: _Day, clock: _Clock | None, fallback: tzinfo) -> FoundDate | None:
    zone = (clock.zone if clock else None) or fallback
    hour, minute, second = (clock.hour, clock.minute, clock.second) if clock else (0, 0, 0)
    try:
        when = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    start = min(day.start, clock.start) if clock else day.start
    end = max(day.end, clock.end) if clock else day.end
    has_zone = clock is not None and clock.zone is not None
    return FoundDate(when, start, end, clock is not None, has_zone, day.certain)


def _relative(
    text: str, language: str | None, now: datetime, fallback: tzinfo
) -> Iterator[FoundDate]:
    here = now.astimezone(fallback)
    for match in _AGO.finditer(text):
        if not (match["before"] or match["ago"]):
            continue
        unit = _UNIT_OF[match["unit"].lower()]
        count = int(match["n"]) if match["n"].isdecimal() else 1
        if unit == "second" and language == "tr":
            unit = "hour"  # saat
        ago = timedelta(**{unit + "s": count})
        yield FoundDate(here - ago, match.start(), match.end(), unit != "day", False, certain=False)
    for match in _DAY_WORD.finditer(text):
        then = here - timedelta(days=RELATIVE_DAYS[match[1].lower()])
        day = _Day(match.start(), match.end(), then.year, then.month, then.day, certain=False)
        if found := _moment(day, _clock_beside(text, day, language), fallback):
            yield found


def _with_weekday(text: str, found: FoundDate) -> FoundDate:
    """The same date, its span drawn over the name of the weekday before it."""
    before = text[max(0, found.start - 20) : found.start]
    match = _WEEKDAY_BEFORE.search(before)
    if match is None or match[1].casefold() not in WEEKDAYS:
        return found
    start = found.start - len(before) + match.start()
    return FoundDate(found.when, start, found.end, found.has_time, found.has_zone, found.certain)


def plausible(when: datetime, now: datetime, earliest: int = EARLIEST_YEAR) -> bool:
    """Whether a page fetched at *now* can have appeared at *when*."""
    return when.year >= earliest and when <= now + timedelta(days=1)


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
        try:
            fits = plausible(when, now, earliest)
        except OverflowError:
            return None
        return FoundDate(when, 0, len(text), len(text) > 10, has_zone) if fits else None
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
    text = text[:_LONGEST]
    if not text.isascii():
        text = text.translate(_DIGITS)
    fallback = (zone_named(timezone) if timezone else None) or UTC
    lingo = (language or "").replace("_", "-").split("-")[0].lower() or None
    if day_first is None:
        day_first = day_comes_first(language)
    found: list[FoundDate] = []
    if any(c.isdecimal() for c in text):
        for name in ("كانون ", "تشرين "):
            text = text.replace(name, name[:-1] + "_")
        found = _calendar(text, language, lingo, now, day_first=day_first, fallback=fallback)
    if not found and len(text) <= 160:
        found = list(_relative(text, lingo, now, fallback))
    kept: list[FoundDate] = []
    for date in found:
        try:
            fits = plausible(date.when, now, earliest)
        except OverflowError:
            fits = False
        if fits and not any(date.start < k.end and k.start < date.end for k in kept):
            kept.append(_with_weekday(text, date))
    return sorted(kept, key=lambda d: (not d.certain, d.start))


def _calendar(
    text: str,
    language: str | None,
    lingo: str | None,
    now: datetime,
    *,
    day_first: bool,
    fallback: tzinfo,
) -> list[FoundDate]:
    found = list(_unix_dates(text, lingo, fallback))
    days = [*_named_days(text, lingo), *_numeric_days(text, day_first)]
    if not days and not found:
        days = list(_yearless_days(text, lingo, now))
    for day in days:
        clock = _clock_beside(text, day, language)
        if date := _moment(day, clock, fallback):
            found.append(date)
    return found
