"""The parts of ``bench_archive``: each is asked for by name, measures in this process and prints its figures as JSON."""

from __future__ import annotations

import json
import math
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import orjson
from archive_queries import queries
from known_items import ITEMS
from made_up_copies import pairs
from made_up_news import LAST, batches, news

from archive.exports import write
from archive.fields import to_fields
from archive.model import Article, Extracted, Filters
from archive.places import slot
from archive.search.match import facets
from archive.search.snippets import body_of
from archive.search.sqlite import FTS_DDL
from archive.search.terms import analyser, tag
from archive.store import Archive

BATCH = 100
ROUND = 1_000
EXPORTED = 20_000
SEARCHES = 3
"""How often each query is asked; the fastest counts."""


def build(path: str, count: str) -> dict[str, Any]:
    """An archive of this many articles."""
    draft = Path(path).with_suffix(".draft")
    for name in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
        name.unlink(missing_ok=True)
    with Archive.open(draft, create=True) as archive:
        for done, batch in enumerate(batches(int(count), BATCH), 1):
            archive.save(batch)
            if done * BATCH % 50_000 == 0:
                print(f"  saved {done * BATCH} articles", file=sys.stderr, flush=True)
    draft.rename(path)
    return {}


def save(folder: str, count: str) -> dict[str, Any]:
    """Saving, beside raw sqlite3 with rows that are ready, in turns; then the same articles again.

    The first half is not counted: the vocabulary of an archive is mostly new to it then, which the rows do without.
    """
    ours = raw = again = 0.0
    kept = []
    taken: set[int] = set()
    database = Path(folder) / "saving-raw.db"
    path = Path(folder) / "saving.db"
    for name in (path, database):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
    with Archive.open(path, create=True) as archive, closing(_raw(database)) as connection:
        for number, articles in enumerate(_rounds(int(count))):
            in_batches = [articles[at : at + BATCH] for at in range(0, len(articles), BATCH)]
            rows = [sorted(_rows(batch, taken)) for batch in in_batches]
            parts = [[Extracted(article=article) for article in batch] for batch in in_batches]
            saving, filling = _seconds(_save, archive, parts), _seconds(_fill, connection, rows)
            if number * ROUND >= int(count) // 2:
                kept.append(parts)
                ours, raw = ours + saving, raw + filling
        first = sum(len(part) for parts in kept for part in parts) / ours
        for parts in kept:
            again += _seconds(_save, archive, parts)
    for name in (path, database):
        name.unlink()
    return {"per_second": first, "ratio": raw / ours, "again": ours / again}


def _rounds(count: int) -> Iterator[list[Article]]:
    articles = news(count)
    while some := [article for article, _ in zip(articles, range(ROUND), strict=False)]:
        yield some


def _rows(articles: list[Article], taken: set[int]) -> Iterator[tuple[object, ...]]:
    """As the archive puts them into its index, by the order of their dates."""
    for article in articles:
        terms = analyser(tag(article.language)).index_terms
        place = slot(article.published or article.first_seen or article.fetched)
        while place in taken:
            place += 1
        taken.add(place)
        yield (
            place,
            terms(article.title),
            terms(body_of(article)),
            terms("\n".join(article.authors)),
            facets(article),
        )


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA secure_delete = FAST")
    for statement in FTS_DDL[:2]:
        connection.execute(statement)
    return connection


def _fill(connection: sqlite3.Connection, batches: list[list[tuple[object, ...]]]) -> None:
    insert = "INSERT INTO articles_fts(rowid, title, body, author, facet) VALUES (?, ?, ?, ?, ?)"
    for rows in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows)
        connection.execute("COMMIT")


def _save(archive: Archive, parts: list[list[Extracted]]) -> None:
    for part in parts:
        archive.save(part)


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    begun = time.process_time()
    work(*arguments)
    return time.process_time() - begun


def search(path: str) -> dict[str, Any]:
    """p50 and p95 of each kind of query in milliseconds, and the middle of the totals."""
    found = {}
    with Archive.open(path, read_only=True) as archive:
        for kind, asked in queries().items():
            times, totals = [], []
            for query, filters, sort in asked:
                taken = []
                for _ in range(SEARCHES):
                    begun = time.process_time()
                    results = archive.search(query, filters, sort=sort)
                    taken.append(time.process_time() - begun)
                times.append(min(taken) * 1000)
                totals.append(results.total)
            times.sort()
            totals.sort()
            middle = len(times) // 2
            found[kind] = (times[middle], times[math.ceil(0.95 * len(times)) - 1], totals[middle])
    return found


def export(path: str) -> dict[str, Any]:
    """Exporting as JSONL, beside raw rows of the same articles through orjson, in turns; and the memory it takes."""
    # First, for it is the peak of the whole process that can be read.
    with Archive.open(path, read_only=True) as archive, Path("/dev/null").open("wb") as nowhere:
        write(archive.articles(Filters(with_duplicates=True)), nowhere)
    peak = _peak_megabytes()
    return {"peak": peak, **_beside_raw_rows(path)}


def _peak_megabytes() -> float:
    """Of this program alone: what getrusage tells begins with the peak of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _beside_raw_rows(path: str) -> dict[str, Any]:
    with Archive.open(path, read_only=True) as archive:
        some = archive.articles(Filters(with_duplicates=True))
        fields = [to_fields(article) for article, _ in zip(some, range(EXPORTED), strict=False)]
        total = archive.count()
    names = [*fields[0]]
    plain = Path(f"{path}.plain")
    plain.unlink(missing_ok=True)
    with closing(sqlite3.connect(plain)) as connection:
        connection.execute(f"CREATE TABLE plain ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        values = ([_flat(value) for value in each.values()] for each in fields)
        connection.executemany(f"INSERT INTO plain VALUES ({marks})", values)  # noqa: S608
        connection.commit()
        size = sum(len(orjson.dumps(each)) for each in fields)
        ours, raw = [], []
        for _ in range(5):
            with Path("/dev/null").open("wb") as nowhere:
                raw.append(_seconds(_raw_export, connection, names, nowhere.write))
            ours.append(_seconds(_export, path) * len(fields) / total)
    plain.unlink()
    return {"ratio": min(raw) / min(ours), "megabytes_a_second": size / min(ours) / 1e6}


def _export(path: str) -> None:
    with Archive.open(path, read_only=True) as archive, Path("/dev/null").open("wb") as nowhere:
        write(archive.articles(Filters(with_duplicates=True)), nowhere)


def _flat(value: object) -> object:
    return json.dumps(value) if isinstance(value, list) else value


def _raw_export(
    connection: sqlite3.Connection, names: list[str], to: Callable[[bytes], object]
) -> None:
    for row in connection.execute("SELECT * FROM plain"):
        to(orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE))


def size(path: str) -> dict[str, Any]:
    """Bytes on disk for a byte of plain text: in all, and by table."""
    with Archive.open(path) as archive:
        plain = sum(
            len(f"{a.title}{a.deck or ''}{a.text}".encode())
            for a in archive.articles(Filters(with_duplicates=True))
        )
    shares: dict[str, float] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.OperationalError):  # a SQLite without dbstat
            rows = connection.execute(
                "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
            )
            shares = {name: taken / plain for name, taken in rows if taken > plain / 100}
    return {"ratio": Path(path).stat().st_size / plain, "parts": shares}


def duplicates(folder: str, count: str) -> dict[str, Any]:
    """How many of the copies are recognised, and how many of what is taken for a copy is one."""
    found = {}
    for share in ("5 %", "20 %"):
        path = Path(folder) / "duplicates.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        right = wrong = copies = 0
        with Archive.open(path, create=True) as archive:
            ids: dict[str, int | None] = {}
            truth: dict[str, str | None] = {}
            batch: list[Extracted] = []
            for article, original in pairs(int(count), float(share.split()[0]) / 100):
                truth[article.url] = original
                batch.append(Extracted(article=article))
                if len(batch) == BATCH:
                    ids |= {saved.url: saved.id for saved in archive.save(batch)}
                    batch = []
            ids |= {saved.url: saved.id for saved in archive.save(batch)}
            for article in archive.articles(Filters(with_duplicates=True)):
                original = truth[article.url]
                copies += original is not None
                if article.duplicate_of is not None:
                    is_right = original is not None and article.duplicate_of == ids[original]
                    right, wrong = right + is_right, wrong + (not is_right)
        path.unlink()
        found[share] = {"recall": right / copies, "precision": right / max(1, right + wrong)}
    return found


def known(folder: str, count: str) -> dict[str, Any]:
    """For each language the share of queries that have their article among the first five of a large archive."""
    path = Path(folder) / "known.db"
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    found = {}
    with Archive.open(path, create=True) as archive:
        for batch in batches(int(count), BATCH, seed=2):
            archive.save(batch)
        items = [(language, item) for language, several in ITEMS.items() for item in several]
        archive.save(
            Extracted(
                article=Article(
                    url=f"https://known.example/{number}",
                    source="known",
                    title=item.title,
                    text=item.text,
                    language=language,
                    published=LAST,
                    fetched=LAST,
                )
            )
            for number, (language, item) in enumerate(items)
        )
        for language, several in ITEMS.items():
            asked = [(query, item.title) for item in several for query in item.queries]
            missed = [
                query
                for query, title in asked
                if title not in [hit.article.title for hit in archive.search(query, limit=5).hits]
            ]
            found[language] = {"share": 1 - len(missed) / len(asked), "missed": missed}
    path.unlink()
    return found


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    each.__name__: each for each in (build, save, search, export, size, duplicates, known)
}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
