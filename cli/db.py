"""``kliping db``: care of the archive's file."""

from __future__ import annotations

import click

from cli.options import Options
from cli.render import echo


@click.group(epilog="Example: kliping --archive old.db db upgrade")
def db() -> None:
    """Care for the archive's database."""


@db.command(epilog="Example: kliping --archive old.db db upgrade")
@click.pass_obj
def upgrade(options: Options) -> None:
    """Bring an archive that an older version made up to date."""
    with options.open_archive(upgrade=True) as archive:
        echo(f"{archive.name} is up to date ({archive.count()} articles)")
