"""The inflected words that an archive has met, of which its index holds only the stem (:mod:`archive.search.lexicon`
writes them). What ``prefix*`` and words typed without accents go by; the same table in every database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

_STEMS_OF_A_PREFIX: Final = 200
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
