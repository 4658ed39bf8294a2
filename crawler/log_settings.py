"""Where a crawl's log goes and what it looks like: the table ``[log]`` of a configuration, and ``--log``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from crawler.tables import Table

LogFormat = Literal["text", "json"]

_JSON = (".json", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What of a crawl is kept as lines, one an event."""

    file: Path | None = None
    """Absolute; None keeps no log."""
    format: LogFormat | None = None
    """None: JSON where the file's name says so (``.jsonl``), else text."""
    max_bytes: int = 10_000_000
    """A file that would get longer is put aside as ``NAME.1`` and a new one begun."""
    keep: int = 5
    """Files put aside."""

    @property
    def is_json(self) -> bool:
        """Whether each line is a JSON object."""
        if self.format is not None:
            return self.format == "json"
        return self.file is not None and self.file.suffix.lower() in _JSON


def log_settings(table: Table, folder: Path) -> LogSettings:
    """What the table says; a relative path is taken from ``folder``.

    :raises SiteError: a key is unknown or wrong.
    """
    default = LogSettings()
    file = table.text("file")
    settings = LogSettings(
        file=None if file is None else folder / Path(file).expanduser(),
        format=cast("LogFormat | None", table.choice("format", None, ("text", "json"))),
        max_bytes=table.size("max_bytes", default.max_bytes, least=10_000),
        keep=table.whole("keep", default.keep, least=0, most=1000),
    )
    table.nothing_else()
    return settings
