"""The sitemaps that a robots.txt names (RFC 9309, 2.2.4; the rules themselves are the crawl's business)."""

from __future__ import annotations

import re

from crawler.discover.text import decode
from crawler.urls import is_http

_LIMIT = 512 * 1024  # RFC 9309, 2.5 asks for at least 500 KiB
_LINE = re.compile(r"^[ \t]*site-?map[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST = 200


def sitemaps_of(robots_txt: str | bytes) -> list[str]:
    """The absolute http(s) URLs of its ``Sitemap:`` lines, each once, in order; empty for what is no robots.txt."""
    text = robots_txt if isinstance(robots_txt, str) else decode(robots_txt[:_LIMIT])
    urls = (match[1] for match in _LINE.finditer(text[:_LIMIT].replace("\r", "\n")))
    return [url for url in dict.fromkeys(urls) if is_http(url)][:_MOST]
