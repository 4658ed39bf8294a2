"""A source that does not answer any more, or whose pages don't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from archive.alarms.alarm import Alarm, when
from archive.alarms.past import CLOSED, LATELY, Past
from archive.alarms.weeks import Measure, began, departure

PATIENCE = timedelta(days=2)
"""A source may be away for so long: servers fail, and come back."""
_WEIGHT = 1.25
"""And it must have failed more than once: two hard failures, three soft ones, five of the passing kind."""

_GONE = timedelta(days=10)
"""A document that is asked for in vain is gone when it last answered so long ago, though its source answers."""
GONE_FOR_GOOD = {"http-404", "http-410", "not-a-feed", "dns"}

_MANY_LINKS = 10
"""Links that are announced on three days and not visited."""


class State(Protocol):
    """What a crawl remembers of a source: a row of the table ``sources``."""

    @property
    def name(self) -> str: ...
    @property
    def began(self) -> datetime: ...
    @property
    def tried(self) -> datetime | None: ...
    @property
    def polled(self) -> datetime | None: ...
    @property
    def failures(self) -> float: ...
    @property
    def problem(self) -> str: ...
    @property
    def detail(self) -> str: ...


class Document(Protocol):
    """A feed, sitemap or front page: what of :class:`archive.frontier.Poll` is needed here."""

    @property
    def url(self) -> str: ...
    @property
    def found_by(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def checked(self) -> datetime | None: ...
    @property
    def whole(self) -> datetime | None: ...
    @property
    def changed(self) -> datetime | None: ...


def failures(state: State, now: datetime) -> Alarm | None:
    """The alarm for a source that has not answered for two days, though it was asked; None when it has.

    Only the time until it was last asked counts: while nobody asks, nobody fails.
    """
    if state.tried is None or state.failures < _WEIGHT:
        return None
    since = state.polled or state.began
    if min(state.tried, now) - since < PATIENCE:
        return None
    ever = f"no answer since {when(since)}" if state.polled else "it never answered"
    why = state.detail or state.problem
    line = f"{ever}{f': {why}' if why else ''}; {advice(state.problem, state.detail, state.name)}"
    return Alarm(kind="failures", source=state.name, since=since, line=line)


_ADVICE = (
    (("robots-unreachable",), "its robots.txt can't be read, and until then nothing may be asked: look at the site"),
    (("robots",), "its robots.txt does not want us there: ask the newspaper, or remove the source"),
    (("dns",), "its name is gone: find out where the newspaper is now, and change the configuration"),
    (("certificate",), "open the site in a browser: its certificate may have expired, or the clock here is wrong"),
    (("http-404", "http-410", "not-a-feed", "feed"), 'find its feeds anew: "kliping sources check {name}"'),
    (("http-401", "http-403", "http-451", "http-429"), "it turns us away: name a contact in the configuration, ask less often, or ask the newspaper"),
    (("private-address",), "set allow_private_addresses if this is meant"),
    (("other-site",), "it has moved to another site: change the configuration"),
)  # fmt: skip


def advice(problem: str, detail: str, name: str) -> str:
    """What a person can do about a failure: half a line."""
    for slugs, what in _ADVICE:
        if any(problem.startswith(slug) for slug in slugs):
            return what.format(name=name)
    if "certificate" in detail:
        return _ADVICE[3][1]
    return f'look at the site, then try "kliping sources check {name}"'


def gone_documents(
    source: str, documents: Iterable[Document], began: datetime, now: datetime
) -> Alarm | None:
    """The alarm for feeds and sitemaps that are named in the configuration and no longer there, though others of the
    source are, so that it does not fail as a whole."""
    gone: list[tuple[datetime, Document]] = []
    for document in documents:
        last = max((m for m in (document.whole, document.changed) if m), default=began)
        is_gone = document.status in GONE_FOR_GOOD and document.found_by == "configured"
        if is_gone and document.checked and min(document.checked, now) - last >= _GONE:
            gone.append((last, document))
    if not gone:
        return None
    since, first = min(gone, key=lambda each: each[0])
    more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
    line = (
        f"{first.url}{more} did not answer since {when(since)} ({first.status}); "
        f"{advice('http-404', '', source)}, and correct the configuration"
    )
    return Alarm(kind="failures", source=source, since=since, line=line)


_PAGES = Measure(
    lambda w: w.in_vain, lambda w: w.fetched, lambda w: w.fetched, down=False, least=0.3, noise=1.5
)


def failing_pages(source: str, past: Past, *, stands: bool = False) -> Alarm | None:
    """The alarm for a source that answers, but whose pages don't, more than they used to; or are not visited at all."""
    if gone := departure(_PAGES, past.weeks, stands=stands):
        first = began(_PAGES, past, gone)
        reasons: Counter[str] = Counter()
        for day in past.since(first):
            reasons.update(day.failed)
            reasons.update({reason: day.refused.get(reason, 0) for reason in CLOSED})
        why = reasons.most_common(1)[0][0]
        line = (
            f"{gone.now:.0%} of its pages can't be fetched ({gone.usual:.0%} before), mostly {why}; "
            f"{advice(why, '', source)}"
        )
        return _since(first, source, line)
    last = past.lately
    announced = sum(day.announced for day in last)
    idle = len(last) == LATELY.days and all(day.polled for day in last)
    if idle and announced >= _MANY_LINKS and not any(day.fetched for day in last):
        first = last[0].day
        line = (
            f"{announced} links were announced since {first.isoformat()}, and none was visited: "
            "give the crawl more minutes, or look into its log"
        )
        return _since(first, source, line)
    return None


def _since(first: date, source: str, line: str) -> Alarm:
    since = datetime.combine(first, time(), UTC)
    return Alarm(kind="failures", source=source, since=since, line=line)
