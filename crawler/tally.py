"""What a run counts for each source while it goes on."""

from __future__ import annotations

from collections import Counter

from archive.ledger import SourceCounts
from archive.visit import Saved, Visit
from crawler.events import event
from crawler.fault import Fault, one_line
from crawler.masking import masked
from crawler.report import SourceReport

MOST_PROBLEMS = 50
"""Lines kept for one source; the others are only counted."""


class Tally:
    """The counts of one source in one run. Belongs to the reactor's thread."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.polled = 0
        self.announced = 0
        self.fetched = 0
        self.pending = 0
        self.failed_source = False
        self.done = False
        self.down = 0
        """Failures in a row that look like the host's own."""
        self.down_for_new = False
        """Whether one of these pages was asked for the first time."""
        self.gave_up = False
        """The host seems down: the rest of its links waits for the next run."""
        self.holds_back = False
        """Some host of its pages is not to be asked: for a while none is."""
        self._outcomes: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._problems: list[str] = []
        self._more = 0
        self._new_in_vain = 0
        self._looked = 0
        self._fetched_again = 0

    def problem(self, line: str) -> None:
        """Keep one line for a person."""
        event("problem", source=self.name, line=line)
        self._keep(line)

    def _keep(self, line: str) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(one_line(masked(line), 500))
        else:
            self._more += 1

    def source_failed(self, line: str) -> None:
        """Keep one line and mark the source as failed."""
        self.failed_source = True
        event("source-failed", source=self.name, line=line)
        self._keep(line)

    def came(self, *, again: bool = False) -> None:
        """A page was fetched; ``again`` says that its article is known."""
        self.fetched += 1
        self._fetched_again += again
        self.down = 0
        self.down_for_new = False

    def tried_in_vain(self, *, first: bool, fault: Fault) -> None:
        """A page did not come; ``first`` says whether it never failed before."""
        self._new_in_vain += first and not fault.refused
        self.down = self.down + 1 if fault.host_down else 0
        self.down_for_new = fault.host_down and (first or self.down_for_new)

    def saved(self, visit: Visit, saved: Saved) -> None:
        """Count what became of one link once it is in the archive."""
        self._outcomes[saved.outcome] += 1
        self._looked += visit.look is not None
        if saved.outcome == "refused":
            self._refused[visit.reason] += 1
        elif saved.outcome == "failed":
            self._failed[visit.reason] += 1
        if saved.outcome in {"refused", "failed"}:
            self._keep(f"{one_line(masked(visit.link), 300)}: {visit.detail or visit.reason}")
        _tell(visit, saved)

    @property
    def articles(self) -> int:
        """Articles stored, new or changed."""
        return self._outcomes["new"] + self._outcomes["changed"]

    @property
    def errors(self) -> int:
        """Links that failed."""
        return self._outcomes["failed"]

    def counts(self) -> SourceCounts:
        """What the ledger keeps."""
        return SourceCounts(
            polled=self.polled,
            announced=self.announced,
            fetched=self.fetched,
            new=self._outcomes["new"],
            changed=self._outcomes["changed"],
            same=self._outcomes["same"],
            refused=dict(self._refused),
            failed=dict(self._failed),
        )

    def report(self) -> SourceReport:
        """What the run's report says of the source."""
        more = (f"and {self._more} more",) if self._more else ()
        nothing_read = self._new_in_vain > 0 and self.fetched == self._fetched_again
        return SourceReport(
            name=self.name,
            polled=self.polled,
            announced=self.announced,
            fetched=self.fetched,
            new=self._outcomes["new"],
            changed=self._outcomes["changed"],
            same=self._outcomes["same"],
            looked=self._looked,
            gone=self._outcomes["gone"],
            refused=dict(self._refused),
            failed=dict(self._failed),
            pending=self.pending,
            problems=(*self._problems, *more),
            source_failed=self.failed_source or nothing_read,
        )


def _tell(visit: Visit, saved: Saved) -> None:
    """The event that a visit was. What ``detail`` says of a mistake of ours may be out of the page, and is left out."""
    source, url = visit.source, visit.url or visit.link
    if saved.outcome in {"refused", "failed", "unread", "gone"}:
        is_ours = visit.reason in {"extract-error", "error"}
        detail = None if is_ours else visit.detail
        event(f"page-{saved.outcome}", source=source, url=url, reason=visit.reason, detail=detail)
    else:
        event("page-stored", source=source, url=url, outcome=saved.outcome, id=saved.id)
