"""Years that are not counted from the common era, and the Persian calendar."""

from __future__ import annotations

import re

_JAPANESE = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""Era → the year before its first one. The last two are the Republic of China's, in both scripts."""
ERA_YEAR = r"(?:" + "|".join(_JAPANESE) + r")\s?(?:\d{1,3}|元)"
BUDDHIST_YEARS = range(2500, 2620)
"""Years of the Buddhist era, 543 ahead, that a newspaper of the web may print."""
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SPELT = re.compile(
    r"([〇零一二三四五六七八九]{4})\s?年\s?([一二三四五六七八九十]{1,3})\s?月\s?([一二三四五六七八九十]{1,4})\s?[日號号]"
)


def year_of(text: str, *, thai: bool = False) -> int:
    """The common-era year of a printed one: ``2026``, ``26``, ``’26``, ``令和8``, ``2569``."""
    text = text.strip("'’")
    if not text.isdecimal():
        before = _JAPANESE[text[:2]]
        number = text[2:].strip()
        return before + (1 if number == "元" else int(number))
    year = int(text)
    if len(text) == 2:
        if thai and year > 43:
            return 2500 + year - 543
        return year + (2000 if year < 70 else 1900)
    return year - 543 if year in BUDDHIST_YEARS else year


def spelt(text: str) -> str:
    """Chinese dates in numerals (``二〇二六年十一月二十二日``) in digits."""
    return _SPELT.sub(
        lambda m: f"{m[1].translate(_NUMERALS)}年{_count(m[2])}月{_count(m[3])}日", text
    )


def _count(text: str) -> int:
    """Numbers up to 99 in Chinese numerals."""
    tens, ten, ones = text.rpartition("十")
    units = int(ones.translate(_NUMERALS)) if ones else 0
    return units + (10 * int(tens.translate(_NUMERALS) or 1) if tens else 10 if ten else 0)


def from_persian(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """A day of the solar Hijri calendar (1405, 9, 1) in the Gregorian one; None when there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    # Days since the epoch of both, in cycles of 33 years with eight leap years (exact from 1925 to 2090).
    year += 1595
    days = -355668 + 365 * year + (year // 33) * 8 + (year % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    gregorian = 400 * (days // 146097)
    days %= 146097
    if days > 36524:
        days -= 1
        gregorian += 100 * (days // 36524)
        days %= 36524
        if days >= 365:
            days += 1
    gregorian += 4 * (days // 1461)
    days %= 1461
    if days > 365:
        gregorian += (days - 1) // 365
        days = (days - 1) % 365
    day = days + 1
    leap = (gregorian % 4 == 0 and gregorian % 100 != 0) or gregorian % 400 == 0
    for number, length in enumerate(
        (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1
    ):
        if day <= length:
            return gregorian, number, day
        day -= length
    return None
