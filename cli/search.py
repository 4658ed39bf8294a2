"""``kliping search``: find articles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from archive.search.results import MATCH_BEGINS, MATCH_ENDS
from cli.filters import filter_options
from cli.options import Options
from cli.render import Paint, echo, one_line, pad, shorten, terminal_width, to_json

if TYPE_CHECKING:
    from archive.model import Filters
    from archive.search.results import Hit, Results, Sort


@click.command(epilog="Example: kliping search 'zoom (china OR cina)' --since 7d --sort newest")
@click.argument("query", nargs=-1, required=True)
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
)
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, metavar="N"
)
@click.option(
    "--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "ids"]),
    default="table",
    show_default=True,
)
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.pass_obj
def search(
    options: Options,
    query: tuple[str, ...],
    *,
    filters: Filters,
    sort: Sort,
    limit: int,
    offset: int,
    form: str,
    count: bool,
) -> None:
    """Find articles by their words.

    Words are AND-ed. "a phrase", OR, -word, prefix*, title:word, author:name and parentheses work; put the
    whole query in single quotes, so that the shell leaves it alone.
    """
    with options.open_archive(read_only=True) as archive:
        results = archive.search(
            " ".join(query), filters, sort=sort, limit=1 if count else limit, offset=offset
        )
    if count:
        echo(_total(results))
    else:
        _PRINT[form](results)
        if form == "table":
            options.say(_closing_line(results, offset))


def _total(results: Results) -> str:
    return str(results.total) if results.exact else f"more than {results.total}"


def _closing_line(results: Results, offset: int) -> str:
    if not results.hits:
        return "nothing found" if not offset else f"nothing found after the first {offset}"
    return f"{offset + 1}-{offset + len(results.hits)} of {_total(results)}"


def _table(results: Results) -> None:
    paint, columns = Paint(), terminal_width()
    for hit in results.hits:
        for line in hit_lines(hit, paint, columns):
            echo(line)


def hit_lines(hit: Hit, paint: Paint, columns: int) -> list[str]:
    """Number, day, source and headline of one article; under it the words around the match."""
    article = hit.article
    day = (article.published or article.first_seen or article.fetched).date().isoformat()
    head = f"{article.id:>6}  {day}  {pad(shorten(article.source, 18), 18)}  "
    lines = [head + paint.bold(shorten(article.title or article.url, max(20, columns - len(head))))]
    if hit.snippet:
        lines.append(" " * 8 + _snippet(hit.snippet, paint))
    return lines


def _snippet(snippet: str, paint: Paint) -> str:
    """The snippet cleaned, its matches in colour; the marks around them are the archive's, not the page's."""
    first, *rest = snippet.split(MATCH_BEGINS)
    parts = [_piece(first)]
    for piece in rest:
        match, _, after = piece.partition(MATCH_ENDS)
        parts += [paint.match(_piece(match)), _piece(after)]
    return "".join(parts)


def _piece(text: str) -> str:
    # one_line() would eat the space between a match and the words beside it.
    return one_line(f"|{text}|")[1:-1]


def _json(results: Results) -> None:
    echo(to_json([_fields(hit) for hit in results.hits]))


def _jsonl(results: Results) -> None:
    for hit in results.hits:
        echo(to_json(_fields(hit)))


def _ids(results: Results) -> None:
    sys.stdout.writelines(f"{hit.article.id}\n" for hit in results.hits)


def _fields(hit: Hit) -> dict[str, object]:
    from archive.fields import to_fields

    return to_fields(hit.article)


_PRINT = {"table": _table, "json": _json, "jsonl": _jsonl, "ids": _ids}
