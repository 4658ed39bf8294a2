"""An archive moves from one database into another, whole, and goes on after a kill."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive.alarms.alarm import Alarm
from archive.errors import ArchiveError, ArchiveUnwritable
from archive.frontier import Poll, RobotsTxt
from archive.hosts import HostState
from archive.model import Announced
from archive.opening import open_database
from archive.opt_outs import Reservations
from archive.rows import unpack
from archive.schema import alembic_version, dictionaries, metadata
from archive.store import Archive
from archive.upkeep.copying import copy
from crawler.looking import Looking

Make = Callable[..., Any]


def rows(address: str | Path) -> dict[str, list[dict[str, Any]]]:
    """All that is in an archive, by table."""
    database = open_database(address, create=False, read_only=True)
    found = {}
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            if table in (dictionaries, alembic_version):
                continue
            stored = connection.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [dict(row) for row in stored.mappings()]
    database.close()
    for table, column in (("removed", "cuts"), ("revisions", "content")):
        for row in found[table]:
            row[column] = unpack(row[column])
    return found


@pytest.fixture
def full(path: Path, article: Make, visit: Make, noon: datetime, tmp_path: Path) -> Path:
    """An archive with something in every table."""
    hour = timedelta(hours=1)
    with Archive.open(path, create=True) as archive:
        run = archive.ledger.begin(noon, "crawl")
        frontier = archive.frontier
        frontier.announce(
            "harbour-times", [Announced(url=article(9_000 + n).url) for n in range(9)], noon, run
        )
        poll = Poll(url="https://x.example/feed", source="harbour-times", kind="feed", checked=noon)
        frontier.polled(poll, [], noon)
        frontier.keep_robots(RobotsTxt(host="x.example", status=200, body=b"\xff\0", checked=noon))
        texts = [
            f"The ferry left at dawn, {n} of them. " + f"word{n} " * (n % 50) for n in range(1_200)
        ]
        made = [
            replace(article(n, text=text, published=noon - n * hour), authors=(), section=None)
            for n, text in enumerate(texts)
        ]
        for start in range(0, 1_200, 100):
            archive.record([visit(each, "Buy!") for each in made[start : start + 100]], run)
        changed = [
            replace(each, text="It sank, at once and with all hands.", fetched=noon + hour)
            for each in made[:5]
        ]
        archive.record([visit(each) for each in changed], run)
        page = visit(article(8_000, text="An island is for sale.", section=None))
        lines = replace(page.extracted, lines=(2**63 + 1, 64), opt_outs=("noarchive: meta",))
        archive.record([replace(page, extracted=lines)], run, plan=Looking())
        archive.hosts.keep(HostState(host="x.example", until=noon, delay=2.5, changed=noon))
        reserved = Reservations(host="x.example", body=b"[]", checked=noon)
        archive.opt_outs.keep_reservations(reserved)
        alarm = Alarm(kind="silence", source="harbour-times", since=noon, line="nothing new")
        archive.alarms.note([alarm], ["harbour-times"], ["harbour-times"])
        articles, handover = archive.handover(tmp_path / "given.jsonl")
        assert len(list(articles)) > 0
        handover.note()
        archive.ledger.end(run, noon, "done")
    return path


def assert_same(one: str | Path, other: str | Path) -> None:
    first, second = rows(one), rows(other)
    assert list(first) == list(second)
    for table in first:
        assert first[table] == second[table], table
    with Archive.open(one) as a, Archive.open(other) as b:
        for query in ("ferry", "title:ferry", "sank hands", '"left at dawn"', "word7", "-ferry"):
            found, expected = a.search(query), b.search(query)
            assert (found.total, found.exact) == (expected.total, expected.exact)
            assert [h.article for h in a.search(query, sort="newest").hits] == [
                h.article for h in b.search(query, sort="newest").hits
            ]


def test_there_and_back_nothing_is_lost(
    full: Path, new_postgres: Callable[..., str], tmp_path: Path, article: Make, extract: Make
) -> None:
    url, back = new_postgres(), tmp_path / "back.db"
    counts = copy(full, url)
    assert counts["articles"] == counts["removed"] + 1 == 1_201
    assert {name for name, count in counts.items() if not count} <= {"disorder"}
    assert_same(full, url)
    assert copy(url, back) == counts
    assert_same(full, back)
    assert abs(back.stat().st_size - full.stat().st_size) < full.stat().st_size / 4
    for address in (full, url, back):
        with Archive.open(address) as archive:
            (saved,) = archive.save([extract(article(77_777, text="Something else altogether."))])
            run = archive.ledger.begin(article(1).fetched)
            assert (saved.id, run) == (1_202, 2)
            assert archive.search("altogether").total == 1


def test_a_file_copies_into_a_file(full: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    copy(full, other)
    assert_same(full, other)


KILLED = """
import os, sys
from archive.upkeep import copying
from archive.upkeep.copying import copy
from crawler.looking import Looking
parts = 0
def stop(connection, mark):
    global parts
    parts += 1
    note(connection, mark)
    if parts == int(sys.argv[3]):
        os.kill(os.getpid(), 9)
note, copying.note = copying.note, stop
copying._LONG_ROWS, copying._SHORT_ROWS = 300, 700
copy(sys.argv[1], sys.argv[2])
print(parts)
"""


@pytest.mark.parametrize("to", ["sqlite", "postgres"])
def test_a_copy_that_is_killed_again_and_again_is_whole_in_the_end(
    full: Path,
    to: str,
    new_postgres: Callable[..., str],
    tmp_path: Path,
    python: Callable[..., subprocess.Popen[str]],
) -> None:
    target = str(tmp_path / "other.db") if to == "sqlite" else new_postgres()
    kills = 0
    for after in (1, 2, 3, 5, 8, 13, 999):
        process = python(KILLED, full, target, after)
        _, err = process.communicate(timeout=120)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, err
        kills += 1
        with pytest.raises(ArchiveUnwritable, match="half-made copy"):
            Archive.open(target)
    assert kills > 3
    assert_same(full, target)


def test_a_target_that_holds_something_is_refused(
    full: Path, new_postgres: Callable[..., str], tmp_path: Path, article: Make, extract: Make
) -> None:
    url = new_postgres()
    with Archive.open(url, create=True) as archive:
        archive.save([extract(article(1))])
    with pytest.raises(ArchiveUnwritable, match="holds an archive already"):
        copy(full, url)
    with Archive.open(url) as archive:
        assert archive.count() == 1
    with pytest.raises(ArchiveError, match="onto itself"):
        copy(full, f"sqlite:///{full}")
    with pytest.raises(ArchiveError, match="no archive at"):
        copy(tmp_path / "none.db", tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


def test_a_source_that_has_changed_in_between_is_not_mixed_with_what_it_was(
    full: Path, tmp_path: Path, python: Make, article: Make, extract: Make
) -> None:
    target = tmp_path / "other.db"
    python(KILLED, full, target, 3).communicate(timeout=60)
    with pytest.raises(ArchiveUnwritable, match="half-made copy of"):
        copy(_another(tmp_path), target)
    with Archive.open(full) as archive:
        archive.save([extract(article(5_555))])
    with pytest.raises(ArchiveUnwritable, match="has changed since"):
        copy(full, target)


def _another(folder: Path) -> Path:
    Archive.open(folder / "another.db", create=True).close()
    return folder / "another.db"
