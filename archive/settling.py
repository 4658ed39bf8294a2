"""Noting on links what became of visiting them, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    case,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.sqlite import Insert

from archive.address import key_of
from archive.columns import Utc
from archive.crawl_tables import links
from archive.links import IS_PENDING, SAID
from archive.looking_up import LookUp
from archive.rows import sound
from archive.upsert import insert as upsert
from archive.visit import Visit

_WAITS = [timedelta(hours=hours) for hours in (0.25, 1, 4, 12, 24, 48, 96)]
"""How long a link waits that failed for a passing reason once, twice …"""

ATTEMPTS = len(_WAITS) + 1
"""A link that fails this often for a passing reason, each time after it had become due, has failed for good."""


def settle(
    connection: Connection,
    visits: Sequence[Visit],
    article_keys: Sequence[Sequence[str]],
    *,
    add: bool,
) -> None:
    """Notes the outcome of visits on their links.

    ``article_keys`` holds, for each visit, the addresses of the article it brought: links announced under any of them
    are done too. ``add`` notes a visit whose link was never announced. Looks at stored articles are no link's matter.
    """
    announced = [visit for visit in visits if visit.look is None]
    own = [row for visit in announced if (row := _visit_row(visit))] if add else []
    settled = {row["key"] for row in own}
    # Few are of links that wait: who asks first is done in a quarter of the time.
    asked = sorted(set[str]().union(*article_keys) - settled)
    waiting = {key for (key,) in _WAITING.rows(connection, asked)}
    done = [
        {"key_": key, "at": visit.at}
        for visit, keys in zip(visits, article_keys, strict=True)
        for key in keys
        if key in waiting
    ]
    if done:
        connection.execute(_DONE, done)
    if own:
        connection.execute(_visited(connection), own)


_WAITING = LookUp(select(links.c.key).where(IS_PENDING), links.c.key)
_DONE = (
    update(links)
    .where(links.c.key == bindparam("key_"), IS_PENDING)
    .values(state="done", visited=bindparam("at"), reason="", detail="")
)


_STATEMENTS: dict[str, Insert] = {}
"""By dialect: putting the statement together takes longer than running it."""


def _visited(connection: Connection) -> Insert:
    """A visit that will be repeated comes with state ``pending`` and one attempt, the others with none.

    It counts only where the link was due: who tries sooner, by hand, does not use its attempts up.
    """
    known = _STATEMENTS.get(connection.dialect.name)
    if known is not None:
        return known
    statement = upsert(connection, links)
    visit = statement.excluded
    fails = visit.state == "pending"
    counts = and_(fails, or_(links.c.due.is_(None), links.c.due <= visit.visited))
    attempts = links.c.attempts + case((counts, 1), else_=0)
    made = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "state": case((and_(fails, attempts >= ATTEMPTS), "failed"), else_=visit.state),
            "attempts": attempts,
            "reason": visit.reason,
            "detail": visit.detail,
            "visited": visit.visited,
            "due": case((counts, _later(visit.visited, attempts)), (fails, links.c.due)),
        },
    )
    _STATEMENTS[connection.dialect.name] = made
    return made


def _later(at: Any, attempts: Any) -> Any:
    """When a link is due again that failed so often, the last time at ``at``."""
    waits = {n: wait // timedelta(microseconds=1) for n, wait in enumerate(_WAITS, 1)}
    wait = case(waits, value=attempts, else_=waits[len(_WAITS)])
    return type_coerce(type_coerce(at, BigInteger) + wait, Utc)


def _visit_row(visit: Visit) -> dict[str, Any] | None:
    key = key_of(visit.link)
    if key is None:
        return None
    passing = visit.outcome == "failed" and visit.retry
    state = "pending" if passing else "done" if visit.outcome == "read" else visit.outcome
    row: dict[str, Any] = dict.fromkeys(SAID)
    row.update(
        key=key,
        url=sound(visit.link),
        source=visit.source,
        evidence="argument",
        newest=visit.at,
        seen=visit.at,
        visited=visit.at,
        state=state,
        attempts=int(passing),
        due=visit.at + _WAITS[0] if passing else None,
        reason=sound(visit.reason),
        detail=sound(visit.detail),
    )
    return row
