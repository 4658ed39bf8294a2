"""The inflected words that an archive has met, of which its index holds only the stem (:mod:`archive.search.lexicon`
hands them over). What ``prefix*`` and words typed without accents go by; the same table in every database.

In SQLite words that come one by one, each to its place in the order of all, would cost a page of the file each. They are
put into *runs* first, one after the other: the two digits of the run stand before the tag. Every so often all runs are
merged into the words without digits. Whoever reads looks into all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection as Driver
from typing import Final

from sqlalchemy import Connection, bindparam, text

_RUNS: Final = 32
_RUN: Final = 4_000
"""Words after which a run is followed by the next one."""
_PREFIXES: Final = ("", *(f"{run:02}" for run in range(_RUNS)))

_STEMS_OF_A_PREFIX: Final = 200
_STEMS = text(
    "SELECT DISTINCT term FROM search_words WHERE tag IN :tags AND form = :form ORDER BY term"
).bindparams(bindparam("tags", expanding=True))
_STEMS_IN_RUNS: Final = (
    f"SELECT DISTINCT term FROM search_words WHERE tag IN ({', '.join('?' * len(_PREFIXES))})"  # noqa: S608 (marks)
    " AND form = ? ORDER BY term"
)
_BEGUN = text(
    "SELECT DISTINCT term FROM search_words WHERE tag IN :tags AND form >= :begun AND form < :beyond"
    " AND substr(term, 1, :length) <> :begun ORDER BY term LIMIT :most"
).bindparams(bindparam("tags", expanding=True))

_ADD = text("INSERT INTO search_words VALUES (:tag, :form, :term) ON CONFLICT DO NOTHING")
_PUT: Final = tuple(
    (
        2 * rows,
        f"INSERT OR IGNORE INTO search_words SELECT ?, column1, column2 FROM (VALUES {marks})",  # noqa: S608
    )
    for rows in (64, 16, 4, 1)
    for marks in [", ".join(["(?, ?)"] * rows)]
)
"""By how many forms and stems each takes; SQLite is faster the more rows come at once. One that could fail in the middle,
as one that does not ignore what is there, would write a journal of its own."""
_LAST_RUN: Final = "SELECT substr(max(tag), 1, 2) FROM search_words WHERE tag < 'a'"
_IN_RUN: Final = "SELECT count(*) FROM search_words WHERE tag > ? AND tag < ? || 'zz'"
_TAGS_IN_RUNS: Final = (
    "WITH RECURSIVE found(tag) AS (SELECT min(tag) FROM search_words WHERE tag < 'a' UNION ALL"
    " SELECT (SELECT min(tag) FROM search_words WHERE tag > found.tag AND tag < 'a') FROM found"
    " WHERE tag IS NOT NULL) SELECT tag FROM found WHERE tag IS NOT NULL"
)
_MERGE: Final = (
    "INSERT OR IGNORE INTO search_words"
    " SELECT ?, form, term FROM search_words WHERE tag IN ({}) ORDER BY form, term"
)
_END_RUNS: Final = "DELETE FROM search_words WHERE tag < 'a'"


class Words:
    """What was met (:class:`archive.search.match.Vocabulary`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._prefixes = _PREFIXES if connection.dialect.name == "sqlite" else ("",)
        driver = connection.connection.driver_connection
        self._driver = driver if isinstance(driver, Driver) else None

    def stems(self, tag: str, form: str) -> Iterable[str]:
        """The stems of the words that fold to ``form``, where the form alone does not lead to them."""
        if self._driver:
            # Asked for each word in each language: SQLAlchemy would take five times as long as SQLite.
            found = self._driver.execute(_STEMS_IN_RUNS, (*(run + tag for run in _PREFIXES), form))
            return [term for (term,) in found]
        asked = {"tags": [prefix + tag for prefix in self._prefixes], "form": form}
        return self._connection.execute(_STEMS, asked).scalars().all()

    def stems_of_words_with(self, tag: str, beginning: str) -> Iterable[str]:
        """The stems of the words whose folded form begins so, where the stem does not."""
        asked = {
            "tags": [prefix + tag for prefix in self._prefixes],
            "begun": beginning,
            "beyond": beginning + "\U0010ffff",
            "length": len(beginning),
            "most": _STEMS_OF_A_PREFIX,
        }
        return self._connection.execute(_BEGUN, asked).scalars().all()


class Runs:
    """Where the next words go, for one connection: how many are in the last run is counted once only."""

    def __init__(self) -> None:
        self._run = ""
        self._count = 0

    def add(self, connection: Connection, words: Mapping[str, Sequence[str]]) -> None:
        """Keeps words, for each tag form, stem, form, stem …, in the caller's transaction; those that are there already
        do no harm."""
        driver = connection.connection.driver_connection
        if isinstance(driver, Driver):
            self._put(driver, connection, words)
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

    def _put(
        self, driver: Driver, connection: Connection, words: Mapping[str, Sequence[str]]
    ) -> None:
        run = self._last(connection)
        if self._count >= _RUN:
            if run == _PREFIXES[-1]:
                merge(connection)
                run = _PREFIXES[1]
            else:
                run = _PREFIXES[_PREFIXES.index(run) + 1]
            self._run, self._count = run, 0
        for tag in sorted(words):
            name, found, at = run + tag, words[tag], 0
            for size, statement in _PUT:
                while at + size <= len(found):
                    driver.execute(statement, (name, *found[at : at + size]))
                    at += size
            self._count += len(found) // 2

    def _last(self, connection: Connection) -> str:
        run: str = connection.exec_driver_sql(_LAST_RUN).scalar() or _PREFIXES[1]
        if run != self._run:
            self._run = run
            self._count = connection.exec_driver_sql(_IN_RUN, (run, run)).scalar_one()
        return run


def merge(connection: Connection) -> None:
    """Ends all runs of an archive in SQLite, in the caller's transaction."""
    # Each language by itself: SQLite sorts by one column what takes it a sixth longer by three.
    runs: dict[str, list[str]] = {}
    for name in connection.exec_driver_sql(_TAGS_IN_RUNS).scalars():
        runs.setdefault(name[2:], []).append(name)
    for tag, names in sorted(runs.items()):
        statement = _MERGE.format(", ".join("?" * len(names)))
        connection.exec_driver_sql(statement, (tag, *names))
    connection.exec_driver_sql(_END_RUNS)
