"""Choosing the dates of publication and change among everything that states one.

The order of evidence: JSON-LD, ``article:published_time`` and metas as good, microdata; what the page shows; metas that often hold
something else (``date``, ``dc.date``); the feed or sitemap that announced the page, the address, what is buried in the page.
A source without a plausible date gives way to the next, and two cases turn the order round: the day that the page prints
under its headline stands against any other that is declared, and so does a printed one against a declared one that is but
the day of the last change. A date without a zone takes the site's, else the offset that another date on the page names, else UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from archive.model import Announced
from crawler.extract import dates
from crawler.extract.dates import FoundDate
from crawler.extract.dates.seen import Seen, Shown
from crawler.extract.dates.zones import zone_named


class Dates(NamedTuple):
    """Aware dates, and where the first was read."""

    published: datetime | None
    evidence: str | None
    modified: datetime | None


_WEAK = frozenset(
    f"meta:{name}"
    for name in (
        "date dc.date dcterms.date dc.terms.date dcterms.created dc.date.created date.created content_create_date timestamp pdate "
        "uploaddate release_date date.available datecreated"
    ).split()
)
"""Metas that hold the date of a file or of a change as often as not."""
_UNSET = frozenset(
    datetime(*day, tzinfo=UTC).date()
    for day in ((1999, 11, 30), (1999, 12, 31), (2000, 1, 1), (2001, 1, 1), (2002, 11, 30))
)
"""What programs make of a date that was never set."""
_ONE_DAY = timedelta(days=1)


def _is_in_utc(date: FoundDate) -> bool:
    """Whether a date names a moment, in no newspaper's zone."""
    return date.has_time and date.has_zone and not date.when.utcoffset()


@dataclass(frozen=True, slots=True)
class Stands:
    """All that states a date of a page."""

    declared: Sequence[Seen] = ()
    """In the order of trust."""
    changed: Sequence[Seen] = ()
    """Declared dates of change."""
    shown: Shown = field(default_factory=Shown)
    url: Seen | None = None
    announced: Announced | None = None
    since: int | None = None
    """The year the site began, as far as it says so."""

    @property
    def is_sound(self) -> bool:
        """Whether a good source declares a date that is not just that of the last change."""
        firm = next((s for s in self.declared if s.evidence not in _WEAK), None)
        return firm is not None and not self._is_change(firm)

    def ordered(self) -> list[Seen]:
        """Every date of publication in the order of trust; what may be a template's zero comes last."""
        firm = [s for s in self.declared if s.evidence not in _WEAK]
        weak = [s for s in self.declared if s.evidence in _WEAK]
        shown = [s for s in self.shown.published if s.date.certain]
        if not firm and weak and shown and self._against(weak[0], shown[0]):
            firm, shown = shown, []
        every = [*firm, *weak, *shown]
        if every and (better := self._printed_instead(every[0]) or self._agreed(every)) is not None:
            every.insert(0, better)
        if self.url is not None:
            every.append(self.url)
        if len(every) > 1:
            every.sort(key=self._unlikely)
        return every

    def _against(self, weak: Seen, shown: Seen) -> bool:
        """Whether a date that is shown stands against one that is declared half-heartedly."""
        told = shown.day == self.shown.own_day or shown.evidence == "time" or shown.labelled
        return told and abs(shown.day - weak.day) > _ONE_DAY

    def _printed_instead(self, first: Seen) -> Seen | None:
        """The printed date that stands against the first of the declared ones, if there is one.

        A day more or less is what zones make of one moment: then another source must say the same, or the page print no time.
        """
        printed = [s for s in self.shown.published if s.date.certain and not s.date.ambiguous]
        if first not in self.declared or any(s.day == first.day for s in printed):
            return None
        others = {s.day for s in (*self.declared, self.url) if s is not None}
        if self.announced is not None and self.announced.published is not None:
            others.add(self.announced.published.date())
        for seen in printed:
            far = abs(seen.day - first.day) > _ONE_DAY
            near = seen.day in others or (not seen.date.has_time and not _is_in_utc(first.date))
            if far and self.changed and seen.day > max(c.day for c in self.changed):
                continue  # later than any change: the day of an event, or of the visit
            if seen.day == self.shown.own_day and (far or near) and not self._is_update(seen):
                return seen
            if seen.labelled and seen.day < first.day and far and self._is_change(first):
                return seen
        return None

    def _agreed(self, every: Sequence[Seen]) -> Seen | None:
        """What two sources of different kinds say against the first one, which stands alone."""
        first = every[0]
        if sum(s.day == first.day for s in every) > 1:
            return None
        for seen in every[1:]:
            if (
                abs(seen.day - first.day) > _ONE_DAY
                and not seen.date.ambiguous
                and not self._is_update(seen)
            ):
                kinds = {
                    s.evidence.split(":")[0] for s in (*every, self.url) if s and s.day == seen.day
                }
                if len(kinds) > 1 and kinds != {"time", "byline"}:
                    return seen
        return None

    def _is_update(self, seen: Seen) -> bool:
        """Whether a printed day is declared as that of a change: then it was printed as one."""
        return any(c.day == seen.day for c in self.changed)

    def _is_change(self, seen: Seen) -> bool:
        """Whether a date of publication is also declared as that of the last change, or a later one."""
        return bool(self.changed) and self.changed[0].date.when <= seen.date.when

    def on_printed_day(self, when: datetime, first: Seen) -> datetime:
        """A moment declared in UTC, in the nearest zone where it was the day that the page prints."""
        own = self.shown.own_day
        if own is None or when.date() == own or not _is_in_utc(first.date) or when.utcoffset():
            return when
        if any(s.day == own and s.date.has_time for s in self.shown.published):
            return when
        midnight = datetime(own.year, own.month, own.day, tzinfo=UTC)
        if when < midnight:
            hours = -((when - midnight) // timedelta(hours=1))
        else:
            hours = -((when - midnight - _ONE_DAY) // timedelta(hours=1) + 1)
        if abs(hours) > 14 or any(c.day == own for c in self.changed):
            return when
        return when.astimezone(timezone(timedelta(hours=hours)))

    def _unlikely(self, seen: Seen) -> bool:
        when = seen.date.when
        return (when.date() in _UNSET and not (when.hour or when.minute)) or (
            self.since is not None and when.year < self.since
        )


def choose(
    found: Stands, *, zone: str | None, now: datetime, buried: Callable[[], Seen | None]
) -> Dates:
    """Settle on the dates of a page; both may lack, a change is never before publication.

    *buried* looks where it costs something; it is asked only when nothing else dates the page.
    """
    published = found.ordered()
    modified = [*found.changed, *found.shown.modified]
    announced = found.announced
    feed = announced.published if announced is not None else None
    if feed is not None and not dates.plausible(feed, now):
        feed = None
    if not published and feed is None and (deep := buried()) is not None:
        published = [deep]
    if not any(s.evidence != "url" for s in published) and announced is None:
        # Only a change is stated: the article was out by then, which says more than nothing.
        published += [Seen(m.date, "modified") for m in modified if m.date.certain]
    if feed is None:
        published += [s for s in found.shown.published if not s.date.certain]
        published += [Seen(m.date, "modified") for m in modified if not m.date.certain][:1]
    offset = _offset_of_page([*published, *modified]) if zone is None else None
    first = _more_precise(published)
    when: datetime | None = None
    evidence: str | None = None
    if first is not None and not (feed is not None and first.evidence == "url"):
        everything = [*published, *found.shown.published]
        when = _local(_zoned(first.date, offset), first.date, everything, zone)
        when, evidence = found.on_printed_day(when, first), first.evidence
    elif feed is not None and announced is not None:
        when, evidence = feed, announced.evidence
    changed = next((m for m in modified if m.date.certain or when is None), None)
    later = _zoned(changed.date, offset) if changed else None
    if later is not None and when is not None and later < when:
        later = None
    return Dates(when, evidence, later)


def _local(when: datetime, date: FoundDate, others: Sequence[Seen], zone: str | None) -> datetime:
    """A moment declared in UTC, in the newspaper's own time where the page prints the same minute in it.

    Either another date names the offset, or one without a zone differs by whole quarters of an hour and nothing else, or
    the site's zone is known and the page prints the day that it was there.
    """
    if not (date.has_time and date.has_zone) or when.utcoffset():
        return when
    for other in (s.date for s in others):
        if not other.certain:
            continue
        if not other.has_time:
            there = when.astimezone(zone_named(zone)) if zone and zone_named(zone) else when
            if there.date() != when.date() and there.date() == other.when.date():
                return there
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
    first = published[0]
    if first.date.has_time:
        return first
    return next((o for o in published if o.date.has_time and o.day == first.day), first)


def _offset_of_page(seen: list[Seen]) -> tzinfo | None:
    for date in (s.date for s in seen):
        if date.has_zone and date.when.utcoffset():
            return date.when.tzinfo
    return None


def _zoned(date: FoundDate, offset: tzinfo | None) -> datetime:
    """The date as printed, in the page's own offset where it names none."""
    if date.has_zone or offset is None or date.when.tzinfo is not UTC:
        return date.when
    return date.when.replace(tzinfo=offset)
