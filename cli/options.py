"""The global options, and where configuration and archive are looked for. The only reader of the environment here."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import ArchiveTooOld
from cli.render import one_line
from crawler import places
from crawler.masking import masked

if TYPE_CHECKING:
    from archive.store import Archive
    from crawler.site import Configuration


@dataclass
class Options:
    """The options before the command's name. Filled by the group, read by every command."""

    config: str | None = None
    archive: str | None = None
    quiet: bool = False
    verbose: bool = False

    def config_path(self) -> Path | None:
        """The configuration in use, whether or not it exists when it was asked for; None when there is none."""
        return places.configuration_file(self.config, os.environ)

    def new_config_path(self) -> Path:
        """Where a configuration belongs that does not exist yet."""
        return places.new_configuration_file(self.config, os.environ)

    def asked_archive(self) -> str | None:
        """The archive named by ``--archive`` or ``$KLIPING_ARCHIVE``."""
        return places.asked_archive(self.archive, os.environ)

    def configuration(self) -> Configuration:
        """The configuration in use; an empty one when there is no file."""
        from crawler.site import Configuration, load

        path = self.config_path()
        return load(path) if path else Configuration()

    def address(self) -> str:
        """Path or URL of the archive in use. Of a configuration only its ``archive`` is read."""
        return places.archive_address(self.archive, os.environ, self._configured_archive)

    def _configured_archive(self) -> str | None:
        path = self.config_path()
        if path is None:
            return None
        from crawler.site import archive_of

        return archive_of(path)

    def open_archive(
        self, *, create: bool = False, read_only: bool = False, upgrade: bool = False
    ) -> Archive:
        """Open the archive in use; one made by an older version is brought up to date, even to read it, where that is
        instant or ``upgrade`` is set."""
        from archive.store import Archive  # brings SQLAlchemy

        address = self.address()
        try:
            return Archive.open(address, create=create, read_only=read_only, upgrade=upgrade)
        except ArchiveTooOld:
            return Archive.open(address)

    def say(self, line: str, *, detail: bool = False) -> None:
        """A remark on standard error: unless -q was given; a detail only with -v."""
        if not self.quiet and (self.verbose or not detail):
            click.echo(one_line(masked(line)), err=True)

    @staticmethod
    def warn(line: str) -> None:
        """A complaint on standard error that does not end the command."""
        sys.stdout.flush()
        click.echo(f"kliping: {one_line(masked(line))}", err=True)


def refuse_own_file(destination: str | Path, *own: Path | None) -> None:
    """Refuse to write results over the configuration, or over the archive and the files that go with it."""
    path = Path(destination).expanduser()
    for mine in filter(None, own):
        for suffix in ("", "-wal", "-shm", ".lock"):
            file = mine.with_name(mine.name + suffix)
            if path.exists() and file.exists() and path.samefile(file):
                raise click.UsageError(f"{destination} is in use here itself; name another file.")
