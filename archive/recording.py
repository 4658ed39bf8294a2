"""Writing what visits brought: articles, their index, addresses and cuts, inside one transaction.

A batch costs a fixed number of statements, however many articles are in it: one look at the addresses, one at the
stored articles that differ, then one ``executemany`` a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, func, insert, select, update

from archive.address import address_key, host_of, is_root
from archive.database import chunks
from archive.errors import RecordError
from archive.fields import to_fields
from archive.model import REPEATED, Article
from archive.repeated import learn
from archive.revise import (
    Known,
    content_hash,
    differences,
    is_cleaner,
    is_outdated,
    revised,
    same_by_canonical,
)
from archive.rows import ARTICLE_COLUMNS, pack, sound, sound_article, to_article, to_row
from archive.schema import addresses, articles, removed, revisions
from archive.search import sqlite as index
from archive.visit import Saved, Visit


@dataclass(frozen=True, slots=True)
class _Job:
    """One article that was read, on its way into the tables."""

    place: int
    """Where its visit stands in the batch."""
    visit: Visit
    article: Article
    keys: tuple[str, ...]
    """Of the addresses it was met at: where redirects led, then what was asked for."""
    canonical: str | None
    """Key of another address of the same host, which the page declares as its own."""
    hash: bytes


@dataclass(frozen=True, slots=True)
class _Change:
    id: int
    old: Article
    old_raw: tuple[str | None, int | None]
    new: Article
    job: _Job


@dataclass(slots=True)
class _Round:
    """What is to be written for jobs that do not touch one article twice."""

    new: list[tuple[int, _Job]] = field(default_factory=list)
    differing: list[tuple[Known, _Job]] = field(default_factory=list)
    changed: list[_Change] = field(default_factory=list)
    same: list[tuple[int, _Job]] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)


def record_articles(
    connection: Connection, visits: Sequence[Visit]
) -> tuple[list[Saved], list[list[str]]]:
    """Stores what the visits with outcome ``read`` brought. Returns what was done with each visit, in order, and the
    keys of all the addresses at which its article is now known (none for the other visits).

    Raises RecordError for an article without a URL, ValueError for a naive datetime.
    """
    saved = [Saved(id=None, outcome=_bare(visit), url=visit.link) for visit in visits]
    keys: list[list[str]] = [[] for _ in visits]
    jobs = [
        _job(place, visit, visit.extracted.article)
        for place, visit in enumerate(visits)
        if visit.outcome == "read" and visit.extracted is not None
    ]
    while jobs:
        jobs = _one_round(connection, jobs, saved, keys)
    return saved, keys


def _bare(visit: Visit) -> Any:
    if (visit.outcome == "read") != (visit.extracted is not None):
        msg = f"a visit brings an article exactly when its outcome is 'read': {visit!r}"
        raise ValueError(msg)
    return visit.outcome


def _job(place: int, visit: Visit, article: Article) -> _Job:
    article = _within_the_calendar(sound_article(article))
    if not article.source:
        article = replace(article, source=sound(visit.source))
    if article.duplicate_of is not None or article.story is not None:
        article = replace(article, duplicate_of=None, story=None)  # numbers of another archive
    urls = dict.fromkeys(filter(None, (visit.url, article.url, visit.link)))
    if not article.url:
        msg = f"an article can't be kept without a URL: {article.title!r}"
        raise RecordError(msg)
    try:
        keys = tuple(dict.fromkeys(map(address_key, urls)))
    except ValueError as error:
        msg = f"an article can't be kept without a URL that can be read: {error}"
        raise RecordError(msg) from error
    return _Job(place, visit, article, keys, _canonical(article, keys), content_hash(article))


def _within_the_calendar(article: Article) -> Article:
    """The article without a date that lies beyond the year 9999, or before the year 1, elsewhere on Earth: it can't be
    compared with others, and is no date of a newspaper."""
    if _is_comparable(article.published) and _is_comparable(article.modified):
        return article
    return replace(
        article,
        published=article.published if _is_comparable(article.published) else None,
        modified=article.modified if _is_comparable(article.modified) else None,
    )


def _is_comparable(moment: datetime | None) -> bool:
    if moment is None or MINYEAR < moment.year < MAXYEAR:
        return True
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


def _canonical(article: Article, keys: tuple[str, ...]) -> str | None:
    """Key of the declared address, when it is another one, of the same host, and not its front page."""
    url = article.canonical_url
    if not url or url == article.url or is_root(url) or host_of(url) != host_of(article.url):
        return None
    try:
        key = address_key(url)
    except ValueError:
        return None
    return None if key in keys else key


def _one_round(
    connection: Connection, jobs: list[_Job], saved: list[Saved], keys: list[list[str]]
) -> list[_Job]:
    """Stores the first jobs; returns those left from the first that touches an article already changed here."""
    known = _known(connection, jobs)
    first_id = (connection.execute(select(func.max(articles.c.id))).scalar_one() or 0) + 1
    todo = _Round()
    rewritten: set[int] = set()
    left: list[_Job] = []
    for position, job in enumerate(jobs):
        match = _match(job, known)
        outdated = match is not None and is_outdated(match.fetched, job.article)
        if match is None:
            match = _as_known(first_id + len(todo.new), job)
            todo.new.append((match.id, job))
            saved[job.place] = _saved(match, "new", job.article)
        elif match.id in rewritten:
            left = jobs[position:]
            break
        elif match.content_hash == job.hash or outdated:
            if not outdated:
                todo.same.append((match.id, job))
            saved[job.place] = _saved(match, "same", job.article)
        elif match.id >= first_id:
            left = jobs[position:]
            break
        else:
            rewritten.add(match.id)
            todo.differing.append((match, job))
        for key in (*job.keys, *filter(None, [job.canonical])):
            if key not in known:
                known[key] = match
                todo.addresses[key] = match.id
            if known[key].id == match.id:
                keys[job.place].append(key)
    _compare(connection, todo, saved)
    _write(connection, todo)
    return left


def _as_known(id: int, job: _Job) -> Known:
    article = job.article
    return Known(id, article.revision, article.fetched, article.title, job.hash)


def _saved(known: Known, outcome: Any, article: Article) -> Saved:
    return Saved(id=known.id, outcome=outcome, revision=known.revision, url=article.url)


def _known(connection: Connection, jobs: Sequence[_Job]) -> dict[str, Known]:
    """The stored articles at the addresses of these jobs."""
    wanted = {key for job in jobs for key in (*job.keys, job.canonical) if key is not None}
    query = select(
        addresses.c.key,
        articles.c.id,
        articles.c.revision,
        articles.c.fetched,
        articles.c.title,
        articles.c.content_hash,
    ).join(articles, articles.c.id == addresses.c.article_id)
    return {
        row.key: Known(row.id, row.revision, row.fetched, row.title, row.content_hash)
        for chunk in chunks(list(wanted))
        for row in connection.execute(query.where(addresses.c.key.in_(chunk)))
    }


def _match(job: _Job, known: dict[str, Known]) -> Known | None:
    for key in job.keys:
        if key in known:
            return known[key]
    declared = known.get(job.canonical) if job.canonical else None
    return declared if declared and same_by_canonical(declared, job.article, job.hash) else None


def _compare(connection: Connection, todo: _Round, saved: list[Saved]) -> None:
    """Tells those that changed from those whose hash differs for a reason that does not count."""
    columns = (*ARTICLE_COLUMNS, articles.c.raw_file, articles.c.raw_offset)
    stored = {
        row.id: row
        for chunk in chunks([known.id for known, _ in todo.differing])
        for row in connection.execute(select(*columns).where(articles.c.id.in_(chunk)))
    }
    for known, job in todo.differing:
        row = stored[known.id]
        old = to_article(row)
        if differences(old, job.article) and not is_cleaner(old, job.article, _repeated(job)):
            new = revised(old, job.article)
            raw = (row.raw_file, row.raw_offset)
            todo.changed.append(_Change(known.id, old, raw, new, job))
            saved[job.place] = Saved(
                id=known.id, outcome="changed", revision=new.revision, url=new.url
            )
        else:
            todo.same.append((known.id, job))
            saved[job.place] = _saved(known, "same", job.article)


def _write(connection: Connection, todo: _Round) -> None:
    new, changed = todo.new, todo.changed
    index.unindex_many(connection, [(change.id, change.old) for change in changed])
    _many(connection, insert(revisions), [_old_row(change) for change in changed])
    _many(connection, _REWRITE, [_rewrite_row(change) for change in changed])
    _many(connection, insert(articles), [_new_row(id, job) for id, job in new])
    fresh = [(id, job.article) for id, job in new] + [(c.id, c.new) for c in changed]
    index.index_many(connection, fresh)
    learn(connection, [(job.article.source, _lines(job)) for _, job in new])
    cuts = [(id, job.article.revision, job) for id, job in new]
    cuts += [(change.id, change.new.revision, change.job) for change in changed]
    _many(connection, insert(removed), list(_cut_rows(cuts)))
    met = [{"key": key, "article_id": id} for key, id in todo.addresses.items()]
    _many(connection, insert(addresses), met)
    seen = [
        {"id_": id, "fetched": job.article.fetched, "gone": job.article.gone}
        for id, job in todo.same
    ]
    _many(connection, _SEEN_AGAIN, seen)


_REWRITE = (
    update(articles)
    .where(articles.c.id == bindparam("id_"))
    .values({c.name: bindparam(c.name) for c in articles.columns if c.name != "id"})
)
_SEEN_AGAIN = (
    update(articles)
    .where(articles.c.id == bindparam("id_"))
    .values(fetched=bindparam("fetched"), gone=bindparam("gone"))
)


def _many(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _new_row(id: int, job: _Job) -> dict[str, Any]:
    article = job.article
    seen = article.first_seen or job.visit.at
    return to_row(article, id=id, first_seen=seen, content_hash=job.hash, raw=job.visit.raw)


def _rewrite_row(change: _Change) -> dict[str, Any]:
    new, old = change.new, change.old
    row = to_row(
        new,
        id=change.id,
        first_seen=old.first_seen or old.fetched,
        content_hash=content_hash(new),
        raw=change.job.visit.raw,
    )
    row["id_"] = row.pop("id")  # a column's own name is taken for what is set
    return row


def _old_row(change: _Change) -> dict[str, Any]:
    file, offset = change.old_raw
    return {
        "article_id": change.id,
        "revision": change.old.revision,
        "fetched": change.old.fetched,
        "content": pack(to_fields(change.old)),
        "raw_file": file,
        "raw_offset": offset,
    }


def _cut_rows(jobs: Iterable[tuple[int, int, _Job]]) -> Iterable[dict[str, Any]]:
    for id, revision, job in jobs:
        decisions = job.visit.extracted.decisions if job.visit.extracted else ()
        lines = [(d.text, d.cut_by, d.where) for d in decisions if d.kept is None]
        if lines:
            yield {"article_id": id, "revision": revision, "cuts": _packed(lines)}


def _repeated(job: _Job) -> list[str]:
    decisions = job.visit.extracted.decisions if job.visit.extracted else ()
    return [d.text for d in decisions if d.kept is None and d.rule == REPEATED]


def _lines(job: _Job) -> tuple[int, ...]:
    return job.visit.extracted.lines if job.visit.extracted else ()


def _packed(lines: Sequence[tuple[str, str, str]]) -> bytes:
    try:
        return pack(lines)
    except orjson.JSONEncodeError:
        return pack([[sound(part) for part in line] for line in lines])
