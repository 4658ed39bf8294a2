"""The place and agency at the start of a story: ``SHANGHAI (Reuters)``, ``Jakarta, Nusantaratv.com``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.lexicon.cities import CITIES
from crawler.extract.people import agency_named

_LOOK = 120
"""A dateline ends within this many characters."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline as printed, without the dash behind it."""

    text: str
    agency: str | None = None
    end: int = 0
    """Where the story itself begins in the paragraph."""


_DASH = re.compile(r"\s?[-–—―]{1,2}(?:\s|$)|(?<=[)/])\s?[:.]\s|(?<=\))\s")
_ENDS = frozenset("-–—―)/")
"""Without any of these nothing ends a dateline but a colon."""
_COLON = re.compile(r"\s?:\s")
_BRACKET = re.compile(r"\.?\s?[(/]([^()/]{2,40}(?:/[^()/]{2,12})?)[)/]\s?$")
_HOST = re.compile(r"[A-Za-z0-9-]{2,30}(?:\.[A-Za-z]{2,10}){1,3}")
_DATE = re.compile(
    r"(?:[^\W\d_]{3,10}\.?\s)?\d{1,2}\.?(?:\s[^\W\d_]{3,10}\.?)?(?:,?\s\d{4})?"
    r"|[A-Z][^\W\d_]{2,9}\.?\s\d{1,2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?"
)
_AGENCY = re.compile(r"[A-Z][\w.&'’-]{1,24}(?: [A-Z][\w.&'’-]{1,24}){0,2}")
_WORD = re.compile(r"[^\W\d_][\w.'’]*")
_NOT_PLACES = frozenset(
    (
        "breaking update updated watch video exclusive opinion analysis live editorial review photos warning note "
        "correction spoiler q a no yes new fact why how the foto infografis breaking-news berita eilmeldung tv"
    ).split()
)
_CHINESE = re.compile(
    r"(?:\(|（|【)?((新华社|新華社|中新社|中新网|中央社|人民网)[^\s，。,]{2,24}?[电電])(?:\)|）|】)?\s?"
)
_OPENING = frozenset("([")
_KOREAN = re.compile(r"[(\[]([^()=\[\]]{1,20}=([^()=\[\]]{2,12}))[)\]]\s?")
_JAPANESE = re.compile(r"【([^【】]{1,16}?(共同|時事|ロイター|AFP|CNN))】")


def read(first_paragraph: str) -> Dateline | None:
    """The dateline of a story's first paragraph, or None. An ordinary start of a sentence is never one."""
    return _read(first_paragraph[:_LOOK])


# Several steps ask it of the paragraphs that a story begins with.
@lru_cache(maxsize=256)
def _read(beginning: str) -> Dateline | None:
    text = beginning.lstrip()
    lead = len(beginning) - len(text)
    if not text.isascii() or text[:1] in _OPENING:
        for pattern in (_CHINESE, _KOREAN, _JAPANESE):
            if match := pattern.match(text):
                printed = match[1] if pattern is _CHINESE else match[0].strip()
                return Dateline(printed, agency_named(match[2]), lead + match.end())
    dashes = () if _ENDS.isdisjoint(text) else _DASH.finditer(text)
    for tried, match in enumerate(dashes):
        if tried == 3:
            break
        found = _judge(text[: match.start()].strip())
        goes_on = text[match.end() : match.end() + 1]
        if found and not (goes_on.islower() and "(" not in found[0]):
            return _with_agency_behind(text, found, match, lead)
    if ":" in text and (match := _COLON.search(text[:40])):
        head = text[: match.start()]
        if head.casefold() in CITIES and (head.isupper() or len(head.split()) == 1):
            return Dateline(head, None, lead + match.end())
    return None


def _with_agency_behind(
    text: str, found: tuple[str, str | None], dash: re.Match[str], lead: int
) -> Dateline:
    """``МОСКВА, 4 авг — РИА Новости. …``: the agency may stand behind the dash, up to a point."""
    behind = re.match(r"([^\W\d_][\w -]{1,20})\.\s", text[dash.end() :])
    agency = agency_named(behind[1]) if behind and found[1] is None else None
    if behind is None or agency is None:
        return Dateline(found[0], found[1], lead + dash.end())
    end = dash.end() + behind.end(1)
    return Dateline(text[:end].strip(), agency, lead + dash.end() + behind.end())


def _judge(head: str) -> tuple[str, str | None] | None:
    """Whether what stands before a dash is a dateline; its text and agency."""
    if not 3 <= len(head) <= 90:
        return None
    agency: str | None = None
    place = head
    if match := _BRACKET.search(head):
        inner = match[1].strip()
        agency = agency_named(inner) or agency_named(inner.split("/")[0])
        place = head[: match.start()].strip()
        if agency is None and not _HOST.fullmatch(inner):
            # An agency that is on no list: a name in brackets behind a place in capitals.
            symbol = inner.isupper() and len(inner) <= 5  # of a share: "NVIDIA (NVDA)"
            in_capitals = _is_capitals(place.split(",")[0].strip())
            if symbol or not in_capitals or not _AGENCY.fullmatch(inner):
                return None
            agency = inner
    parts = [p.strip() for p in re.split(r",\s?", place)] if place else []
    fits, named = _places(parts, bracketed=place != head)
    return (head, agency or named) if fits else None


def _places(parts: list[str], *, bracketed: bool) -> tuple[bool, str | None]:
    """Whether comma-separated parts are places, dates and an agency, and which agency."""
    agency: str | None = None
    known = bracketed
    for part in parts:
        name = agency_named(part)
        if name is not None or _HOST.fullmatch(part):
            agency, known = agency or name, True
        elif not (_is_city(part) or _is_capitals(part) or _DATE.fullmatch(part) or _is_place(part)):
            return False, None
    if not known:
        known = _is_city(parts[0]) or _is_capitals(parts[0])
    return known and len(parts) <= 4, agency


def _is_city(part: str) -> bool:
    return all(p.strip().casefold() in CITIES for p in part.split("/"))


def _is_capitals(part: str) -> bool:
    """A place in capitals: letters enough, and no word that newspapers shout at the start of a line."""
    letters = [c for c in part if c.isalpha()]
    words = part.casefold().replace("/", " ").split()
    if len(letters) < 4 or not part.isupper() or len(words) > 4 or not letters[0].isascii():
        return len(letters) >= 4 and part.isupper() and 0 < len(words) <= 2
    return not any(w in _NOT_PLACES for w in words) and not any(c.isdigit() for c in part)


def _is_place(part: str) -> bool:
    """One to four capitalised words, as countries and towns have beside a place in capitals or an agency."""
    words = part.replace("/", " ").split()
    return 1 <= len(words) <= 4 and all(
        _WORD.fullmatch(w) and (w[0].isupper() or w in ("de", "la", "of", "di", "am", "an", "der"))
        for w in words
    )
