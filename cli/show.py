"""``kliping show``: one article, what was cut from it, how it changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli.article import also_at, as_html, as_text, opted_out
from cli.cuts import as_fields, as_lines
from cli.difference import differences
from cli.options import Options
from cli.render import Paint, echo, on_terminal, one_line, terminal_width, to_json

if TYPE_CHECKING:
    from archive.model import Article
    from archive.revisions.histories import Address
    from archive.store import Archive

_WEB = ("http://", "https://")
_LONGEST_NUMBER = 19
"""Digits; SQLite has no number of so many."""


@click.command(epilog="Example: kliping show 12 --between 2:5")
@click.argument("article", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
)
@click.option("--removed", is_flag=True, help="What was cut from the page, and by which rule.")
@click.option(
    "--revisions",
    is_flag=True,
    help="Every revision kept, the oldest first, and what kind of change made it.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="What changed between the last two revisions: [-gone-]{+new+}, in colours on a terminal.",
)
@click.option("--between", metavar="N:M", help="As --diff, between two revisions of your choice.")
@click.option(
    "--addresses",
    is_flag=True,
    help="Every address at which it is known, and why: redirect, canonical (declared by the page; declared: and never fetched), same-number"
    " (another headline around the newspaper's own number for the story), amp, mobile, print, single-page.",
)
@click.pass_obj
def show(
    options: Options,
    article: str,
    *,
    form: str,
    removed: bool,
    revisions: bool,
    diff: bool,
    between: str | None,
    addresses: bool,
) -> None:
    """Show one article, by its number or its address.

    A revision is kept when a reader would notice the change; counters, date lines, adverts and typography make none. The
    kinds of change are: correction (a notice of it appeared), headline, deck, byline, and of the body typo, edited, added,
    removed, rewritten, reordered.
    """
    chosen = _pair(between)
    diff = diff or chosen is not None
    if removed + revisions + diff + addresses > 1:
        raise click.UsageError(
            "--removed, --revisions, --addresses and --diff (--between) exclude each other."
        )
    if form == "html" and (removed or revisions or diff or addresses):
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
            _show_revisions(archive, found, form)
        elif diff:
            _show_difference(archive.revisions(_id(found)), chosen)
        elif addresses:
            _show_addresses(archive.addresses(_id(found)), form)
        else:
            _show_article(archive, found, form)


def _pair(between: str | None) -> tuple[int, int] | None:
    """The numbers in ``2:5``."""
    if between is None:
        return None
    old, colon, new = between.partition(":")
    if not (colon and old.isdecimal() and new.isdecimal()) or len(between) > _LONGEST_NUMBER:
        raise click.UsageError(
            f"--between wants the numbers of two revisions, as in 2:5, not {between!r}."
        )
    return int(old), int(new)


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


def _show_article(archive: Archive, article: Article, form: str) -> None:
    if form == "json":
        from archive.fields import to_fields

        echo(to_json(to_fields(article)))
    elif form == "html":
        echo(as_html(article))
    else:
        notes = [*also_at(article, archive.addresses(_id(article)))]
        notes += opted_out(archive.opt_outs.said(_id(article)))
        echo(as_text(article, _columns(), Paint(), notes))


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


def _show_revisions(archive: Archive, article: Article, form: str) -> None:
    revisions = archive.revisions(_id(article))
    kinds = archive.kinds_of_change(_id(article))
    if form == "json":
        from archive.fields import to_fields

        pairs = zip(revisions, kinds, strict=True)
        echo(to_json([to_fields(revision) | {"change": list(kind)} for revision, kind in pairs]))
        return
    for revision, kind in zip(revisions, kinds, strict=True):
        fetched = revision.fetched.isoformat(sep=" ", timespec="minutes")
        change = f"  ({', '.join(kind)})" if kind else ""
        echo(
            f"{revision.revision:>3}  {fetched}  {revision.words:>6} words  {one_line(revision.title)}{change}"
        )


def _show_addresses(addresses: Sequence[Address], form: str) -> None:
    if form == "json":
        echo(
            to_json(
                [
                    {
                        "address": address.key,
                        "reason": address.reason or None,
                        "note": address.note or None,
                    }
                    for address in addresses
                ]
            )
        )
        return
    for address in addresses:
        note = f"  {one_line(address.note)}" if address.note else ""
        echo(f"{address.reason or 'fetched':<11}  {one_line(address.key)}{note}")


def _show_difference(revisions: Sequence[Article], chosen: tuple[int, int] | None) -> None:
    if chosen is None and len(revisions) < 2:
        raise click.ClickException("this article never changed")
    old, new = revisions[-2:] if chosen is None else _chosen(revisions, chosen)
    paint = Paint()
    echo(paint.dim(f"revision {old.revision} → {new.revision}, {new.fetched:%Y-%m-%d %H:%M} UTC"))
    for line in differences(old, new, paint):
        echo("")
        echo(line)


def _chosen(revisions: Sequence[Article], numbers: tuple[int, int]) -> tuple[Article, Article]:
    kept = {revision.revision: revision for revision in revisions}
    for number in numbers:
        if number not in kept:
            there = ", ".join(map(str, kept))
            raise click.ClickException(f"this article has no revision {number}; it has {there}")
    return kept[numbers[0]], kept[numbers[1]]
