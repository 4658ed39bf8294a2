"""Making the index anew when another analysis of words made it than today's. The same for every database."""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles, search_analysis
from archive.search.terms import ANALYSIS

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 500
_VERSION: Final = str(select(search_analysis.c.version))
"""In words, which every database understands: to put a query into them takes longer than this one."""


def is_outdated(connection: Connection) -> bool:
    """Whether what is in the index was put there by another analysis than that of today."""
    return connection.execute(select(search_analysis.c.version)).scalar() not in {None, ANALYSIS}


def bring_up_to_date(connection: Connection) -> None:
    """Makes the index anew, in the caller's transaction, when another analysis made it. Cheap when there is nothing
    to do; every transaction that writes to the index begins with it."""
    version = connection.exec_driver_sql(_VERSION).scalar()
    if version == ANALYSIS:
        return
    if version is not None:
        _renew(connection)
    connection.execute(delete(search_analysis))
    connection.execute(insert(search_analysis), {"version": ANALYSIS})


def _renew(connection: Connection) -> None:
    count = connection.execute(select(func.count()).select_from(articles)).scalar_one()
    logger.warning("the search index is made anew, as this version wants it (%d articles)", count)
    fill(connection)


def fill(connection: Connection) -> None:
    """Makes the index anew from the articles."""
    from archive.search import engine  # noqa: PLC0415 - which asks here whether an index is outdated

    index = engine.of(connection)
    index.clear(connection)
    last = -(2**63)
    query = select(articles.c.place, *ARTICLE_COLUMNS).order_by(articles.c.place).limit(_AT_ONCE)
    while rows := connection.execute(query.where(articles.c.place > last)).all():
        index.index_many(connection, [(row.place, to_article(row)) for row in rows])
        last = rows[-1].place
