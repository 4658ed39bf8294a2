"""What a feed, a sitemap or a front page announces.

It runs in the extraction pool, since these are strangers' input too, and so it imports no database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.model import Announced
from crawler.discover import Child, read_front, read_sitemap, read_whole_feed, what_is
from crawler.urls import URL_LIMIT

if TYPE_CHECKING:  # neither is made here
    from archive.frontier import PollKind
    from crawler.site import Site


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document announces."""

    links: tuple[Announced, ...] = ()
    children: tuple[Child, ...] = ()
    """For a sitemap index: the sitemaps it names."""
    feeds: tuple[str, ...] = ()
    """For a front page: the feeds it names."""
    foreign: int = 0
    """Links to other sites, which are left alone."""
    problem: str | None = None
    """One line when not all of it could be read."""


def read(kind: PollKind, body: bytes, url: str, content_type: str, site: Site | None) -> Reading:
    """Read what a start point answered, by what it is rather than by what it was configured as.

    :raises FeedError: it announces nothing that could be read; says what was found instead.
    """
    found = what_is(body, content_type)
    zone = site.timezone if site is not None else None
    if kind == "front" and site is not None and found in {"html", "text"}:
        front = read_front(body, url, site)
        return _own(Reading(links=front.links, feeds=front.feeds), site)
    if found == "sitemap" or (kind == "sitemap" and found != "feed"):
        sitemap = read_sitemap(body, url, timezone=zone)
        reading = Reading(links=sitemap.links, children=sitemap.children, problem=sitemap.problem)
        return _own(reading, site)
    feed = read_whole_feed(body, url, timezone=zone)
    return _own(Reading(links=feed.links, problem=feed.problem), site)


def _own(reading: Reading, site: Site | None) -> Reading:
    reading = _bounded(reading)
    if site is None:
        return reading
    own = tuple(link for link in reading.links if site.owns(link.url))
    wanted = tuple(link for link in own if site.wants(link.url))
    return replace(reading, links=wanted, foreign=len(reading.links) - len(own))


def _bounded(reading: Reading) -> Reading:
    """The same, without addresses that nobody can mean."""
    links = tuple(link for link in reading.links if len(link.url) <= URL_LIMIT)
    children = tuple(child for child in reading.children if len(child.url) <= URL_LIMIT)
    feeds = tuple(feed for feed in reading.feeds if len(feed) <= URL_LIMIT)
    long = len(reading.links) - len(links) + len(reading.children) - len(children)
    if not long:
        return replace(reading, links=links, feeds=feeds)
    told = f"{long:,} {'address' if long == 1 else 'addresses'} of over {URL_LIMIT:,} characters left out"
    problem = f"{reading.problem}; {told}" if reading.problem else told
    return replace(reading, links=links, children=children, feeds=feeds, problem=problem)
