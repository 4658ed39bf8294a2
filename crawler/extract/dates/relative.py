"""Dates that count back from the moment the page was fetched: "2 hours ago", "3 jam lalu", "kemarin, 10:21"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.extract.dates.days import Day
from crawler.extract.lexicon.months import (
    RELATIVE_AGO,
    RELATIVE_BEFORE,
    RELATIVE_COUNTED,
    RELATIVE_DAYS,
    RELATIVE_DAYS_OF,
    RELATIVE_ONE,
    RELATIVE_UNITS,
)


class Ago(NamedTuple):
    """A moment in the past, and where in the line it stands."""

    start: int
    end: int
    when: datetime
    has_time: bool


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_UNIT_OF = {name: unit for unit, names in RELATIVE_UNITS.items() for name in names.split()}
_AGO = re.compile(
    rf"(?:(?P<before>{_either(RELATIVE_BEFORE)})\s)?(?<![\d.,])"
    rf"(?:(?:(?P<n>(?<!\w)\d{{1,3}})\s?|(?<!\w)(?P<one>{_either(RELATIVE_ONE.split())})\s)(?P<unit>{_either(_UNIT_OF)})"
    rf"|(?<!\w)(?P<counted>{_either(RELATIVE_COUNTED)}))"
    rf"\s?(?P<ago>{_either(RELATIVE_AGO)})?(?!\w)",
    re.IGNORECASE,
)
_DAY_WORD = re.compile(rf"(?<!\w)({_either(RELATIVE_DAYS)})(?![^\W\d_])", re.IGNORECASE)
_CUE = re.compile(_either((*RELATIVE_AGO, *RELATIVE_BEFORE)))
_LETTERS = re.compile(r"[a-z]+")
_LATIN = frozenset(_LETTERS.match(w)[0] for w in RELATIVE_DAYS if w.isascii())  # type: ignore[index]


def moments(text: str, language: str | None, here: datetime) -> Iterator[Ago]:
    """Moments that lie some units before *here*, the time of the fetch in the newspaper's zone."""
    if not _CUE.search(text.casefold()):
        return
    for match in _AGO.finditer(text):
        if not (match["before"] or match["ago"]):
            continue
        if counted := match["counted"]:
            count, unit = RELATIVE_COUNTED[counted.lower()]
        else:
            count, unit = int(match["n"] or 1), _UNIT_OF[match["unit"].lower()]
        if unit == "second" and language == "tr":
            unit = "hour"  # saat
        ago = timedelta(**{unit + "s": count})
        yield Ago(*match.span(), here - ago, unit not in ("day", "week"))


def days(text: str, language: str | None, here: datetime) -> Iterator[Day]:
    """Days that are named from *here*: today, yesterday, the day before."""
    if text.isascii() and _LATIN.isdisjoint(_LETTERS.findall(text.lower())):
        return
    for match in _DAY_WORD.finditer(text):
        word = match[1].lower()
        if language and word in RELATIVE_DAYS_OF and language not in RELATIVE_DAYS_OF[word]:
            continue
        then = here - timedelta(days=RELATIVE_DAYS[word])
        yield Day(*match.span(), then.year, then.month, then.day, certain=False)
