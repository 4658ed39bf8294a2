"""``kliping export``: articles as a stream."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from archive.exports import FORMATS, SCHEMAS, write
from cli.filters import filter_options
from cli.options import Options
from cli.render import escape_json

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
@click.option(
    "--schema",
    type=click.Choice(list(SCHEMAS)),
    default="kliping",
    show_default=True,
    help="newsarticle: in the words of schema.org.",
)
@click.pass_obj
def export(
    options: Options,
    query: tuple[str, ...],
    *,
    filters: Filters,
    output: str | None,
    form: str,
    schema: str,
) -> None:
    """Write articles, one a line.

    All of them or those that match, in the order they were archived.
    """
    with options.open_archive(read_only=True) as archive:
        articles = archive.articles(filters, " ".join(query) or None)
        if output is None or output == "-":
            write(articles, _standard_output(), form, schema)
            return
        count = write(articles, output, form, schema)
    options.say(f"{count} articles written to {output}", detail=not sys.stderr.isatty())


def _standard_output() -> BinaryIO:
    """Standard output; on a terminal through something that lets no page's control character through."""
    if sys.stdout.isatty():
        return cast(BinaryIO, _Escaping())
    return sys.stdout.buffer


class _Escaping:
    """The part of a binary stream that an export needs, for a terminal. Gets whole lines."""

    def write(self, lines: bytes) -> int:
        """Write lines of JSON, escaped further."""
        sys.stdout.write(escape_json(bytes(lines).decode()))
        return len(lines)
