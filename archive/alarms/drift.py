"""A source whose articles are no longer like its own: after a change of layout they lose their end, their date, their author.

Each crawl goes on as if nothing were wrong, so this is seen only against the source's own past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from archive.alarms.alarm import Alarm
from archive.alarms.failures import CLOSED
from archive.alarms.weeks import Departure, Measure, departure
from archive.days import Day


@dataclass(frozen=True, slots=True)
class _Drift:
    measure: Measure
    says: Callable[[Departure], str]


def _refused(day: Day) -> int:
    return sum(count for why, count in day.refused.items() if why not in CLOSED)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _shorter(found: Departure) -> str:
    how = "shorter" if found.now < found.usual else "longer"
    return f"articles are {how} ({found.now:.0f} words on average, {found.usual:.0f} before)"


def _share(what: str) -> Callable[[Departure], str]:
    return lambda found: f"{what} {_percent(found.now)} ({_percent(found.usual)} before)"


_DRIFTS = (
    _Drift(
        Measure(_refused, lambda day: day.new + _refused(day), lambda day: day.new + _refused(day), down=False, least=0.25),
        _share("pages taken for no article are"),
    ),
    _Drift(
        Measure(lambda day: day.words, lambda day: day.new, lambda day: day.new, is_share=False, noise=1.2, least=0.35),
        _shorter,
    ),
    _Drift(
        Measure(lambda day: day.dated, lambda day: day.new, lambda day: day.new, up=False, noise=1.0),
        _share("articles with a date are"),
    ),
    _Drift(
        Measure(lambda day: day.signed, lambda day: day.new, lambda day: day.new, up=False, least=0.25),
        _share("articles with an author are"),
    ),
    _Drift(
        Measure(lambda day: day.cut, lambda day: day.kept + day.cut, lambda day: day.new, noise=0.8, least=0.12),
        _share("cut from the pages is"),
    ),
)  # fmt: skip


def drift(source: str, days: Sequence[Day], today: date, *, stands: bool = False) -> Alarm | None:
    """The alarm for a source that is no longer like its own past; None when it is, or when too little is known of it.

    :param days: of this source, :data:`archive.alarms.weeks.LONGEST_PAST` back, in order; what is missing had nothing.
    :param stands: whether this alarm stands already: it ends only when the source is well back.
    """
    found = [(d, departure(d.measure, days, today, stands=stands)) for d in _DRIFTS]
    left = [(each, gone) for each, gone in found if gone]
    if not left:
        return None
    began = min(gone.began for _, gone in left)
    says = [each.says(gone) for each, gone in left]
    if left[0][0] is _DRIFTS[0] and (why := _most(days, began)):
        says[0] += f", mostly {why}"
    since = datetime.combine(began, time(), UTC)
    article = page_to_look_at(days, began)
    return Alarm(kind="drift", source=source, since=since, line="; ".join(says), article=article)


def _most(days: Sequence[Day], began: date) -> str:
    reasons: Counter[str] = Counter()
    for day in days:
        if day.day >= began:
            reasons.update({why: n for why, n in day.refused.items() if why not in CLOSED})
    return reasons.most_common(1)[0][0] if reasons else ""


def page_to_look_at(days: Sequence[Day], began: date) -> int | None:
    """The number of the shortest article of the last day since then: where a layout has changed, it shows there."""
    some = [day.shortest for day in days if day.day >= began and day.shortest is not None]
    return some[-1] if some else None
