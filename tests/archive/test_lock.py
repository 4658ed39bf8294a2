"""One crawl at a time."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable
from archive.lock import crawl_lock

HOLD = """
    import sys
    from archive.lock import crawl_lock
    with crawl_lock(sys.argv[1]):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_second_crawl_is_told_who_holds_the_archive(
    path: Path, python: Callable[..., subprocess.Popen[str]]
) -> None:
    holder = python(HOLD, path, stdin=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with (
        pytest.raises(ArchiveBusy, match=rf"process {holder.pid}, since 20\d\d-") as raised,
        crawl_lock(f"sqlite:///{path}"),
    ):
        pass
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)
    holder.communicate("")
    with crawl_lock(path):
        pass


def test_a_killed_crawl_leaves_no_lock(
    path: Path, python: Callable[..., subprocess.Popen[str]]
) -> None:
    holder = python(HOLD, path, stdin=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with crawl_lock(path):
        assert f"process {os.getpid()}," in path.with_name("kliping.db.lock").read_text()


def test_the_lock_is_free_after_an_error(path: Path) -> None:
    with pytest.raises(RuntimeError), crawl_lock(path):
        raise RuntimeError
    with crawl_lock(path):
        pass


def test_two_archives_can_be_crawled_at_once(tmp_path: Path) -> None:
    with crawl_lock(tmp_path / "a.db"), crawl_lock(tmp_path / "b.db"):
        pass


def test_a_lock_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable, match="lock file"), crawl_lock(tmp_path / "no" / "a.db"):
        pass
    with pytest.raises(ArchiveError, match="only SQLite"), crawl_lock("mysql://u:p@h/d"):
        pass


def test_a_lock_that_cannot_be_written_is_one_line(path: Path, run: Callable[..., str]) -> None:
    code = """
        import resource, signal, sys
        from archive.errors import ArchiveUnwritable
        from archive.lock import crawl_lock
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        try:
            with crawl_lock(sys.argv[1]):
                pass
        except ArchiveUnwritable as error:
            print(error)
    """
    assert run(code, path) == f"the lock file {path}.lock can't be written: File too large"
