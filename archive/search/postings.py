"""What FTS5 holds of a term, read from its own tables: which articles have it, how often, and how long these are.

For words that stand side by side in a query this is all there is to know, and it takes a fifth of the time in which FTS5
finds and ranks the same articles: it counts, for the weight of each word, all that have it, and looks up the length of each
article that matches. The tables are those of SQLite, "FTS5", section 9, and what they hold is described at the head of its
``fts5_index.c``: version 4, which all releases since 3.9 write. Where there is no C compiler, or another version, FTS5
itself is asked.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

try:
    from archive.search import _postings
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

if TYPE_CHECKING:
    from archive.search._postings import Doclist

_VERSION: Final = 4
_SEGMENT_BITS: Final = 37
"""A page's number in the table has that of its segment before these."""
_AVERAGES, _STRUCTURE = 1, 10
_COLUMNS: Final = ("title", "body", "author", "facet")
_RANK = re.compile(r"bm25\((-?[\d.]+), (-?[\d.]+), (-?[\d.]+), (-?[\d.]+)\)")

_BLOCK = "SELECT block FROM articles_fts_data WHERE id = ?"
_FOLLOWING = "SELECT block FROM articles_fts_data WHERE id > ? AND id <= ? ORDER BY id"
_FIRST_PAGES = (
    "SELECT s.column1, d.id, d.block FROM (VALUES {segments}) AS s CROSS JOIN articles_fts_data AS d"
    " ON d.id = (s.column1 << 37) + max(s.column2, coalesce((SELECT pgno >> 1 FROM articles_fts_idx"
    " WHERE segid = s.column1 AND term <= ? ORDER BY term DESC LIMIT 1), 0))"
)


class Unreadable(ValueError):
    """The index is of another version, or damaged: FTS5 knows better."""


class Postings:
    """The index of an archive in SQLite as one transaction sees it, which has written nothing to it."""

    def __init__(self, connection: Connection) -> None:
        """Raises Unreadable."""
        raw = connection.connection.driver_connection
        if not COMPILED or not isinstance(raw, sqlite3.Connection):
            raise Unreadable
        self._raw = raw
        self._known: dict[tuple[str, str], Doclist] = {}
        try:
            settings = dict(raw.execute("SELECT k, v FROM articles_fts_config"))
            weights = _RANK.fullmatch(str(settings.get("rank")))
            if settings.get("version") != _VERSION or not weights:
                raise Unreadable
            self._weights = tuple(float(weight) for weight in weights.groups())
            self._segments = _segments(self._block(_STRUCTURE))
            averages = _varints(self._block(_AVERAGES))
            self.articles = next(averages, 0)
            """How many are in the index."""
            self.average = sum(averages) / self.articles if self.articles else 0.0
            """How many terms one has."""
        except (sqlite3.Error, IndexError, StopIteration) as error:
            raise Unreadable from error
        values = ", ".join(f"({id}, {first})" for id, (first, _) in self._segments.items())
        self._first_pages = _FIRST_PAGES.format(segments=values)

    def _block(self, id: int) -> bytes:
        found = self._raw.execute(_BLOCK, (id,)).fetchone()
        if not found or not isinstance(found[0], bytes):
            raise Unreadable
        return found[0]

    def doclist(self, term: str, field: str = "") -> Doclist:
        """The articles that have a term, or have it in a field. Raises Unreadable."""
        known = self._known.get((term, field))
        if known is None:
            try:
                known = self._known[term, field] = self._read(term, field)
            except (sqlite3.Error, ValueError) as error:
                raise Unreadable from error
        return known

    def _read(self, term: str, field: str) -> Doclist:
        key = b"0" + term.encode()
        columns = zip(_COLUMNS, self._weights, strict=True)
        weights = tuple(-1.0 if field and name != field else weight for name, weight in columns)
        doclist = _postings.Doclist(key, weights)
        found = self._raw.execute(self._first_pages, (key,)) if self._segments else ()
        pages = {segment: (id, block) for segment, id, block in found}
        for segment, (_, last) in self._segments.items():
            id, block = pages.get(segment, (0, None))
            if block is not None and doclist.begin(block):
                span = (id, (segment << _SEGMENT_BITS) + last)
                with closing(self._raw.execute(_FOLLOWING, span)) as rows:
                    for (page,) in rows:
                        if not doclist.go_on(page):
                            break
        doclist.close()
        return doclist

    def lengths(self, places: Sequence[int]) -> Mapping[int, int]:
        """How many terms the articles at these places have. Raises Unreadable."""
        wanted = ", ".join(map(str, places))
        sizes = f"SELECT id, sz FROM articles_fts_docsize WHERE id IN ({wanted})"  # noqa: S608 (numbers)
        try:
            found = {id: sum(_varints(sizes)) for id, sizes in self._raw.execute(sizes)}
        except (sqlite3.Error, IndexError) as error:
            raise Unreadable from error
        if len(found) < len(places):
            raise Unreadable
        return found


def _segments(structure: bytes) -> dict[int, tuple[int, int]]:
    """Number → first and last page, the newest first. Raises IndexError or StopIteration where something is missing."""
    if (
        structure[4:8] == b"\xff\x00\x00\x01"
    ):  # deletes in a way of its own, that only its newer releases know
        raise Unreadable
    numbers = _varints(structure[4:])
    levels, _, _ = next(numbers), next(numbers), next(numbers)
    found: dict[int, tuple[int, int]] = {}
    for _ in range(levels):
        _, several = next(numbers), next(numbers)
        level = [(next(numbers), (next(numbers), next(numbers))) for _ in range(several)]
        # One without a page is empty: all of it was merged into the next level.
        found.update(each for each in reversed(level) if each[1][0])
    return found


def _varints(content: bytes) -> Iterator[int]:
    """Raises IndexError where one is cut off."""
    at = 0
    while at < len(content):
        value = content[at]
        at += 1
        if value >= 0x80:
            value &= 0x7F
            for _ in range(7):
                byte = content[at]
                at += 1
                value = value << 7 | byte & 0x7F
                if byte < 0x80:
                    break
            else:
                value = value << 8 | content[at]
                at += 1
        yield value
