"""Scrapy and Twisted's reactor, run once in this process: for one job, from its opening to its end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.errors import CrawlFailed
from crawler.guards import guarded
from crawler.job import Job
from crawler.logs import ErrorCollector, quiet_twisted
from crawler.settings import configured
from crawler.site import Configuration
from crawler.spiders.news import News

_LEVELS = ("CRITICAL", "CRITICAL", "DEBUG")

_GARBAGE = 20_000, 20, 20
"""Thresholds of the garbage collector during a crawl: objects that Scrapy keeps until a page is done are no garbage."""


def work(
    job: Job, places: Sequence[Path], verbosity: int, overrides: Mapping[str, Any]
) -> list[str]:
    """Run the reactor until a job is done; the errors that were logged on the way.

    :param places: folders whose disks the run watches.
    :param verbosity: 0 logs nothing; 2 sends Scrapy's own log to standard error.
    :param overrides: Scrapy settings that win over ours.
    :raises CrawlFailed: the crawl could not start.
    """
    settings = _settings(job.configuration, verbosity, overrides)
    quiet_twisted()
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(
        settings["LOG_LEVEL"] if settings["LOG_ENABLED"] else "ERROR"
    )
    mistakes = ErrorCollector()
    logging.getLogger().addHandler(mistakes)
    loop = asyncio.get_event_loop()
    collector, was_enabled = gc.get_threshold(), gc.isenabled()
    gc.freeze()  # half a million objects of libraries stay; looking through them took a tenth of the time
    gc.set_threshold(*_GARBAGE)
    gc.enable()  # which it is not while a run begins
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
        if not was_enabled:
            gc.disable()
        loop.close()
        asyncio.set_event_loop(None)
        logging.getLogger().removeHandler(mistakes)
    return mistakes.lines()


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
