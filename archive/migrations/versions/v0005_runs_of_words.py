"""In SQLite the inflected words lie in runs, some sixty to a row.

Revision ID: 0005
Revises: 0004

Each word is read and written once: a million take about two seconds. PostgreSQL keeps its table.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SIZES = (250, 2_000, 16_000, 128_000)
_OF_A_SIZE = 1_000_000
_IN_A_ROW = 64


def upgrade() -> None:
    """From 0004."""
    driver = op.get_bind().connection.driver_connection
    if not isinstance(driver, Connection):
        return
    op.rename_table("search_words", "search_words_0004")
    op.execute(
        "CREATE TABLE search_words (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, run INTEGER NOT NULL, first TEXT NOT NULL,"
        " words BLOB NOT NULL, UNIQUE (tag, run, first))"
    )
    # In 0004 the digits of a run stood before its tag; here all runs of a tag become one.
    names = driver.execute("SELECT tag, count(*) FROM search_words_0004 GROUP BY tag").fetchall()
    counts: Counter[str] = Counter()
    for name, count in names:
        counts[name.lstrip("0123456789")] += count
    for tag, count in counts.items():
        run = bisect(_SIZES, count) * _OF_A_SIZE
        several = [name for name, _ in names if name.lstrip("0123456789") == tag]
        old = driver.execute(
            "SELECT DISTINCT form, term FROM search_words_0004"  # noqa: S608 (marks)
            f" WHERE tag IN ({', '.join('?' * len(several))}) ORDER BY form, term",
            several,
        )
        driver.executemany(
            "INSERT INTO search_words (tag, run, first, words) VALUES (?, ?, ?, ?)",
            ((tag, run, *row) for row in _rows(old)),
        )
    op.drop_table("search_words_0004")


def _rows(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """The first form of a row, and its words. The stems of one form are not parted."""
    first = last = ""
    lines: list[str] = []
    for form, stem in words:
        if len(lines) >= _IN_A_ROW and form != last:
            yield first, "".join(lines).encode()
            lines = []
        if not lines:
            first = form
        lines.append(f"\n{form} {stem}")
        last = form
    if lines:
        yield first, "".join(lines).encode()
