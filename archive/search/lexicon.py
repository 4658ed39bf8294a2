"""What one connection knows of the words it has indexed: their terms, and that they stand in ``search_words``.

The terms are the matter of :mod:`archive.search.pieces`; :meth:`Lexicon.store` writes what is new.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, event

from archive.search import vocabulary
from archive.search.pieces import Known, pieces_of

_ROOM: Final = 400_000
"""Pieces of text that are known, of all languages together; as many again of those not met lately. About 100 MB where
an archive really has so many different words."""
_INFO: Final = "kliping_lexicon"


class Lexicon:
    """For one connection, hence one thread at a time: :func:`lexicon_of`."""

    def __init__(self) -> None:
        self._pieces: dict[str, Known] = {}

    def known(self, tag: str) -> Known:
        """What is known of the texts of this tag."""
        pieces = self._pieces.get(tag)
        if pieces is None:
            pieces = self._pieces[tag] = pieces_of(tag)
        return pieces

    def terms(self, tag: str, text: str) -> str:
        """All terms of a text in order, separated by spaces (:meth:`archive.search.terms.Analyser.index_terms`)."""
        return self.known(tag).terms(text)

    def store(self, connection: Connection) -> None:
        """Writes the inflected words among those that are new since the last time."""
        fresh = {
            tag: words for tag, pieces in self._pieces.items() if (words := pieces.inflected())
        }
        if fresh:
            vocabulary.add(connection, fresh)
        if sum(map(len, self._pieces.values())) > _ROOM:
            for pieces in self._pieces.values():
                pieces.grow_old()


def lexicon_of(connection: Connection) -> Lexicon:
    """What this connection knows; nothing, once a transaction was rolled back on it."""
    found = connection.info.get(_INFO)
    if found is None:
        found = connection.info[_INFO] = Lexicon()
        if not event.contains(connection.engine, "rollback", forget):
            event.listen(connection.engine, "rollback", forget)
    lexicon: Lexicon = found
    return lexicon


def forget(connection: Connection) -> None:
    """Takes nothing for stored any more."""
    connection.info.pop(_INFO, None)
