"""One crawl from Python: runs Scrapy to its end in this process and says what came of it.

Light to import: what a run needs comes with :mod:`crawler.course`, while the process that cleans pages starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archive.garbage import none_looked_for
from crawler.extraction_nursery import Nursery
from crawler.report import CrawlOptions, Progress, RunReport
from crawler.site import Configuration, Site, for_url, of_url


def crawl(
    sites: Sequence[Site],
    archive: str,
    configuration: Configuration,
    options: CrawlOptions | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    verbosity: int = 0,
    overrides: Mapping[str, Any] | None = None,
) -> RunReport:
    """Crawl ``sites`` into the archive at ``archive`` and return when that is done.

    SIGINT and SIGTERM end it cleanly within seconds: what was fetched is stored, the rest stays pending for the
    next run, and the report's ``interrupted`` names the signal. A second signal ends the process at once, which
    loses nothing that the next run would not fetch again. A process can crawl once (Twisted's reactor can't be
    started twice).

    :param archive: path or URL; created when it is missing.
    :param configuration: what its ``[crawl]`` table, contact and raw folder say.
    :param progress: called about four times a second, in this thread.
    :param verbosity: 0 logs nothing; 1 sends events to standard error, 2 Scrapy's own log as well.
    :param overrides: Scrapy settings that win over ours, for measurements.
    :raises ArchiveBusy: another crawl holds the archive; nothing was done.
    :raises ArchiveError: the archive can't be opened, created or written; what was stored before is whole.
    :raises CrawlFailed: the crawl could not go on.
    """
    return _crawl(
        sites,
        archive,
        configuration,
        options or CrawlOptions(),
        urls=(),
        progress=progress,
        verbosity=verbosity,
        overrides=overrides or {},
    )


def fetch(
    urls: Sequence[str],
    archive: str,
    configuration: Configuration,
    *,
    progress: Callable[[Progress], None] | None = None,
    verbosity: int = 0,
) -> RunReport:
    """Archive these article pages now, known or not. The report's ``saved`` says what was done with each.

    A page of a configured source is stored under its name; any other under that of its host.

    :raises SiteError: one of ``urls`` is no web address.
    """
    named: dict[str, Site] = {}
    pages: list[tuple[Site, str]] = []
    for url in dict.fromkeys(urls):
        site = for_url(url, configuration.sites) or of_url(url)
        pages.append((named.setdefault(site.name, site), url))
    sites = list(named.values())
    return _crawl(
        sites,
        archive,
        configuration,
        CrawlOptions(),
        urls=pages,
        progress=progress,
        verbosity=verbosity,
        overrides={},
    )


def _crawl(
    sites: Sequence[Site],
    archive: str,
    configuration: Configuration,
    options: CrawlOptions,
    *,
    urls: Sequence[tuple[Site, str]],
    progress: Callable[[Progress], None] | None,
    verbosity: int,
    overrides: Mapping[str, Any],
) -> RunReport:
    with Nursery() as nursery, none_looked_for():  # until the reactor runs: what is imported stays
        if not options.due:  # which may find nothing to do
            nursery.start()
        from crawler.course import taken  # noqa: PLC0415 - another core imports what workers need meanwhile

        return taken(
            sites,
            archive,
            configuration,
            options,
            urls=urls,
            nursery=nursery,
            progress=progress,
            verbosity=verbosity,
            overrides=overrides,
        )
