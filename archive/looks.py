"""When stored articles are to be looked at again, kept in the transaction that stores what a look brought.

A look asks for the page of an article that is known, only if it changed. When that is worth it is decided elsewhere
(:class:`Plan`); here it is remembered. An article whose page is gone stays as it is, with ``gone`` saying since when.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from archive.crawl_tables import days, looks
from archive.database import Database, chunks
from archive.schema import articles
from archive.visit import Saved, Visit

Brought = Literal["changed", "same", "missing", "gone", "nothing"]
"""What a look brought: another text, the same one, no page, a page that says it is gone for good; or nothing could be known."""

WEEK = timedelta(days=7)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is known of an article when it is decided when to look at it again."""

    kind: str
    born: datetime
    """When it was published; for an article without a date, or with one to come, when it was first seen."""
    due: datetime | None
    """When it is to be looked at; None: never again."""
    count: int = 0
    """Looks since it was stored."""
    misses: int = 0
    """How many of the last looks in a row brought nothing new."""
    missing: datetime | None = None
    """Since when its page was not there, while no second look has borne it out."""
    gone: datetime | None = None
    """Since when its page is no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Looked):
    """An article to look at, and what is needed to ask for its page only if it changed."""

    id: int
    url: str
    source: str
    etag: str | None = None
    last_modified: str | None = None
    content_hash: bytes = field(default=b"", repr=False)
    """:func:`archive.revisions.revise.content_hash` of what is stored."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a source had in the last days."""

    new: int = 0
    """Articles stored."""
    looked: int = 0
    """Known ones visited again."""
    found: int = 0
    """Of these: had changed, or were gone."""


class Plan(Protocol):
    """Decides when an article is looked at again. Pure."""

    def first(self, kind: str, age: timedelta, at: datetime) -> datetime | None:
        """When an article stored at ``at``, at this age, is looked at for the first time; None: never."""

    def again(self, looked: Looked, brought: Brought, at: datetime) -> Looked:
        """What is known of it after a look."""


class Looks:
    """The later looks of one archive. Reached as ``archive.looks``; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, source: str, at: datetime, limit: int = 500) -> list[Look]:
        """At most ``limit`` articles of a source to look at: those that seem to be gone first, then what fell due last."""
        query = (
            select(*_LOOK)
            .join(articles, articles.c.id == looks.c.article_id)
            .where(looks.c.source == source, looks.c.due <= at)
            .order_by(looks.c.missing.is_(None), looks.c.due.desc(), looks.c.article_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [_look(row) for row in connection.execute(query)]

    def waiting(self, sources: Iterable[str], at: datetime) -> set[str]:
        """Those of the sources that have articles to look at."""
        query = select(looks.c.article_id).where(looks.c.due <= at).limit(1)
        with self._database.reading() as connection:
            return {
                name
                for name in sources
                if connection.execute(query.where(looks.c.source == name)).first()
            }

    def week(self, source: str, at: datetime) -> Week:
        """What the source had in the week that ends at ``at``, whole days."""
        known = days.c.same + days.c.changed + days.c.gone
        query = select(
            *(func.coalesce(func.sum(n), 0) for n in (days.c.new, known, known - days.c.same))
        ).where(days.c.source == source, days.c.day > (at - WEEK - _EPOCH).days)
        with self._database.reading() as connection:
            return Week(*(int(n) for n in connection.execute(query).one()))

    def pass_over(self, passed: Sequence[Look], plan: Plan, at: datetime) -> None:
        """Puts looks off that are not taken, each to the next moment that ``plan`` has for its article."""
        if passed:
            with self._database.writing() as connection:
                _write(connection, [(each.id, plan.again(each, "nothing", at)) for each in passed])


_LOOK = (
    looks,
    articles.c.url,
    articles.c.kind,
    articles.c.published,
    articles.c.first_seen,
    articles.c.gone,
    articles.c.revision,
    articles.c.content_hash,
)
_OF_A_LOOK = {each.name for each in fields(Look)} - {"id", "born"}


def _look(row: Row[Any]) -> Look:
    values = {name: getattr(row, name) for name in _OF_A_LOOK}
    return Look(id=row.article_id, born=_born(row.published, row.first_seen), **values)


def _born(published: datetime | None, first_seen: datetime) -> datetime:
    return min(published, first_seen) if published else first_seen


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
        age = visit.at - _born(article.published, first_seen)
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
            before = _look(row)
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
    _write(connection, states)
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
    query = select(*_LOOK).join(articles, articles.c.id == looks.c.article_id)
    return {
        row.article_id: row
        for chunk in chunks(list(ids))
        for row in connection.execute(query.where(looks.c.article_id.in_(chunk)))
    }


_NEXT = (
    update(looks)
    .where(looks.c.article_id == bindparam("id_"))
    .values({name: bindparam(f"{name}_") for name in ("due", "count", "misses", "missing")})
)
_NEVER = delete(looks).where(looks.c.article_id == bindparam("id_"))
_VALIDATORS = (
    update(looks)
    .where(looks.c.article_id == bindparam("id_"))
    .values(etag=bindparam("etag_"), last_modified=bindparam("modified_"))
)
_GONE = update(articles).where(articles.c.id == bindparam("id_")).values(gone=bindparam("gone_"))


def _write(connection: Connection, states: Sequence[tuple[int, Looked]]) -> None:
    later = [
        {
            "id_": id,
            "due_": state.due,
            "count_": state.count,
            "misses_": state.misses,
            "missing_": state.missing,
        }
        for id, state in states
        if state.due is not None
    ]
    never = [{"id_": id} for id, state in states if state.due is None]
    if later:
        connection.execute(_NEXT, later)
    if never:
        connection.execute(_NEVER, never)
