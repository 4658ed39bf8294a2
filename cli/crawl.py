"""``kliping crawl``: the main job."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.dates import Moment
from cli.options import Options, refuse_own_file
from cli.progress import watching
from cli.prometheus import kept_up_to_date
from cli.render import echo, one_line
from cli.report import exit_code, tell, writable, write
from crawler.report import CrawlOptions

if TYPE_CHECKING:
    from archive.model import Announced
    from crawler.site import Site

_NAMED = 10
"""How many sources are named to somebody who named one that is not there."""


def _finite(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number of minutes.", context, parameter)
    return value


@click.command(epilog="Example: kliping crawl --due --max-minutes 10")
@click.argument("named", nargs=-1, metavar="[SOURCE_OR_URL]...")
@click.option("--due", is_flag=True, help="Only sources whose interval has passed.")
@click.option(
    "--max-articles", type=click.IntRange(min=1), metavar="N", help="End after so many articles."
)
@click.option(
    "--max-minutes",
    type=click.FloatRange(min=0, min_open=True),
    callback=_finite,
    metavar="M",
    help="End after so many minutes; the next run goes on from there.",
)
@click.option("--since", type=Moment(), metavar="DATE", help="Only what was announced as newer.")
@click.option("--dry-run", is_flag=True, help="Print what would be fetched; store nothing.")
@click.option(
    "--report", "report_to", metavar="FILE", help="Write the run's counts per source as JSON."
)
@click.option(
    "--log",
    "log_to",
    metavar="FILE",
    help="Add a line for each event to FILE; as JSON when its name ends in .jsonl.",
)
@click.pass_obj
def crawl(
    options: Options,
    named: tuple[str, ...],
    *,
    due: bool,
    max_articles: int | None,
    max_minutes: float | None,
    since: datetime | None,
    dry_run: bool,
    report_to: str | None,
    log_to: str | None,
) -> None:
    """Fetch and keep what is new.

    From every source, from those named, or from the site at a URL, which needs no configuration. Says nothing
    when all is well and nobody watches (cron).
    """
    from archive.place import file_of

    configuration = options.configuration()
    sites = chosen(configuration.sites, named)
    destination = Path(report_to) if report_to else None
    if destination:
        writable(destination)
        refuse_own_file(destination, file_of(options.address()), configuration.path)
    if log_to:
        log = replace(configuration.log, file=Path(log_to).absolute())
        configuration = replace(configuration, log=log)
    for written in filter(None, (configuration.log.file, configuration.prometheus)):
        refuse_own_file(written, file_of(options.address()), configuration.path)
    limits = CrawlOptions(
        due=due,
        max_articles=max_articles,
        max_minutes=max_minutes,
        since=since,
        dry_run=dry_run,
    )
    from crawler import run

    metrics = kept_up_to_date(options, configuration) if not dry_run else nullcontext()
    with metrics, watching(options) as progress:
        report = run.crawl(
            sites,
            options.address(),
            configuration,
            limits,
            progress=progress,
            verbosity=int(options.verbose),
        )
    if destination:
        write(report, destination)
    for candidate in report.candidates:
        echo(_candidate_line(candidate))
    tell(report, options)
    if code := exit_code(report):
        raise click.exceptions.Exit(code)


def chosen(configured: Mapping[str, Site], named: Sequence[str]) -> list[Site]:
    """The sites to crawl: all that are configured, or those named by their name or by a URL."""
    if named:
        return list(
            {site.name: site for site in (_site(name, configured) for name in named)}.values()
        )
    if not configured:
        raise click.UsageError(
            "There is no source yet: 'kliping init' writes a configuration, or name a site: kliping crawl https://…"
        )
    return list(configured.values())


def _site(name: str, configured: Mapping[str, Site]) -> Site:
    from crawler.site import of_url

    if name in configured:
        return configured[name]
    if "://" in name:
        return of_url(name)
    hint = _hint(name, configured)
    raise click.UsageError(f"There is no source {name!r}{hint}")


def _hint(name: str, configured: Mapping[str, Site]) -> str:
    if close := get_close_matches(name, configured):
        return f"; did you mean {' or '.join(close)}?"
    if "." in name:
        return f"; for the site write https://{name}/"
    if not configured:
        return ", for there is no configuration with sources."
    names = list(configured)
    return f"; there are {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else '.'}"


def _candidate_line(candidate: Announced) -> str:
    day = candidate.published.isoformat(timespec="minutes") if candidate.published else "-"
    return "\t".join((one_line(candidate.url), day, one_line(candidate.title or "-")))
