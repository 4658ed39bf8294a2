"""What came of asking all documents of a source once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archive.frontier import Link, Poll
from crawler.due import weight_of
from crawler.fault import Fault, one_line
from crawler.rhythm import Outcome

_FEW = 5
"""A document with fewer links may well be new altogether."""


class Round:
    """Collects it, a document at a time."""

    def __init__(self) -> None:
        self.news = 0
        """Links that were not known before."""
        self._answered = False
        self._moments: list[datetime] = []
        self._full = 0.0
        self._faults: list[Fault] = []
        self._waiting = False

    def answered(self, before: Poll, named: int, due: Sequence[Link]) -> bool:
        """A document answered; whether some of what it announced was missed in all likelihood.

        :param before: what was known of it.
        :param named: how many links it has; 0 when it has not changed.
        :param due: those of them that are to be visited.
        """
        self._answered = True
        fresh = [link.announced for link in due if not link.known]
        self.news += len(fresh)
        self._moments += filter(None, (link.published or link.modified for link in fresh))
        if before.changed is None or named < _FEW:
            return False
        full = len(fresh) / named
        self._full = max(self._full, full)
        return full >= 1

    def failed(self, fault: Fault) -> None:
        """A document could not be had."""
        if fault.waits:
            self._waiting = True
        else:
            self._faults.append(fault)

    @property
    def outcome(self) -> Outcome:
        """All of it."""
        if self._answered or not (self._faults or self._waiting):
            return Outcome(new=self.news, moments=self._moments, full=self._full)
        if self._waiting:
            return Outcome(asked=False)
        return Outcome(weight=min(weight_of(fault.slug) for fault in self._faults))

    @property
    def problem(self) -> tuple[str, str]:
        """Slug and line of what went wrong, where nothing answered."""
        if self._answered or not self._faults:
            return "", ""
        fault = min(self._faults, key=lambda fault: weight_of(fault.slug))
        return fault.slug, one_line(fault.text)
