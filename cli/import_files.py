"""``kliping import``: files into the archive."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import RecordError
from archive.model import ARTICLE_KINDS
from cli.options import Options

if TYPE_CHECKING:
    from archive.model import Extracted
    from archive.repeated import HouseLines
    from archive.store import Archive

_JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_PAGES = (
    ".html", ".htm", ".html.gz", ".htm.gz", ".txt", ".txt.gz",
    ".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".wet.zst",
)  # fmt: skip
_BATCH = 100
_TOLD = 10
"""Bad lines of one file that are named; a file that is something else altogether has thousands."""


@click.command("import", epilog="Example: kliping import articles.jsonl.gz saved-pages/")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.pass_obj
def import_files(options: Options, paths: tuple[str, ...]) -> None:
    """Put files into the archive.

    Saved pages (.html, .html.gz, .txt), WARC and WET files (.warc, .wet; .gz and .zst too) and exported articles (.jsonl,
    .jsonl.gz, .jsonl.zst); a folder is walked. What is there already stays as it is, unless the file holds something
    newer. A broken file or line is named, the rest is imported, and the exit code is 1.
    """
    job = _Import(options)
    files = list(job.files(paths))
    if files:
        with options.open_archive(create=True) as archive:
            house_lines = archive.house_lines()
            for articles in _batches(job.articles(files, house_lines)):
                job.save(archive, articles)
    options.say(job.summary())
    if job.failed:
        raise click.exceptions.Exit(1)


class _Import:
    """One run of the command: what it has read and stored so far."""

    def __init__(self, options: Options) -> None:
        self.failed = False
        self._options = options
        self._outcomes: Counter[str] = Counter()

    def files(self, paths: tuple[str, ...]) -> Iterator[str]:
        """The files to read: those named, and in folders those whose name says that they can be read."""
        for name in paths:
            path = Path(name)
            if not name or not path.exists():
                self._complain(name or "''", "there is no such file")
            elif path.is_dir():
                yield from self._below(path)
            elif path.name.lower().endswith(_JSONL + _PAGES):
                yield name
            else:
                self._complain(name, "is neither HTML, text, WARC, WET nor JSONL by its name")

    def _below(self, folder: Path) -> Iterator[str]:
        def unreadable(error: OSError) -> None:
            self._complain(str(error.filename), error.strerror)

        for parent, folders, names in os.walk(folder, onerror=unreadable):
            folders.sort()
            paths = (Path(parent, name) for name in sorted(names))
            yield from (str(path) for path in paths if _is_ours(path))

    def articles(self, files: list[str], house_lines: HouseLines) -> Iterator[Extracted]:
        """Everything readable in them."""
        pages = [file for file in files if file.lower().endswith(_PAGES)]
        for file in files:
            if file.lower().endswith(_JSONL):
                yield from self._records(file)
        if pages:
            yield from self._pages(pages, house_lines)

    def save(self, archive: Archive, articles: list[Extracted]) -> None:
        """Store one batch in one transaction."""
        self._outcomes.update(saved.outcome for saved in archive.save(articles))

    def summary(self) -> str:
        """``12 new, 3 same``."""
        names = ("new", "changed", "same", "no article")
        counts = [f"{self._outcomes[name]} {name}" for name in names if self._outcomes[name]]
        return ", ".join(counts) or "nothing to import"

    def _records(self, file: str) -> Iterator[Extracted]:
        from archive.imports import read_jsonl

        bad = 0
        try:
            for record in read_jsonl(Path(file)):
                if record.extracted is None:
                    bad += 1
                    if bad <= _TOLD:
                        self._complain(f"{file}:{record.line}", record.error)
                elif self._is_article(f"{file}:{record.line}", record.extracted):
                    yield record.extracted
        except RecordError as error:
            self._complain(file, str(error))
        except OSError as error:
            self._complain(file, error.strerror)
        if bad > _TOLD:
            self._complain(file, f"{bad - _TOLD} more lines are no articles")

    def _pages(self, files: list[str], house_lines: HouseLines) -> Iterator[Extracted]:
        from crawler.local import clean_files

        for cleaned in clean_files(files, recall=house_lines.of):
            if cleaned.extracted is None:
                self._complain(cleaned.path, cleaned.error)
            elif self._is_article(None if cleaned.record else cleaned.path, cleaned.extracted):
                house_lines.learn(cleaned.extracted.article.source, cleaned.extracted.lines)
                yield _with_address(cleaned.extracted, cleaned.path)

    def _is_article(self, where: str | None, extracted: Extracted) -> bool:
        """What is none is counted, and named unless it is one of the many pages of a file."""
        kind = extracted.article.kind
        if kind in ARTICLE_KINDS:
            return True
        self._outcomes["no article"] += 1
        if where is not None:
            self._options.say(f"{where}: no article: {kind}")
        return False

    def _complain(self, where: str, what: str | None) -> None:
        self.failed = True
        self._options.warn(f"{where}: {what}")


def _is_ours(file: Path) -> bool:
    named = file.name.lower().endswith(_JSONL + _PAGES)
    return named and not file.name.startswith(".") and file.is_file()


def _with_address(extracted: Extracted, path: str) -> Extracted:
    """A page that does not say where it came from is known by where it lies."""
    if extracted.article.url:
        return extracted
    address = Path(path).absolute().as_uri()
    return replace(extracted, article=replace(extracted.article, url=address))


def _batches(articles: Iterator[Extracted]) -> Iterator[list[Extracted]]:
    while batch := list(islice(articles, _BATCH)):
        yield batch
