"""``kliping status``: how the crawls, the sources and the archive are doing, and whether somebody must look."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli.options import Options, refuse_own_file
from cli.render import Paint, echo, terminal_width, to_json

NEEDS_SOMEBODY = 1
"""Exit code when an alarm stands."""


@click.command(epilog="Example: kliping status --format json")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@click.option(
    "--prometheus",
    "metrics_to",
    metavar="FILE",
    help="Write metrics there as well, for node_exporter's textfile collector: a name that ends with .prom.",
)
@click.pass_obj
def status(options: Options, *, form: str, metrics_to: str | None) -> None:
    """Show how all is going, and end with 1 when something needs a person.

    The last runs; of each source when it was asked, answered and had something new, how often it is asked and what
    fails; what became of what was announced in the last days; the days on which something is missing, with the
    command that fetches it; and the alarms. Times and days are those of UTC. Writes nothing; a crawl may go on.
    """
    from cli import overview

    configuration = options.configuration()
    with options.open_archive(read_only=True) as archive:
        if metrics_to is not None:
            refuse_own_file(metrics_to, archive.path, configuration.path)
        seen = overview.overview(archive, configuration, datetime.now(UTC))
        if metrics_to is not None:
            from cli import prometheus

            prometheus.write(metrics_to, seen, archive.ledger.totals())
    if form == "json":
        echo(to_json(overview.to_json(seen)))
    else:
        from cli.status_table import lines

        for line in lines(seen, Paint(), terminal_width()):
            echo(line)
    if seen.alarms:
        raise click.exceptions.Exit(NEEDS_SOMEBODY)
