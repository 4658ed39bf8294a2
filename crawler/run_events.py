"""How a run begins and ends, as events."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.errors import ArchiveBusy, ArchiveError
from crawler.errors import CrawlerError
from crawler.events import event
from crawler.memory import Memory
from crawler.report import FAILURES, RunReport, SourceReport
from crawler.settings import VERSION

if TYPE_CHECKING:
    from crawler.event_log import Numbered
    from crawler.job import Job


@contextmanager
def told() -> Iterator[None]:
    """Tell of an error in the block that ends the run, or that kept it from beginning; and raise it."""
    try:
        yield
    except ArchiveBusy as error:
        event("run-refused", why=str(error))
        raise
    except (ArchiveError, CrawlerError) as error:
        event("run-ends", status="failed", why=str(error))
        raise


def begins(job: Job, number: Numbered) -> None:
    """A run begins; from now on lines have its number."""
    number(job.memory.run if isinstance(job.memory, Memory) else None)
    event(
        "run-begins",
        version=VERSION,
        pid=os.getpid(),
        sources=len(job.sites),
        due=job.options.due or None,
        dry_run=job.options.dry_run or None,
        pages=len(job.urls) or None,
    )


def ends(report: RunReport) -> None:
    """A run ends: a line for each source that was asked for anything, and one for all."""
    worked = [s for s in report.sources.values() if s.polled or s.fetched or s.source_failed]
    for source in worked:
        failed = source.source_failed or None
        event("source-done", source=source.name, **_counts([source]), source_failed=failed)
    event(
        "run-ends",
        status=_status(report),
        seconds=round((report.ended - report.started).total_seconds(), 1),
        **_counts(list(report.sources.values())),
        sources_failed=sum(source.source_failed for source in worked),
        why=report.why,
    )


def _status(report: RunReport) -> str:
    if report.interrupted is not None:
        return f"interrupted by signal {report.interrupted}"
    if report.stopped in FAILURES:
        return "failed"
    if report.stopped is not None:
        return f"stopped at {report.stopped}"
    return "partial" if any(s.source_failed for s in report.sources.values()) else "done"


def _counts(sources: list[SourceReport]) -> dict[str, int]:
    return {
        "polled": sum(s.polled for s in sources),
        "announced": sum(s.announced for s in sources),
        "fetched": sum(s.fetched for s in sources),
        "new": sum(s.new for s in sources),
        "changed": sum(s.changed for s in sources),
        "same": sum(s.same for s in sources),
        "refused": sum(sum(s.refused.values()) for s in sources),
        "failed": sum(sum(s.failed.values()) for s in sources),
        "pending": sum(s.pending for s in sources),
    }
