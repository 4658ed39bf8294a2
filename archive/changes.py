"""Telling the pages that changed from those that only look different, against what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from archive.database import chunks
from archive.identity import Arrival, Known
from archive.model import REPEATED, Article
from archive.revise import differences, is_cleaner, revised
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles


@dataclass(frozen=True, slots=True)
class Change:
    """A stored article and what comes in its place."""

    id: int
    old: Article
    old_raw: tuple[str | None, int | None]
    new: Article
    arrival: Arrival


def changes(
    connection: Connection, differing: Sequence[tuple[Known, Arrival]]
) -> list[Change | None]:
    """For each pair, in order, the change; or None where the content differs only in what does not count."""
    columns = (*ARTICLE_COLUMNS, articles.c.raw_file, articles.c.raw_offset)
    stored = {
        row.id: row
        for chunk in chunks([known.id for known, _ in differing])
        for row in connection.execute(select(*columns).where(articles.c.id.in_(chunk)))
    }
    return [_change(stored[known.id], arrived) for known, arrived in differing]


def _change(row: Any, arrived: Arrival) -> Change | None:
    old = to_article(row)
    new = arrived.article
    if not differences(old, new) or is_cleaner(old, new, _repeated(arrived)):
        return None
    return Change(row.id, old, (row.raw_file, row.raw_offset), revised(old, new), arrived)


def _repeated(arrived: Arrival) -> list[str]:
    extracted = arrived.visit.extracted
    decisions = extracted.decisions if extracted else ()
    return [d.text for d in decisions if d.kept is None and d.rule == REPEATED]
