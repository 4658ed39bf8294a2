"""The filters that search and export share, declared once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from archive.model import Filters
from cli.dates import Moment

_OPTIONS = (
    click.option("--source", metavar="NAME", help="Only this source."),
    click.option("--language", metavar="xx", help="Only this language (ISO 639-1: en, id, zh)."),
    click.option("--author", metavar="TEXT", help="Part of an author's name, in any case."),
    click.option("--section", metavar="TEXT", help="Only this section, in any case."),
    click.option(
        "--since",
        type=Moment(),
        metavar="DATE",
        help="Published then or later: 2026-11-20, 7d, 24h, yesterday (midnight here).",
    ),
    click.option(
        "--until",
        type=Moment(end=True),
        metavar="DATE",
        help="Published before the end of that day.",
    ),
    click.option(
        "--min-words", type=click.IntRange(min=0), metavar="N", help="At least so many words."
    ),
    click.option("--with-duplicates", is_flag=True, help="Also copies of an article already kept."),
)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filters; it receives them as one keyword argument ``filters``."""

    @functools.wraps(command)
    def with_filters(*args: Any, **options: Any) -> None:
        names = Filters.__dataclass_fields__.keys() & options.keys()
        filters = Filters(**{name: options.pop(name) for name in names})
        command(*args, filters=filters, **options)

    for option in reversed(_OPTIONS):
        with_filters = option(with_filters)
    return with_filters
