"""When a stored article is looked at again, and how many looks a source is worth. Pure: no clock, no database.

An article is looked at at certain ages, densely in its first hours and then thinly: headlines are corrected within hours, and
what is withdrawn later is rare. A look that brought nothing skips the next age; a look that found a change does not. Live pages
change for a day and are looked at more often in it.

Looks cost requests that new pages do not. So a source gets a few, one more for two new articles, and two for each look that
found something; never more than it had new articles. What it can't afford is looked at at its next age in the first day, and
after it at the last one, which gets half of all looks: it finds what was withdrawn. Whoever names the ages gets just those,
for every article.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from archive.looks import Brought, Look, Looked, Week

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

AGES = (HOUR, 3 * HOUR, 8 * HOUR, DAY, 3 * DAY, 10 * DAY, 30 * DAY)
"""How old an article is when it is looked at."""

LIVE_AGES = tuple(sorted({*AGES, *(n * HOUR for n in (1 / 3, 2 / 3, 1.5, 2, 4.5, 6, 12)), 2 * DAY}))
"""The same for what is still being written."""

CONFIRMED_AFTER = timedelta(minutes=30)
"""How long a page must not have been there before it counts as gone: a deployment takes minutes."""

AT_LEAST = 20
"""Looks in a week at any source, however little new it has."""

MOST_A_RUN = 100
"""Looks at one source in one run."""

_SOON_PASSED = 0.8 * DAY
_LAST = 0.8 * AGES[-1]
"""From these ages on, for what is spread: past the first day, and the last look."""

_EVERY = 3
"""One look in so many asks without a condition: servers err about what has changed."""

_GAP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Looking:
    """When articles are looked at again.

    :param ages: those named by the configuration; None: :data:`AGES`, adapted to what looks bring.
    :param dice: gives a number from 0 to 1, by which moments are spread.
    """

    ages: tuple[timedelta, ...] | None = None
    dice: Callable[[], float] = random.random

    def first(self, kind: str, age: timedelta, at: datetime) -> datetime | None:
        """When an article that is stored now, at this age, is looked at for the first time; None: never."""
        return self._next(kind, age, at, skip=False)

    def again(self, looked: Looked, brought: Brought, at: datetime) -> Looked:
        """What is known of an article once a look has brought this; without ``due`` it is never looked at again."""
        if brought in {"passed", "nothing"}:
            return replace(looked, due=self._later(looked, at, passed=brought == "passed"))
        if brought in {"missing", "gone"}:
            return self._not_there(looked, at, for_good=brought == "gone")
        misses = 0 if brought == "changed" else looked.misses + 1
        return replace(
            looked,
            due=self._next(looked.kind, at - looked.born, at, skip=misses > 0),
            count=looked.count + 1,
            misses=misses,
            missing=None,
            gone=None,
        )

    def _not_there(self, looked: Looked, at: datetime, *, for_good: bool) -> Looked:
        """One look may have met a deployment; a second one bears it out, and the first one's time counts."""
        count = looked.count + 1
        since = at if looked.missing is None else looked.missing
        if looked.gone is None and not for_good and at - since < CONFIRMED_AFTER:
            due = since + self._spread(2 * CONFIRMED_AFTER)
            return replace(looked, due=due, count=count, missing=since)
        return replace(
            looked,
            due=self._next(looked.kind, at - looked.born, at, skip=True),
            count=count,
            misses=looked.misses + 1,
            missing=None,
            gone=looked.gone or since,
        )

    def _later(self, looked: Looked, at: datetime, *, passed: bool) -> datetime | None:
        """After nobody asked (``passed``), or nobody answered."""
        age = at - looked.born
        if looked.missing is not None:  # that is to be known, however old it is
            return at + self._spread(max(2 * CONFIRMED_AFTER, age / 4))
        if passed and self.ages is None and age > _SOON_PASSED:
            return at + self._spread(AGES[-1] - age) if age < _LAST else None
        return self._next(looked.kind, age, at, skip=False)

    def chosen(
        self, due: Sequence[Look], week: Week, most: int = MOST_A_RUN
    ) -> tuple[list[Look], list[Look]]:
        """Which of the looks that are due to take now, and which to pass over.

        A page that seems to be gone, or was, comes first, at any price: whole newspapers are away for an hour. Of the others half are looked at for the last time, where
        there are so many; what changed the last time goes before what did not, and what fell due last before the rest.
        With ages named by the configuration nothing is passed over, only left for the next run.
        """
        urgent = [look for look in due if look.missing or look.gone]
        others = [look for look in due if not (look.missing or look.gone)]
        others.sort(key=_worth, reverse=True)
        if self.ages is not None:
            return (urgent + others)[:most], []
        affordable = allowance(week)
        last = [look for look in others if _is_last(look)]
        early = [look for look in others if not _is_last(look)]
        one, other = (last, early) if self.dice() < 1 / 2 else (early, last)
        ranked = [look for both in zip_longest(one, other) for look in both if look is not None]
        taken = urgent[:most]
        taken += ranked[: max(0, min(affordable, most - len(taken)))]
        return taken, ranked[affordable:]

    def _next(self, kind: str, age: timedelta, at: datetime, *, skip: bool) -> datetime | None:
        """The moment of the next age that is far enough away, or with ``skip`` of the one after it."""
        if self.ages is None:
            ages = LIVE_AGES if kind == "live" else AGES
        else:
            ages, skip = self.ages, False
        least = age * 1.2 + _GAP
        for place, each in enumerate(ages):
            if each >= least:
                # The last age is never skipped: what is withdrawn is mostly withdrawn late.
                chosen = ages[min(place + skip, len(ages) - 1)]
                return at + self._spread(chosen - age)
        return None

    def _spread(self, span: timedelta) -> timedelta:
        return span * (0.9 + 0.2 * self.dice())


def _worth(look: Look) -> tuple[bool, datetime]:
    return look.count > 0 and look.misses == 0, look.due or look.born


def _is_last(look: Look) -> bool:
    return look.due is not None and look.due - look.born > _LAST


def looking(setting: bool | tuple[timedelta, ...]) -> Looking | None:
    """What the configuration's ``look_again`` asks for; None: no article is looked at again."""
    if isinstance(setting, bool):
        return Looking() if setting else None
    return Looking(ages=setting)


def allowance(week: Week) -> int:
    """How many looks more a source is worth now, after what it had and what they brought in the last days."""
    worth = AT_LEAST + week.new // 2 + 2 * week.found
    return max(0, min(worth, max(AT_LEAST, week.new)) - week.looked)


def conditions(look: Look) -> dict[str, str]:
    """The request headers that ask for an article's page only if it changed (RFC 9110, section 13.1)."""
    if look.count % _EVERY == _EVERY - 1:
        return {}
    headers = {"If-None-Match": look.etag, "If-Modified-Since": look.last_modified}
    return {name: value for name, value in headers.items() if value}
