"""``kliping fetch``: archive these article pages now."""

from __future__ import annotations

import click

from cli.options import Options
from cli.progress import watching
from cli.render import echo, one_line
from cli.report import exit_code, tell


@click.command(epilog="Example: kliping fetch https://www.example.org/read/zoom-partner-only")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.pass_obj
def fetch(options: Options, urls: tuple[str, ...]) -> None:
    """Archive these article pages now.

    Prints a line for each: new, changed or same, the article's number, its address. Exit 1 when one is no
    article or could not be fetched.
    """
    from crawler import run
    from crawler.site import of_url

    for url in urls:
        of_url(url)
    configuration = options.configuration()
    with watching(options) as progress:
        report = run.fetch(
            urls,
            options.address(),
            configuration,
            progress=progress,
            verbosity=int(options.verbose),
        )
    stored = [saved for saved in report.saved if saved.id is not None]
    for saved in stored:
        echo(f"{saved.outcome}\t{saved.id}\t{one_line(saved.url)}")
        if saved.note:
            options.warn(f"{saved.url}: {saved.note}")
    for source in report.sources.values():
        for problem in source.problems:
            options.warn(problem)
    if report.interrupted:
        tell(report, options)
        raise click.exceptions.Exit(exit_code(report))
    if len(stored) < len(set(urls)):
        raise click.exceptions.Exit(1)
