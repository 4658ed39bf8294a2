"""What the archive keeps to find copies by: the signatures, and the articles they lead to."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from archive.database import chunks
from archive.looking_up import LookUp
from archive.model import Article
from archive.schema import articles
from archive.stories.candidates import FULL, Under, all_keys, candidates
from archive.stories.likeness import Words, likeness, words_of
from archive.stories.signature import KEPT, Signature
from archive.stories.statements import Row, drop, keep, under


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands among the others."""

    duplicate_of: int | None = None
    story: int | None = None

    def of(self, article: Article) -> Article:
        """The article, standing there."""
        if (article.duplicate_of, article.story) == (self.duplicate_of, self.story):
            return article
        return replace(article, duplicate_of=self.duplicate_of, story=self.story)


ALONE: Final = Standing()
"""Neither a copy nor of a story."""


@dataclass(eq=False)
class Text:
    """An article that others are compared with."""

    id: int
    text: str
    title: str
    source: str
    date: datetime
    standing: Standing

    @cached_property
    def words(self) -> Words:
        """Ready to be compared."""
        return words_of(self.text, self.title)

    def has_copy(self, other: Text) -> bool:
        """Whether the two are one text."""
        alike = likeness(self.words, other.words)
        return alike.is_copy(same_source=self.source == other.source)


class Shelf:
    """The signatures that one batch has to do with: those that were stored, and its own."""

    def __init__(self) -> None:
        self._under: Under = {}
        self._rows: list[Row] = []
        self._own: set[int] = set()
        """The keys of these rows."""

    def look_up(self, connection: Connection, sought: Iterable[Signature]) -> None:
        """Reads what is kept under the keys of these signatures."""
        for key, id, rest in under(connection, all_keys([one.keys for one in sought])):
            self._under.setdefault(key, []).append((id, rest))

    def has_news(self, sought: Signature) -> bool:
        """Whether something was kept since under a key of this signature."""
        return not self._own.isdisjoint(sought.keys)

    def candidates(self, id: int, sought: Signature) -> list[int]:
        """The other articles that share keys with this one and may be a copy, the likeliest first."""
        return candidates(self._under, id, sought.keys)

    def keep(self, id: int, signed: Signature) -> None:
        """Keeps an article under the best of its keys that few others have."""
        kept = 0
        for key in signed.keys:
            there = self._under.get(key)
            if there is None:
                self._under[key] = [(id, signed.rest)]
            elif len(there) < FULL and all(other != id for other, _ in there):
                there.append((id, signed.rest))
            else:
                continue
            self._rows.append((key, id, signed.rest))
            self._own.add(key)
            kept += 1
            if kept == KEPT:
                return

    def store(self, connection: Connection, new: Sequence[int]) -> None:
        """Writes what was to be kept, in a batch in which these articles are new, by rising number."""
        keep(connection, self._rows, new)
        self._rows = []

    @staticmethod
    def forget(connection: Connection, signed: Iterable[tuple[int, Signature]]) -> None:
        """Takes these articles out. A key that is not there does no harm."""
        drop(connection, [(key, id) for id, one in signed for key in one.keys])


_COLUMNS = (
    articles.c.id,
    articles.c.text,
    articles.c.title,
    articles.c.source,
    articles.c.sort_date,
    articles.c.duplicate_of,
    articles.c.story,
)
_BY_ID: Final = LookUp(select(*_COLUMNS), articles.c.id)


def fetch(connection: Connection, ids: Collection[int]) -> dict[int, Text]:
    """These articles as they are stored, by number."""
    return {row[0]: _text(row) for row in _BY_ID.rows(connection, sorted(ids))}


def copies_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Text]]:
    """The copies of each of these articles, by rising number."""
    found: dict[int, list[Text]] = defaultdict(list)
    for chunk in chunks(ids):
        query = select(*_COLUMNS).where(articles.c.duplicate_of.in_(chunk)).order_by(articles.c.id)
        for row in connection.execute(query):
            found[row.duplicate_of].append(_text(row))
    return found


def _text(row: Sequence[Any]) -> Text:
    id, text, title, source, date, duplicate_of, story = row
    return Text(id, text, title, source, date, Standing(duplicate_of, story))


def begin_stories(connection: Connection, stories: Mapping[int, int]) -> None:
    """Notes the story of each of these articles, by number."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.executemany(_IN_SQLITE, [(story, id) for id, story in stories.items()])
    elif stories:
        rows = [{"id_": id, "story_": story} for id, story in stories.items()]
        connection.execute(_BEGIN_STORY, rows)


_BEGIN_STORY: Final = (
    update(articles).where(articles.c.id == bindparam("id_")).values(story=bindparam("story_"))
)
_IN_SQLITE: Final = "UPDATE articles SET story = ? WHERE id = ?"
"""The same: of a few rows SQLAlchemy takes longer than SQLite."""
