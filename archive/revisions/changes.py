"""Telling the pages that changed from those that only look different, against what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from archive.database import chunks
from archive.fields import from_fields
from archive.identity.register import Arrival, Known
from archive.model import REPEATED, Article
from archive.revisions.classes import classes
from archive.revisions.revise import (
    is_cleaner,
    is_flip,
    is_revision,
    is_withheld,
    refreshed,
    revised,
)
from archive.rows import ARTICLE_COLUMNS, to_article, unpack
from archive.schema import articles, revisions

_REMEMBERED = 16
"""Earlier revisions that are looked at, to know a page that goes to and fro."""

WITHHELD = "only a paywall's stub was there; the fuller text stays"
FLIPPED = "the page shows an earlier revision again, in turn with this one"


@dataclass(frozen=True, slots=True)
class Change:
    """A stored article and what comes in its place."""

    id: int
    old: Article
    old_raw: tuple[str | None, int | None]
    new: Article
    arrival: Arrival
    classes: tuple[str, ...] = ()
    """:data:`archive.revisions.classes.ChangeClass`, several where several things changed; none where the revision stays the same."""

    @property
    def is_revision(self) -> bool:
        """Whether the old state is kept as a revision; otherwise section, date or kind are brought up to date in place."""
        return self.new.revision != self.old.revision


@dataclass(frozen=True, slots=True)
class Same:
    """A page that differs only in what does not count."""

    note: str = ""
    """Why it does not count, where a person would wonder."""


def changes(
    connection: Connection, differing: Sequence[tuple[Known, Arrival]]
) -> list[Change | Same]:
    """For each pair, in order, what to make of it."""
    columns = (*ARTICLE_COLUMNS, articles.c.raw_file, articles.c.raw_offset)
    ids = [known.id for known, _ in differing]
    stored = {
        row.id: row
        for chunk in chunks(ids)
        for row in connection.execute(select(*columns).where(articles.c.id.in_(chunk)))
    }
    earlier = _earlier(connection, [known.id for known, _ in differing if known.revision > 1])
    return [
        _judge(stored[known.id], earlier.get(known.id, ()), arrived) for known, arrived in differing
    ]


def _earlier(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Article]]:
    """The last of the earlier states of these articles, the oldest first."""
    found: dict[int, list[Article]] = {}
    query = select(revisions.c.article_id, revisions.c.content).order_by(
        revisions.c.revision.desc()
    )
    for id in ids:
        rows = connection.execute(query.where(revisions.c.article_id == id).limit(_REMEMBERED))
        found[id] = [from_fields(unpack(row.content)) for row in rows][::-1]
    return found


def _judge(row: Any, earlier: Sequence[Article], arrived: Arrival) -> Change | Same:
    old, new = to_article(row), arrived.article
    raw = (row.raw_file, row.raw_offset)
    if is_withheld(old, new):
        return Same(WITHHELD)
    if is_cleaner(old, new, _repeated(arrived)):
        return Same()
    if not is_revision(old, new):
        fresh = refreshed(old, new)
        return Same() if fresh is None else Change(row.id, old, raw, fresh, arrived)
    if earlier and is_flip(earlier, old, new):
        return Same(FLIPPED)
    return Change(row.id, old, raw, revised(old, new), arrived, classes(old, new))


def _repeated(arrived: Arrival) -> list[str]:
    extracted = arrived.visit.extracted
    decisions = extracted.decisions if extracted else ()
    return [d.text for d in decisions if d.kept is None and d.rule == REPEATED]
