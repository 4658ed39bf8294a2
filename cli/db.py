"""``kliping db``: care of the archive's database."""

from __future__ import annotations

import click

from cli.db_copy import copy
from cli.options import Options
from cli.render import echo


@click.group(epilog="Example: kliping db backup /mnt/backups/kliping-today.db")
def db() -> None:
    """Care for the archive's database."""


@db.command(epilog="Example: kliping --archive old.db db upgrade")
@click.option("--index", is_flag=True, help="Make the search index anew as well.")
@click.pass_obj
def upgrade(options: Options, *, index: bool) -> None:
    """Bring an archive that an older version made up to date.

    All or nothing. Of a million articles the search index alone takes some minutes to make anew.
    """
    with options.open_archive(upgrade=True) as archive:
        if index:
            archive.care.renew_index()
        echo(f"{archive.name} is up to date ({archive.count()} articles)")


@db.command(epilog="Example: kliping db check && kliping db backup /mnt/backups/kliping-today.db")
@click.pass_obj
def check(options: Options) -> None:
    """See whether the archive is whole.

    Looks at the file, at what its tables say of each other, at the search index, at every compressed text, and whether
    the raw pages are there. Writes nothing; a crawl may go on. Says what is wrong and what to do, and ends with 1 then.
    """
    with options.open_archive(read_only=True) as archive:
        found = archive.care.problems(options.configuration().raw_folder(archive.path))
        for line in found:
            echo(line)
        if found:
            raise click.ClickException(f"{archive.name} is not whole")
        echo(f"{archive.name} is whole ({archive.count()} articles)")


@db.command(epilog="Example: kliping db backup /mnt/backups/kliping-today.db")
@click.argument("file")
@click.pass_obj
def backup(options: Options, file: str) -> None:
    """Copy the archive to FILE, also while a crawl runs.

    FILE appears when it is complete, and replaces nothing. It is an archive like any other: put it where the archive
    was, or name it with --archive. Raw pages are files that never change once written: copy their folder as it is.
    """
    with options.open_archive(read_only=True) as archive:
        echo(f"{archive.count()} articles copied to {archive.care.back_up(file)}")


@db.command(epilog="Example: kliping db vacuum")
@click.pass_obj
def vacuum(options: Options) -> None:
    """Make the archive's file as small and as quick as it can be.

    Compresses all texts anew, joins the parts of the search index, and closes the gaps. Needs as much room again on the
    disk; may be stopped at any moment. Does nothing while a crawl runs (exit 75).
    """
    with options.open_archive() as archive:
        before = archive.path.stat().st_size if archive.path else 0
        archive.care.vacuum()
        after = archive.path.stat().st_size if archive.path else 0
        echo(f"{archive.name}: {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now")


db.add_command(copy)
