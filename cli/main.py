"""The command itself: its group, the global options, and how every error becomes one line and an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from archive.errors import ArchiveBusy, ArchiveError, QueryError
from cli.options import Options
from cli.render import one_line
from crawler.errors import CrawlerError, LogError, SiteError
from crawler.masking import masked

FAILED, WRONG_USAGE, BUSY, INTERRUPTED, TERMINATED = 1, 2, 75, 130, 143
"""The exit codes of the contract; 0 is done, and 3 (some source failed) is the crawl's own."""

_IMPORTED = 100_000
"""Objects that come before they are looked through for garbage: so many are imported by any command but a crawl, and stay."""

COMMANDS = {
    "init": "cli.init:init",
    "sources": "cli.sources:sources",
    "crawl": "cli.crawl:crawl",
    "fetch": "cli.fetch:fetch",
    "extract": "cli.extract:extract",
    "import": "cli.import_files:import_files",
    "search": "cli.search:search",
    "show": "cli.show:show",
    "related": "cli.related:related",
    "export": "cli.export:export",
    "status": "cli.status:status",
    "schedule": "cli.schedule:schedule",
    "db": "cli.db:db",
    "demo": "cli.demo:demo",
}
"""Name → where it stands, in the order a newcomer meets them. A command's module is imported when it is asked for."""


class Terminated(BaseException):
    """SIGTERM came. Inherits BaseException because it is no error: it must pass every handler on its way out."""


class PipeClosed(Exception):
    """Whoever read our output has seen enough (``kliping export | head``)."""


class Commands(click.Group):
    """A group that imports a command only when it is used."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it; for a name that is unknown the nearest ones are named."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            name = error.command_name
            raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of :data:`COMMANDS`, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; click would end the process itself when a pipe closes, so that is caught first."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise PipeClosed from error


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"kliping {version('kliping')}")
        ctx.exit()


@click.group(
    cls=Commands,
    epilog="Example: kliping crawl https://www.example.org/ && kliping search election",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    metavar="FILE",
    help="Configuration. Otherwise $KLIPING_CONFIG, ./kliping.toml, then the one in your account.",
)
@click.option(
    "--archive",
    metavar="PATH_OR_URL",
    help="Archive. Otherwise $KLIPING_ARCHIVE, then the configuration, then ./kliping.db.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more; tracebacks too.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show it."
)
@click.pass_obj
def kliping(
    options: Options, config: str | None, archive: str | None, quiet: bool, verbose: bool
) -> None:
    """Crawl newspapers, keep their cleaned articles, and find them again."""
    if quiet and verbose:
        raise click.UsageError("-q and -v exclude each other.")
    for name, value in (("--config", config), ("--archive", archive)):
        if value == "":
            raise click.UsageError(f"{name} is empty.")
    options.config = config
    options.archive = archive
    options.quiet = quiet
    options.verbose = verbose
    if quiet:
        import logging

        logging.getLogger("archive").setLevel(logging.ERROR)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with the contract's exit code."""
    gc.set_threshold(_IMPORTED, 10, 10)
    _prepare_streams()
    signal.signal(signal.SIGTERM, _terminate)
    code = run(arguments)
    code = _flush() or code
    gc.freeze()  # all that was imported is looked through for garbage at the end: a sixth of the time of a search
    sys.exit(code)


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us: ``kliping … >&-``
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, stream)
        else:
            # A terminal that can't show a letter shows its code point; a foreign letter is no reason to die.
            stream.reconfigure(errors="backslashreplace")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code. Every error has become one line on standard error."""
    options = Options()
    try:
        code = kliping.main(args=arguments, prog_name="kliping", obj=options, standalone_mode=False)
    except PipeClosed:
        return 0
    except click.exceptions.NoArgsIsHelpError as usage:
        click.echo(usage.format_message(), err=True)
        return WRONG_USAGE
    except (KeyboardInterrupt, Terminated, Exception) as error:  # the last line of defence
        if options.verbose and not isinstance(error, click.ClickException):
            traceback.print_exc()
        code, line = _explain(error)
        _complain(line)
    return code if isinstance(code, int) else 0


def _explain(error: BaseException) -> tuple[int, str]:
    """The exit code of an error, and its line for a person."""
    match error:
        case click.UsageError(ctx=click.Context() as ctx):
            line = f"{error.format_message()} (try '{ctx.command_path} --help')"
            return error.exit_code, line
        case click.ClickException():
            return error.exit_code, error.format_message()
        case click.Abort() | KeyboardInterrupt() | Terminated():
            ended = isinstance(error, Terminated)
            return (TERMINATED, "terminated") if ended else (INTERRUPTED, "interrupted")
        case OSError(strerror=str() as reason):
            return FAILED, f"{error.filename}: {reason}" if error.filename else reason
        case ArchiveError() | CrawlerError():
            return _code(error), str(error) or type(error).__name__
        case _:
            what = f"unexpected {type(error).__name__}: {error}"
            return FAILED, f"{what} (run with -v for the traceback)"


def _code(error: ArchiveError | CrawlerError) -> int:
    if isinstance(error, ArchiveBusy):
        return BUSY
    return WRONG_USAGE if isinstance(error, SiteError | QueryError | LogError) else FAILED


def _complain(line: str) -> None:
    # Standard error may be closed as well; there is nobody left to tell then.
    try:
        click.echo(f"kliping: {one_line(masked(line))}", err=True)
    except OSError:
        return


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _flush() -> int:
    """Write out what is buffered; 1 when that fails (a full disk). A closed pipe is no failure."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except OSError as error:
        _complain(f"standard output: {error.strerror}")
        code = FAILED
    else:
        return 0
    # The interpreter flushes once more as it ends; give it something that takes it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
