"""Which articles have a word: their places and no more, for those who look up many words one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Connection, select

from archive.errors import QueryError
from archive.model import Filters
from archive.schema import articles
from archive.search import engine, sqlite
from archive.search.candidates import Candidates
from archive.search.expression import expression
from archive.search.match import Matcher
from archive.search.query import And, Phrase
from archive.search.vocabulary import Words


class Lookup:
    """Looks words up in all the languages that an archive holds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._matcher: Matcher | None = None
        if connection.dialect.name == "sqlite":
            self._matcher = Matcher(sqlite.tags_of(connection), Words(connection))

    def newest(self, words: Sequence[str], filters: Filters, most: int) -> list[int]:
        """The places of the newest articles that have all these words and pass the filters on dates, ``most`` at most,
        in no order. None for words without a letter or digit."""
        if self._matcher is None:
            return self._matching(words, filters, most)
        phrases = tuple(Phrase(word) for word in words)
        asked = expression(self._matcher, phrases[0] if len(phrases) == 1 else And(phrases))
        if not asked:
            return []
        candidates = Candidates(self._connection, asked, filters, oldest_first=False)
        with closing(candidates):
            candidates.read(most)
            return candidates.places[:most]

    def _matching(self, words: Sequence[str], filters: Filters, most: int) -> list[int]:
        query = " ".join(f'"{word}"' for word in words)
        try:
            matches = engine.of(self._connection).matching(self._connection, query, filters)
        except QueryError:
            return []
        found = select(articles.c.place).where(matches).order_by(articles.c.place.desc())
        return list(self._connection.execute(found.limit(most)).scalars())
