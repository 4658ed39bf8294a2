"""Checks, backups and vacuum, on real files and while others write."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import dictionaries
from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable
from archive.lock import crawl_lock
from archive.model import Article, Decision, Extracted
from archive.store import Archive
from archive.visit import RawRecord, Visit

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOCABULARY = [
    f"{a}{b}{c}" for a in ("fer", "cap", "har") for b in ("ri", "to", "bu") for c in "nst"
]


def text(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 - the same each time
    return f"number{number} " + " ".join(chance.choices(VOCABULARY, k=150))


def visit(number: int, day: int = 0, changed: str = "") -> Visit:
    at = NOON + timedelta(days=day)
    article = Article(
        url=f"https://a.example/{number}",
        source="a",
        title=f"Title{number} of {text(number)[10:40]}",
        text=text(number) + changed,
        published=NOON - timedelta(hours=number),
        fetched=at,
        language="en",
    )
    cuts = (Decision(f"Advertisement {number}. Scroll on.", None, "advert", "main > p"),)
    return Visit(
        link=article.url,
        source="a",
        at=at,
        outcome="read",
        extracted=Extracted(article=article, decisions=cuts),
        raw=RawRecord("run00001.warc.gz", number * 10),
    )


def fill(path: Path, count: int = 300) -> None:
    with Archive.open(path, create=True) as archive:
        for start in range(1, count + 1, 50):
            archive.record([visit(n) for n in range(start, start + 50)])
        archive.record(
            [visit(n, 1, f"\n\nThe captain of ferry {n} resigned today.") for n in (5, 9)]
        )


def content(path: Path) -> list[object]:
    with Archive.open(path, read_only=True) as archive:
        return [
            (article, archive.removed(article.id or 0), archive.revisions(article.id or 0))
            for article in archive.articles()
        ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "kliping.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionaries, "ENOUGH", 100)
        fill(path)
    return path


@pytest.fixture
def kept(made: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive of 300 articles, two of them changed, with dictionaries and raw pages."""
    monkeypatch.setattr(dictionaries, "ENOUGH", 100)
    shutil.copy(made, path)
    raw = path.with_suffix(".warc")
    raw.mkdir()
    (raw / "run00001.warc.gz").write_bytes(b"x" * 4000)
    return path


def problems(path: Path) -> list[str]:
    with Archive.open(path, read_only=True) as archive:
        return archive.care.problems(path.with_suffix(".warc"))


def test_a_whole_archive_has_no_problem(kept: Path) -> None:
    before = kept.read_bytes()
    assert problems(kept) == []
    assert kept.read_bytes() == before


DAMAGES = {
    "index without an article": (
        "INSERT INTO articles_fts(rowid, title, body, author, facet) VALUES (7, 'enx', '', '', '0')",
        "1 articles too many are in the search index",
    ),
    "article without its index": (
        "DELETE FROM articles_fts_docsize WHERE id = (SELECT place FROM articles WHERE id = 3)",
        "1 articles are not in the search index",
    ),
    "index of another analysis": ("UPDATE search_analysis SET version = 'x'", "another version"),
    "empty index": ("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')", "finds 0 of 300"),
    "damaged index": (
        "UPDATE articles_fts_data SET block = X'00112233' WHERE id > 10",
        "search index is damaged",
    ),
    "address of no article": ("UPDATE addresses SET article_id = 999 WHERE article_id = 3", "no article"),
    "article at no address": ("DELETE FROM addresses WHERE article_id = 3", "known at no address"),
    "out of order": ("UPDATE articles SET place = place + 100000 WHERE id = 3", "out of the order of dates"),
    "copy of itself": ("UPDATE articles SET duplicate_of = 3 WHERE id = 3", "copies of themselves"),
    "copy of none": ("UPDATE articles SET duplicate_of = 999 WHERE id = 3", "points to nothing"),
    "revision to come": ("UPDATE revisions SET revision = 7", "newer than their article"),
    "revision of none": ("UPDATE revisions SET article_id = 999 WHERE article_id = 5", "no article"),
    "unreadable text": ("UPDATE articles SET text = X'28b52ffd00' WHERE id = 3", "of articles 3)"),
    "unreadable revision": ("UPDATE revisions SET content = X'78'", "2 revisions can't be read"),
    "unreadable cuts": ("UPDATE removed SET cuts = X'7801' WHERE article_id > 280", "lists of cuts"),
    "raw page elsewhere": ("UPDATE articles SET raw_file = 'other.warc.gz' WHERE id = 3", "is gone"),
    "raw page cut off": ("UPDATE articles SET raw_offset = 5000 WHERE id = 3", "was cut short"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_wrong_is_said_in_a_line(kept: Path, damage: str) -> None:
    sql, said = DAMAGES[damage]
    connection = sqlite3.connect(kept)
    with connection:
        connection.execute(sql)
    connection.close()
    lines = problems(kept)
    assert any(said in line for line in lines), lines
    assert all("\n" not in line and ": " in line for line in lines)


@pytest.mark.parametrize("page", [3, 15, 30, 45])
def test_a_damaged_page_is_seen(kept: Path, page: int) -> None:
    damaged = bytearray(kept.read_bytes())
    start = page * int.from_bytes(damaged[16:18])  # the size of a page
    assert start < len(damaged)
    damaged[start : start + 200] = os.urandom(200)
    kept.write_bytes(damaged)
    try:
        found = problems(kept)
    except ArchiveError as error:
        found = [str(error)]
    assert found != []
    assert all("\n" not in line for line in found)


@pytest.mark.parametrize("damage", ["empty index", "article without its index", "out of order"])
def test_an_index_made_anew_is_whole(kept: Path, damage: str) -> None:
    connection = sqlite3.connect(kept)
    with connection:
        connection.execute(DAMAGES[damage][0])
    connection.close()
    with Archive.open(kept) as archive:
        archive.care.renew_index()
        assert archive.search("number7").total == 1
    assert problems(kept) == []


def test_a_backup_is_the_archive_as_it_was(kept: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    with Archive.open(kept, read_only=True) as archive:
        assert archive.care.back_up(to) == to
    assert content(to) == content(kept)
    with Archive.open(to) as archive:
        archive.record([visit(301)])
        assert archive.search("number301").total == 1
        assert archive.care.problems() == []
    assert not list(tmp_path.glob(".copy*"))


@pytest.mark.parametrize("there", ["file", "empty", "link", "folder", "archive"])
def test_a_backup_replaces_nothing(kept: Path, tmp_path: Path, there: str) -> None:
    to = kept if there == "archive" else tmp_path / "copy.db"
    match there:
        case "file":
            to.write_bytes(b"mine")
        case "empty":
            to.touch()
        case "link":
            to.symlink_to(tmp_path / "nowhere")
        case "folder":
            to.mkdir()
    before = kept.read_bytes()
    with (
        Archive.open(kept, read_only=True) as archive,
        pytest.raises(ArchiveUnwritable, match="is there already"),
    ):
        archive.care.back_up(to)
    assert kept.read_bytes() == before
    if there == "file":
        assert to.read_bytes() == b"mine"


def test_a_backup_needs_its_folder(kept: Path, tmp_path: Path) -> None:
    with (
        Archive.open(kept, read_only=True) as archive,
        pytest.raises(ArchiveUnwritable, match="no backup can be made"),
    ):
        archive.care.back_up(tmp_path / "no" / "copy.db")


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.archive.test_care import visit
from archive.store import Archive
with Archive.open(sys.argv[2]) as archive:
    number = 1000
    while True:
        archive.record([visit(n) for n in range(number, number + 20)])
        number += 20
        print(number, flush=True)
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def written(
    kept: Path, python: Callable[..., subprocess.Popen[str]]
) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """The archive, and a process that goes on writing to it."""
    process = python(WRITER, ROOT, kept)
    assert process.stdout is not None
    process.stdout.readline()
    yield kept, process
    process.kill()
    process.communicate()


def test_a_backup_while_another_process_writes_is_whole(
    written: tuple[Path, subprocess.Popen[str]], tmp_path: Path
) -> None:
    path, process = written
    for number in range(3):
        to = tmp_path / f"copy{number}.db"
        with Archive.open(path, read_only=True) as archive:
            archive.care.back_up(to)
        with Archive.open(to) as archive:
            assert archive.care.problems() == []
            assert archive.count() % 20 == 0
            assert archive.count() >= 320
    assert process.poll() is None


def test_a_vacuum_and_readers_while_another_process_writes(
    written: tuple[Path, subprocess.Popen[str]],
) -> None:
    path, process = written
    with Archive.open(path) as archive:
        archive.care.vacuum()
        assert archive.get(7) is not None
        assert archive.care.problems() == []
    assert process.poll() is None


def test_vacuum_makes_it_smaller_and_changes_nothing(kept: Path) -> None:
    before, size = content(kept), kept.stat().st_size
    with Archive.open(kept) as archive, Archive.open(kept, read_only=True) as reader:
        assert reader.count() == 300
        archive.care.vacuum()
        assert archive.search("number7").total == 1
        assert reader.get(7) == archive.get(7)
        archive.record([visit(301)])
    assert kept.stat().st_size < size
    assert content(kept)[:300] == before
    assert problems(kept) == []
    connection = sqlite3.connect(kept)
    count = connection.execute("SELECT purpose, count(*) FROM dictionaries GROUP BY 1").fetchall()
    assert count == [("cuts", 1), ("text", 1)]
    plain = connection.execute("SELECT count(*) FROM articles WHERE typeof(text) = 'text'")
    assert plain.fetchone() == (0,)
    connection.close()


def test_a_vacuum_of_a_small_archive_has_nothing_to_compress(path: Path) -> None:
    fill(path, 50)
    before = content(path)
    with Archive.open(path) as archive:
        archive.care.vacuum()
    assert content(path) == before
    with Archive.open(path) as archive:
        assert archive.care.problems() == []


def test_no_vacuum_while_a_crawl_runs(kept: Path) -> None:
    before = kept.read_bytes()
    with (
        crawl_lock(kept),
        Archive.open(kept) as archive,
        pytest.raises(ArchiveBusy, match="nothing was done"),
    ):
        archive.care.vacuum()
    assert kept.read_bytes() == before


CARE = """
import sys
from archive import dictionaries
from archive.store import Archive
dictionaries.ENOUGH = 100
with Archive.open(sys.argv[1]) as archive:
    print("begun", flush=True)
    if sys.argv[2] == "vacuum":
        archive.care.vacuum()
    elif sys.argv[2] == "backup":
        archive.care.back_up(sys.argv[1] + ".copy")
    else:
        archive.care.renew_index()
"""


@pytest.mark.parametrize("what", ["vacuum", "backup", "index"])
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.06, 0.15])
def test_a_kill_in_the_middle_leaves_the_archive_whole(
    kept: Path, python: Callable[..., subprocess.Popen[str]], what: str, delay: float
) -> None:
    before = content(kept)
    process = python(CARE, kept, what)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert content(kept) == before
    assert problems(kept) == []
    copy = Path(f"{kept}.copy")
    if copy.exists():  # then it was complete
        assert content(copy) == before


def test_the_console_commands(kept: Path, tmp_path: Path) -> None:
    def kliping(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("kliping"), "--archive", kept, *arguments],
            capture_output=True, text=True, cwd=tmp_path, check=False,
            env={**os.environ, "HOME": str(tmp_path)},
        )  # fmt: skip

    assert kliping("db", "check").stdout == f"{kept} is whole (300 articles)\n"
    copied = kliping("db", "backup", "copy.db")
    assert copied.stdout == f"300 articles copied to {tmp_path / 'copy.db'}\n"
    again = kliping("db", "backup", "copy.db")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "is there already" in again.stderr
    assert "MB now" in kliping("db", "vacuum").stdout
    with crawl_lock(kept):
        busy = kliping("db", "vacuum")
        assert (busy.returncode, busy.stdout) == (75, "")
        assert kliping("db", "check").returncode == 0
    (kept.with_suffix(".warc") / "run00001.warc.gz").unlink()
    broken = kliping("db", "check")
    assert broken.returncode == 1
    assert "is gone" in broken.stdout
    assert broken.stderr == f"kliping: {kept} is not whole\n"
    assert "300 articles" in kliping("db", "upgrade", "--index").stdout
