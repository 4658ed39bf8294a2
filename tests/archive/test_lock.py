"""One crawl at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveBusy, ArchiveError, ArchiveUnwritable, LockLost
from archive.lock import crawl_lock
from archive.owner import Owner, read_owner, still_holds, this_process
from archive.sqlite.mounts import networked, networked_in

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
        pytest.raises(ArchiveBusy, match=rf"process {holder.pid} on \S+, since 20\d\d-") as raised,
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
        owner = read_owner(path.with_name("kliping.db.lock").read_text())
        assert owner is not None
        assert owner.pid == os.getpid()
    assert path.with_name("kliping.db.lock").read_text() == ""


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


def test_a_lock_file_that_is_taken_away_is_noticed(path: Path) -> None:
    with crawl_lock(path) as hold:
        hold.check()
        path.with_name("kliping.db.lock").rename(path.with_name("elsewhere"))
        with pytest.raises(LockLost, match=r"kliping\.db\.lock was taken away"):
            hold.check()
        with crawl_lock(path), pytest.raises(LockLost):
            hold.check()


ME = Owner(40, "here", datetime(2026, 11, 22, 8, tzinfo=UTC), "boot-2", 1000)
NOW = timedelta(0)


@pytest.mark.parametrize(
    ("owner", "begun", "silence", "lives"),
    [
        (replace(ME, pid=30, begun=500), 500, NOW, True),
        (replace(ME, pid=30, begun=500), 500, timedelta(days=2), True),
        (replace(ME, pid=30, begun=500), None, NOW, False),
        (replace(ME, pid=30, begun=500), 900, NOW, False),
        (replace(ME, pid=30, begun=500, boot="boot-1"), 500, NOW, False),
        (replace(ME, begun=500), 1000, NOW, False),
        (replace(ME, pid=30, host="there"), None, timedelta(seconds=90), True),
        (replace(ME, pid=30, host="there"), None, timedelta(minutes=4), False),
    ],
    ids=[
        "alive", "alive for days", "killed", "its number is another's", "before a restart", "its number is ours",
        "on another machine", "on another machine, silent",
    ],
)  # fmt: skip
def test_an_owner_holds_as_long_as_it_lives(
    owner: Owner, begun: int | None, silence: timedelta, lives: bool
) -> None:
    assert still_holds(owner, ME, begun, silence) is lives


def test_an_owner_is_read_as_it_was_written() -> None:
    me = this_process()
    assert read_owner(me.written().strip()) == replace(me, since=me.since.replace(microsecond=0))
    for nothing in ("", "process 7, since 2026-11-22 08:00:00 UTC", "process x on y", "\0\n"):
        assert read_owner(nothing) is None


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /data/shared\\040news rw - nfs4 server:/news rw
41 22 0:41 / /home/me/far rw - fuse.sshfs me@far: rw
42 40 8:2 / /data/shared\\040news/local rw - xfs /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/data/kliping.db", None),
        ("/data/shared news/kliping.db", "nfs4"),
        ("/data/shared newspapers/kliping.db", None),
        ("/data/shared news/local/kliping.db", None),
        ("/home/me/far/kliping.db", "fuse.sshfs"),
    ],
)
def test_a_network_file_system_is_known_by_its_name(place: str, kind: str | None) -> None:
    assert networked_in(MOUNTS, place) == kind


def test_a_temporary_folder_is_on_no_network(tmp_path: Path) -> None:
    assert networked(tmp_path / "kliping.db") is None


def test_where_locks_can_not_be_trusted_the_owner_in_the_file_counts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.sqlite.crawling.networked", lambda _: "nfs4")
    file = path.with_name("kliping.db.lock")
    far = replace(this_process(), host="far-away", pid=77)
    file.write_text(far.written())
    for _ in range(2):  # asking is no sign of its life, and does not take its place
        with (
            pytest.raises(ArchiveBusy, match=r"process 77 on far-away, since .*nfs4"),
            crawl_lock(path),
        ):
            pass
    old = time.time() - 600
    os.utime(file, (old, old))
    with crawl_lock(path) as hold:
        hold.check()
        assert file.read_text() != far.written()
