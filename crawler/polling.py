"""What to ask a source for. Pure: decides, never fetches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive.frontier import Poll, PollKind
from crawler.backfill import is_before, is_dated, is_ours
from crawler.discover import Child
from crawler.rhythm import LONGEST
from crawler.site import Site

MOST_CHILDREN = 20
"""Sitemaps of one index asked for in one run, the newest first; the others wait for later runs."""

MOST_PARTS = 60
"""The same for all indexes of a source together: an index of indexes may name any number."""

MOST_DISCOVERED = 10
"""Feeds, and sitemaps, taken from one home page and its robots.txt."""

_RESTS = 0.1
"""A document that has had nothing new for a while rests for so much of that while."""
_UNSEEN = timedelta(days=1)
"""A document that never answered is asked this often, beside others that do."""

_SAME_DAY = timedelta(days=1)


def start_points(site: Site, known: Sequence[Poll]) -> list[Poll]:
    """The documents to ask first: those configured, else those that earlier runs discovered.

    Empty when nothing is known: then the source's home page has to be looked at.
    """
    stored = {poll.url: poll for poll in known}
    named = [(url, "feed") for url in site.feeds] + [(url, "sitemap") for url in site.sitemaps]
    if named:
        return [
            _named(site, url, "feed" if kind == "feed" else "sitemap", stored)
            for url, kind in named
        ]
    return [
        p for p in known if p.found_by == "discovered" and p.parent is None and p.kind != "robots"
    ]


def _named(site: Site, url: str, kind: PollKind, stored: Mapping[str, Poll]) -> Poll:
    fresh = Poll(url=url, source=site.name, kind=kind)
    return replace(stored.get(url, fresh), kind=kind, found_by="configured", parent=None)


def worth_asking(starts: Sequence[Poll], now: datetime) -> list[Poll]:
    """Which documents of a source that is due to ask for: not each of them has something new as often as all together.

    One that had nothing new for ten hours rests for an hour; the one that had something new last never rests.
    """
    awake = [poll for poll in starts if not rests(poll, now)]
    oldest = datetime.min.replace(tzinfo=UTC)
    return awake or [max(starts, key=lambda poll: poll.changed or oldest)]


def rests(poll: Poll, now: datetime) -> bool:
    """Whether a document needs not be asked for yet."""
    if poll.checked is None:
        return False
    if poll.changed is None:
        return poll.status not in {"ok", "not-modified", ""} and now - poll.checked < _UNSEEN
    return now - poll.checked < min(_RESTS * (now - poll.changed), LONGEST)


def discovered(site: Site, url: str, kind: PollKind) -> Poll:
    """A start point that was found from the home page."""
    return Poll(url=url, source=site.name, kind=kind, found_by="discovered")


def children_of(index: Poll, named: Iterable[Child]) -> list[Poll]:
    """The sitemaps an index names, as polls to remember."""
    return [
        Poll(
            url=child.url,
            source=index.source,
            kind="sitemap",
            found_by=index.found_by,
            parent=index.url,
            announced_lastmod=child.lastmod,
        )
        for child in named
    ]


def due_children(children: Iterable[Poll], since: datetime | None) -> list[Poll]:
    """Which sitemaps of an index to ask for in this run: those that may have changed, the newest first.

    Those without a date follow, those first that were never asked for or longest ago: all get their turn. In a run that
    goes back, those whose address says that they are of that time come before them.
    A ``lastmod`` is often only a day, so a sitemap asked for on that day may have changed since.
    """
    due = [child for child in children if _may_have_changed(child, since)]
    oldest = datetime.min.replace(tzinfo=UTC)
    due.sort(key=lambda child: child.checked or oldest)
    due.sort(key=lambda child: child.announced_lastmod or oldest, reverse=True)
    if since is not None:
        due.sort(key=lambda child: not (child.announced_lastmod or is_dated(child.url)))
    return due[: MOST_CHILDREN if since is None else MOST_PARTS]


def _may_have_changed(child: Poll, since: datetime | None) -> bool:
    lastmod = child.announced_lastmod
    if lastmod is None:
        return since is None or not is_before(child.url, since)
    if since is not None and lastmod + _SAME_DAY < since:
        return False
    if is_ours(child) or child.checked is None or child.status not in {"ok", "not-modified"}:
        return True
    return lastmod + _SAME_DAY > child.checked
