"""The global options, and where configuration and archive are looked for. The only reader of the environment here."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.render import one_line

if TYPE_CHECKING:
    from archive.store import Archive
    from crawler.site import Configuration

CONFIG_NAME = "kliping.toml"
DEFAULT_ARCHIVE = "kliping.db"


@dataclass
class Options:
    """The options before the command's name. Filled by the group, read by every command."""

    config: str | None = None
    archive: str | None = None
    quiet: bool = False
    verbose: bool = False

    def config_path(self) -> Path | None:
        """The configuration in use, or None when there is none; a named one that is missing is an error."""
        named = self.config or os.environ.get("KLIPING_CONFIG")
        if named:
            path = Path(named)
            if not path.is_file():
                raise click.UsageError(f"There is no configuration at {named}.")
            return path
        for path in (Path(CONFIG_NAME), self.account_config()):
            if path.is_file():
                return path
        return None

    def new_config_path(self) -> Path:
        """Where a configuration belongs that does not exist yet."""
        return Path(self.config or os.environ.get("KLIPING_CONFIG") or CONFIG_NAME)

    @staticmethod
    def account_config() -> Path:
        """The configuration of this user account."""
        return Path(click.get_app_dir("kliping")) / CONFIG_NAME

    def configuration(self) -> Configuration:
        """The configuration in use; an empty one when there is no file."""
        from crawler.site import Configuration, load

        path = self.config_path()
        return load(path) if path else Configuration()

    def address(self, configuration: Configuration | None = None) -> str:
        """Path or URL of the archive in use; relative paths are relative to the working directory."""
        named = self.archive or os.environ.get("KLIPING_ARCHIVE")
        if named:
            return named
        if configuration is None:
            configuration = self.configuration()
        return configuration.archive or DEFAULT_ARCHIVE

    def open_archive(self, *, create: bool = False, read_only: bool = False) -> Archive:
        """Open the archive in use."""
        from archive.store import Archive

        return Archive.open(self.address(), create=create, read_only=read_only)

    def say(self, line: str, *, detail: bool = False) -> None:
        """A remark on standard error: unless -q was given; a detail only with -v."""
        if not self.quiet and (self.verbose or not detail):
            click.echo(one_line(line), err=True)

    @staticmethod
    def warn(line: str) -> None:
        """A complaint on standard error that does not end the command."""
        sys.stdout.flush()
        click.echo(f"kliping: {one_line(line)}", err=True)
