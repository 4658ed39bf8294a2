"""One crawl from Python: runs Scrapy to its end in this process and says what came of it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.errors import ArchiveBusy, ArchiveError
from archive.opening import file_of
from crawler.errors import CrawlFailed
from crawler.event_log import logged
from crawler.guards import check_room, guarded
from crawler.job import Job, opened
from crawler.logs import ErrorCollector, quiet_twisted
from crawler.report import CrawlOptions, Progress, RunReport
from crawler.run_events import begins, ends, told
from crawler.settings import configured, smtp_password
from crawler.site import Configuration, Site, for_url, of_url
from crawler.spiders.news import News
from crawler.telling import tell_alarms, told_after_failure

_LEVELS = ("CRITICAL", "CRITICAL", "DEBUG")

_GARBAGE = 20_000, 20, 20
"""Thresholds of the garbage collector during a crawl: objects that Scrapy keeps until a page is done are no garbage."""

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
        settings=_settings(configuration, verbosity, overrides or {}),
        stream=sys.stderr if verbosity else None,
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
        settings=_settings(configuration, verbosity, {}),
        stream=sys.stderr if verbosity else None,
    )


def _crawl(
    sites: Sequence[Site],
    archive: str,
    configuration: Configuration,
    options: CrawlOptions,
    *,
    urls: Sequence[tuple[Site, str]],
    progress: Callable[[Progress], None] | None,
    settings: Settings,
    stream: TextIO | None,
) -> RunReport:
    if _ran.is_set():
        raise CrawlFailed("this process has crawled once already; start another one")
    file = file_of(archive)
    places = [place for place in (file, configuration.raw_folder(file)) if place is not None]
    tells = not options.dry_run and not urls
    with ExitStack() as stack:
        number = stack.enter_context(logged(configuration.log, stream))
        stack.enter_context(told())
        if tells:
            stack.enter_context(told_after_failure(archive, configuration, smtp_password))
        if not options.dry_run:
            check_room(places, configuration.crawl.min_free)
        with opened(sites, archive, configuration, options, urls=urls) as job:
            begins(job, number)
            report = _worked(job, settings, places, progress)
        ends(report)
        if tells and report.interrupted is None:
            lines = tell_alarms(archive, configuration, report.sources, report.ended, smtp_password)
            report = replace(report, warnings=tuple(lines))
    return report


def _worked(
    job: Job,
    settings: Settings,
    places: Sequence[Path],
    progress: Callable[[Progress], None] | None,
) -> RunReport:
    if not job.sites:
        return job.finish()
    job.on_progress = progress
    mistakes = _run(job, settings, places)
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


def _settings(
    configuration: Configuration, verbosity: int, overrides: Mapping[str, Any]
) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    changed = {
        **configured(configuration),
        "KLIPING_CONFIGURED": True,
        "LOG_ENABLED": verbosity > 1,
        "LOG_LEVEL": _LEVELS[min(verbosity, len(_LEVELS) - 1)],
        **overrides,
    }
    settings.setdict(changed, priority="cmdline")
    return settings


def _run(job: Job, settings: Settings, places: Sequence[Path]) -> list[str]:
    """Run the reactor to its end; the errors that were logged on the way."""
    _ran.set()
    quiet_twisted()
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(
        settings["LOG_LEVEL"] if settings["LOG_ENABLED"] else "ERROR"
    )
    mistakes = ErrorCollector()
    logging.getLogger().addHandler(mistakes)
    loop = asyncio.get_event_loop()
    collector = gc.get_threshold()
    gc.freeze()  # half a million objects of libraries stay; looking through them took a tenth of the time
    gc.set_threshold(*_GARBAGE)
    try:
        crawling = process.crawl(News, job=job)
        with _signals(job, loop), guarded(job, loop, places):
            process.start(install_signal_handlers=False)
        error = crawling.exception() if crawling.done() and not crawling.cancelled() else None
        if error is not None:
            raise CrawlFailed(f"the crawl could not start: {error}") from error
    finally:
        gc.set_threshold(*collector)
        gc.unfreeze()
        loop.close()
        asyncio.set_event_loop(None)
        logging.getLogger().removeHandler(mistakes)
    return mistakes.lines()


@contextmanager
def _signals(job: Job, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Let the first SIGINT or SIGTERM end the job cleanly, and the second end the process."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only a process's main thread may handle signals; another one's owner does
        return
    seen: list[int] = []

    def handle(signum: int, _: FrameType | None) -> None:
        if seen:
            signal.signal(signum, signal.SIG_DFL)
            os.kill(os.getpid(), signum)
        seen.append(signum)
        loop.call_soon_threadsafe(job.interrupt, signum)

    before = {s: signal.signal(s, handle) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
