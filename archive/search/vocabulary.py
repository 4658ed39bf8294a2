"""The inflected words that an archive has met, of which its index holds only the stem.

What ``prefix*`` and words typed without accents go by. The same table in every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from archive.search.terms import analyser

_STEMS_OF_A_PREFIX: Final = 200
_KNOWN_WORDS: Final = 200_000
_KEPT_WORDS: Final = "kliping_words"

_ADD = text("INSERT INTO search_words VALUES (:tag, :form, :term) ON CONFLICT DO NOTHING")
_HAS = text("SELECT 1 FROM search_words WHERE tag = :tag AND form = :form AND term = :term")
_STEMS = text("SELECT term FROM search_words WHERE tag = :tag AND form = :form ORDER BY term")
_BEGUN = text(
    "SELECT DISTINCT term FROM search_words WHERE tag = :tag AND form >= :begun AND form < :beyond"
    " AND substr(term, 1, :length) <> :begun ORDER BY term LIMIT :most"
)


class Words:
    """What was met (:class:`archive.search.match.Vocabulary`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stems(self, tag: str, form: str) -> Iterable[str]:
        """The stems of the words that fold to ``form``, where the form alone does not lead to them."""
        return self._connection.execute(_STEMS, {"tag": tag, "form": form}).scalars().all()

    def stems_of_words_with(self, tag: str, beginning: str) -> Iterable[str]:
        """The stems of the words whose folded form begins so, where the stem does not."""
        asked = {
            "tag": tag,
            "begun": beginning,
            "beyond": beginning + "\U0010ffff",
            "length": len(beginning),
            "most": _STEMS_OF_A_PREFIX,
        }
        return self._connection.execute(_BEGUN, asked).scalars().all()


def remember(connection: Connection, words: Mapping[str, set[str]]) -> None:
    """Keeps the inflected words among these, by tag. A connection knows what it has kept, unless that was rolled
    back."""
    known: _Known = connection.info.setdefault(_KEPT_WORDS, _Known({}, []))
    rolled_back = known.last and not connection.execute(_HAS, known.last[0]).first()
    if rolled_back or sum(map(len, known.words.values())) > _KNOWN_WORDS:
        known.words.clear()
    for name, met in words.items():
        before = known.words.setdefault(name, set())
        new = met - before
        rows = [
            {"tag": name, "form": form, "term": term}
            for form, term in sorted(set(analyser(name).inflected(new)))
        ]
        if rows:
            connection.execute(_ADD, rows)
            known.last[:] = rows[-1:]
        before |= new


def forget(connection: Connection) -> None:
    """Drops all of them."""
    connection.info.pop(_KEPT_WORDS, None)
    connection.execute(text("DELETE FROM search_words"))


class _Known(NamedTuple):
    words: dict[str, set[str]]
    """By tag, as they stand in texts."""
    last: list[dict[str, str]]
    """The row that was kept last, alone."""
