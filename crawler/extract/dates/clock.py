"""The time of day that stands beside a date, with its zone."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import NamedTuple

from crawler.extract.dates.days import Day
from crawler.extract.dates.zones import zone_printed
from crawler.extract.lexicon.clocks import (
    BEHIND_DATE,
    CONNECTORS,
    HALVES_AFTER,
    HALVES_BEFORE,
    HOUR_WORDS,
)
from crawler.extract.lexicon.months import WEEKDAYS


class Clock(NamedTuple):
    """A time of day, and where in the line it stands."""

    start: int
    end: int
    hour: int
    minute: int
    second: int
    zone: tzinfo | None


_TIME = (
    rf"(?P<half>{'|'.join(HALVES_BEFORE)})?\s?"
    r"(?P<h>[01]?\d|2[0-4])"
    r"(?:\s?[:.hH時时点點시]\s?(?P<m>[0-5]\d)(?!\d)(?:\s?[:.分분]\s?(?P<s>[0-5]\d)(?!\d))?(?:[.,]\d{1,9})?[分분]?秒?"
    r"|(?P<whole>\s?(?:[ap]\.?m\b|uhr\b|h\b|[時时点點시]|giờ)))"
    rf"(?:\s?(?P<ap>{'|'.join(HALVES_AFTER)})(?!\w)\.?)?"
    rf"(?:\s?(?:{'|'.join(HOUR_WORDS)})(?!\w))?"
)
_ZONE = (
    r"(?:\s{0,2}\(?(?P<zone>(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?\d\d)?|[+−]\d\d(?::?\d\d)?(?!\d)"
    # "10:00-11:30" is a span of time: a minus is an offset only behind seconds or as in mail headers.
    r"|(?:(?<=:\d\d:\d\d)|(?<=\.\d{3}))-\d\d(?::?\d\d)?(?!\d)|(?<=\s)-\d{4}(?!\d)"
    r"|(?:Eastern|Central|Mountain|Pacific)(?: Standard| Daylight)? Time"
    # In small letters only what is no word: "à 10h21 et", "est".
    r"|(?-i:[A-ZМСКİ]{1,5}|gmt|utc|edt|pst|pdt|cst|cdt|cet|cest|bst|wib|wita|aest|sgt|мск))(?!\w)\)?)?"
)
_AFTER = re.compile(
    rf"(?:[T ]|[\s,;|•·–—@()/-]{{0,6}})(?:(?:{'|'.join(CONNECTORS)})[\s:]{{1,3}})?" + _TIME + _ZONE,
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![\d:.])" + _TIME + _ZONE + r"[\s,;|•·–—/(-]{0,4}(?:on |am |le |el |em |pada |ngày |dne )?"
    r"(?:[^\W\d_]{2,12}\.?,?\s)?[\s,(–-]{0,3}(?:ngày )?$",
    re.IGNORECASE,
)
_WORD_BEHIND = re.compile(r"[\s,(（]{0,3}([^\W\d_]{1,12})(?:[-.)）]|(?=[\s,|]))")
_DIGIT = re.compile(r"\d")
_REACH = 48
"""A time stands within this many characters of its date."""


def beside(text: str, day: Day, language: str | None) -> Clock | None:
    """The time printed after a date, or else before it. *language* is a tag (``en-AU``)."""
    if _DIGIT.search(text, day.end, day.end + 24):
        if match := _AFTER.match(text, day.end):
            return _read(match, 0, language)
        word = _WORD_BEHIND.match(
            text, day.end
        )  # "22.11.2026 Sonntag 10:21", "2026年11月22日(日) 10:21"
        if word and _belongs(word[1]) and (match := _AFTER.match(text, word.end())):
            return _read(match, 0, language)
    base = max(0, day.start - _REACH)
    if _DIGIT.search(text, base, day.start) and (match := _BEFORE.search(text[base : day.start])):
        return _read(match, base, language)
    return None


def _belongs(word: str) -> bool:
    word = word.casefold()
    return (
        word in WEEKDAYS
        or word in BEHIND_DATE
        or word[0] in "日月火水木金土一二三四五六星期曜週周요월화수목금토일"
    )


def _read(match: re.Match[str], at: int, language: str | None) -> Clock | None:
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    half = _half(match)
    if half == "n" and hour == 12:
        hour = 0
    elif half in ("p", "n") and hour < 12:
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
    return Clock(at + match.start(), at + end, hour, minute, second, zone)


def _half(match: re.Match[str]) -> str:
    """``a``, ``p``, ``n`` or nothing: which half of the day is meant."""
    if match["half"]:
        return HALVES_BEFORE[match["half"]]
    word = (match["ap"] or (match["whole"] or "").strip()).lower()
    if found := HALVES_AFTER.get(word):
        return found
    return word[:1] if word.replace(".", "").replace(" ", "")[1:] == "m" else ""
