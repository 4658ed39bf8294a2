"""``kliping schedule``: the crawl that runs by itself."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from cli.options import Options
from cli.render import echo
from crawler.errors import ScheduleError


def _possible(_context: click.Context, _parameter: click.Parameter, every: str) -> str:
    from crawler.schedule import expression

    try:
        expression(every)
    except ScheduleError as error:
        raise click.UsageError(str(error)) from error
    return every


_every = click.option(
    "--every",
    callback=_possible,
    default="15m",
    show_default=True,
    metavar="INTERVAL",
    help="How often to look whether a source is due: 15m, 6h, 1d.",
)


@click.group(epilog="Example: kliping schedule install --every 15m")
def schedule() -> None:
    """Crawl by itself, from your crontab.

    The line has absolute paths and the proxy variables of now, so it does what your shell does. Each archive has one.
    """


@schedule.command(epilog="Example: kliping schedule show --every 1h")
@_every
@click.pass_obj
def show(options: Options, every: str) -> None:
    """Print the line, and say whether it is installed."""
    from crawler import schedule as crontab

    _need_sources(options)
    line = _line(options, every)
    echo(line)
    try:
        there = line in crontab.installed(crontab.read_tab())
    except ScheduleError as error:
        options.say(str(error))
    else:
        options.say("installed" if there else "not installed: kliping schedule install")


@schedule.command(epilog="Example: kliping schedule install --every 30m")
@_every
@click.pass_obj
def install(options: Options, every: str) -> None:
    """Put the line into your crontab, in the place of an earlier one for this archive."""
    from crawler import schedule as crontab

    _need_sources(options)
    line = _line(options, every)
    before = crontab.read_tab()
    after = crontab.install(before, line)
    if after != before:
        crontab.write_tab(after)
    echo(line)


@schedule.command(epilog="Example: kliping schedule remove")
@_every
@click.pass_obj
def remove(options: Options, every: str) -> None:
    """Take the line for this archive out of your crontab."""
    from crawler import schedule as crontab

    before = crontab.read_tab()
    after = crontab.remove(before, _line(options, every))
    if after == before:
        options.say("there is no line for this archive in your crontab")
        return
    crontab.write_tab(after)
    options.say("removed")


def _need_sources(options: Options) -> None:
    if not options.configuration().sites:
        raise click.UsageError(
            "There is no source to crawl yet: kliping init, kliping sources add."
        )


def _line(options: Options, every: str) -> str:
    from crawler import schedule as crontab

    config = options.config_path()
    asked = options.asked_archive()
    return crontab.line(
        _program(),
        every=every,
        folder=Path.cwd(),
        archive=asked if asked or config else options.address(),
        config=config,
        environment=os.environ,
    )


def _program() -> Path:
    """The command that is running; when it was started in another way, the one that is installed."""
    running = Path(sys.argv[0])
    if running.name == "kliping" and running.is_file():
        return running.absolute()
    found = shutil.which("kliping", path=str(Path(sys.executable).parent)) or shutil.which(
        "kliping"
    )
    if found is None:
        raise ScheduleError("the command kliping is not installed, so cron can't run it")
    return Path(found).absolute()
