"""``kliping status`` for a person: five short tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cli.overview import DAYS, Overview, command, sums
from cli.render import Paint, one_line, pad, shorten, wrap

if TYPE_CHECKING:
    from archive.completeness import Announcements
    from archive.gaps import Gap
    from archive.health import Room, SourceHealth
    from archive.ledger import Run

_LONGEST_NAME = 30
_REASONS = 5
"""Reasons named for one source."""
_NAMED = 5
"""Sources named for one gap that many have."""
_INDENT = "  "

_WHY = {
    "no-crawl": "no crawl ran",
    "not-asked": "not asked for anything",
    "unanswered": "no answer",
    "few-announced": "far less than usual was announced",
    "few-stored": "far less than usual could be stored",
}


def lines(seen: Overview, paint: Paint, columns: int) -> Iterator[str]:
    """The whole, no line longer than ``columns`` where these are 80 or more, but for the archive's name."""
    yield one_line(seen.room.name)
    yield _room(seen.room)
    for title, rows in (
        ("Runs", _runs(seen.runs, paint, columns)),
        ("Sources", _sources(seen.sources, seen.at, paint, columns)),
        (f"What was announced in {DAYS} days", _announced(seen.announcements, paint, columns)),
        ("Gaps", _gaps(seen.gaps, columns)),
        ("Alarms", _alarms(seen, paint, columns)),
    ):
        yield ""
        yield paint.bold(title)
        yield from rows


def size(count: int) -> str:
    """Bytes as a person reads them."""
    number, units = float(count), iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while number >= 1000 and unit != "TB":
        number, unit = number / 1000, next(units)
    return f"{number:.3g} {unit}" if number < 1000 else f"{number:.0f} {unit}"


def _room(room: Room) -> str:
    free = "" if room.free is None else f"; {size(room.free)} free on its disk"
    plural = "" if room.articles == 1 else "s"
    return f"{room.articles:,} article{plural} in {size(room.size)}{free}"


class _Column(NamedTuple):
    title: str
    width: int


def _row(name: str, name_width: int, cells: Sequence[str], columns: Sequence[_Column]) -> str:
    numbers = "".join(
        f"{cell:>{column.width}}" for cell, column in zip(cells, columns, strict=True)
    )
    return pad(shorten(name, name_width), name_width) + numbers


def _head(title: str, name_width: int, columns: Sequence[_Column], paint: Paint) -> str:
    return paint.dim(_row(title, name_width, [column.title for column in columns], columns))


def _name_width(columns: Sequence[_Column], width: int) -> int:
    return max(8, min(_LONGEST_NAME, width - sum(column.width for column in columns)))


def _titled(*titles: str, width: int = 10) -> tuple[_Column, ...]:
    return tuple(_Column(title, width) for title in titles)


# --- Runs ---

_RUN = (
    _Column("took", 7),
    _Column("status", 13),
    *_titled("new", "changed", "same", "refused", "failed", width=8),
)


def _runs(runs: Sequence[Run], paint: Paint, width: int) -> Iterator[str]:
    if not runs:
        yield "none yet: kliping crawl"
        return
    name_width = 18
    yield _head("began", name_width, _RUN, paint)
    for run in runs:
        done = sums(run)
        took = "-" if run.ended is None else span(run.ended - run.started)
        counts = (done.new, done.changed, done.same, _sum(done.refused), _sum(done.failed))
        cells = [took, run.status, *(f"{count:,}" for count in counts)]
        line = _row(f"{run.started:%Y-%m-%d %H:%M}", name_width, cells, _RUN)
        yield paint.bad(line) if run.status in {"failed", "killed"} else line


def span(length: timedelta) -> str:
    """A length of time in at most four characters: ``45s``, ``12m``, ``5h``, ``3d``, ``400d``."""
    seconds = max(0, int(length.total_seconds()))
    for unit, name, most in ((1, "s", 60), (60, "m", 3600), (3600, "h", 2 * 86400)):
        if seconds < most:
            return f"{seconds // unit}{name}"
    return f"{seconds // 86400}d"


def _sum(reasons: Mapping[str, int]) -> int:
    return sum(reasons.values())


# --- Sources ---

_SOURCE = (
    *_titled("asked", "reply", "new", "every", "due", width=6),
    _Column("7 days", 7),
    _Column("undated", 8),
    _Column("unsigned", 9),
    _Column("waiting", 8),
)


def _sources(
    sources: Sequence[SourceHealth], now: datetime, paint: Paint, width: int
) -> Iterator[str]:
    if not sources:
        yield "none yet: kliping sources add URL"
        return
    name_width = _name_width(_SOURCE, width)
    yield _head("source", name_width, _SOURCE, paint)

    def ago(moment: datetime | None) -> str:
        return "-" if moment is None else span(now - moment)

    for source in sources:
        week = source.week
        cells = [
            *(ago(moment) for moment in (source.asked, source.answered, source.stored)),
            "-" if source.interval is None else span(source.interval),
            "-" if source.due is None else "now" if source.due <= now else span(source.due - now),
            f"{week.new:,}",
            _share(week.undated),
            _share(week.unsigned),
            f"{source.waiting:,}",
        ]
        line = _row(source.name, name_width, cells, _SOURCE)
        yield line if source.is_configured else paint.dim(line)
        yield from _remarks(source, paint, width)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _remarks(source: SourceHealth, paint: Paint, width: int) -> Iterator[str]:
    if not source.is_configured:
        yield paint.dim(f"{_INDENT}not in the configuration")
    elif source.asked is None:
        yield f"{_INDENT}never crawled yet"
    if source.failures and (source.detail or source.problem):
        reason = f"{source.problem}: {source.detail}" if source.detail else source.problem
        yield paint.bad(_INDENT + shorten(reason, width - len(_INDENT)))


# --- What became of what was announced ---

_FATE = _titled("announced", "stored", "refused", "failed", "waiting")


def _announced(days: Sequence[Announcements], paint: Paint, width: int) -> Iterator[str]:
    if not days:
        yield "nothing"
        return
    name_width = _name_width(_FATE, width)
    yield _head("day", name_width, _FATE, paint)
    for _, line in sorted(_fates(days, lambda day: day.day.isoformat(), name_width).items()):
        yield line
    yield ""
    yield _head("source", name_width, _FATE, paint)
    of: dict[str, list[Announcements]] = {}
    for day in days:
        of.setdefault(day.source, []).append(day)
    for source, line in _fates(days, lambda day: day.source, name_width).items():
        yield line
        if why := _why(of[source]):
            yield paint.dim(_INDENT + shorten(why, width - len(_INDENT)))


def _fates(
    days: Sequence[Announcements], key: Callable[[Announcements], str], name_width: int
) -> dict[str, str]:
    summed: dict[str, list[int]] = {}
    for day in days:
        counts = (day.announced, day.stored, _sum(day.refused), _sum(day.failed), day.waiting)
        before = summed.setdefault(key(day), [0] * len(counts))
        before[:] = [a + b for a, b in zip(before, counts, strict=True)]
    return {
        name: _row(name, name_width, [f"{count:,}" for count in counts], _FATE)
        for name, counts in summed.items()
    }


def _why(days: Sequence[Announcements]) -> str:
    """``not-an-article:index 3, http-404 1``, the most frequent first."""
    reasons: dict[str, int] = {}
    for day in days:
        for reason, count in (*day.refused.items(), *day.failed.items()):
            reasons[reason] = reasons.get(reason, 0) + count
    ordered = sorted(reasons.items(), key=lambda item: -item[1])
    told = [f"{reason} {count:,}" for reason, count in ordered[:_REASONS]]
    return ", ".join(told) + (" …" if len(ordered) > _REASONS else "")


# --- Gaps and alarms ---


def _gaps(gaps: Sequence[Gap], width: int) -> Iterator[str]:
    unasked = [gap for gap in gaps if gap.asked_again is None]
    alike: dict[tuple[str, date, date], list[Gap]] = {}
    for gap in unasked:
        alike.setdefault((gap.reason, gap.first, gap.last), []).append(gap)
    for (reason, first, last), some in sorted(alike.items(), key=lambda item: item[0][1]):
        days = f"{first}" if first == last else f"{first} to {last}"
        there = f"{_total(some, 'found'):,} of about {_total(some, 'usual'):,} articles are there"
        why = _WHY[reason]
        yield wrap(f"{days}, {_names(some)}: {why}; {there}", width)
        yield _INDENT + one_line(command(*some[:_NAMED]))
        if len(some) > _NAMED:
            yield f"{_INDENT}and likewise for the others; without names it does that for every source"
    if again := len(gaps) - len(unasked):
        yield f"{again} more, but the sources were asked again and had no more of them"
    if not gaps:
        yield "none"


def _total(gaps: Sequence[Gap], field: str) -> int:
    return sum(getattr(gap, field) for gap in gaps)


def _names(gaps: Sequence[Gap]) -> str:
    names = [gap.source for gap in gaps[:_NAMED]]
    more = len(gaps) - len(names)
    return f"{', '.join(names)} and {more} more sources" if more else ", ".join(names)


def _alarms(seen: Overview, paint: Paint, width: int) -> Iterator[str]:
    for alarm in seen.alarms:
        of = f" {alarm.source}" if alarm.source else ""
        line = f"{alarm.kind}{of}, since {alarm.since:%Y-%m-%d %H:%M}: {alarm.line}"
        yield paint.bad(wrap(line, width))
    if not seen.alarms:
        yield "none"
