"""Choosing the dates of publication and change among everything that states one.

The order of evidence: JSON-LD, ``article:published_time``, other metas, microdata and ``<time>`` near the headline, the byline's text, the
feed or sitemap that announced the page, the URL. A source without a plausible date gives way to the next. A date without a zone takes the
site's, else the offset that another date on the page names, else UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from archive.model import Announced
from crawler.extract import dates
from crawler.extract.dates import FoundDate
from crawler.extract.structured import Stated


class Dates(NamedTuple):
    """Aware dates, and where the first was read."""

    published: datetime | None
    evidence: str | None
    modified: datetime | None


_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_URL_SHORT = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/)")


class Seen(NamedTuple):
    """A date that some source states."""

    date: FoundDate
    evidence: str


def stated(
    found: Iterable[Stated],
    *,
    zone: str | None,
    now: datetime,
    language: str | None,
    day_first: bool,
) -> list[Seen]:
    """Read declared dates in their order."""
    seen: list[Seen] = []
    for text, where in found:
        if date := dates.stamp(text, zone=zone, now=now, language=language, day_first=day_first):
            seen.append(Seen(date, "time" if where == "microdata" else where))
    return seen


def in_url(url: str, *, zone: str | None, now: datetime) -> Seen | None:
    """The day that an address names (``/2020/08/04/``, ``-20200804``)."""
    path = url.split("?", 1)[0][:500]
    match = _IN_URL_SHORT.search(path)
    year, month, day = (match[1], match[2], match[3]) if match else ("", "", "")
    if match is None and (match := _IN_URL.search(path)):
        year, month, day = match[1], match[3], match[4]
    if match is None:
        return None
    date = dates.stamp(f"{year}-{int(month):02}-{int(day):02}", zone=zone, now=now)
    return Seen(date, "url") if date else None


def choose(
    published: list[Seen],
    modified: list[Seen],
    *,
    zone: str | None,
    announced: Announced | None,
    now: datetime,
) -> Dates:
    """Settle on dates. *published* and *modified* stand in the order of trust; ``published`` may lack, ``modified`` is never before it."""
    if not any(p.date.certain and p.evidence != "url" for p in published) and announced is None:
        # Only a change is stated: the article was out by then, which says more than nothing.
        published = [
            *(p for p in published if p.date.certain),
            *(Seen(m.date, "modified") for m in modified if m.date.certain),
            *published,
        ]
    offset = _offset_of_page([*published, *modified]) if zone is None else None
    first = _more_precise(published)
    evidence: str | None = None
    when: datetime | None = None
    if first is not None and (
        first.date.certain or announced is None or announced.published is None
    ):
        when, evidence = _local(_zoned(first.date, offset), first.date, published), first.evidence
    elif (
        announced is not None
        and announced.published is not None
        and dates.plausible(announced.published, now)
    ):
        when, evidence = announced.published, announced.evidence
    if (
        when is not None
        and first is not None
        and evidence == "url"
        and announced is not None
        and announced.published is not None
    ):
        when, evidence = announced.published, announced.evidence
    changed = next((m for m in modified if m.date.certain or when is None), None)
    later = _zoned(changed.date, offset) if changed else None
    if later is not None and when is not None and later < when:
        later = None
    return Dates(when, evidence, later)


def _local(when: datetime, date: FoundDate, others: list[Seen]) -> datetime:
    """A moment declared in UTC, in the newspaper's own time where the page prints the same minute in it.

    Either another date names the offset, or one without a zone differs by whole quarters of an hour and nothing else.
    """
    if not (date.has_time and date.has_zone) or when.utcoffset():
        return when
    for other, _ in others:
        if not other.has_time or not other.certain:
            continue
        if other.has_zone:
            if other.when.utcoffset() and abs(other.when - when) < timedelta(minutes=1):
                return other.when
            continue
        ahead = other.when.replace(tzinfo=UTC) - when.replace(second=0, microsecond=0)
        quarters = (ahead - timedelta(seconds=other.when.second)) / timedelta(minutes=15)
        if quarters and quarters.is_integer() and abs(quarters) <= 14 * 4:
            return when.astimezone(timezone(timedelta(minutes=15 * quarters)))
    return when


def _more_precise(published: list[Seen]) -> Seen | None:
    """The first date; where it has no time, the first later one of the same day that has."""
    if not published:
        return None
    first = next((p for p in published if p.date.certain), published[0])
    if first.date.has_time:
        return first
    day = first.date.when.date()
    for other in published:
        if other.date.has_time and other.date.when.date() == day:
            return other
    return first


def _offset_of_page(seen: list[Seen]) -> tzinfo | None:
    for date, _ in seen:
        if date.has_zone and date.when.utcoffset():
            return date.when.tzinfo
    return None


def _zoned(date: FoundDate, offset: tzinfo | None) -> datetime:
    """The date as printed, in the page's own offset where it names none."""
    if date.has_zone or offset is None or date.when.tzinfo is not UTC:
        return date.when
    return date.when.replace(tzinfo=offset)
