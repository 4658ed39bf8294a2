"""A source whose articles are no longer like its own: after a change of layout they lose their end, their date, their author.

Each crawl goes on as if nothing were wrong, so this is seen only against the source's own past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from archive.alarms.alarm import Alarm
from archive.alarms.past import CLOSED, Past
from archive.alarms.weeks import Departure, Measure, began, departure
from archive.days import Day


@dataclass(frozen=True, slots=True)
class _Drift:
    measure: Measure
    says: Callable[[Departure], str]


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _shorter(found: Departure) -> str:
    how = "shorter" if found.now < found.usual else "longer"
    return f"articles are {how} ({found.now:.0f} words on average, {found.usual:.0f} before)"


def _share(what: str) -> Callable[[Departure], str]:
    return lambda found: f"{what} {_percent(found.now)} ({_percent(found.usual)} before)"


_DRIFTS = (
    _Drift(
        Measure(lambda w: w.refused, lambda w: w.new + w.refused, lambda w: w.new + w.refused, down=False, least=0.25),
        _share("pages taken for no article are"),
    ),
    _Drift(
        Measure(lambda w: w.words, lambda w: w.new, lambda w: w.new, is_share=False, noise=0.85, is_guess=True, least=0.35),
        _shorter,
    ),
    _Drift(
        Measure(lambda w: w.dated, lambda w: w.new, lambda w: w.new, up=False),
        _share("articles with a date are"),
    ),
    _Drift(
        Measure(lambda w: w.signed, lambda w: w.new, lambda w: w.new, up=False, least=0.25),
        _share("articles with an author are"),
    ),
    _Drift(
        Measure(lambda w: w.cut, lambda w: w.kept + w.cut, lambda w: w.new, noise=0.55, is_guess=True, least=0.12),
        _share("cut from the pages is"),
    ),
)  # fmt: skip


def drift(source: str, past: Past, *, stands: bool = False) -> Alarm | None:
    """The alarm for a source that is no longer like its own past; None when it is, or when too little is known of it.

    :param stands: whether this alarm stands already: it ends only when the source is well back.
    """
    found = [(d, departure(d.measure, past.weeks, stands=stands)) for d in _DRIFTS]
    left = [(each, gone) for each, gone in found if gone]
    if not left:
        return None
    first = min(began(each.measure, past, gone) for each, gone in left)
    days = past.since(first)
    says = [each.says(gone) for each, gone in left]
    if left[0][0] is _DRIFTS[0] and (why := _most(days)):
        says[0] += f", mostly {why}"
    since = datetime.combine(first, time(), UTC)
    article = page_to_look_at(days)
    return Alarm(kind="drift", source=source, since=since, line="; ".join(says), article=article)


def _most(days: Sequence[Day]) -> str:
    reasons: Counter[str] = Counter()
    for day in days:
        reasons.update({why: n for why, n in day.refused.items() if why not in CLOSED})
    return reasons.most_common(1)[0][0] if reasons else ""


def page_to_look_at(days: Sequence[Day]) -> int | None:
    """The number of the shortest article of the last of these days: where a layout has changed, it shows there."""
    some = [day.shortest for day in days if day.shortest is not None]
    return some[-1] if some else None
