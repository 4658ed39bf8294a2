"""Several processes, killed ones among them, and a disk that is full."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.errors import ArchiveUnwritable
from archive.model import Article, Extracted
from archive.store import Archive

Start = Callable[..., "subprocess.Popen[str]"]

ARTICLE = """
import sys
from datetime import UTC, datetime
from archive.model import Announced, Article, Extracted
from archive.store import Archive
from archive.visit import Visit
NOW = datetime(2026, 11, 22, tzinfo=UTC)

def visit(number):
    article = Article(
        url=f"https://x.example/{number}", source="x", title=f"Title{number}", language="en",
        text=f"word{number} " + "and more of them " * 200, fetched=NOW,
    )
    return Visit(
        link=article.url, source="x", at=NOW, outcome="read", extracted=Extracted(article=article)
    )
"""

WRITER = """
number = int(sys.argv[2])
with Archive.open(sys.argv[1]) as archive:
    archive.frontier.announce("x", [Announced(url=f"https://x.example/{n}") for n in range(number, number + 400)], NOW)
    for start in range(number, number + 400, 20):
        archive.record([visit(n) for n in range(start, start + 20)])
        print(start + 20, flush=True)
"""

READER = """
import time
end = time.monotonic() + float(sys.argv[2])
counts = []
while time.monotonic() < end:
    with Archive.open(sys.argv[1], read_only=len(counts) % 2 == 0) as archive:
        found = archive.search("word").total
        counts.append(archive.count())
        assert sum(1 for _ in archive.articles()) >= counts[-1]
assert counts == sorted(counts)
print(len(counts))
"""


def in_step(path: Path) -> tuple[int, int]:
    """How many articles there are, after a look that table, index and links agree."""
    with Archive.open(path) as archive:
        stored = list(archive.articles())
        for article in stored:
            hits = archive.search(f'"{article.title.lower()}"').hits
            assert [hit.article.id for hit in hits] == [article.id]
        assert archive.search("more", limit=1).total == len(stored)
        pending = archive.frontier.pending_count("x")
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
    connection.close()
    return len(stored), pending


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2])
def test_a_kill_in_the_middle_of_a_write_loses_nothing_that_was_acknowledged(
    path: Path, python: Start, delay: float
) -> None:
    Archive.open(path, create=True).close()
    process = python(ARTICLE + WRITER, path, 0)
    assert process.stdout is not None
    acknowledged = int(process.stdout.readline())
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    acknowledged = int((rest.split() or [acknowledged])[-1])
    stored, pending = in_step(path)
    assert stored >= acknowledged
    assert stored % 20 == 0
    assert stored + pending == 400


def test_one_writer_and_readers_never_meet_a_lock(path: Path, python: Start) -> None:
    Archive.open(path, create=True).close()
    readers = [python(ARTICLE + READER, path, 3) for _ in range(2)]
    writers = [python(ARTICLE + WRITER, path, start) for start in (0, 1000)]
    for process in (*readers, *writers):
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert out
    assert in_step(path) == (800, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    folder = tmp_path / "small"
    folder.mkdir()
    if mount is None or umount is None:
        pytest.skip("no mount command")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run([umount, folder], check=True)


def test_a_full_disk_costs_one_line_and_no_article_that_was_stored(
    small_disk: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    path = small_disk / "kliping.db"
    with Archive.open(path, create=True) as archive:

        def fill() -> None:
            for start in range(0, 10_000, 50):
                archive.save(extract(article(start + n, text=f"word{n} " * 500)) for n in range(50))

        with pytest.raises(ArchiveUnwritable, match="disk") as raised:
            fill()
        assert "\n" not in str(raised.value)
        stored = archive.count()
        assert stored > 0
        assert stored % 50 == 0
        assert archive.search("ferry").total == stored
    with Archive.open(path, read_only=True) as archive:
        assert archive.count() == stored


def test_a_file_size_limit_costs_one_line_and_no_article_that_was_stored(
    path: Path, run: Callable[..., str]
) -> None:
    Archive.open(path, create=True).close()
    code = """
import resource, signal
from archive.errors import ArchiveUnwritable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
with Archive.open(sys.argv[1]) as archive:
    stored = 0
    try:
        for start in range(0, 10_000, 50):
            archive.record([visit(n) for n in range(start, start + 50)])
            stored += 50
    except ArchiveUnwritable as error:
        print(str(error).count(chr(10)), stored > 0, archive.count() == stored)
"""
    assert run(ARTICLE + code, path) == "0 True True"
    stored, pending = in_step(path)
    assert stored > 0
    assert pending == 0
