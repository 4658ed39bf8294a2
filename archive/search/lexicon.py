"""What one connection knows of the words it has indexed: their terms, and that they stand in ``search_words``.

A text is cut at its spaces, and most of the pieces have been met before: looking them up is all that is done for them.
A new one is analysed, with the punctuation that may stick to it; :meth:`Lexicon.store` writes what is new.
"""

from __future__ import annotations

import sys
from typing import Final

from sqlalchemy import Connection, event

from archive.search.terms import Analyser, words_in
from archive.search.vocabulary import add

_ROOM: Final = 400_000
"""Pieces of text that are known, of all languages together; as many again of those not met lately. About 100 MB where
an archive really has so many different words."""
_LONGEST: Final = 64
_PUNCTUATION: Final = ".,;:!?\"'()[]“”„‘’«»…–—-"
_INFO: Final = "kliping_lexicon"


class Lexicon:
    """For one connection, hence one thread at a time: :func:`lexicon_of`."""

    def __init__(self) -> None:
        self._pieces: dict[str, _Pieces] = {}

    def terms(self, tag: str, text: str) -> str:
        """All terms of a text in order, separated by spaces (:meth:`archive.search.terms.Analyser.index_terms`)."""
        pieces = self._pieces.get(tag)
        if pieces is None:
            pieces = self._pieces[tag] = _Pieces(tag)
        # What most often sticks to a word would make it another piece.
        parts = text.replace(", ", " ").replace(". ", " ").split()
        return " ".join(map(pieces.__getitem__, parts))

    def store(self, connection: Connection) -> None:
        """Writes the inflected words among those that are new since the last time."""
        rows = [(tag, *pair) for tag, pieces in self._pieces.items() for pair in pieces.inflected()]
        if rows:
            add(connection, rows)
        if sum(map(len, self._pieces.values())) > _ROOM:
            for pieces in self._pieces.values():
                pieces.grow_old()


class _Pieces(dict[str, str]):
    """The terms of what stood between two spaces in texts of one tag, as far as it was met lately."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        # Of its own: the thread that goes on with this connection may be another one.
        self._analyser = Analyser(tag)
        self._older: dict[str, str] = {}
        self._fresh: set[tuple[str, str]] = set()
        """Forms and stems that may not be in ``search_words``."""

    def __missing__(self, piece: str) -> str:
        terms = self._older.get(piece)
        if terms is None:
            if piece.isalnum():
                terms = self._term(piece)
            else:
                bare = piece.strip(_PUNCTUATION)
                # Only a word that stands alone is one piece with and without its punctuation.
                terms = self[bare] if bare.isalnum() else " ".join(map(self._term, words_in(piece)))
        if len(piece) <= _LONGEST:
            self[piece] = terms
        return terms

    def inflected(self) -> set[tuple[str, str]]:
        """Forms and stems of what is new since the last time (:meth:`archive.search.terms.Analyser.inflection`)."""
        found, self._fresh = self._fresh, set()
        return found

    def _term(self, word: str) -> str:
        term, inflection = self._analyser.met(word)
        if inflection:
            self._fresh.add(inflection)
        return sys.intern(term)

    def grow_old(self) -> None:
        """Forgets what was not met since the last time."""
        self._older = self.copy()
        self.clear()


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
