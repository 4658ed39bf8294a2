"""A visible line → who wrote, when, in which section; None when it is no byline."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from crawler.extract import dates, people
from crawler.extract.dates import FoundDate
from crawler.extract.lexicon.bylines import PEOPLE_AFTER, PUBLISHED, ROLES, SECTIONS, UPDATED
from crawler.extract.lexicon.months import MONTHS, RELATIVE_DAYS
from crawler.extract.people import dateline

_LONGEST = 320
_SEPARATORS = re.compile(r"\s*[|•·\n>]\s*|\s+[-–—]\s+|\s*[,;]\s*|(?<=\w)/(?=\w)")
_SEPARATING = frozenset("|•·\n>-–—,;/")
"""Without any of these nothing separates."""
_SOFT = re.compile(r"\s*[|•·\n>]\s*|\s+[-–—]\s+")
_LABEL_UPDATED = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(w) for w in sorted(UPDATED, key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(w) for w in sorted({*PUBLISHED, *UPDATED}, key=len, reverse=True))
    + r")(?:\s?[:：]|\s(?:on|am|le|el|em|il|op|at|pada|den|à|:)(?!\w)|(?=\W|$))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def _first_words(labels: Collection[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(people.same_i(label))[0] for label in labels)


_OF_LABELS, _OF_UPDATES = _first_words((*PUBLISHED, *UPDATED)), _first_words(UPDATED)
_NOISE = re.compile(
    r"(?<!\w)(?:\d{1,3}[ -]?(?:min(?:ute)?s?|menit|minuten|phút|分)\.?(?: read| lesezeit| de lecture| de leitura| leestijd)?"
    r"|lesezeit:?|\d[\d.,]{0,8}\s?(?:views|comments?|shares|kommentare|komentar|x dibaca|dibaca|kali))(?!\w)",
    re.IGNORECASE,
)


_PLACE = re.compile(r"\s(?:in|on|at|for|am|um|à|en|di|em|aus|from|with|für|bei)(?:\s.{0,60})?$")
"""What follows the names behind "By": a place, a paper, the word before a date."""
_PLACE_DUTCH = re.compile(_PLACE.pattern.replace("|en|", "|"))
"""The same where "en" is "and"."""


_STOPS = frozenset("!?…。！？")
_CLOSING = "\"'”’»)]"
_CLOCK_END = re.compile(
    r"(?<!\w)(?:[ap]\.?\s?m|uhr|h|[a-z]{0,2}[sd]t|gmt|utc|cet|wib|wita|wit|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez)"
    r"\.$",
    re.IGNORECASE,
)
"""An abbreviation that a date may end with: its full stop ends no sentence."""
_LONGEST_END = 8
"""Characters: no such abbreviation is longer."""
_MONTH_NAMES = [name for names in MONTHS.values() for name in names]
_DATE_WORDS = frozenset(
    w
    for text in (*PUBLISHED, *UPDATED, *_MONTH_NAMES, *RELATIVE_DAYS)
    for w in text.casefold().split()
) | frozenset(
    "de del di den der le la las el em à a às om kl pada pukul jam um on at minute minutes min read ago".split()
)
"""Words in small letters that dates are written with."""
_TELLING = ROLES | frozenset(RELATIVE_DAYS) | people.AGENCY_WORDS


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. Dates are aware; see :mod:`crawler.extract.dates` for zones that were not printed."""

    authors: tuple[str, ...] = ()
    published: FoundDate | None = None
    modified: FoundDate | None = None
    section: str | None = None
    agency: str | None = None
    led: bool = False
    """It starts with "By" or the like."""


def read(
    line: str,
    *,
    language: str | None = None,
    timezone: str | None = None,
    now: datetime,
    day_first: bool | None = None,
    ignore: Collection[str] = (),
    marked: bool = False,
) -> Byline | None:
    """Read a line such as ``By Jane Roe, Political Editor | Reuters`` or ``Adi - Tekno, Selasa, 04-08-2020 08:04 WIB``.

    *ignore* are names of the newspaper. *marked* says that markup calls the line a byline: then it may hold other things too. A line without "By", date, role or agency is no byline, and neither is one
    that holds more than names, a section and dates: an ordinary sentence is never taken.
    """
    line = line.strip()
    telling = 0 < len(line) <= _LONGEST and _tells(line)
    if not telling and (len(line) > _LONGEST or not any(map(str.isdecimal, line))):
        return None
    found = dates.parse(line, language=language, timezone=timezone, now=now, day_first=day_first)
    published, modified, rest = _dated(line, found)
    if found:
        rest = _without_labels(rest)
    elif not telling:
        return None
    rest, led = people.without_lead(rest.strip(" \t\n|,;:-–—•·"))
    # One name alone is believed beside a date; in marked lines, which hold other things too, beside a section as well.
    parts = [rest] if _SEPARATING.isdisjoint(rest) else _SEPARATORS.split(rest)
    sectioned = any(part.strip(" ,").casefold() in SECTIONS for part in parts)
    counted = any(any(map(str.isdecimal, line[d.start : d.end])) for d in found)
    dutch = (language or "").startswith("nl")
    names, section, agency, leftover, role = _who(
        rest,
        parts,
        led=led,
        dated=counted and (sectioned or not marked),
        ignore=ignore,
        dutch=dutch,
    )
    if not marked and (leftover > max(1, len(names)) * 2 or (not names and leftover > 3)):
        return None
    if not found and not (names and (led or role or agency)):
        return None
    if (
        led
        and not agency
        and (not names or (line.count(" ") > 3 and " " not in names[0] and names[0].isascii()))
    ):
        return None
    return Byline(names, published, modified, section, agency, led)


def _tells(line: str) -> bool:
    """Cheap: whether there is a lead, a role or an agency in it, or a word such as "yesterday"."""
    if people.without_lead(line)[1]:
        return True
    words = {w.strip(".:;,()|") for w in line.casefold().replace("/", " ").split()}
    return not words.isdisjoint(_TELLING) or line.endswith(PEOPLE_AFTER)


def is_prose(text: str, *, marked: bool = False, told: bool = False) -> bool:
    """Whether a line is told rather than listed, whatever names and dates it holds: then it is never a byline.

    *marked* says that markup calls the line a byline; only length speaks against it then. *told* says that paragraphs
    stand above it: then a short sentence is one of the story too.
    """
    words = text.split()
    if marked:
        return len(words) > 30 and _stops(text)
    if len(words) < (4 if told else 8):
        return False
    if len(words) > 25 or (len(words) >= 12 and dateline.read(text) is not None):
        return True
    stopped = _stops(text)
    begun = [w for w in words if w[0].islower()]
    small = sum(w.strip(".,:;").casefold() not in _DATE_WORDS for w in begun)
    if people.without_lead(text)[1]:
        return stopped and small * 2 >= len(words)
    return small >= (1 if told else 3) if stopped else len(words) >= 12 and small * 2 >= len(words)


def _stops(text: str) -> bool:
    """Whether it ends as a sentence does, and not with an abbreviation of a date."""
    end = text.removesuffix("\n").rstrip(_CLOSING)[-1:]
    if end != ".":
        return end in _STOPS
    return not _CLOCK_END.search(text, max(0, len(text) - _LONGEST_END))


def is_update(text: str) -> bool:
    """Whether a line speaks of a change ("Updated …") rather than of publication."""
    return _LABEL_UPDATED.search(text[:80]) is not None


def is_labelled(text: str) -> bool:
    """Whether a line begins with a word such as "Published"."""
    return _LABEL.match(text[:60].lstrip()) is not None


def _dated(line: str, found: list[FoundDate]) -> tuple[FoundDate | None, FoundDate | None, str]:
    """Which date is which by the word before it, and the line without its dates."""
    published = modified = None
    rest = line
    for date in sorted(found, key=lambda d: -d.start):
        rest = f"{rest[: date.start]} | {rest[date.end :]}"
    previous = 0
    for date in sorted(found, key=lambda d: d.start):
        before = line[previous : date.start][-40:]
        if not _has_no(_OF_UPDATES, before) and _LABEL_UPDATED.search(before):
            modified = modified or date
        elif published is None or (date.certain and not published.certain):
            published = date
        previous = date.end
    return published, modified, rest


def _without_labels(rest: str) -> str:
    """The line without "4 min read" and the words before its dates."""
    rest = _NOISE.sub(" | ", rest)
    return rest if _has_no(_OF_LABELS, rest) else _LABEL.sub(" | ", rest)


def _has_no(firsts: Collection[str], text: str) -> bool:
    """Cheap: whether none of its words is the first of a label."""
    words = _WORD.findall(people.same_i(text))
    return not any(word in firsts for word in words)


def _who(
    rest: str, cut: list[str], *, led: bool, dated: bool, ignore: Collection[str], dutch: bool
) -> tuple[tuple[str, ...], str | None, str | None, int, bool]:
    """Names, section, agency, how many words were none of these, and whether a role was named; *cut* is *rest* in parts."""
    names: list[str] = []
    section: str | None = None
    agency: str | None = None
    leftover = 0
    role = False
    ignored = {people.folded(i) for i in ignore if i}
    parts = [p for p in map(str.strip, cut) if p]
    single = len(cut) > 1 and len([p for p in _SOFT.split(rest) if p.strip(" ,")]) >= 2
    for place, raw in enumerate(parts):
        part, again = people.without_lead(raw)
        if again or (led and place == 0):
            part = (_PLACE_DUTCH if dutch else _PLACE).sub("", part)
        if part.endswith(PEOPLE_AFTER) and people.is_person(people.tidy(part)):
            names.append(people.tidy(part))
            role = True
            continue
        words = {w.strip(".:()") for w in part.casefold().split()}
        if words & ROLES and len(words) <= 8:
            role = True
            continue
        read = people.read([part], ignore=ignore)
        if read.agency:
            agency = agency or read.agency
        if part.casefold() in SECTIONS:
            section = section or part
        elif read.authors and all(people.looks_like_name(a) for a in read.authors):
            names.extend(read.authors)
        elif (
            read.authors
            and (
                (place == 0 and ((led and (single or len(parts) == 1)) or (dated and single)))
                or again
            )
            and _mononym(part)
        ):
            names.append(part)
        elif names and section is None and dated and _mononym(part):
            section = part
        elif not read.agency and people.folded(part) not in ignored:
            leftover += len(part.split())
    return tuple(dict.fromkeys(names)), section, agency, leftover, role


def _mononym(part: str) -> bool:
    return " " not in part and part[:1].isupper() and part.isalpha() and len(part) <= 24
