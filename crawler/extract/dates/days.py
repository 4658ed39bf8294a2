"""The calendar days that a line names: in words, in numbers, with the characters of East Asia, without a year.

Every pattern is tried only where a cheap look says that it may match: a line of prose costs one split into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.dates.eras import ERA_YEAR, from_persian, spelt, year_of
from crawler.extract.lexicon.months import MONTHS, SOLAR_HIJRI, VIETNAMESE_NUMBERS


class Day(NamedTuple):
    """A day of the calendar, and where in the line it stands. It may not exist (``31.02.``)."""

    start: int
    end: int
    year: int
    month: int
    day: int
    certain: bool = True
    """False where the year was left out."""
    ambiguous: bool = False
    """Day and month could as well be the other way round."""


_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = r"(?:19|20|2[45])\d\d"
_WORD = r"([^\s\d,;:|()/\[\]<>–—-]{2,20})"
_SPLIT = re.compile(r"[\s\d,;:|()/\[\]<>.–—-]+")
_SEPARATED = re.compile(r"\d ?[-/.|·] ?\d")
_DIGIT_RUN = re.compile(r"\d{8}")

_ISO = re.compile(rf"(?<!\d)({_ANY_YEAR})([-/.])[ ]?(\d{{1,2}})\2[ ]?(\d{{1,2}})(?!\d)\.?")
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])([0-2]\d|3[01])(?=T\d|$)")
_CJK = re.compile(
    rf"({_YEAR}|{ERA_YEAR})\s?[年년]\s?(\d{{1,2}})\s?[月월]\s?(\d{{1,2}})\s?[日号號일]"
)
_CJK_NO_YEAR = re.compile(r"(?<![\d年년])(?<![年년] )(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_VIETNAMESE = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?tháng\s(\d{{1,2}}|[^\W\d]{{2,5}}(?:\s(?:một|hai))?)\s?(?:,|/|năm|\.)?\s?(?:năm\s)?({_YEAR})",
    re.IGNORECASE,
)
_DAY_NAME_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|:?e|º|ª|°|ος)?\.?[\s./–-]{0,3}(?:de |of |d['’]|di |do |'s )?"
    + _WORD
    # "نوفمبر/تشرين الثاني" names the month twice
    + r"(?:\s?/\s?[^\s\d/]{2,14})?"
    + rf"[\s,./–-]{{0,3}}(?:del? |of |, |พ\.ศ\. ?|ค\.ศ\. ?)?({_ANY_YEAR}|['’]?\d\d(?![\d:.]|\s?[ap]m|[hH]\d))(?!\d)",
    re.IGNORECASE,
)
_NAME_DAY_YEAR = re.compile(
    _WORD + rf"[\s./-]{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]{{1,3}}({_YEAR})(?!\d)",
    re.IGNORECASE,
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<!\d)({_YEAR})[\s./-]{{1,3}}(?:m\. )?" + _WORD + r"[\s./-]{1,3}(\d{1,2})(?!\d)\.?"
)
_YEAR_DAY_NAME = re.compile(rf"(?<!\d)({_YEAR})\. gada (\d{{1,2}})\. " + _WORD)
_NUMERIC = re.compile(
    rf"(?<![\d.:/-])(\d{{1,2}})(?:([./-])[ ]?(\d{{1,2}})\2[ ]?({_ANY_YEAR}|\d\d)"
    rf"| ([./|·-]) (\d{{1,2}}) \5 ({_ANY_YEAR}))(?![\d/-])"
)
_UNIX = re.compile(
    _WORD
    + rf"\s{{1,2}}(\d{{1,2}})(?=\s\d\d:\d\d(?::\d\d)?\s(?:[A-Z]{{2,5}}\s|[+-]\d{{4}}\s)?({_YEAR})(?!\d))"
)
_NAME_DAY = re.compile(_WORD + r"\s(\d{1,2})(?:st|nd|rd|th)?(?![\d:.%])", re.IGNORECASE)
_DAY_NAME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s(?:de )?" + _WORD, re.IGNORECASE
)
_PERSIAN = re.compile(r"(?<!\d)(\d{1,2})\s" + _WORD + r"\s(1[34]\d\d)(?!\d)")


_DOT = "\u0307"
"""What stands over the i of a small Turkish ``İ``."""


@lru_cache(maxsize=4096)
def plain(form: str) -> str:
    """A word in small letters without accents: ``FÉVRIER`` and ``fevrier`` alike."""
    return "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))


def _by_form() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Month forms of all languages (the first language that has a form wins), and of each."""
    every: dict[str, int] = {}
    each: dict[str, dict[str, int]] = {}
    for language, cells in MONTHS.items():
        own = each[language] = {
            form.casefold(): number for number, cell in enumerate(cells, 1) for form in cell.split()
        }
        for form, number in list(own.items()):
            own.setdefault(plain(form), number)
    for own in each.values():
        for form, number in own.items():
            every.setdefault(form, number)
    return every, each


_FORMS, _FORMS_OF = _by_form()
_PARTS = frozenset(part for form in _FORMS for part in form.replace(".", " ").split()) - {""}
"""Month forms as a line's words are compared with them: a point separates words."""
_PERSIAN_MONTHS = {
    form: number for number, cell in enumerate(SOLAR_HIJRI, 1) for form in cell.split()
}
_VIETNAMESE_MONTHS = {
    form: number for number, cell in enumerate(VIETNAMESE_NUMBERS, 1) for form in cell.split()
}


@lru_cache(maxsize=4096)
def month_of(word: str, language: str | None) -> int | None:
    """The month that a word names, in this language first."""
    form = word.casefold().replace(_DOT, "").rstrip(".")
    own = _FORMS_OF.get(language or "", {})
    found = own.get(form) or _FORMS.get(form)
    if found is None and not form.isascii():
        form = plain(form)
        found = own.get(form) or _FORMS.get(form)
    return found


def days(text: str, language: str | None, now: datetime, *, day_first: bool) -> list[Day]:
    """The days that *text* (see :func:`joined`) names; those without a year only when none has one.

    *language* is a bare code (``id``).
    """
    found: list[Day] = []
    named = _names_month(text)
    if named:
        found.extend(_named(text, language))
    if _SEPARATED.search(text):
        found.extend(_numeric(text, day_first=day_first))
    if _DIGIT_RUN.search(text):
        found.extend(
            Day(*m.span(), int(m[1]), int(m[2]), int(m[3])) for m in _COMPACT.finditer(text)
        )
    if not text.isascii():
        found.extend(_elsewhere(text, language))
    if not found:
        found.extend(_without_year(text, language, now, named=named))
    return found


def joined(text: str) -> str:
    """Names of months in two words made one, Chinese numerals made digits: what :func:`days` reads."""
    for name in ("كانون ", "تشرين "):
        if name in text:
            text = text.replace(name, name[:-1] + "_")
    return spelt(text) if "年" in text else text


def _names_month(text: str) -> bool:
    words = _SPLIT.split(text.casefold().replace(_DOT, ""))
    if not _PARTS.isdisjoint(words):
        return True
    return any(plain(w) in _PARTS for w in words if not w.isascii())


def _with_month(
    pattern: re.Pattern[str], text: str, word: int, language: str | None
) -> Iterator[tuple[re.Match[str], int]]:
    """Matches whose group *word* names a month; what only looked like one is looked at again behind it."""
    at = 0
    while match := pattern.search(text, at):
        if month := month_of(match[word], language):
            yield match, month
            at = match.end()
        else:
            at = match.end(word) if match.start(word) == match.start() else match.start(word)


def _named(text: str, language: str | None) -> Iterator[Day]:
    for match, month in _with_month(_DAY_NAME_YEAR, text, 2, language):
        thai = language == "th" or "\u0e00" < match[2][0] < "\u0e7f"
        yield Day(*match.span(), year_of(match[3], thai=thai), month, int(match[1]))
    for match, month in _with_month(_NAME_DAY_YEAR, text, 1, language):
        yield Day(*match.span(), int(match[3]), month, int(match[2]))
    for match, month in _with_month(_YEAR_NAME_DAY, text, 2, language):
        yield Day(*match.span(), int(match[1]), month, int(match[3]))
    if ":" in text:  # "Tue Aug 04 08:04:00 WIB 2020"
        for match, month in _with_month(_UNIX, text, 1, language):
            yield Day(*match.span(), int(match[3]), month, int(match[2]))
    if " gada " in text:
        for match, month in _with_month(_YEAR_DAY_NAME, text, 3, language):
            yield Day(*match.span(), int(match[1]), month, int(match[2]))


def _numeric(text: str, *, day_first: bool) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        yield Day(*match.span(), year_of(match[1]), int(match[3]), int(match[4]))
    for match in _NUMERIC.finditer(text):
        sign = match[2] or match[5]
        day, month = int(match[1]), int(match[3] or match[6])
        ambiguous = sign not in ".|·" and day <= 12 and month <= 12 and day != month
        if month > 12 or (ambiguous and not day_first):
            day, month = month, day
        year = year_of(match[4] or match[7])
        yield Day(*match.span(), year, month, day, ambiguous=ambiguous)


def _elsewhere(text: str, language: str | None) -> Iterator[Day]:
    """Forms of East Asia, Viet Nam and Iran."""
    if "年" in text or "년" in text:
        for match in _CJK.finditer(text):
            yield Day(*match.span(), year_of(match[1]), int(match[2]), int(match[3]))
    if "áng" in text or "ÁNG" in text:
        for match in _VIETNAMESE.finditer(text):
            word = match[2].casefold().replace(" ", "_")
            if month := int(word) if word.isdecimal() else _VIETNAMESE_MONTHS.get(word):
                yield Day(*match.span(), int(match[3]), month, int(match[1]))
    if language in (None, "fa") and (persian := _PERSIAN.search(text)):
        number = _PERSIAN_MONTHS.get(persian[2])
        day = from_persian(int(persian[3]), number, int(persian[1])) if number else None
        if day:
            yield Day(*persian.span(), *day)


def _without_year(text: str, language: str | None, now: datetime, *, named: bool) -> Iterator[Day]:
    """Dates whose year was left out: the last such day before *now*."""
    found: list[tuple[re.Match[str], int, int]] = []
    if named:
        # "iPhone 11 Pro" is no December: only names in the page's own language or in English.
        own = {**_FORMS_OF["en"], **_FORMS_OF.get(language or "", {})}
        for pattern, word, number in ((_NAME_DAY, 1, 2), (_DAY_NAME, 2, 1)):
            found += [
                (m, month, int(m[number]))
                for m, month in _with_month(pattern, text, word, language)
                if m[word].casefold().rstrip(".") in own or len(m[word]) > 4
            ]
    if "月" in text or "월" in text:
        found += [(m, int(m[1]), int(m[2])) for m in _CJK_NO_YEAR.finditer(text)]
    for match, month, day in found:
        later = (month, day) > (now.month, now.day + 1)
        yield Day(*match.span(), now.year - later, month, day, certain=False)
