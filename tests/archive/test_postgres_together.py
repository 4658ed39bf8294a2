"""Several processes at one archive in PostgreSQL, killed ones among them."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from archive.errors import ArchiveBusy, LockLost
from archive.lock import crawl_lock
from archive.store import Archive
from tests.archive.test_together import ARTICLE, WRITER
from tests.postgres import Server


@pytest.fixture
def url(new_postgres: Callable[..., str]) -> str:
    """An empty archive in a database of its own."""
    made = new_postgres()
    Archive.open(made, create=True).close()
    return made


def test_two_processes_that_create_at_once_both_succeed(
    new_postgres: Callable[..., str], python: Callable[..., subprocess.Popen[str]]
) -> None:
    code = """
        import sys, time
        from datetime import UTC, datetime
        from archive.store import Archive
        time.sleep(max(0, float(sys.argv[2]) - time.time()))
        with Archive.open(sys.argv[1], create=True) as archive:
            archive.ledger.begin(datetime.now(UTC))
    """
    url = new_postgres()
    start = time.time() + 1.5
    for process in [python(code, url, start) for _ in range(3)]:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    with Archive.open(url) as archive:
        assert len(archive.ledger.runs()) == 3


def in_step(url: str) -> tuple[int, int]:
    """How many articles there are, after a look that table, index and links agree."""
    with Archive.open(url) as archive:
        stored = list(archive.articles())
        for article in stored:
            hits = archive.search(f'"{article.title.lower()}"').hits
            assert [hit.article.id for hit in hits] == [article.id]
        assert archive.search("more", limit=1).total == len(stored)
        assert archive.care.problems() == []
        return len(stored), archive.frontier.pending_count("x")


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_kill_in_the_middle_of_a_write_loses_nothing_that_was_acknowledged(
    url: str, python: Callable[..., subprocess.Popen[str]], delay: float
) -> None:
    process = python(ARTICLE + WRITER, url, 0)
    assert process.stdout is not None
    acknowledged = int(process.stdout.readline())
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    acknowledged = int((rest.split() or [acknowledged])[-1])
    stored, pending = in_step(url)
    assert stored >= acknowledged
    assert stored % 20 == 0
    assert stored + pending == 400


def test_two_writers_never_meet(url: str, python: Callable[..., subprocess.Popen[str]]) -> None:
    for process in [python(ARTICLE + WRITER, url, start) for start in (0, 1000)]:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert in_step(url) == (800, 0)


HOLD = """
import sys, time
from archive.lock import crawl_lock
from archive.model import Filters
with crawl_lock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_crawl_at_a_time_and_a_killed_one_leaves_no_lock(
    url: str, new_postgres: Callable[..., str], python: Callable[..., subprocess.Popen[str]]
) -> None:
    holder = python(HOLD, url)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(ArchiveBusy, match=rf"process {holder.pid} on .*, since 2\d\d\d-"),
        crawl_lock(url),
    ):
        pass
    with crawl_lock(new_postgres()), Archive.open(url) as archive:
        assert archive.count() == 0  # others may read, and crawl elsewhere
    holder.kill()
    holder.communicate()
    for _ in range(100):
        try:
            with crawl_lock(url):
                return
        except ArchiveBusy:
            time.sleep(0.1)  # the server notices a moment later
    pytest.fail("the lock of a process that was killed is still there")


def test_a_lock_whose_connection_is_cut_is_noticed(url: str, postgres_server: Server) -> None:
    with crawl_lock(url) as hold:
        hold.check()
        postgres_server.send_away(url)
        with pytest.raises(LockLost, match="was lost, and another crawl could begin"):
            hold.check()
        with crawl_lock(url), pytest.raises(LockLost):
            hold.check()


def test_an_error_inside_the_lock_passes_and_frees_it(url: str) -> None:
    with pytest.raises(RuntimeError), crawl_lock(url):
        raise RuntimeError
    with crawl_lock(url):
        pass
