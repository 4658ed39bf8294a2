"""``kliping demo``: the main job on sample newspapers, without internet."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Options
from cli.progress import watching
from cli.render import Paint, echo, pad, shorten, terminal_width, to_json
from cli.report import table
from cli.search import hit_lines
from crawler.report import CrawlOptions

if TYPE_CHECKING:
    from archive.model import Article
    from archive.store import Archive
    from crawler.demo import World
    from crawler.report import RunReport

QUERY = "parrotline (partners OR mitra)"
"""One story that two of the newspapers tell, each in its language."""

_CUTS_SHOWN = 10
_RULE_COLUMNS = 14


@click.command(epilog="Example: kliping demo --keep sample")
@click.option(
    "--keep",
    metavar="FOLDER",
    help="Keep archive and raw pages there; otherwise they are thrown away.",
)
@click.pass_obj
def demo(options: Options, *, keep: str | None) -> None:
    """See it work, without internet.

    Crawls sample newspapers that come with Kliping, then searches and exports. They are served on this computer's loopback address: no internet is needed, nothing of yours is touched.
    """
    from archive.store import Archive
    from crawler.demo import serve

    with _folder(keep) as folder, serve() as world:
        address = str(folder / "kliping.db")
        report = _crawl(world, address, options)
        with Archive.open(address, read_only=True) as archive:
            found = _search(archive)
            _removed(archive, found)
            _export(archive, found)
        if keep is not None:
            echo(f"\nKept in {folder}: kliping --archive {address} search …")
    if any(source.source_failed for source in report.sources.values()):
        raise click.ClickException("a sample newspaper could not be crawled")


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="kliping-") as temporary:
            yield Path(temporary)
        return
    folder = Path(keep)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{keep} exists already; name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _step(number: int, text: str) -> None:
    paint = Paint()
    echo(f"{'' if number == 1 else chr(10)}{paint.bold(f'{number}. {text}')}")


def _crawl(world: World, address: str, options: Options) -> RunReport:
    from crawler import run

    names = ", ".join(f"{site.name} ({site.home})" for site in world.sites)
    _step(1, f"Crawl {len(world.sites)} newspapers, served on this computer: kliping crawl")
    echo(names)
    sys.stdout.flush()
    with watching(options) as progress:
        report = run.crawl(
            world.sites, address, world.configuration, CrawlOptions(), progress=progress
        )
    for line in table(report, Paint()):
        echo(line)
    return report


def _search(archive: Archive) -> Article:
    _step(2, f"Find a story, told in two languages: kliping search '{QUERY}'")
    results = archive.search(QUERY)
    for hit in results.hits:
        for line in hit_lines(hit, Paint(), terminal_width()):
            echo(line)
    if not results.hits:
        raise click.ClickException("the search found nothing; this installation is broken")
    return results.hits[0].article


def _removed(archive: Archive, article: Article) -> None:
    _step(
        3, f"See what was cut from the page, and by which rule: kliping show {article.id} --removed"
    )
    cuts = archive.removed(article.id or 0)
    for cut in cuts[:_CUTS_SHOWN]:
        text = shorten(cut.text, terminal_width() - _RULE_COLUMNS)
        echo(Paint().bad(pad(cut.rule, _RULE_COLUMNS)) + text)
    if len(cuts) > _CUTS_SHOWN:
        echo(f"… and {len(cuts) - _CUTS_SHOWN} more")


def _export(archive: Archive, article: Article) -> None:
    from archive.fields import to_fields

    _step(4, "Take everything elsewhere, an article a line: kliping export -o articles.jsonl.gz")
    echo(shorten(to_json(to_fields(article)), 6 * terminal_width()))
    echo(f"… {archive.count()} articles in all")
