"""``kliping db copy``: an archive moves into another database."""

from __future__ import annotations

import click

from cli.options import Options
from cli.render import echo, pad


@click.command(epilog="Example: kliping db copy kliping.db postgresql+psycopg://me@localhost/news")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_obj
def copy(options: Options, source: str, target: str) -> None:
    """Copy an archive into an empty database or a new file.

    Both are paths or URLs. A copy that was interrupted goes on where it was; the counts of every table are compared at the
    end. Raw pages stay where they are.
    """
    from archive.upkeep.copying import copy

    counts = copy(source, target, lambda step, rows: options.say(f"{step}: {rows}", detail=True))
    width = max(map(len, counts))
    for name, count in counts.items():
        echo(f"{pad(name, width)}  {count}")
