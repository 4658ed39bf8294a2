"""Which new articles are copies of others, and which tell a story that is there already; found by an indexed look-up.

A copy points to the article that had the text first, never to another copy, and shares its ``story``: the number of the
first article of the story. Articles that have only a good part of their text in common, within a few days, share the
story and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from archive.model import Article
from archive.rows import sort_date
from archive.stories.kept import ALONE, Shelf, Standing, Text, begin_stories, copies_of, fetch
from archive.stories.likeness import likeness, may_be_like
from archive.stories.parting import go_on, part
from archive.stories.signature import signature

WINDOW: Final = timedelta(days=4)
"""How far apart articles of one story were published that are not copies."""


class Fresh(NamedTuple):
    """An article that is about to be written."""

    id: int
    article: Article
    first_seen: datetime
    old: Article | None = None
    """What stands there so far; None for a new one."""


def assign(connection: Connection, fresh: Iterable[Fresh]) -> dict[int, Standing]:
    """Says of each article where it stands, and keeps the signatures by which its copies will be found.

    To be called in the transaction that writes the articles, before they are written. The stored articles that this
    concerns are brought up to date here: the first of what becomes a story, and what was a copy of an article that says
    something else now.
    """
    ordered = sorted(fresh, key=_id)  # what is stored comes before what is new
    if not ordered:
        return {}
    return _Assignment(connection, ordered).run()


def _id(one: Fresh) -> int:
    return one.id


class _Assignment:
    """One batch."""

    def __init__(self, connection: Connection, fresh: Sequence[Fresh]) -> None:
        self._connection = connection
        self._fresh = fresh
        self._signed = {one.id: signature(one.article.text) for one in fresh}
        self._shelf = Shelf()
        self._found: dict[int, list[int]] = {}
        self._texts: dict[int, Text] = {}
        self._standings: dict[int, Standing] = {}
        self._begun: dict[int, int] = {}
        """Stored articles that are the first of a story from now on."""

    def run(self) -> dict[int, Standing]:
        changed = [one for one in self._fresh if one.old is not None]
        self._shelf.forget(
            self._connection,
            [(one.id, signature(one.old.text)) for one in changed if one.old is not None],
        )
        self._shelf.look_up(self._connection, self._signed.values())
        self._fetch(changed)
        copies = copies_of(self._connection, [one.id for one in changed])
        for one in self._fresh:
            self._take(one, copies.get(one.id, ()))
        self._shelf.store(self._connection, [one.id for one in self._fresh if one.old is None])
        begin_stories(self._connection, self._begun)
        return self._standings

    def _fetch(self, changed: Sequence[Fresh]) -> None:
        """Reads the articles that may have to be compared."""
        new = {one.id for one in self._fresh}
        wanted = {other for one in self._fresh for other in self._candidates(one)} - new
        self._texts = fetch(self._connection, wanted)
        firsts = {text.standing.duplicate_of for text in self._texts.values()}
        missing = {id for id in firsts if id is not None} - self._texts.keys() - new
        self._texts |= fetch(self._connection, missing)

    def _candidates(self, one: Fresh) -> list[int]:
        signed = self._signed[one.id]
        found = self._found.get(one.id)
        if found is None or self._shelf.has_news(signed):
            found = self._found[one.id] = self._shelf.candidates(one.id, signed)
        first = one.article.duplicate_of
        return found if first is None or first in found else [*found, first]

    def _take(self, one: Fresh, copies: Sequence[Text]) -> None:
        date = sort_date(one.article, one.first_seen)
        article = one.article
        mine = Text(one.id, article.text, article.title, article.source, date, ALONE)
        left: list[Text] = []
        if copies:
            left, firsts = part(self._connection, mine, copies)
            for text in firsts:
                self._texts[text.id] = text
                self._shelf.keep(text.id, signature(text.text))
        if left:
            mine.standing = Standing(None, one.article.story or one.id)
        else:
            self._place(mine, self._candidates(one))
        so_far = one.old.story if one.old else None
        if so_far is not None and so_far != mine.standing.story:
            self._leave(one.id, so_far)
        self._texts[one.id] = mine
        self._standings[one.id] = mine.standing
        if mine.standing.duplicate_of is None:
            self._shelf.keep(one.id, self._signed[one.id])

    def _leave(self, id: int, story: int) -> None:
        """Takes an article out of the story that it told so far."""
        if any(each.story == story for each in self._standings.values()):
            return  # of one batch two have changed: theirs are not written yet
        number = go_on(self._connection, story, id)
        for text in self._texts.values():
            if text.standing.story == story:
                text.standing = replace(text.standing, story=number)

    def _place(self, mine: Text, candidates: Sequence[int]) -> None:
        """Among the articles that may be the same: as a copy of the first one, or in the story of the most similar."""
        if not candidates:
            return
        likely = [
            text for text in self._firsts(mine, candidates) if may_be_like(mine.words, text.words)
        ]
        met = [(text, likeness(mine.words, text.words)) for text in likely]
        originals = [
            text for text, alike in met if alike.is_copy(same_source=text.source == mine.source)
        ]
        if originals:
            first = min(originals, key=lambda text: text.id)
            mine.standing = Standing(first.id, self._story_of(first))
            return
        partly = [
            (alike.share, -text.id, text)
            for text, alike in met
            if abs(text.date - mine.date) <= WINDOW
            and alike.is_partly(same_source=text.source == mine.source)
        ]
        if partly:
            mine.standing = Standing(None, self._story_of(max(partly)[2]))

    def _firsts(self, mine: Text, candidates: Sequence[int]) -> Iterable[Text]:
        """The articles that are no copies, or in their place those that they are copies of."""
        found: dict[int, Text] = {}
        for id in candidates:
            text = self._texts.get(id)
            if text is not None and text.standing.duplicate_of is not None:
                text = self._texts.get(text.standing.duplicate_of)
            if text is not None and text.id != mine.id and text.standing.duplicate_of is None:
                found[text.id] = text
        return found.values()

    def _story_of(self, first: Text) -> int:
        """The story of an article that is no longer alone."""
        story = first.standing.story
        if story is None:
            story = first.id
            first.standing = replace(first.standing, story=story)
            if first.id in self._standings:
                self._standings[first.id] = first.standing
            else:
                self._begun[first.id] = story
        return story
