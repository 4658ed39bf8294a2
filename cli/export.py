"""``kliping export``: articles as a stream."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from archive.exports import FORMATS
from cli.filters import filter_options
from cli.options import Options

if TYPE_CHECKING:
    from archive.model import Filters


@click.command(epilog="Example: kliping export --language id --since 7d -o week.jsonl.gz")
@click.argument("query", nargs=-1)
@filter_options
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to; .gz and .zst compress. The file appears only when it is complete.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="jsonl",
    show_default=True,
)
@click.pass_obj
def export(
    options: Options, query: tuple[str, ...], *, filters: Filters, output: str | None, form: str
) -> None:
    """Write articles, all of them or those that match, one a line, in the order they were archived."""
    from archive.exports import write

    with options.open_archive(read_only=True) as archive:
        articles = archive.articles(filters, " ".join(query) or None)
        if output is None or output == "-":
            write(articles, sys.stdout.buffer, form)
            return
        count = write(articles, output, form)
    options.say(f"{count} articles written to {output}", detail=not sys.stderr.isatty())
