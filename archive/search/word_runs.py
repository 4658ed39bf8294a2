"""The inflected words as they lie in a file of SQLite: in runs, each of which is in order, some forty to a row.

The words that come together make a run. When a tag has :data:`_RUNS` of about the same size they are merged to one: so a
word is written as often as the number of words has digits (the logarithmic method of Bentley and Saxe, 1980), and always
next to others. A row of its own for each, in the order of all, would cost a page of the file each. Whoever reads looks
into all runs, of which there are few.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from sqlite3 import Connection
from typing import Final

_RUNS: Final = 8
"""Of about the same size, at which they are merged."""
_SIZES: Final = (250, 2_000, 16_000, 128_000)
"""Words at which a run counts as one of the next size. The largest are not merged: a million words at once would take a
hundred megabytes."""
_OF_A_SIZE: Final = 1_000_000
"""Numbers of runs that are kept for one size, first those of the smallest."""
_IN_A_ROW: Final = 64

WORDS_DDL: Final = (
    # run: its size and its number among those of that size. words: lines of a form, a space and its stem, each after a
    # line feed; first: the form of the first of them.
    "CREATE TABLE search_words (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, run INTEGER NOT NULL, first TEXT NOT NULL,"
    " words BLOB NOT NULL, UNIQUE (tag, run, first))"
)

_LAST: Final = "SELECT max(run) FROM search_words WHERE tag = ? AND run >= ? AND run < ?"
_OF_RUNS: Final = (
    "SELECT words FROM search_words WHERE tag = ? AND run >= ? AND run < ? ORDER BY run, first"
)
_END_RUNS: Final = "DELETE FROM search_words WHERE tag = ? AND run >= ? AND run < ?"
_PUT: Final = "INSERT INTO search_words (tag, run, first, words) VALUES (?, ?, ?, ?)"

_EACH_RUN: Final = (
    "WITH RECURSIVE each(run) AS (SELECT min(run) FROM search_words WHERE tag = ?1 UNION ALL"
    " SELECT (SELECT min(run) FROM search_words WHERE tag = ?1 AND run > each.run) FROM each"
    " WHERE run IS NOT NULL)"
)
_WHERE_IT_IS: Final = (
    f"{_EACH_RUN} SELECT (SELECT words FROM search_words AS w WHERE w.tag = ?1 AND w.run = each.run"  # noqa: S608
    " AND w.first <= ?2 ORDER BY w.first DESC LIMIT 1) FROM each"
)
_WHERE_THEY_ARE: Final = (
    f"{_EACH_RUN} SELECT w.words FROM each CROSS JOIN search_words AS w ON w.tag = ?1 AND w.run = each.run"  # noqa: S608
    " AND w.first < ?3 AND w.first >= coalesce((SELECT max(first) FROM search_words AS b WHERE b.tag = ?1"
    " AND b.run = each.run AND b.first <= ?2), '')"
)


def stems(connection: Connection, tag: str, form: str) -> set[str]:
    """The stems of a form."""
    found = set()
    sought = f"\n{form} ".encode()
    for (words,) in connection.execute(_WHERE_IT_IS, (tag, form)):
        at = words.find(sought) if words else -1
        while at >= 0:
            at += len(sought)
            end = words.find(b"\n", at)
            found.add(words[at:].decode() if end < 0 else words[at:end].decode())
            at = words.find(sought, at)
    return found


def stems_of_words_with(connection: Connection, tag: str, beginning: str) -> set[str]:
    """The stems of the forms that begin so, where they do not begin so themselves."""
    begun = re.escape(beginning.encode())
    matching = re.compile(b"\n%b[^ ]* (?!%b)([^\n]*)" % (begun, begun))
    found = connection.execute(_WHERE_THEY_ARE, (tag, beginning, beginning + "\U0010ffff"))
    return {stem.decode() for (words,) in found for stem in matching.findall(words)}


def put(connection: Connection, tag: str, words: Sequence[str]) -> None:
    """Keeps words, form, stem, form, stem …, in the caller's transaction; those that are there already do no harm."""
    lines = sorted(map(" ".join, zip(words[::2], words[1::2], strict=True)))
    while lines:
        size = bisect(_SIZES, len(lines))
        these = (tag, size * _OF_A_SIZE, (size + 1) * _OF_A_SIZE)
        (last,) = connection.execute(_LAST, these).fetchone()
        run = these[1] if last is None else last + 1
        if size == len(_SIZES) or run - these[1] < _RUNS - 1:
            put_run(connection, tag, run, lines)
            return
        texts = [text for (text,) in connection.execute(_OF_RUNS, these)]
        connection.execute(_END_RUNS, these)
        # Runs one after the other are what Python's sorting is good at.
        before = b"".join(texts).decode().split("\n")
        lines = list(dict.fromkeys(sorted([*before[1:], *lines])))


def put_run(connection: Connection, tag: str, run: int, lines: Sequence[str]) -> None:
    """Writes a run; the lines are in order."""
    connection.executemany(_PUT, ((tag, run, *row) for row in _rows(lines)))


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The first form, and all lines of a row. The stems of one form are not parted."""
    at = 0
    while at < len(lines):
        first = lines[at]
        end = at + _IN_A_ROW
        if end < len(lines):
            last = lines[end - 1]
            same = last[: last.index(" ") + 1]
            while end < len(lines) and lines[end].startswith(same):
                end += 1
        yield first[: first.index(" ")], ("\n" + "\n".join(lines[at:end])).encode()
        at = end
