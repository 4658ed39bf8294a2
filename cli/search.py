"""``kliping search``: find articles."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from archive.search.results import MATCH_BEGINS, MATCH_ENDS
from cli.filters import filter_options
from cli.options import Options
from cli.render import Paint, echo, shorten, terminal_width, to_json, wrap

if TYPE_CHECKING:
    from archive.model import Filters
    from archive.search.results import Hit, Results, Sort

# Stand for the marks while control characters are spelt out; taken out of the page's own text, where they mean nothing.
_BEGINS, _ENDS = "\ue000", "\ue001"
_HIDE = {ord(MATCH_BEGINS): _BEGINS, ord(MATCH_ENDS): _ENDS, ord(_BEGINS): None, ord(_ENDS): None}
_MATCH = re.compile(f"{_BEGINS}([^{_ENDS}\n]*){_ENDS}")
_LEFT_OVER = re.compile(f"[{_BEGINS}{_ENDS}]")


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
        asked = " ".join(query)
        if count:
            # Nothing is ranked that is not shown.
            results = archive.search(asked, filters, sort="newest", limit=0)
        else:
            results = archive.search(asked, filters, sort=sort, limit=limit, offset=offset)
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
    return f"{offset + 1}-{offset + len(results.hits)} of {_total(results)}{_ranked(results)}"


def _ranked(results: Results) -> str:
    if results.ranked is None:
        return ""
    if results.ranked:
        return f", the best of the newest {results.ranked}"
    return ", the newest first: words that so many begin with can't be ranked"


def _table(results: Results) -> None:
    paint, columns = Paint(), terminal_width()
    for hit in results.hits:
        for line in hit_lines(hit, paint, columns):
            echo(line)


def hit_lines(hit: Hit, paint: Paint, columns: int) -> list[str]:
    """Number and headline of one article; under it day, source, section, and the words around the match."""
    article = hit.article
    day = (article.published or article.first_seen or article.fetched).date().isoformat()
    copies = f"+{hit.others} {'copy' if hit.others == 1 else 'copies'}" if hit.others else None
    about = " · ".join(filter(None, (day, article.source, article.section, copies)))
    lines = [
        f"{article.id:>6}  {paint.bold(shorten(article.title or article.url, columns - 8))}",
        f"{'':8}{paint.dim(shorten(about, columns - 8))}",
    ]
    if hit.snippet:
        lines.append(_snippet(hit.snippet, paint, columns))
    return lines


def _snippet(snippet: str, paint: Paint, columns: int) -> str:
    """The snippet in lines, its matches in colour. The archive's marks are the only control characters in it."""
    folded = wrap(snippet.translate(_HIDE), columns, indent=" " * 8)
    coloured = _MATCH.sub(lambda match: paint.match(match[1]), folded)
    return _LEFT_OVER.sub("", coloured)


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
