"""An article's terms as ``tsvector`` values of PostgreSQL (its manual, sections 8.11.1 and 12.11).

One holds at most a megabyte, 255 places of a term, and no place beyond 16,383. So the columns of an article lie in a row
of their own each (:data:`ROOMS`), far enough apart that no phrase reaches from one into the next. What does not fit,
of a very long text, is in further vectors of the same article, whose ends overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

ROOMS: Final[Mapping[str, tuple[str, int, int]]] = {
    "title": ("A", 1, 1_000),
    "author": ("B", 1_002, 2_000),
    "body": ("", 2_002, 16_383),
}
"""Of each column the label of its places (none is the label ``D``), the first place and the last."""

_TIMES: Final = 255
_LONGEST_TERM: Final = 2_000
_ROOM: Final = 1_000_000
"""Bytes."""
_PART: Final = 4_000
"""Terms of a further vector."""
_OVERLAP: Final = 200
"""Longer than what a person can type as a phrase."""
_PARTS: Final = 1_000
"""Of one article; of what lies behind them phrases are not found."""


class Vectors(NamedTuple):
    """What the index holds of one article."""

    terms: str
    """All of its terms, as far as they fit."""
    parts: tuple[str, ...]
    """The whole once more in pieces, when not everything did."""
    length: int
    """How many terms stand in it, facets included."""


def vectors(columns: Mapping[str, Sequence[str]], facets: Iterable[str]) -> Vectors:
    """The vectors of an article.

    :param columns: the terms of its title, author and body, in order.
    :param facets: terms that stand at no place.
    """
    given = list(facets)
    found: dict[str, list[str]] = {facet: [] for facet in given}
    whole = True
    for name, (label, first, last) in ROOMS.items():
        terms = columns[name]
        whole = whole and len(terms) <= last + 1 - first
        for place, term in enumerate(terms, first):
            places = found.get(term)
            if places is None:
                places = found[term] = []
            if len(places) < _TIMES:
                places.append(f"{min(place, last)}{label}")
            else:
                whole = False
    text, fits = _text(found)
    length = len(given) + sum(map(len, columns.values()))
    parts = () if whole and fits else tuple(_parts(columns))
    return Vectors(text, parts[:_PARTS], length)


def lexeme(term: str) -> str:
    """A term as the index holds it: one that is too long for PostgreSQL is cut, and told from others by a hash."""
    if len(term) * 4 <= _LONGEST_TERM:
        return term
    encoded = term.encode()
    if len(encoded) <= _LONGEST_TERM:
        return term
    return encoded[: _LONGEST_TERM - 64].decode(errors="ignore") + sha256(encoded).hexdigest()


def quoted(term: str) -> str:
    """A term in the text of a vector or of a query."""
    term = lexeme(term)
    if "'" in term or "\\" in term:
        term = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{term}'"


def _text(found: Mapping[str, Sequence[str]]) -> tuple[str, bool]:
    """The vector as PostgreSQL reads it, and whether all of it is there."""
    pieces: list[str] = []
    room = _ROOM
    for term, places in found.items():
        room -= _size(term) + 2 * len(places)
        if room < 0:
            return " ".join(pieces), False
        pieces.append(f"{quoted(term)}:{','.join(places)}" if places else quoted(term))
    return " ".join(pieces), True


def _size(term: str) -> int:
    """Bytes that a term takes in a vector, at most."""
    return 4 + min(len(term) if term.isascii() else 4 * len(term), _LONGEST_TERM)


def _parts(columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, (label, _, _) in ROOMS.items():
        terms = columns[name]
        start = 0
        while start < len(terms):
            end = _end(terms, start)
            found: dict[str, list[str]] = {}
            for place, term in enumerate(terms[start:end], 1):
                found.setdefault(term, []).append(f"{place}{label}")
            yield _text(found)[0]
            if end == len(terms):
                break
            start = end - min(_OVERLAP, (end - start) // 2)


def _end(terms: Sequence[str], start: int) -> int:
    """How far a vector reaches that begins there."""
    times: dict[str, int] = {}
    room = _ROOM
    for at in range(start, min(start + _PART, len(terms))):
        term = terms[at]
        times[term] = times.get(term, 0) + 1
        room -= _size(term) + 2
        if times[term] > _TIMES or room < 0:
            return max(at, start + 1)
    return min(start + _PART, len(terms))
