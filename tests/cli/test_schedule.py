"""``kliping schedule --systemd``, through the console command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.test_schedule import CRONTAB
from tests.crawler.test_timer import SYSTEMCTL


@pytest.fixture
def systemd(kliping: Any, tmp_path: Path) -> Path:
    """Programs crontab and systemctl on PATH; the folder of the units."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, code in (("systemctl", SYSTEMCTL), ("crontab", CRONTAB)):
        program = folder / name
        program.write_text(code.format(python=sys.executable))
        program.chmod(0o755)
    kliping.environment |= {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "ASKED": str(tmp_path / "asked"),
        "TAB_FILE": str(tmp_path / "tab"),
        "USER": "nobody-of-here",
    }
    kliping.configure({"courier": {"home": "https://www.example.org/"}})
    return tmp_path / "config" / "systemd" / "user"


def test_a_timer_is_shown_installed_and_removed(kliping: Any, systemd: Path) -> None:
    shown = kliping("schedule", "show", "--systemd", "--every", "5m")
    assert (shown.code, shown.err) == (0, "not installed: kliping schedule install --systemd\n")
    assert "OnCalendar=*:0/5\n" in shown.out
    assert f"--config {kliping.folder}/kliping.toml -q crawl --due\n" in shown.out
    assert not systemd.exists()
    installed = kliping("schedule", "install", "--systemd", "--every", "5m")
    assert (installed.code, installed.out) == (0, shown.out)
    assert (
        installed.err
        == "it runs while you are logged in; to have it always: loginctl enable-linger\n"
    )
    assert len(list(systemd.iterdir())) == 2
    assert kliping("schedule", "show", "--systemd", "--every", "5m").err == "installed\n"
    removed = kliping("schedule", "remove")
    assert (removed.code, removed.out, removed.err) == (0, "", "removed\n")
    assert list(systemd.iterdir()) == []
    assert kliping("schedule", "remove").err == "there is no line and no timer for this archive\n"


def test_a_line_and_a_timer_for_one_archive_are_told_and_removed_together(
    kliping: Any, systemd: Path, tmp_path: Path
) -> None:
    assert kliping("schedule", "install").err == ""
    assert (
        "a crontab line crawls for this archive as well"
        in kliping("schedule", "install", "--systemd").err
    )
    assert (
        "a systemd timer crawls for this archive as well"
        in kliping("schedule", "install", "--every", "30m").err
    )
    assert kliping("schedule", "remove").err == "removed\n"
    assert (tmp_path / "tab").read_text() == ""
    assert list(systemd.iterdir()) == []


def test_without_cron_a_timer_can_still_be_removed(
    kliping: Any, systemd: Path, tmp_path: Path
) -> None:
    assert kliping("schedule", "install", "--systemd").code == 0
    (tmp_path / "bin" / "crontab").write_text("#!/bin/sh\necho 'not allowed' >&2\nexit 1\n")
    removed = kliping("schedule", "remove")
    assert (removed.code, removed.err) == (0, "removed\n")
    assert list(systemd.iterdir()) == []


def test_where_no_systemd_runs_one_line_says_what_to_do(kliping: Any, systemd: Path) -> None:
    kliping.environment["FAIL_AT"] = "daemon-reload"
    done = kliping("schedule", "install", "--systemd")
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "Failed to connect to bus" in done.err
    assert "schedule show --systemd" in done.err
    assert list(systemd.iterdir()) == []
