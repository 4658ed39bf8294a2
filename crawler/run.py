"""One crawl from Python: runs Scrapy to its end in this process and says what came of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.errors import ArchiveBusy, ArchiveError
from archive.opening import file_of
from crawler.errors import CrawlFailed
from crawler.event_log import logged
from crawler.guards import check_room
from crawler.job import Job, opened
from crawler.report import CrawlOptions, Progress, RunReport
from crawler.run_events import begins, ends, told
from crawler.settings import smtp_password
from crawler.site import Configuration, Site, for_url, of_url
from crawler.telling import tell_alarms, told_after_failure

_ran = threading.Event()


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
    if _ran.is_set():
        raise CrawlFailed("this process has crawled once already; start another one")
    file = file_of(archive)
    places = [place for place in (file, configuration.raw_folder(file)) if place is not None]
    tells = not options.dry_run and not urls
    with ExitStack() as stack:
        number = stack.enter_context(logged(configuration.log, sys.stderr if verbosity else None))
        stack.enter_context(told())
        if tells:
            stack.enter_context(told_after_failure(archive, configuration, smtp_password))
        if not options.dry_run:
            check_room(places, configuration.crawl.min_free)
        with opened(sites, archive, configuration, options, urls=urls) as job:
            begins(job, number)
            report = _worked(job, places, progress, verbosity, overrides)
        ends(report)
        if tells and report.interrupted is None:
            lines = tell_alarms(archive, configuration, report.sources, report.ended, smtp_password)
            report = replace(report, warnings=tuple(lines))
    return report


def _worked(
    job: Job,
    places: Sequence[Path],
    progress: Callable[[Progress], None] | None,
    verbosity: int,
    overrides: Mapping[str, Any],
) -> RunReport:
    if not job.sites:
        return job.finish()
    # Scrapy starts as slowly as all else together: a crawl every five minutes that finds nothing due goes without.
    from crawler.reactor import work  # noqa: PLC0415

    _ran.set()
    job.on_progress = progress
    mistakes = work(job, places, verbosity, overrides)
    if job.error is not None:
        job.abort()
        if isinstance(job.error, ArchiveBusy):  # which would say that nothing was done
            raise ArchiveError(str(job.error)) from job.error
        if isinstance(job.error, (ArchiveError, CrawlFailed)):
            raise job.error
        raise CrawlFailed(f"storing failed: {job.error!r}") from job.error
    if progress is not None:
        progress(job.progress())
    return job.finish(mistakes)
