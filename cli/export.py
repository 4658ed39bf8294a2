"""``kliping export``: articles as a stream."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from archive.exports import FORMATS, SCHEMAS, write
from cli.filters import filter_options
from cli.options import Options, refuse_own_file
from cli.render import escape_json, on_terminal

if TYPE_CHECKING:
    from archive.given import Handover
    from archive.model import Article, Filters


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
@click.option(
    "--new",
    is_flag=True,
    help="Only what no earlier --new export to this FILE gave; a changed article counts as new. Never"
    " replaces FILE: where it still lies there, nothing is exported (exit 1). Makes no FILE when there is nothing new.",
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
    new: bool,
) -> None:
    """Write articles, one a line.

    All of them or those that match, in the order they were archived.
    """
    words = " ".join(query) or None
    if output is None or output == "-":
        if new:
            raise click.UsageError("--new needs -o FILE: what was given is remembered by its name.")
        with options.open_archive(read_only=True) as archive:
            write(archive.articles(filters, words), _standard_output(), form, schema)
        return
    with options.open_archive(read_only=not new) as archive:
        refuse_own_file(output, archive.path)
        if new:
            articles, handover = archive.handover(output, filters, words)
            count = _hand_over(articles, handover, output, form, schema)
        else:
            count = write(archive.articles(filters, words), output, form, schema)
    said = f"{count} articles written to {output}" if count or not new else "nothing new"
    options.say(said, detail=not on_terminal(sys.stderr))


def _hand_over(
    articles: Iterator[Article], handover: Handover, to: str, form: str, schema: str
) -> int:
    """Write what is new to this file, and note it when the file is complete; how many articles that were."""
    first = next(articles, None)
    if first is None:
        return 0
    count = write(chain([first], articles), to, form, schema, keep=True)
    handover.note()
    return count


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
