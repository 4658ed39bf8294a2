"""One batch of visits into every table it concerns, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from archive import opt_outs
from archive.days import Day, add_days, of_visits
from archive.gone import mark_gone
from archive.ledger import SourceCounts, add_counts
from archive.look_outcomes import note
from archive.looks import Plan
from archive.recording import record_articles
from archive.search.renewal import bring_up_to_date
from archive.settling import settle
from archive.sources import note_visits
from archive.visit import Saved, Visit


def record(
    connection: Connection,
    visits: Sequence[Visit],
    run: int | None,
    *,
    add_links: bool,
    plan: Plan | None = None,
) -> list[Saved]:
    """Stores what the visits brought, notes on their links what became of them, and adds to the counts of the day and
    of ``run``. What no link led to (``add_links`` is not set: an import) is not counted for any day.
    ``plan`` decides when articles are looked at again; without one they are not.

    Returns what was done with each visit, in order. Raises as :func:`archive.recording.record_articles`.
    """
    bring_up_to_date(connection)
    saved, keys = record_articles(connection, visits)
    opt_outs.note(connection, visits, saved)
    settle(connection, _noted(visits, saved), keys, add=add_links)
    mark_gone(connection, visits, look_first=plan is not None)
    if plan is not None:
        saved = note(connection, visits, saved, plan)
    counted = of_visits(visits, saved) if add_links or run is not None else []
    if add_links:
        note_visits(connection, visits, saved)
        add_days(connection, counted)
    if run is not None:
        add_counts(connection, run, _counts(counted))
    return saved


def _noted(visits: Sequence[Visit], saved: Sequence[Saved]) -> list[Visit]:
    """The visits, those of which there is something to tell with that line."""
    return [
        replace(visit, detail=result.note) if result.note else visit
        for visit, result in zip(visits, saved, strict=True)
    ]


def _counts(counted: Sequence[Day]) -> dict[str, SourceCounts]:
    counts: dict[str, SourceCounts] = {}
    for day in counted:
        more = SourceCounts(
            fetched=day.fetched,
            new=day.new,
            changed=day.changed,
            same=day.same,
            refused=day.refused,
            failed=day.failed,
        )
        counts[day.source] = counts[day.source] + more if day.source in counts else more
    return counts
