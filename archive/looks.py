"""Which stored articles are to be looked at again, and when.

A look asks for the page of an article that is known, only if it changed. When that is worth it is decided elsewhere
(:class:`Plan`); here it is remembered. What looks brought is written by :mod:`archive.look_outcomes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from archive.address import key_of
from archive.crawl_tables import days, looks
from archive.database import Database
from archive.links import link_of, rows_of
from archive.model import Announced
from archive.schema import articles
from archive.times import at_offset

Brought = Literal["changed", "same", "missing", "gone", "nothing", "passed"]
"""What a look brought: another text, the same one, no page, a page that says it is gone for good; or nothing could be known,
or nobody looked."""

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
    announced: Announced
    """What a feed or sitemap said of it, for what the page does not say itself."""
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
            rows = connection.execute(query).all()
            keys = {row.url: key for row in rows if (key := key_of(row.url))}
            links = rows_of(connection, keys.values())
        return [_look(row, links.get(keys.get(row.url, ""))) for row in rows]

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
                put_off(connection, [(each.id, plan.again(each, "passed", at)) for each in passed])


STATE = (
    looks,
    articles.c.kind,
    articles.c.published,
    articles.c.first_seen,
    articles.c.gone,
    articles.c.revision,
)
"""The columns that :func:`looked_of` reads, and the revision that is stored."""
_LOOK = (
    *STATE,
    articles.c.url,
    articles.c.published_offset,
    articles.c.published_evidence,
    articles.c.content_hash,
)
_REMEMBERED = tuple({each.name for each in fields(Looked)} - {"born"})
_ANNOUNCED = {"feed", "sitemap", "front"}


def looked_of(row: Row[Any]) -> Looked:
    """What a row of :data:`STATE` says."""
    return Looked(
        born=born(row.published, row.first_seen),
        **{name: getattr(row, name) for name in _REMEMBERED},
    )


def born(published: datetime | None, first_seen: datetime) -> datetime:
    """From when an article's age counts."""
    return min(published, first_seen) if published else first_seen


def _look(row: Row[Any], link: Row[Any] | None) -> Look:
    if link is not None:
        announced = replace(link_of(link).announced, url=row.url)
    elif row.published_evidence in _ANNOUNCED:  # at another address
        published = at_offset(row.published, row.published_offset)
        announced = Announced(url=row.url, published=published, evidence=row.published_evidence)
    else:
        announced = Announced(url=row.url, evidence="argument")
    return Look(
        id=row.article_id,
        url=row.url,
        source=row.source,
        announced=announced,
        etag=row.etag,
        last_modified=row.last_modified,
        content_hash=row.content_hash,
        born=born(row.published, row.first_seen),
        **{name: getattr(row, name) for name in _REMEMBERED},
    )


_NEXT = (
    update(looks)
    .where(looks.c.article_id == bindparam("id_"))
    .values({name: bindparam(f"{name}_") for name in ("due", "count", "misses", "missing")})
)
_NEVER = delete(looks).where(looks.c.article_id == bindparam("id_"))


def put_off(connection: Connection, states: Sequence[tuple[int, Looked]]) -> None:
    """Writes when each article is to be looked at next, inside the caller's transaction; the row of one that never is goes."""
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
