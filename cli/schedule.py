"""``kliping schedule``: the crawl that runs by itself."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import Options
from cli.render import echo
from crawler.errors import ScheduleError

if TYPE_CHECKING:
    from crawler.schedule import Call


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
    help="How often to look whether a source is due: 5m, 15m, 6h, 1d.",
)
_systemd = click.option(
    "--systemd",
    is_flag=True,
    help="A timer of systemd, in your account, in place of a crontab line.",
)


@click.group(epilog="Example: kliping schedule install --every 15m")
def schedule() -> None:
    """Crawl by itself, from your crontab or by a timer of systemd.

    What is written has absolute paths and the proxy variables of now, so it does what your shell does. Each archive has
    one.
    """


@schedule.command(epilog="Example: kliping schedule show --every 1h --systemd")
@_every
@_systemd
@click.pass_obj
def show(options: Options, every: str, *, systemd: bool) -> None:
    """Print the line, or the units, and say whether it is installed."""
    from crawler import schedule as crontab
    from crawler import timer

    _need_sources(options)
    call = _call(options)
    if systemd:
        folder = timer.unit_folder(os.environ)
        _print_units(folder, call, every)
        there = timer.installed(folder, call, every)
        options.say("installed" if there else "not installed: kliping schedule install --systemd")
        return
    line = crontab.line(call, every)
    echo(line)
    try:
        there = line in crontab.installed(crontab.read_tab())
    except ScheduleError as error:
        options.say(str(error))
    else:
        options.say("installed" if there else "not installed: kliping schedule install")


@schedule.command(epilog="Example: kliping schedule install --every 30m")
@_every
@_systemd
@click.pass_obj
def install(options: Options, every: str, *, systemd: bool) -> None:
    """Install the line or the timer, in the place of an earlier one for this archive."""
    from crawler import schedule as crontab
    from crawler import timer

    _need_sources(options)
    call = _call(options)
    folder = timer.unit_folder(os.environ)
    if systemd:
        timer.install(folder, call, every)
        _print_units(folder, call, every)
        if not timer.lingers(os.environ):
            options.say(
                "it runs while you are logged in; to have it always: loginctl enable-linger"
            )
        if _has_line(call):
            options.warn(
                "a crontab line crawls for this archive as well; one is enough: kliping schedule remove"
            )
        return
    line = crontab.line(call, every)
    before = crontab.read_tab()
    after = crontab.install(before, line)
    if after != before:
        crontab.write_tab(after)
    echo(line)
    if timer.is_there(folder, call):
        options.warn(
            "a systemd timer crawls for this archive as well; one is enough: kliping schedule remove"
        )


@schedule.command(epilog="Example: kliping schedule remove")
@_every
@click.pass_obj
def remove(options: Options, every: str) -> None:
    """Take out the line and the timer for this archive."""
    from crawler import schedule as crontab
    from crawler import timer

    call = _call(options)
    removed = timer.remove(timer.unit_folder(os.environ), call)
    try:
        before = crontab.read_tab()
        after = crontab.remove(before, crontab.line(call, every))
        if after != before:
            crontab.write_tab(after)
            removed = True
    except ScheduleError:
        if not removed:
            raise
    options.say("removed" if removed else "there is no line and no timer for this archive")


def _print_units(folder: Path, call: Call, every: str) -> None:
    from crawler.timer import units

    for name, text in units(call, every).items():
        echo(f"# {folder / name}\n{text}")


def _has_line(call: Call) -> bool:
    from crawler import schedule as crontab

    try:
        return any(
            line.endswith(f"# kliping {call.mark}")
            for line in crontab.installed(crontab.read_tab())
        )
    except ScheduleError:
        return False


def _need_sources(options: Options) -> None:
    if not options.configuration().sites:
        raise click.UsageError(
            "There is no source to crawl yet: kliping init, kliping sources add."
        )


def _call(options: Options) -> Call:
    from crawler import schedule as crontab

    config = options.config_path()
    asked = options.asked_archive()
    return crontab.call(
        _program(),
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
