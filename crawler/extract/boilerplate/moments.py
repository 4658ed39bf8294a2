"""Whether a line is nothing but a moment ("5 January 2024, 10:00") or a length of time ("4 min read"), in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from crawler.extract.boilerplate.folding import folded
from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.lexicon.months import (
    MONTHS,
    RELATIVE_AGO,
    RELATIVE_BEFORE,
    RELATIVE_UNITS,
    WEEKDAYS,
)

DATE, DATE_IN_WORDS, DURATION = "#date", "#date-in-words", "#duration"
_NUMERIC_DATE = re.compile(
    r"(?<![\d.,/])(?:\d{4}[./-][01]?\d[./-][0-3]?\d|[0-3]?\d[./-][0-3]?\d[./-](?:\d{4}|\d\d))(?:\s\d\d:\d\d(?::\d\d)?)?(?![\d/-])"
)
# In a language whose months are not known: ``5 <a word> 2024``.
_DATE = re.compile(
    r"^(?:[^\W\d]{2,12},?\s+)?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
    r"(?:[\s,|–-]+(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[a-z]{2,5}|uhr)?)?$"
)
_UNITS = "second minute min hour day week month year jam menit hari minggu bulan".split()
_AGO = re.compile(rf"^(?:\d{{1,2}}|an?)\s+(?:{'|'.join(_UNITS)})s?\s+(?:ago|yang lalu|lalu)$")
_MONTH_SIGNS = frozenset("月월")
_DATE_SIGNS = frozenset(
    "年月日号號時时分秒上下午前後星期一二三四五六日周週년월일시분초오전후요화수목금토"
)


@cache
def _months() -> frozenset[str]:
    cells = (cell for cells in MONTHS.values() for cell in cells)
    return frozenset(folded(form) for cell in cells for form in cell.replace("_", " ").split())


@cache
def _date_words() -> frozenset[str]:
    return _months() | frozenset(map(folded, WEEKDAYS)) | phrases("date").words


def _parts(kind: str) -> frozenset[str]:
    return frozenset(part for word in phrases(kind).words for part in word.split())


@cache
def _telling_durations() -> frozenset[str]:
    """Words that a length of time alone does not have: "ago", "reading time"; and minutes, which it does."""
    around = {folded(w) for name in (*RELATIVE_AGO, *RELATIVE_BEFORE) for w in name.split()}
    minutes = set(map(folded, RELATIVE_UNITS["minute"].split()))
    return frozenset(around | minutes | _parts("duration")) - phrases("duration-unit").words


@cache
def _duration_words() -> frozenset[str]:
    units = {folded(w) for names in RELATIVE_UNITS.values() for w in names.split()}
    return _telling_durations() | units | phrases("duration-unit").words


def of(short: str, numbers: Sequence[str], names: Sequence[str]) -> set[str]:
    """The forms of a text in its plain form: at most one. Beside it its numbers, and its words without figures."""
    if len(numbers) > 1 and _DATE.match(short):
        return {DATE}
    if len(numbers) == 1 and _AGO.match(short):
        return {DURATION}
    if len(numbers) > 7 or not 0 < len(names) <= 9:
        return {DATE_IN_WORDS} if len(numbers) <= 6 and _NUMERIC_DATE.fullmatch(short) else set()
    if (
        len(numbers) > 1
        and (any(len(n) == 4 for n in numbers) or _NUMERIC_DATE.search(short))
        and all(name in _date_words() or _DATE_SIGNS.issuperset(name) for name in names)
        and (_NUMERIC_DATE.search(short) or any(_is_month(name) for name in names))
    ):
        return {DATE_IN_WORDS}
    if len(numbers) <= 2 and all(name in _duration_words() for name in names):
        told = any(name in _telling_durations() for name in names)
        return {DURATION} if told else set()
    return set()


def named() -> frozenset[str]:
    """Every word that the forms of a text with one number have, and those of dates in known languages."""
    ago = {"a", "an", "ago", "yang", "lalu", *_UNITS, *(unit + "s" for unit in _UNITS)}
    return _date_words() | _duration_words() | ago


def _is_month(name: str) -> bool:
    return name in _months() or not _MONTH_SIGNS.isdisjoint(name)
