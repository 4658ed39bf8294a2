"""Where newspapers put their feeds and sitemaps when nothing says where."""

from __future__ import annotations

from urllib.parse import urljoin

WELL_KNOWN = (
    # News sitemaps first: they hold two days of articles with their dates and titles.
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap/news.xml",
    "/googlenews.xml",
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/feeds/posts/default",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/sitemap.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
"""Paths on the site's own host, in the order in which to try them; the first that is one will do."""


def well_known(home: str) -> list[str]:
    """Absolute URLs of :data:`WELL_KNOWN` on the host of ``home``."""
    return [urljoin(home, path) for path in WELL_KNOWN]
