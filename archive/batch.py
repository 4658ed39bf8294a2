"""One batch of visits into every table it concerns, inside one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from archive.ledger import SourceCounts, add_counts
from archive.links import settle
from archive.recording import record_articles
from archive.search.renewal import bring_up_to_date
from archive.visit import Saved, Visit


def record(
    connection: Connection, visits: Sequence[Visit], run: int | None, *, add_links: bool
) -> list[Saved]:
    """Stores what the visits brought, notes on their links what became of them, and adds to the counts of ``run``.

    Returns what was done with each visit, in order. Raises as :func:`archive.recording.record_articles`.
    """
    bring_up_to_date(connection)
    saved, keys = record_articles(connection, visits)
    settle(connection, _noted(visits, saved), keys, add=add_links)
    if run is not None:
        add_counts(connection, run, _counts(visits, saved))
    return saved


def _noted(visits: Sequence[Visit], saved: Sequence[Saved]) -> list[Visit]:
    """The visits, those of which there is something to tell with that line."""
    return [
        replace(visit, detail=result.note) if result.note else visit
        for visit, result in zip(visits, saved, strict=True)
    ]


def _counts(visits: Sequence[Visit], saved: Sequence[Saved]) -> dict[str, SourceCounts]:
    outcomes: dict[str, Counter[str]] = {}
    refused: dict[str, Counter[str]] = {}
    failed: dict[str, Counter[str]] = {}
    for visit, result in zip(visits, saved, strict=True):
        outcomes.setdefault(visit.source, Counter())[result.outcome] += 1
        reason = visit.reason or result.outcome
        if result.outcome == "refused":
            refused.setdefault(visit.source, Counter())[reason] += 1
        elif result.outcome == "failed":
            failed.setdefault(visit.source, Counter())[reason] += 1
    return {
        source: SourceCounts(
            fetched=count.total(),
            new=count["new"],
            changed=count["changed"],
            same=count["same"],
            refused=refused.get(source, {}),
            failed=failed.get(source, {}),
        )
        for source, count in outcomes.items()
    }
