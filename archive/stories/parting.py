"""What becomes of the copies of an article that says something else now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from archive.database import chunks
from archive.model import Article
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles
from archive.search import engine
from archive.stories.kept import Standing, Text

_SEVERAL: Final = 2


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


def go_on(connection: Connection, story: int, gone: int) -> int | None:
    """Lets the articles of a story go on without the one that tells something else now.

    :returns: the number of their story from now on: another one when it was the number of the article that is gone, None
        where only one is left.
    """
    others = articles.c.story == story, articles.c.id != gone
    left = connection.execute(
        select(articles.c.id).where(*others).order_by(articles.c.id).limit(_SEVERAL)
    )
    ids = left.scalars().all()
    number = None if len(ids) < _SEVERAL else story if story != gone else ids[0]
    if ids and number != story:
        connection.execute(update(articles).where(*others).values(story=number))
    return number


def _indexed(connection: Connection, ids: Sequence[int]) -> list[tuple[int, Article]]:
    columns = select(articles.c.place, *ARTICLE_COLUMNS)
    return [
        (row.place, to_article(row))
        for chunk in chunks(ids)
        for row in connection.execute(columns.where(articles.c.id.in_(chunk)))
    ]
