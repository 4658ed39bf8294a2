"""What looks at stored articles brought, written in the transaction that stores the articles.

An article whose page is gone stays as it is, with ``gone`` saying since when; it is cleared when the page is back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from archive.crawl_tables import looks
from archive.database import chunks
from archive.looks import STATE, Brought, Looked, Plan, born, looked_of, put_off
from archive.schema import articles
from archive.visit import Saved, Visit


def note(
    connection: Connection, visits: Sequence[Visit], saved: Sequence[Saved], plan: Plan
) -> list[Saved]:
    """Notes when what was stored or looked at is to be looked at again, inside the caller's transaction.

    Returns what was done with each visit: those that were looks have become ``changed``, ``same``, ``gone`` or ``unread``.
    """
    results = list(saved)
    fresh: dict[int, Visit] = {}
    known: dict[int, int] = {}
    for place, (visit, result) in enumerate(zip(visits, saved, strict=True)):
        if visit.look is not None:
            known[visit.look] = place
        elif result.id is None:
            continue
        elif result.outcome == "new":
            fresh[result.id] = visit
        elif result.outcome == "changed" and result.id not in fresh:
            known.setdefault(result.id, place)
    if fresh:
        _begin(connection, fresh, plan)
    if known:
        _go_on(connection, known, visits, results, plan)
    return results


def _begin(connection: Connection, fresh: Mapping[int, Visit], plan: Plan) -> None:
    rows = []
    for id, visit in fresh.items():
        article = visit.extracted.article  # type: ignore[union-attr]  # it was stored
        first_seen = article.first_seen or visit.at
        age = visit.at - born(article.published, first_seen)
        due = plan.first(article.kind, age, visit.at)
        if due is not None:
            rows.append(
                {
                    "article_id": id,
                    "source": article.source or visit.source,
                    "due": due,
                    "etag": visit.etag,
                    "last_modified": visit.last_modified,
                }
            )
    if rows:
        connection.execute(_BEGUN, rows)


_BEGUN = insert(looks).values(
    article_id=bindparam("article_id"),
    source=bindparam("source"),
    due=bindparam("due"),
    count=0,
    misses=0,
    etag=bindparam("etag"),
    last_modified=bindparam("last_modified"),
)


def _go_on(
    connection: Connection,
    known: Mapping[int, int],
    visits: Sequence[Visit],
    results: list[Saved],
    plan: Plan,
) -> None:
    rows = _rows(connection, known)
    states: list[tuple[int, Looked]] = []
    gone: list[tuple[int, datetime | None]] = []
    validators = []
    for id, place in known.items():
        visit, result, row = visits[place], results[place], rows.get(id)
        brought = _brought(visit, result)
        state = before = None
        if row is not None:
            before = looked_of(row)
            state = plan.again(before, brought, visit.at)
            states.append((id, state))
            if state.gone != before.gone:
                gone.append((id, state.gone))
            if state.due is not None and visit.outcome == "read":
                validators.append(
                    {"id_": id, "etag_": visit.etag, "modified_": visit.last_modified}
                )
        if visit.look is not None and visit.outcome != "read":
            is_gone = before is not None and state is not None and not before.gone and state.gone
            results[place] = replace(
                result,
                id=id,
                outcome="unread" if brought == "nothing" else "gone" if is_gone else "same",
                revision=row.revision if row is not None else result.revision,
            )
    put_off(connection, states)
    if validators:
        connection.execute(_VALIDATORS, validators)
    if gone:
        connection.execute(_GONE, [{"id_": id, "gone_": since} for id, since in gone])


def _brought(visit: Visit, result: Saved) -> Brought:
    if visit.outcome == "read":
        moved = visit.look is not None and result.id != visit.look
        return "changed" if result.outcome == "changed" and not moved else "same"
    if visit.outcome == "unchanged":
        return "same"
    if visit.outcome == "missing":
        return "gone" if visit.reason == "http-410" else "missing"
    return "nothing"


def _rows(connection: Connection, ids: Collection[int]) -> dict[int, Row[Any]]:
    query = select(*STATE).join(articles, articles.c.id == looks.c.article_id)
    return {
        row.article_id: row
        for chunk in chunks(list(ids))
        for row in connection.execute(query.where(looks.c.article_id.in_(chunk)))
    }


_VALIDATORS = (
    update(looks)
    .where(looks.c.article_id == bindparam("id_"))
    .values(etag=bindparam("etag_"), last_modified=bindparam("modified_"))
)
_GONE = update(articles).where(articles.c.id == bindparam("id_")).values(gone=bindparam("gone_"))
