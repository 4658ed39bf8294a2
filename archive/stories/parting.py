"""What becomes of the copies of an article that says something else now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, select, update

from archive.database import chunks
from archive.model import Article
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles
from archive.search import engine
from archive.stories.kept import Standing, Text


def part(
    connection: Connection, changed: Text, copies: Sequence[Text]
) -> tuple[list[Text], list[Text]]:
    """Frees the copies that are none any more, in the tables and in the index.

    :param changed: the article as it is from now on.
    :param copies: of what it was so far, by rising number.
    :returns: those that still are copies, and those of the others that stand for themselves now.
    """
    left: list[Text] = []
    gone: list[Text] = []
    for text in copies:
        (left if changed.has_copy(text) else gone).append(text)
    firsts: list[Text] = []
    for text in gone:
        same = [first for first in firsts if first.has_copy(text)]
        if same:
            story = same[0].id
            same[0].standing = Standing(None, story)
            text.standing = Standing(same[0].id, story)
        else:
            text.standing = Standing()
            firsts.append(text)
    stand(connection, {text.id: text.standing for text in gone})
    return left, firsts


_STAND = (
    update(articles)
    .where(articles.c.id == bindparam("id_"))
    .values(duplicate_of=bindparam("first"), story=bindparam("story_"))
)


def stand(connection: Connection, standings: Mapping[int, Standing]) -> None:
    """Writes where these stored articles stand; the index tells copies from others too."""
    if not standings:
        return
    ids = list(standings)
    index = engine.of(connection)
    index.unindex_many(connection, _indexed(connection, ids))
    rows = [
        {"id_": id, "first": each.duplicate_of, "story_": each.story}
        for id, each in standings.items()
    ]
    connection.execute(_STAND, rows)
    index.index_many(connection, _indexed(connection, ids))


def _indexed(connection: Connection, ids: Sequence[int]) -> list[tuple[int, Article]]:
    columns = select(articles.c.place, *ARTICLE_COLUMNS)
    return [
        (row.place, to_article(row))
        for chunk in chunks(ids)
        for row in connection.execute(columns.where(articles.c.id.in_(chunk)))
    ]
