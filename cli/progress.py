"""How far a crawl is, on a terminal; silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.options import Options
from cli.render import on_terminal
from crawler.report import Progress


@contextmanager
def watching(options: Options) -> Iterator[Callable[[Progress], None] | None]:
    """What a crawl tells its progress to: a live line on standard error, or None where no person watches, or where one reads
    every event instead (-v)."""
    if options.quiet or options.verbose or not on_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Live

    live = Live(
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with live:
        task = live.add_task("starting", total=None)

        def show(progress: Progress) -> None:
            live.update(
                task,
                description=line(progress),
                completed=progress.sources_done,
                total=progress.sources_total,
            )

        yield show


def line(progress: Progress) -> str:
    """``3/12 sources, 1,240 pages (35.1/s), 980 articles, 4 errors``."""
    speed = progress.pages / progress.elapsed if progress.elapsed else 0.0
    return (
        f"{progress.sources_done}/{progress.sources_total} sources, "
        f"{progress.pages:,} pages ({speed:.1f}/s), "
        f"{progress.articles:,} articles, {progress.errors:,} errors"
    )
