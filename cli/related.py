"""``kliping related``: the same story elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from cli.options import Options
from cli.render import Paint, echo, shorten, terminal_width, to_json, wrap

if TYPE_CHECKING:
    from archive.stories.related import Related

_LONGEST_NUMBER = 19
"""Digits; SQLite has no number of so many."""
_NAMED = 5
"""Names and numbers that a reason tells."""
_TOLD = 0.1
"""Share of the text from which a reason tells it."""


@click.command(epilog="Example: kliping related 12 --format json")
@click.argument("article", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 1_000), default=10, show_default=True, metavar="N")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "ids"]),
    default="table",
    show_default=True,
)
@click.pass_obj
def related(options: Options, article: str, *, limit: int, form: str) -> None:
    """Find the same story in other newspapers and other languages.

    Each hit comes with the reason: the names and numbers that both have, the time between them, how much of the text is the
    same. With --format json and jsonl a hit is an object of "article" (the fields of every other output), "reason" and
    "score".
    """
    if not article.isdecimal():
        raise click.UsageError(f"{article!r} is no article's number.")
    number = int(article) if len(article) < _LONGEST_NUMBER else 0
    with options.open_archive(read_only=True) as archive:
        if archive.get(number) is None:
            raise click.ClickException(f"there is no article {article} in this archive")
        hits = archive.related(number, limit)
    _PRINT[form](hits)
    if form == "table" and not hits:
        options.say("no other article tells this story")


def reason_of(hit: Related) -> str:
    """Why the article is taken for the same story, in words that can be checked."""
    parts = []
    if hit.names:
        parts.append(f"same names: {', '.join(hit.names[:_NAMED])}")
    if hit.numbers:
        parts.append(f"same numbers: {', '.join(hit.numbers[:_NAMED])}")
    if hit.apart is not None:
        parts.append(_apart(hit.apart))
    if hit.share >= _TOLD:
        parts.append(f"{hit.share:.0%} of the text is the same".replace("%", " %"))
    return "; ".join(parts)


def _apart(apart: timedelta) -> str:
    hours = apart.total_seconds() / 3600
    if hours < 1:
        return "published within the hour"
    number, unit = (round(hours), "hour") if hours < 48 else (round(hours / 24), "day")
    return f"published {number} {unit}{'s' if number > 1 else ''} apart"


def _table(hits: Sequence[Related]) -> None:
    paint, columns = Paint(), terminal_width()
    for hit in hits:
        article = hit.article
        day = (article.published or article.first_seen or article.fetched).date().isoformat()
        about = " · ".join(filter(None, (day, article.source, article.language)))
        echo(f"{article.id:>6}  {paint.bold(shorten(article.title or article.url, columns - 8))}")
        echo(f"{'':8}{paint.dim(shorten(about, columns - 8))}")
        echo(wrap(reason_of(hit), columns, indent=" " * 8))


def _json(hits: Sequence[Related]) -> None:
    echo(to_json([_fields(hit) for hit in hits]))


def _jsonl(hits: Sequence[Related]) -> None:
    for hit in hits:
        echo(to_json(_fields(hit)))


def _ids(hits: Sequence[Related]) -> None:
    sys.stdout.writelines(f"{hit.article.id}\n" for hit in hits)


def _fields(hit: Related) -> dict[str, object]:
    from archive.fields import to_fields

    return {
        "article": to_fields(hit.article),
        "reason": reason_of(hit),
        "score": round(hit.score, 1),
    }


_PRINT = {"table": _table, "json": _json, "jsonl": _jsonl, "ids": _ids}
