"""The alarms that stand, as a configuration wants them looked for. Loads nothing of a crawl, so that ``status`` starts fast."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from archive.alarms.alarm import Alarm
from archive.store import Archive
from crawler.masking import masked
from crawler.site import Configuration

_ROOM = 2
"""An alarm is raised when there is so many times the room left that a crawl needs to go on."""


def standing(
    archive: Archive,
    configuration: Configuration,
    now: datetime,
    of: Collection[str] | None = None,
) -> list[Alarm]:
    """The alarms that stand now, those of the archive first, without secrets of URLs; only reads.

    :param of: sources to look at; None: all that are configured.
    """
    sites = configuration.sites
    found = archive.alarms.standing(
        now,
        sites if of is None else of,
        may_be_silent=[site.name for site in sites.values() if not site.silence],
        raw=configuration.raw_folder(archive.path),
        floor=_ROOM * configuration.crawl.min_free,
    )
    return [replace(alarm, line=masked(alarm.line)) for alarm in found]
