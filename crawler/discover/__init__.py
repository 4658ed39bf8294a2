"""What a newspaper announces: bytes of feeds, sitemaps, front pages and robots.txt → links and what is said of them.

Pure: no network, no clock, no disk. All input is hostile: bounded in size, time and memory, never raising anything
but :class:`~crawler.errors.FeedError`.
"""

from crawler.discover.feeds import Feed, read_feed, read_whole_feed
from crawler.discover.front import Front, read_front
from crawler.discover.robots import sitemaps_of
from crawler.discover.sitemaps import Child, Sitemap, read_sitemap
from crawler.discover.sniff import Kind, what_is
from crawler.discover.wellknown import WELL_KNOWN, well_known

__all__ = [
    "WELL_KNOWN",
    "Child",
    "Feed",
    "Front",
    "Kind",
    "Sitemap",
    "read_feed",
    "read_front",
    "read_sitemap",
    "read_whole_feed",
    "sitemaps_of",
    "well_known",
    "what_is",
]
