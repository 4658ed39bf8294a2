"""``kliping sources``: which newspapers are crawled."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from cli.crawl import chosen
from cli.options import Options
from cli.progress import watching
from cli.render import echo, on_terminal, one_line
from cli.report import exit_code
from crawler.errors import FeedError
from crawler.report import CrawlOptions

if TYPE_CHECKING:
    from crawler.report import RunReport
    from crawler.site import Configuration, Site


@click.group(epilog="Example: kliping sources add https://www.example.org/")
def sources() -> None:
    """List, add, remove, check newspapers."""


@sources.command("list", epilog="Example: kliping sources list")
@click.pass_obj
def list_sources(options: Options) -> None:
    """Print the sources.

    For each its name and where it begins, separated by tabs.
    """
    sites = options.configuration().sites
    for site in sites.values():
        echo("\t".join((site.name, *map(one_line, site.starts))))
    if not sites:
        options.say("no source yet: kliping init, kliping sources add https://…")


@sources.command(epilog="Example: kliping sources add https://www.example.org/ --name example")
@click.argument("url")
@click.option("--name", help="What to call it; otherwise its host.")
@click.pass_obj
def add(options: Options, url: str, *, name: str | None) -> None:
    """Add the newspaper at a URL.

    Finds its feeds and sitemaps, shows them, and writes them into the configuration. On a terminal you are asked
    first.
    """
    from crawler.opml import source_name
    from crawler.site import for_url, of_url

    configuration = options.configuration() if _config(options).exists() else _empty()
    site = of_url(url)
    if known := for_url(url, configuration.sites):
        raise click.UsageError(f"The source {known.name!r} is there already for this site.")
    report = _look_at([site], configuration, options)
    _show(report, options)
    if not report.documents:
        raise click.ClickException(f"nothing to read was found at {url}; nothing was written")
    asked = on_terminal(sys.stdin) and on_terminal(sys.stderr)
    if asked and not click.confirm("Add it?", default=True, err=True):
        options.say("nothing was written")
        return
    found = {
        kind: tuple(
            dict.fromkeys(d.url for d in report.documents if d.kind == kind and not d.parent)
        )
        for kind in ("feed", "sitemap")
    }
    new = replace(
        site,
        name=name or source_name(url),
        feeds=found["feed"],
        sitemaps=found["sitemap"],
    )
    _write_added(options, [new])


@sources.command(epilog="Example: kliping sources remove example.org")
@click.argument("name")
@click.pass_obj
def remove(options: Options, name: str) -> None:
    """Remove a source; its articles stay."""
    from crawler import configuration

    if name not in options.configuration().sites:
        raise click.UsageError(f"There is no source {name!r}: kliping sources list shows them.")
    path = _config(options)
    configuration.write(path, configuration.remove_source(_text(path), name))
    options.say(f"{name} removed from {path}; its articles stay")


@sources.command(epilog="Example: kliping sources check example.org")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def check(options: Options, names: tuple[str, ...]) -> None:
    """Ask the sources, store nothing.

    For each feed and sitemap: its source, kind, number of links and address. Exit 3 when a source failed.
    """
    configuration = options.configuration()
    report = _look_at(chosen(configuration.sites, names), configuration, options)
    _show(report, options)
    if code := exit_code(report):
        raise click.exceptions.Exit(code)


@sources.command("import", epilog="Example: kliping sources import feeds.opml")
@click.argument("opml", type=click.File("rb"))
@click.pass_obj
def import_opml(options: Options, opml: BinaryIO) -> None:
    """Add the feeds of an OPML file.

    Feeds of one site become one source. Sites that are there stay as they are.
    """
    from crawler.opml import SIZE_LIMIT, read_opml
    from crawler.site import for_url

    try:
        listed = read_opml(opml.read(SIZE_LIMIT + 1))
    except FeedError as error:
        raise FeedError(f"{opml.name}: {error}") from error
    configuration = options.configuration() if _config(options).exists() else _empty()
    new = [site for site in listed if not for_url(site.starts[0], configuration.sites)]
    if new:
        _write_added(options, new)
    options.say(f"{len(new)} added, {len(listed) - len(new)} were there already")


@sources.command("export", epilog="Example: kliping sources export > feeds.opml")
@click.pass_obj
def export_opml(options: Options) -> None:
    """Print all feeds as OPML."""
    from crawler.opml import write_opml

    sys.stdout.write(write_opml(options.configuration().sites.values()))


def _look_at(sites: Sequence[Site], configuration: Configuration, options: Options) -> RunReport:
    from crawler import run

    with watching(options) as progress:
        return run.crawl(
            sites,
            options.address(),
            configuration,
            CrawlOptions(dry_run=True),
            progress=progress,
            verbosity=int(options.verbose),
        )


def _show(report: RunReport, options: Options) -> None:
    """What was found: kind, number of links, address; then what went wrong."""
    for document in report.documents:
        echo(
            f"{document.source}\t{document.kind}\t{document.links} links\t{one_line(document.url)}"
        )
    for source in report.sources.values():
        for problem in source.problems:
            options.warn(f"{source.name}: {problem}")


def _config(options: Options) -> Path:
    return options.config_path() or options.new_config_path()


def _empty() -> Configuration:
    from crawler.site import Configuration

    return Configuration()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def _write_added(options: Options, new: Iterable[Site]) -> None:
    from crawler import configuration

    path = _config(options)
    is_new = not path.exists()
    text = "" if is_new else _text(path)
    for site in new:
        text = configuration.add_source(text, site)
    configuration.write(path, text, new=is_new)
    for site in new:
        options.say(f"{site.name} added to {path}")
