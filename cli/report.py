"""What a run did, for a person and as a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from cli.options import Options
from cli.render import Paint, on_terminal, one_line, pad, shorten
from crawler.report import FAILURES, RunReport, SourceReport

SOME_FAILED = 3
"""Exit code of a crawl that finished, though some source failed."""

_NAME_COLUMNS = 24
_COUNTS = ("fetched", "new", "changed", "same", "refused", "failed", "pending")


def exit_code(report: RunReport) -> int:
    """The contract's exit code for this run."""
    if report.interrupted:
        return 128 + report.interrupted
    if report.stopped in FAILURES:
        return 1
    return SOME_FAILED if any(source.source_failed for source in report.sources.values()) else 0


def tell(report: RunReport, options: Options) -> None:
    """Say on standard error what the run did: everything to a person who watches, to cron only what failed."""
    watched = (on_terminal(sys.stderr) or options.verbose) and not options.quiet
    if watched and report.sources:
        for line in table(report, Paint(sys.stderr)):
            click.echo(line, err=True)
    for source in report.sources.values():
        if watched or source.source_failed:
            for problem in source.problems or (("failed",) if source.source_failed else ()):
                options.warn(f"{source.name}: {problem.removeprefix(source.name + ': ')}")
    for line in report.warnings:
        options.warn(line)
    if report.interrupted:
        options.warn("interrupted; what was fetched is stored, the next run goes on from there")
    elif report.why:
        options.warn(f"{report.why}; what was fetched is stored, the next run goes on from there")
    elif report.stopped:
        options.say(
            f"stopped at --{report.stopped}; the next run goes on from there", detail=not watched
        )


def table(report: RunReport, paint: Paint) -> Iterator[str]:
    """A line of counts for each source, and under it why pages were refused or failed, and how many known ones were asked for."""
    head = "".join(f"{name:>8}" for name in _COUNTS)
    yield paint.dim(f"{'source':<{_NAME_COLUMNS}}{head}")
    for source in report.sources.values():
        name = pad(shorten(source.name, _NAME_COLUMNS - 1), _NAME_COLUMNS)
        numbers = "".join(f"{_count(source, field):>8}" for field in _COUNTS)
        yield (paint.bad(name) if source.source_failed else name) + numbers
        if why := _reasons(source):
            yield paint.dim(f"  {one_line(why)}")


def _count(source: SourceReport, field: str) -> int:
    value = getattr(source, field)
    return sum(value.values()) if isinstance(value, Mapping) else value


def _reasons(source: SourceReport) -> str:
    """Why pages were refused or failed, and what became of known ones: ``http-404 1, looked at again 12, gone 1``."""
    counts = sorted({**source.refused, **source.failed}.items(), key=lambda item: -item[1])
    known = {"looked at again": source.looked, "gone": source.gone}
    counts += [(name, count) for name, count in known.items() if count]
    return ", ".join(f"{name} {count}" for name, count in counts)


def writable(path: Path) -> None:
    """Refuse a report's destination before the crawl, not after it."""
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK):
        raise click.UsageError(f"A report can't be written to {path}.")


def write(report: RunReport, path: Path) -> None:
    """The report as JSON; the file is replaced in one step, so a reader never sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(report.to_json(), file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
