"""What Scrapy's own downloader middlewares lack: an address guard, and one site's bounds.

Beside them stand :mod:`crawler.robots` and :mod:`crawler.courtesy`. All lean on names that Scrapy keeps private, which
is why its minor version is pinned and why each has tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.addresses import GuardedResolver, is_private
from crawler.failures import BadRedirect, OtherSite, PrivateAddress, private_line
from crawler.robots import Robots
from crawler.urls import URL_LIMIT

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

__all__ = ["SITE", "AddressGuard", "Robots", "SiteRedirects"]

SITE = "kliping_site"
"""Key of ``Request.meta``: the :class:`~crawler.site.Site` whose hosts the request may not leave."""


class AddressGuard:
    """Refuses literal private addresses on every request, redirects and robots.txt included."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        """Build it as the settings say, and tell the resolver."""
        allow_private = crawler.settings.getbool("KLIPING_ALLOW_PRIVATE_ADDRESSES")
        GuardedResolver.allow_private = allow_private
        GuardedResolver.trusted = frozenset(crawler.settings.getlist("KLIPING_PROXY_HOSTS"))
        return cls(allow_private=allow_private)

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddress where the URL names one."""
        if self._allow_private:
            return
        host = urlparse_cached(request).hostname or ""
        if is_private(host):
            raise PrivateAddress(private_line(host))


class SiteRedirects(RedirectMiddleware):
    """Follows redirects within the site's own hosts and refuses the others. No Referer is ever sent."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, without the stock middleware's look for a part that would set Referer."""
        redirects = cls(crawler.settings)
        redirects.crawler = crawler
        return redirects

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Follow a redirect; raises BadRedirect where its address is none."""
        try:
            return super().process_response(request, response)
        except ValueError:
            raise BadRedirect("it redirects to what is no web address") from None

    def _redirect(self, redirected: Request, request: Request, reason: object) -> Request:
        site = request.meta.get(SITE)
        if site is not None and not site.owns(redirected.url):
            raise OtherSite(f"it redirects to another site, {urlparse_cached(redirected).netloc}")
        if len(redirected.url) > URL_LIMIT:
            raise BadRedirect(f"it redirects to an address of over {URL_LIMIT:,} characters")
        # Scrapy would count the request among those of the host that it comes from, and ask the new one too soon.
        redirected.meta.pop("download_slot", None)
        return super()._redirect(redirected, request, reason)

    def handle_referer(self, request: Request, response: Response) -> None:
        """Take a Referer away."""
        request.headers.pop("Referer", None)
