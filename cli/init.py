"""``kliping init``: a configuration to begin with."""

from __future__ import annotations

import click

from cli.options import Options
from cli.render import echo


@click.command(epilog="Example: kliping init && kliping sources add https://www.example.org/")
@click.pass_obj
def init(options: Options) -> None:
    """Write a configuration to begin with.

    It is a commented kliping.toml with some sources. An existing one is never overwritten.
    """
    from crawler import configuration

    path = options.new_config_path()
    configuration.write(path, configuration.starter(), new=True)
    echo(str(path))
    options.say("written; next: kliping sources list, kliping crawl")
