"""What ``kliping status`` tells, for Prometheus: the text format that node_exporter's textfile collector reads.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from archive.errors import ArchiveBusy, ArchiveError
from cli.options import Options
from crawler.errors import CrawlerError

if TYPE_CHECKING:
    from archive.days import Day
    from cli.overview import Overview
    from crawler.site import Configuration

Kind = Literal["gauge", "counter"]
Labels = Mapping[str, str]


class Sample(NamedTuple):
    """One value of a metric."""

    labels: Labels
    value: float


class Metric(NamedTuple):
    """One metric with all its values."""

    name: str
    help: str
    kind: Kind
    samples: Sequence[Sample]


def write(path: str | Path, seen: Overview, totals: Iterable[Day]) -> None:
    """Put the metrics into a file, in one step: who reads it never sees half of it.

    :raises ArchiveUnwritable: that is not possible.
    """
    from archive.files import replacing

    with replacing(Path(path)) as file:
        file.write(exposition(metrics(seen, totals)).encode())


@contextmanager
def kept_up_to_date(options: Options, configuration: Configuration) -> Iterator[None]:
    """Writes the metrics that are configured when the block has ended, be it with an error. That they can't be written
    is told in a line, and no reason for the crawl to fail."""
    try:
        yield
    except ArchiveBusy:
        raise  # the crawl that holds the archive will write them
    except (ArchiveError, CrawlerError):
        _refresh(options, configuration)
        raise
    _refresh(options, configuration)


def _refresh(options: Options, configuration: Configuration) -> None:
    if configuration.prometheus is None:
        return
    from cli.overview import overview

    try:
        with options.open_archive(read_only=True) as archive:
            seen = overview(archive, configuration, datetime.now(UTC))
            write(configuration.prometheus, seen, archive.ledger.totals())
    except ArchiveError as error:
        options.warn(f"metrics: {error}")


def exposition(found: Iterable[Metric]) -> str:
    """The metrics as text; one without values is left out."""
    lines: list[str] = []
    for metric in found:
        if metric.samples:
            lines.append(f"# HELP {metric.name} {_escaped(metric.help)}")
            lines.append(f"# TYPE {metric.name} {metric.kind}")
            lines += (
                f"{metric.name}{_labels(s.labels)} {_number(s.value)}" for s in metric.samples
            )
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _labels(labels: Labels) -> str:
    said = (f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{','.join(said)}}}" if labels else ""


def _quoted(value: str) -> str:
    # A half of a surrogate pair is no text that UTF-8 can carry.
    return _escaped(value.encode("utf-8", "replace").decode()).replace('"', '\\"')


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def metrics(seen: Overview, totals: Iterable[Day]) -> Iterator[Metric]:
    """All there is to measure."""
    yield from _of_archive(seen)
    yield from _of_runs(seen)
    yield from _of_sources(seen)
    yield from _of_totals(list(totals))
    yield from _of_alarms(seen)


def _gauge(
    name: str, help: str, samples: Iterable[tuple[Labels, float | datetime | None]]
) -> Metric:
    """What is not known has no value: 1970 would be a lie."""
    known = [Sample(labels, _seconds(value)) for labels, value in samples if value is not None]
    return Metric(f"kliping_{name}", help, "gauge", known)


def _seconds(value: float | datetime) -> float:
    return value.timestamp() if isinstance(value, datetime) else value


def _of_archive(seen: Overview) -> Iterator[Metric]:
    none: Labels = {}
    yield _gauge("status_timestamp_seconds", "When this was written.", [(none, seen.at)])
    yield _gauge("archive_articles", "Articles in the archive.", [(none, seen.room.articles)])
    yield _gauge("archive_bytes", "Size of the archive on the disk, raw pages not counted.", [(none, seen.room.size)])  # fmt: skip
    yield _gauge("archive_free_bytes", "Free on the disk of the archive.", [(none, seen.room.free)])


def _of_runs(seen: Overview) -> Iterator[Metric]:
    if not seen.runs:
        return
    from archive.ledger import RunStatus

    last, none = seen.runs[0], dict[str, str]()
    took = None if last.ended is None else (last.ended - last.started).total_seconds()
    yield _gauge("last_run_start_timestamp_seconds", "When the last run began.", [(none, last.started)])  # fmt: skip
    yield _gauge("last_run_duration_seconds", "How long the last run took.", [(none, took)])
    states = [({"status": status}, float(status == last.status)) for status in get_args(RunStatus)]
    yield _gauge("last_run_status", "How the last run ended: 1 for what it is.", states)


def _of_sources(seen: Overview) -> Iterator[Metric]:
    by = [({"source": source.name}, source) for source in seen.sources]
    yield _gauge("source_asked_timestamp_seconds", "When the source was last asked.", ((k, s.asked) for k, s in by))  # fmt: skip
    yield _gauge("source_answered_timestamp_seconds", "When the source last answered.", ((k, s.answered) for k, s in by))  # fmt: skip
    yield _gauge("source_announced_timestamp_seconds", "When the source last announced something new.", ((k, s.announced) for k, s in by))  # fmt: skip
    yield _gauge("source_new_timestamp_seconds", "When an article of the source last was new.", ((k, s.stored) for k, s in by))  # fmt: skip
    yield _gauge("source_due_timestamp_seconds", "When the source is to be asked next.", ((k, s.due) for k, s in by))  # fmt: skip
    yield _gauge("source_interval_seconds", "How often the source is asked.", ((k, None if s.interval is None else s.interval.total_seconds()) for k, s in by))  # fmt: skip
    yield _gauge("source_failures", "Failures since the source last answered, weighed.", ((k, s.failures) for k, s in by))  # fmt: skip
    yield _gauge("source_waiting_links", "Links of the source still to visit.", ((k, s.waiting) for k, s in by))  # fmt: skip
    yield _gauge("source_configured", "1 for a source in the configuration.", ((k, s.is_configured) for k, s in by))  # fmt: skip
    days = {source.name: 0 for source in seen.sources}
    for gap in seen.gaps:
        if gap.asked_again is None:
            days[gap.source] = days.get(gap.source, 0) + (gap.last - gap.first).days + 1
    yield _gauge("source_gap_days", "Days of the last fortnight on which much is missing and was not asked for again.", (({"source": s}, n) for s, n in days.items()))  # fmt: skip


_TOTALS = {
    "announced": ("announced_total", "Links announced."),
    "fetched": ("visited_total", "Pages visited."),
    "new": ("stored_total", "New articles stored."),
    "changed": ("changed_total", "Articles stored again because they had changed."),
    "gone": ("gone_total", "Stored articles found to be no longer there."),
    "polled": ("polls_total", "Feeds, sitemaps and front pages that answered."),
    "unanswered": ("polls_unanswered_total", "Feeds, sitemaps and front pages asked in vain."),
}
_REASONS = {
    "refused": ("refused_total", "Pages that are no article, by reason."),
    "failed": ("failed_total", "Visits that brought nothing, by reason."),
}


def _of_totals(totals: Sequence[Day]) -> Iterator[Metric]:
    for field, (name, help) in _TOTALS.items():
        counted = [Sample({"source": day.source}, getattr(day, field)) for day in totals]
        yield Metric(f"kliping_source_{name}", help, "counter", counted)
    for field, (name, help) in _REASONS.items():
        counted = [
            Sample({"source": day.source, "reason": reason}, count)
            for day in totals
            for reason, count in sorted(getattr(day, field).items())
        ]
        yield Metric(f"kliping_source_{name}", help, "counter", counted)


def _of_alarms(seen: Overview) -> Iterator[Metric]:
    from archive.alarms.alarm import KINDS

    counts = [({"kind": kind}, sum(a.kind == kind for a in seen.alarms)) for kind in KINDS]
    yield _gauge("alarms", "Alarms that stand.", counts)
    standing = {(alarm.kind, alarm.source): alarm.since for alarm in seen.alarms}
    since = [({"kind": kind, "source": source}, at) for (kind, source), at in standing.items()]
    yield _gauge("alarm_since_timestamp_seconds", "Since when each alarm stands; no source: the archive itself.", since)  # fmt: skip
