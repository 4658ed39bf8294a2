"""Writing what visits brought: articles, their index, addresses and cuts, inside one transaction.

A batch costs a fixed number of statements, however many articles are in it: one look at the addresses, one at the
stored articles that differ, then one ``executemany`` a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from archive.database import chunks
from archive.dictionaries import Packer, make_when_due, packer
from archive.fields import to_fields
from archive.filling import fill, fill_in_order
from archive.identity.register import Arrival, Known, Register, arrival, as_known
from archive.model import Article
from archive.places import allocate, slot
from archive.repeated import learn
from archive.revisions.changes import Change, changes
from archive.revisions.revise import content_hash, is_outdated
from archive.rows import ROW_NAMES, pack, sort_date, sound, to_row
from archive.schema import articles, removed, revisions
from archive.search import engine
from archive.stories import Fresh, assign
from archive.visit import RawRecord, Saved, Visit


@dataclass(slots=True)
class _Round:
    """What is to be written for jobs that do not touch one article twice."""

    new: list[tuple[int, Arrival]] = field(default_factory=list)
    differing: list[tuple[Known, Arrival]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[tuple[int, Arrival]] = field(default_factory=list)


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
        arrival(place, visit, visit.extracted.article)
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


def _one_round(
    connection: Connection, jobs: list[Arrival], saved: list[Saved], keys: list[list[str]]
) -> list[Arrival]:
    """Stores the first jobs; returns those left from the first that touches an article already changed here."""
    register = Register(connection, jobs)
    first_id = (connection.exec_driver_sql("SELECT max(id) FROM articles").scalar_one() or 0) + 1
    todo = _Round()
    rewritten: set[int] = set()
    left: list[Arrival] = []
    for position, job in enumerate(jobs):
        found = register.match(job)
        outdated = found is not None and is_outdated(found.fetched, job.article)
        if found is None:
            found = as_known(first_id + len(todo.new), job)
            todo.new.append((found.id, job))
            saved[job.place] = _saved(found, "new", job.article)
        elif found.id in rewritten:
            left = jobs[position:]
            break
        elif found.content_hash == job.hash or outdated:
            if not outdated:
                todo.same.append((found.id, job))
            saved[job.place] = _saved(found, "same", job.article)
        elif found.id >= first_id:
            left = jobs[position:]
            break
        else:
            rewritten.add(found.id)
            todo.differing.append((found, job))
        keys[job.place] = register.note(job, found)
    _compare(connection, todo, saved)
    _write(connection, todo)
    register.write()
    return left


def _compare(connection: Connection, todo: _Round, saved: list[Saved]) -> None:
    """Sorts what differs into what changed and what is the same but for what does not count."""
    found = changes(connection, todo.differing)
    for (known, job), change in zip(todo.differing, found, strict=True):
        if isinstance(change, Change):
            todo.changed.append(change)
            saved[job.place] = Saved(
                id=known.id,
                outcome="changed" if change.is_revision else "same",
                revision=change.new.revision,
                url=change.new.url,
            )
        else:
            todo.same.append((known.id, job))
            saved[job.place] = replace(_saved(known, "same", job.article), note=change.note)


def _saved(known: Known, outcome: Any, article: Article) -> Saved:
    return Saved(id=known.id, outcome=outcome, revision=known.revision, url=article.url)


def _write(connection: Connection, todo: _Round) -> None:
    new, changed = todo.new, todo.changed
    before = _places(connection, [change.id for change in changed])
    index = engine.of(connection)
    index.unindex_many(connection, [(before[change.id], change.old) for change in changed])
    places = before | allocate(connection, _dates_without_place(todo))
    texts, lists = packer(connection, "text"), packer(connection, "cuts")
    new, changed = _standing(connection, new, changed)
    ended = [_old_row(change, texts) for change in changed if change.is_revision]
    fill(connection, revisions, ended)
    rewritten = [_rewrite_row(change, places[change.id], texts) for change in changed]
    _many(connection, _REWRITE, rewritten)
    added = [_new_row(id, places[id], job, texts) for id, job in new]
    fill_in_order(connection, articles, ROW_NAMES, added)
    fresh = [(places[id], job.article) for id, job in new]
    fresh += [(places[change.id], change.new) for change in changed]
    index.index_many(connection, fresh)
    learn(connection, [(job.article.source, _lines(job)) for _, job in new])
    cuts = [(id, job.article.revision, job) for id, job in new]
    cuts += [
        (change.id, change.new.revision, change.arrival) for change in changed if change.is_revision
    ]
    fill(connection, removed, list(_cut_rows(cuts, lists)))
    seen = [
        {"id_": id, "fetched": job.article.fetched, "gone": job.article.gone}
        for id, job in todo.same
    ]
    _many(connection, _SEEN_AGAIN, seen)
    if new:
        make_when_due(connection, new[0][0] - 1, new[-1][0])


def _standing(
    connection: Connection, new: Sequence[tuple[int, Arrival]], changed: Sequence[Change]
) -> tuple[list[tuple[int, Arrival]], list[Change]]:
    """The same, each article with what it is a copy of and the story it tells."""
    fresh = [Fresh(id, job.article, _first_seen(job)) for id, job in new]
    fresh += [Fresh(each.id, each.new, _seen_first(each), each.old) for each in changed]
    standings = assign(connection, fresh)
    return (
        [(id, _with_article(job, standings[id].of(job.article))) for id, job in new],
        [replace(each, new=standings[each.id].of(each.new)) for each in changed],
    )


def _with_article(job: Arrival, article: Article) -> Arrival:
    return job if article is job.article else replace(job, article=article)


def _places(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Where these articles stand in the order of dates, and in the index."""
    query = select(articles.c.id, articles.c.place)
    return {
        row.id: row.place
        for chunk in chunks(ids)
        for row in connection.execute(query.where(articles.c.id.in_(chunk)))
    }


def _dates_without_place(todo: _Round) -> dict[int, datetime]:
    """The dates by which new articles, and those whose date has changed, need a place."""
    dates = {id: sort_date(job.article, _first_seen(job)) for id, job in todo.new}
    for change in todo.changed:
        old, new = (sort_date(each, _seen_first(change)) for each in (change.old, change.new))
        if slot(old) != slot(new):
            dates[change.id] = new
    return dates


def _first_seen(job: Arrival) -> datetime:
    return job.article.first_seen or job.visit.at


def _seen_first(change: Change) -> datetime:
    return change.old.first_seen or change.old.fetched


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


def _new_row(id: int, place: int, job: Arrival, packer: Packer | None) -> tuple[Any, ...]:
    return to_row(
        job.article,
        id=id,
        place=place,
        first_seen=_first_seen(job),
        content_hash=job.hash,
        raw=job.visit.raw,
        packer=packer,
    )


def _rewrite_row(change: Change, place: int, packer: Packer | None) -> dict[str, Any]:
    new = change.new
    values = to_row(
        new,
        id=change.id,
        place=place,
        first_seen=_seen_first(change),
        content_hash=content_hash(new),
        raw=change.arrival.visit.raw if change.is_revision else _raw_of(change),
        packer=packer,
    )
    row = dict(zip(ROW_NAMES, values, strict=True))
    row["id_"] = row.pop("id")  # a column's own name is taken for what is set
    return row


def _raw_of(change: Change) -> RawRecord | None:
    file, offset = change.old_raw
    return None if file is None or offset is None else RawRecord(file, offset)


def _old_row(change: Change, packer: Packer | None) -> dict[str, Any]:
    file, offset = change.old_raw
    return {
        "article_id": change.id,
        "revision": change.old.revision,
        "fetched": change.old.fetched,
        "change": " ".join(change.classes),
        "content": pack(to_fields(change.old), packer),
        "raw_file": file,
        "raw_offset": offset,
    }


def _cut_rows(
    jobs: Iterable[tuple[int, int, Arrival]], packer: Packer | None
) -> Iterable[dict[str, Any]]:
    for id, revision, job in jobs:
        decisions = job.visit.extracted.decisions if job.visit.extracted else ()
        lines = [(d.text, d.cut_by, d.where) for d in decisions if d.kept is None]
        if lines:
            yield {"article_id": id, "revision": revision, "cuts": _packed(lines, packer)}


def _lines(job: Arrival) -> tuple[int, ...]:
    return job.visit.extracted.lines if job.visit.extracted else ()


def _packed(lines: Sequence[tuple[str, str, str]], packer: Packer | None) -> bytes:
    try:
        return pack(lines, packer)
    except orjson.JSONEncodeError:
        return pack([[sound(part) for part in line] for line in lines], packer)
