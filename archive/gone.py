"""Articles whose pages are no longer there, as links that were announced again tell. The copy stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, bindparam, select, update

from archive.address import key_of, spelt_key
from archive.crawl_tables import looks
from archive.database import chunks
from archive.schema import addresses, articles
from archive.visit import Visit

SOON = timedelta(hours=1)
"""When a page that was not there is asked for again: a deployment takes minutes."""

_MISSING, _GONE_FOR_GOOD = "http-404", "http-410"

_NO_LONGER_THERE = (
    update(articles)
    .where(articles.c.id == bindparam("id_"), articles.c.gone.is_(None))
    .values(gone=bindparam("at"))
)
_LOOK_SOON = (
    update(looks)
    .where(looks.c.article_id == bindparam("id_"), looks.c.missing.is_(None))
    .values(missing=bindparam("at"), due=bindparam("soon"))
)


def mark_gone(connection: Connection, visits: Sequence[Visit], *, look_first: bool) -> None:
    """Notes which articles the visits found to be no longer there, inside the caller's transaction.

    Those whose own address was asked for, not an old slug or the AMP view. ``look_first``: an article that is still
    looked at again is not gone before a look has borne it out, unless the server says that it is for good (410).
    """
    missing = [v for v in visits if v.look is None and v.reason in {_MISSING, _GONE_FOR_GOOD}]
    found = _articles_at(connection, missing) if missing else []
    if not found:
        return
    if look_first:
        watched = _watched(connection, [id for id, visit in found if visit.reason == _MISSING])
        soon = [
            {"id_": id, "at": visit.at, "soon": visit.at + SOON}
            for id, visit in found
            if id in watched
        ]
        if soon:
            connection.execute(_LOOK_SOON, soon)
        found = [(id, visit) for id, visit in found if id not in watched]
    if found:
        connection.execute(_NO_LONGER_THERE, [{"id_": id, "at": visit.at} for id, visit in found])


def _articles_at(connection: Connection, visits: Sequence[Visit]) -> list[tuple[int, Visit]]:
    asked = {key: visit for visit in reversed(visits) if (key := key_of(visit.link))}
    query = select(addresses.c.key, articles.c.id, articles.c.url).join(
        articles, articles.c.id == addresses.c.article_id
    )
    return [
        (row.id, asked[row.key])
        for chunk in chunks(list(asked))
        for row in connection.execute(query.where(addresses.c.key.in_(chunk)))
        if spelt_key(row.url) == spelt_key(asked[row.key].link)
    ]


def _watched(connection: Connection, ids: Sequence[int]) -> set[int]:
    query = select(looks.c.article_id)
    return {
        id
        for chunk in chunks(list(ids))
        for id in connection.execute(query.where(looks.c.article_id.in_(chunk))).scalars()
    }
