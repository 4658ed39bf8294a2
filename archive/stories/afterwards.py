"""Finding copies among articles that were stored before the archive kept signatures."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, exists, or_, select

from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles, new_signatures, signatures
from archive.stories.assigning import Fresh, assign
from archive.stories.kept import Standing
from archive.stories.parting import stand

_AT_ONCE: Final = 200


def sign_all(connection: Connection) -> None:
    """Gives all articles their signatures, in the caller's transaction, the first ones first.

    What is found to be a copy is one from now on, in the tables and in the index; nothing else of it is changed. Does
    nothing where there are signatures already.
    """
    there = (exists().select_from(table) for table in (signatures, new_signatures))
    if connection.execute(select(or_(*there))).scalar():
        return
    query = select(*ARTICLE_COLUMNS).order_by(articles.c.id).limit(_AT_ONCE)
    last = 0
    while rows := connection.execute(query.where(articles.c.id > last)).all():
        fresh = [Fresh(row.id, to_article(row), row.first_seen) for row in rows]
        found = assign(connection, fresh)
        stand(connection, {id: each for id, each in found.items() if each != Standing()})
        last = rows[-1].id
