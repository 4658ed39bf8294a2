"""``kliping show``: one article, what was cut from it, how it changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli.article import as_html, as_text
from cli.cuts import as_fields, as_lines
from cli.difference import differences
from cli.options import Options
from cli.render import Paint, echo, on_terminal, one_line, terminal_width, to_json

if TYPE_CHECKING:
    from archive.model import Article
    from archive.store import Archive

_WEB = ("http://", "https://")
_LONGEST_NUMBER = 19
"""Digits; SQLite has no number of so many."""


@click.command(epilog="Example: kliping show 12 --removed")
@click.argument("article", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
)
@click.option("--removed", is_flag=True, help="What was cut from the page, and by which rule.")
@click.option("--revisions", is_flag=True, help="Every revision kept, the oldest first.")
@click.option("--diff", is_flag=True, help="What changed between the last two revisions.")
@click.pass_obj
def show(
    options: Options, article: str, *, form: str, removed: bool, revisions: bool, diff: bool
) -> None:
    """Show one article, by its number or its address."""
    if removed + revisions + diff > 1:
        raise click.UsageError("--removed, --revisions and --diff exclude each other.")
    if form == "html" and (removed or revisions or diff):
        raise click.UsageError("--format html shows the article alone.")
    if diff and form == "json":
        raise click.UsageError(
            "--diff is text; --revisions --format json has both revisions whole."
        )
    if not article.isdecimal() and not article.startswith(_WEB):
        raise click.UsageError(f"{article!r} is neither an article's number nor its address.")
    with options.open_archive(read_only=True) as archive:
        found = _find(archive, article)
        if removed:
            _show_removed(archive, found, form)
        elif revisions:
            _show_revisions(archive.revisions(_id(found)), form)
        elif diff:
            _show_difference(archive.revisions(_id(found)))
        else:
            _show_article(found, form)


def _find(archive: Archive, named: str) -> Article:
    if named.startswith(_WEB):
        found = archive.find(named)
    else:
        found = archive.get(int(named)) if len(named) < _LONGEST_NUMBER else None
    if found is None:
        raise click.ClickException(f"there is no article {named} in this archive")
    return found


def _id(article: Article) -> int:
    if article.id is None:
        raise AssertionError("what comes from an archive has a number")
    return article.id


def _show_article(article: Article, form: str) -> None:
    if form == "json":
        from archive.fields import to_fields

        echo(to_json(to_fields(article)))
    elif form == "html":
        echo(as_html(article))
    else:
        echo(as_text(article, _columns(), Paint()))


def _columns() -> int | None:
    """Where to break lines: nowhere when a program reads them."""
    return terminal_width() if on_terminal(sys.stdout) else None


def _show_removed(archive: Archive, article: Article, form: str) -> None:
    cuts = archive.removed(_id(article))
    if form == "json":
        from archive.fields import to_fields

        echo(to_json(to_fields(article) | {"removed": as_fields(cuts)}))
        return
    for line in as_lines(cuts, Paint()):
        echo(line)


def _show_revisions(revisions: Sequence[Article], form: str) -> None:
    if form == "json":
        from archive.fields import to_fields

        echo(to_json([to_fields(revision) for revision in revisions]))
        return
    for revision in revisions:
        fetched = revision.fetched.isoformat(sep=" ", timespec="minutes")
        echo(
            f"{revision.revision:>3}  {fetched}  {revision.words:>6} words  {one_line(revision.title)}"
        )


def _show_difference(revisions: Sequence[Article]) -> None:
    if len(revisions) < 2:
        raise click.ClickException("this article never changed")
    old, new = revisions[-2:]
    paint = Paint()
    echo(paint.dim(f"revision {old.revision} → {new.revision}, {new.fetched:%Y-%m-%d %H:%M} UTC"))
    for line in differences(old, new, paint):
        echo("")
        echo(line)
