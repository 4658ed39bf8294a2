"""The course of one run: what is opened, worked through, told and closed again.

Brings SQLAlchemy; and Scrapy when it is certain that there is something to do, for a crawl every five minutes mostly finds
nothing due.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.errors import ArchiveBusy, ArchiveError
from archive.place import file_of
from crawler.errors import CrawlFailed
from crawler.event_log import logged
from crawler.extraction_nursery import Nursery
from crawler.guards import check_room
from crawler.job import Job, opened
from crawler.report import CrawlOptions, Progress, RunReport
from crawler.run_events import begins, ends, told
from crawler.scrapy_import import import_scrapy
from crawler.settings import smtp_password
from crawler.site import Configuration, Site
from crawler.telling import tell_alarms, told_after_failure

_ran = threading.Event()


def taken(
    sites: Sequence[Site],
    archive: str,
    configuration: Configuration,
    options: CrawlOptions,
    *,
    urls: Sequence[tuple[Site, str]],
    nursery: Nursery,
    progress: Callable[[Progress], None] | None,
    verbosity: int,
    overrides: Mapping[str, Any],
) -> RunReport:
    """Take a run from its beginning to its end. Parameters and errors are those of :func:`crawler.run.crawl`.

    :param urls: pages, with their sites; these and nothing else are fetched.
    :param nursery: where workers come from; it ends with the run.
    """
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
        # Scrapy is not imported before the archive is held, nor, with --due, before something is.
        run = opened(
            sites,
            archive,
            configuration,
            options,
            urls=urls,
            nursery=nursery,
            held=None if options.due else import_scrapy,
        )
        with run as job:
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
    import_scrapy()
    from crawler.reactor import work  # noqa: PLC0415 - brings Scrapy

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
