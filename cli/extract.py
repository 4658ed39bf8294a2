"""``kliping extract``: clean local pages, without an archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.model import ARTICLE_KINDS
from cli.article import as_text
from cli.cuts import as_fields, explain
from cli.options import Options
from cli.render import Paint, echo, on_terminal, one_line, terminal_width, to_json

if TYPE_CHECKING:
    from archive.model import Extracted, Repeated
    from crawler.local import Cleaned, Recall


@click.command(epilog="Example: kliping extract --format json saved/*.html.gz > articles.jsonl")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_-...")
@click.option(
    "--url",
    help="Where the page came from; otherwise what it declares itself. Records know their own.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Show every block in its order, kept or cut, with the rule and what it saw.",
)
@click.pass_obj
def extract(
    options: Options, files: tuple[str, ...], *, url: str | None, form: str, explained: bool
) -> None:
    """Clean saved pages, without an archive.

    Reads .html, .html.gz, .txt (text that was taken from a page, widgets and all), WARC and WET files (.warc, .wet; .gz
    and .zst too) and - (standard input). json is one line a page, in the order given; "path" is the file, and a page
    out of a WARC or WET file is known by its "url". "fetched" is the date of its record, else the moment of extraction.
    With "kliping --archive A extract" what archive A knows about the newspaper's own lines is used as well.
    """
    if explained and form == "json":
        raise click.UsageError("--explain is for reading; json has what was cut in 'removed'.")
    if url is not None:
        _check_url(url)
    failed = False
    with _recall(options) as recall:
        for cleaned in _cleaned(files, url, recall, explained=explained):
            path, extracted = cleaned.path, cleaned.extracted
            named = f"{path} {cleaned.record}" if cleaned.record else path
            if extracted is None:
                options.warn(f"{path}: {cleaned.error}")
                failed = True
            elif form == "json":
                echo(_json_line(path, extracted))
            else:
                _print(named if cleaned.record or len(files) > 1 else None, extracted, explained)
                _note_kind(options, named, extracted)
    if failed:
        raise click.exceptions.Exit(1)


def _check_url(url: str) -> None:
    from crawler.site import of_url

    of_url(url)


@contextmanager
def _recall(options: Options) -> Iterator[Recall | None]:
    """What the archive knows that was named before the command. Only that one: another may lie here by chance."""
    if options.archive is None:
        yield None
        return
    from archive.errors import ArchiveMissing
    from crawler.site import for_url

    with ExitStack() as stack:
        try:
            archive = stack.enter_context(options.open_archive(read_only=True))
        except ArchiveMissing:
            yield None
            return
        house_lines, sites = archive.house_lines(), options.configuration().sites

        def of(source: str) -> Repeated:
            """A page's source is its host; a crawl may have given that a name."""
            site = for_url(f"https://{source}/", sites) if source else None
            known = [house_lines.of(name) for name in (source, site.name if site else source)]
            return max(known, key=lambda one: one.pages)

        yield of


def _cleaned(
    files: tuple[str, ...], url: str | None, recall: Recall | None, *, explained: bool
) -> Iterator[Cleaned]:
    from crawler.local import clean_files

    for file in files:
        if Path(file).is_dir():
            raise click.UsageError(
                f"{file} is a directory; name the files ({file.rstrip('/')}/*.html)."
            )
    yield from clean_files(files, url, explain=explained, recall=recall)


def _json_line(path: str, extracted: Extracted) -> str:
    from archive.fields import to_fields

    fields = to_fields(extracted.article)
    return to_json(fields | {"path": path, "removed": as_fields(extracted.removed)})


def _print(path: str | None, extracted: Extracted, explained: bool) -> None:
    paint = Paint()
    columns = terminal_width() if on_terminal(sys.stdout) else None
    if path is not None:
        echo(paint.dim(f"==> {one_line(path)} <=="))
    if explained:
        for line in explain(extracted.decisions, paint, columns):
            echo(line)
    else:
        echo(as_text(extracted.article, columns, paint))
    if path is not None:
        echo("")


def _note_kind(options: Options, path: str, extracted: Extracted) -> None:
    kind = extracted.article.kind
    if kind not in ARTICLE_KINDS:
        reason = f" ({extracted.kind_evidence})" if extracted.kind_evidence else ""
        options.say(f"{path}: no article: {kind}{reason}")
