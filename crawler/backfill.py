"""What a run that goes back (``--since``) asks beside what every run does. Pure: decides, never fetches.

A feed holds the last items only. What it no longer holds may stand in a sitemap that no other run asks for: those that
robots.txt names, or that lie where they do everywhere.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from archive.model import Announced
from archive.polls import Poll
from crawler.discover import WELL_KNOWN, well_known
from crawler.site import Site

FOUND_BY = "backfill"
"""Of a document that only such runs ask for."""

_SITEMAPS = tuple(path for path in WELL_KNOWN if "sitemap" in path and "news" not in path)
"""News sitemaps hold two days, and are no help."""
_ONE_DAY = timedelta(days=1)

_DATED = re.compile(
    r"(?<!\d)(?P<year>19[89]\d|20\d\d)(?:[-_/]?(?P<month>0[1-9]|1[0-2])(?:[-_/]?(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_ASKED = re.compile(r"[?&](?P<name>yyyy|year|mm|month|dd|day)=(?P<number>\d{1,4})(?!\d)", re.I)
_NAMES = {"y": "year", "m": "month", "d": "day"}


def front(site: Site) -> str:
    """The address whose host is asked for sitemaps."""
    return site.home or site.starts[0]


def sitemaps(site: Site, named: Iterable[str], known: Mapping[str, Poll]) -> list[Poll]:
    """The sitemaps to ask for: those that robots.txt names, else those known from an earlier such run."""
    urls = [url for url in dict.fromkeys(named) if site.owns(url)]
    urls = urls or [url for url, poll in known.items() if is_ours(poll) and poll.parent is None]
    return [known.get(url, _poll(site, url)) for url in urls]


def guesses(site: Site) -> list[Poll]:
    """Where a sitemap may lie that nothing names."""
    return [_poll(site, url) for url in well_known(front(site)) if url.endswith(_SITEMAPS)]


def asked_whole(poll: Poll) -> Poll:
    """A document that only such runs ask for, to be asked for its whole content: an earlier run may not have gone back as
    far, and "304 Not Modified" would hide what it left out."""
    if not is_ours(poll):
        return poll
    return replace(poll, etag=None, last_modified=None, body_hash=None)


def wanted(
    poll: Poll, links: tuple[Announced, ...], since: datetime | None
) -> tuple[Announced, ...]:
    """Which links of a document are announced: of one that only such runs ask for those that are new enough. It may hold
    all that a newspaper ever wrote, and what is announced is fetched by some run.

    A link that says nothing of its time is taken where its own address or the sitemap's says that it is of that time.
    """
    if since is None or not is_ours(poll):
        return links
    of_that_time = is_dated(poll.url) and not is_before(poll.url, since)
    return tuple(link for link in links if _is_new_enough(link, since, otherwise=of_that_time))


def _is_new_enough(link: Announced, since: datetime, *, otherwise: bool) -> bool:
    date = link.modified or link.published
    if date is not None:
        return date >= since
    return not is_before(link.url, since) if is_dated(link.url) else otherwise


def is_ours(poll: Poll) -> bool:
    """Whether a document is asked only by runs that go back."""
    return poll.found_by == FOUND_BY


def _poll(site: Site, url: str) -> Poll:
    return Poll(url=url, source=site.name, kind="sitemap", found_by=FOUND_BY)


def is_before(url: str, since: datetime) -> bool:
    """Whether a sitemap's address says that it is of a time before ``since``: ``sitemap-2026-11.xml``, ``?yyyy=2026&mm=11``."""
    end = _end(url)
    return end is not None and end + _ONE_DAY < since.astimezone(UTC).date()


def is_dated(url: str) -> bool:
    """Whether a sitemap's address says of what time it is."""
    return _end(url) is not None


def _end(url: str) -> date | None:
    """The last day of what a sitemap's address says that it holds."""
    asked = {_NAMES[found["name"][0].lower()]: found["number"] for found in _ASKED.finditer(url)}
    said = asked if "year" in asked else _last_date(url)
    try:
        year, month = int(said["year"]), int(said.get("month") or 12)
        last = int(said.get("day") or calendar.monthrange(year, month)[1])
        return date(year, month, last)
    except (KeyError, ValueError, calendar.IllegalMonthError):
        return None


def _last_date(url: str) -> dict[str, str]:
    found = list(_DATED.finditer(url))
    return {name: value for name, value in found[-1].groupdict().items() if value} if found else {}
