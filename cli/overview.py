"""All that ``kliping status`` tells, gathered from the archive; as JSON too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.alarms.alarm import Alarm
    from archive.completeness import Announcements
    from archive.gaps import Gap
    from archive.health import Room, SourceHealth
    from archive.ledger import Run, SourceCounts
    from archive.store import Archive
    from crawler.site import Configuration

RUNS = 10
DAYS = 7
"""Of announcement, today included."""
GAP_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How an archive and its sources are doing."""

    at: datetime
    since: date
    """The first of the days of :attr:`announcements`."""
    room: Room
    runs: list[Run]
    sources: list[SourceHealth]
    announcements: list[Announcements]
    gaps: list[Gap]
    alarms: list[Alarm]


def overview(archive: Archive, configuration: Configuration, now: datetime) -> Overview:
    """Everything as it is at ``now``. Of sources that are no longer configured nothing is missed; where none is
    configured at all, of none that was ever crawled."""
    from crawler.standing import standing

    now = now.astimezone(UTC)
    today = now.date()
    since = today - timedelta(days=DAYS - 1)
    ledger = archive.ledger
    names = list(configuration.sites)
    sources = ledger.health(names, now)
    expected = names or [source.name for source in sources]
    return Overview(
        at=now,
        since=since,
        room=ledger.room(),
        runs=_runs(archive),
        sources=sources,
        announcements=ledger.announcements(since, today),
        gaps=ledger.gaps(today - timedelta(days=GAP_DAYS), now, expected),
        alarms=standing(archive, configuration, now, expected),
    )


def _runs(archive: Archive) -> list[Run]:
    """The last runs; who counts as running while nobody crawls was killed."""
    runs = archive.ledger.runs(RUNS)
    if all(run.status != "running" for run in runs) or archive.ledger.crawler() is not None:
        return runs
    return [replace(run, status="killed") if run.status == "running" else run for run in runs]


def sums(run: Run) -> SourceCounts:
    """What a run did for all its sources together."""
    from archive.ledger import SourceCounts

    total = SourceCounts()
    for counts in run.sources.values():
        total += counts
    return total


def command(*gaps: Gap) -> str:
    """What fills gaps that begin on one day, as far as the sources still offer what is missing."""
    # A day begins at midnight of this computer's own zone there, and in UTC in the ledger.
    first = datetime.combine(gaps[0].first, time(), UTC).astimezone().date()
    return f"kliping crawl {' '.join(gap.source for gap in gaps)} --since {first.isoformat()}"


def to_json(seen: Overview) -> dict[str, Any]:
    """Plain JSON types: times in ISO 8601 UTC, lengths of time in seconds, sizes in bytes."""
    return {
        "at": seen.at.isoformat(),
        "archive": {
            "name": seen.room.name,
            "articles": seen.room.articles,
            "bytes": seen.room.size,
            "free_bytes": seen.room.free,
        },
        "runs": [_run(run) for run in seen.runs],
        "sources": [_source(source) for source in seen.sources],
        "announcements": [_plain(asdict(day)) for day in seen.announcements],
        "gaps": [{**_plain(asdict(gap)), "command": command(gap)} for gap in seen.gaps],
        "alarms": [_plain(asdict(alarm)) for alarm in seen.alarms],
    }


def _run(run: Run) -> dict[str, Any]:
    fields = asdict(run)
    fields["sources"] = len(run.sources)
    return _plain({**fields, **asdict(sums(run))})


def _source(source: SourceHealth) -> dict[str, Any]:
    fields = asdict(source)
    week = fields.pop("week")
    names = ("undated", "unsigned")
    return _plain(
        {
            **fields,
            **{f"{name}_last_7_days": week[name] for name in ("new", "changed")},
            **{
                f"{name}_share": None if week[name] is None else round(week[name], 4)
                for name in names
            },
        }
    )


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> Any:
    match value:
        case date():  # a datetime is one too
            return value.isoformat()
        case timedelta():
            return int(value.total_seconds())
        case Mapping():
            return dict(value)
        case _:
            return value
