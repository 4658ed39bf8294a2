"""The inflected words that an archive has met, of which its index holds only the stem (:mod:`archive.search.lexicon`
hands them over). What ``prefix*`` and words typed without accents go by.

In PostgreSQL each is a row; how they lie in SQLite is the matter of :mod:`archive.search.word_runs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection as Driver
from typing import Final

from sqlalchemy import Connection, text

from archive.search import word_runs

_STEMS_OF_A_PREFIX: Final = 200

_STEMS = text(
    "SELECT DISTINCT term FROM search_words WHERE tag = :tag AND form = :form ORDER BY term"
)
_BEGUN = text(
    "SELECT DISTINCT term FROM search_words WHERE tag = :tag AND form >= :begun AND form < :beyond"
    " AND substr(term, 1, :length) <> :begun ORDER BY term LIMIT :most"
)
_ADD = text("INSERT INTO search_words VALUES (:tag, :form, :term) ON CONFLICT DO NOTHING")


class Words:
    """What was met (:class:`archive.search.match.Vocabulary`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Asked for each word in each language: SQLAlchemy would take several times as long as SQLite.
        self._driver = _sqlite(connection)

    def stems(self, tag: str, form: str) -> Iterable[str]:
        """The stems of the words that fold to ``form``, where the form alone does not lead to them."""
        if self._driver:
            return sorted(word_runs.stems(self._driver, tag, form))
        return self._connection.execute(_STEMS, {"tag": tag, "form": form}).scalars().all()

    def stems_of_words_with(self, tag: str, beginning: str) -> Iterable[str]:
        """The stems of the words whose folded form begins so, where the stem does not."""
        if self._driver:
            found = word_runs.stems_of_words_with(self._driver, tag, beginning)
            return sorted(found)[:_STEMS_OF_A_PREFIX]
        asked = {
            "tag": tag,
            "begun": beginning,
            "beyond": beginning + "\U0010ffff",
            "length": len(beginning),
            "most": _STEMS_OF_A_PREFIX,
        }
        return self._connection.execute(_BEGUN, asked).scalars().all()


def add(connection: Connection, words: Mapping[str, Sequence[str]]) -> None:
    """Keeps words, for each tag form, stem, form, stem …, in the caller's transaction; those that are there already do
    no harm."""
    if driver := _sqlite(connection):
        for tag in sorted(words):
            word_runs.put(driver, tag, words[tag])
        return
    # In one order, whoever writes: so that none of two waits for the other.
    rows = sorted(
        (tag, form, term)
        for tag, found in words.items()
        for form, term in zip(found[::2], found[1::2], strict=True)
    )
    if rows:
        named = [{"tag": tag, "form": form, "term": term} for tag, form, term in rows]
        connection.execute(_ADD, named)


def _sqlite(connection: Connection) -> Driver | None:
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, Driver) else None
