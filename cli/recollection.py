"""What newspapers are known to repeat, looked up for pages that come from files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from archive.model import Repeated

if TYPE_CHECKING:
    from archive.store import Archive
    from crawler.site import Site


class Recollection:
    """Looks up each source once. A file's page has its host for a source; a crawl may have given that a name."""

    def __init__(self, archive: Archive, sites: Mapping[str, Site]) -> None:
        self._archive = archive
        self._sites = sites
        self._known: dict[str, Repeated] = {}

    def of(self, source: str) -> Repeated:
        """What the archive knows of a source; nothing of a new one."""
        if source not in self._known:
            self._known[source] = self._look_up(source)
        return self._known[source]

    def clear(self) -> None:
        """The archive has learnt more."""
        self._known.clear()

    def _look_up(self, source: str) -> Repeated:
        from crawler.site import for_url

        site = for_url(f"https://{source}/", self._sites) if source else None
        known = self._archive.repeated([source, site.name] if site else [source])
        return max(known.values(), key=lambda one: one.pages, default=Repeated())
