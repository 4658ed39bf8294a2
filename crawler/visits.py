"""Between a link and its visit: whether it is fetched at all, and what an answer or its failing is to the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from archive.model import Announced, Page
from archive.visit import Visit
from crawler.fault import Fault
from crawler.site import Site
from crawler.transfer import is_packed
from crawler.urls import is_http, is_plain

if TYPE_CHECKING:
    from scrapy.http import Response


NO_PAGE = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")
"""How the content types begin of what is linked and is no page."""


class PageRequest(Request):
    """A request whose URL Scrapy does not look through where it is plain, as nearly all are."""

    def _set_url(self, url: str) -> None:
        if is_plain(url):
            self._url = url
        else:
            super()._set_url(url)


def unwanted(site: Site, url: str, *, named: bool) -> Fault | None:
    """Why a link is not fetched; the configuration may have changed since it was announced."""
    if not is_http(url):
        return Fault("no-http", "it is no web address", refused=True)
    if named:
        return None
    if not site.owns(url):
        return Fault("other-site", "it is on another site", refused=True)
    if not site.wants(url):
        return Fault("excluded", "the configuration does not want it", refused=True)
    return None


def host_of(url: str) -> str:
    """Host and port, as in the URL."""
    return urlparse_cached(Request(url)).netloc


def visit_in_vain(site: Site, link: str, fault: Fault, url: str | None = None) -> Visit:
    """The visit of a link that brought no page."""
    return Visit(
        link=link,
        source=site.name,
        at=datetime.now(UTC),
        outcome="refused" if fault.refused else "failed",
        reason=fault.slug,
        detail=fault.text,
        url=url if url != link else None,
        retry=fault.passing,
    )


def page_of(response: Response, site: Site, link: Announced) -> Page:
    """What was fetched, as it came."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Page(
        url=response.url,
        source=site.name,
        fetched=datetime.now(UTC),
        status=response.status,
        headers=headers,
        body=response.body,
        packed=is_packed(response),
        requested_url=link.url if link.url != response.url else None,
        announced=link,
    )
