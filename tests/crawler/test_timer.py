"""The systemd timer: what its units say, that systemd takes them, and that nothing is left half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from crawler import schedule, timer
from crawler.errors import ScheduleError
from crawler.schedule import Call

# Keeps what it was asked in a file; fails at the word in $FAIL_AT, as systemd does where no manager runs for the user.
SYSTEMCTL = """\
#!{python}
import os, pathlib, sys
with pathlib.Path(os.environ["ASKED"]).open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if os.environ.get("FAIL_AT", "-") in sys.argv:
    sys.exit("Failed to connect to bus: No medium found")
"""


def call(archive: str | None = "/data/kliping.db", **changes: object) -> Call:
    arguments: dict[str, object] = {
        "folder": Path("/home/me"),
        "archive": archive,
        "config": Path("/etc/kliping.toml"),
        "environment": {},
        **changes,
    }
    return schedule.call(Path("/opt/bin/kliping"), **arguments)  # type: ignore[arg-type]


def unit(what: Call, kind: str, every: str = "15m") -> str:
    (text,) = (text for name, text in timer.units(what, every).items() if name.endswith(kind))
    return text


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemctl program on PATH, and the file in which it keeps what it was asked."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "systemctl"
    program.write_text(SYSTEMCTL.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    return tmp_path / "asked"


def test_the_service_does_what_the_crontab_line_does() -> None:
    text = unit(call(), ".service")
    assert (
        "ExecStart=/opt/bin/kliping --config /etc/kliping.toml --archive /data/kliping.db -q crawl --due\n"
        in text
    )
    assert "WorkingDirectory=/home/me\n" in text
    assert "Type=oneshot\n" in text
    text = unit(
        call(environment={"HTTPS_PROXY": "http://u:p%20q@h:3128/", "PGPASSWORD": "secret"}),
        ".service",
    )
    assert "Environment=HTTPS_PROXY=http://u:p%%20q@h:3128/\n" in text
    assert "secret" not in text


def test_the_timer_makes_up_for_what_was_missed_and_spreads_its_runs() -> None:
    text = unit(call(), ".timer", "5m")
    for line in (
        "OnCalendar=*:0/5",
        "Persistent=true",
        "RandomizedDelaySec=30s",
        "WantedBy=timers.target",
    ):
        assert f"{line}\n" in text
    assert "RandomizedDelaySec=300s\n" in unit(call(), ".timer", "1d")


def test_words_that_systemd_would_read_otherwise_are_quoted() -> None:
    text = unit(call(archive='/data/a b/100% "x" $HOME \\.db'), ".service")
    assert '--archive "/data/a b/100%% \\"x\\" $$HOME \\\\.db" -q' in text


def test_a_password_of_the_archive_is_needed_to_run_but_not_told_in_the_description() -> None:
    what = call(archive="postgresql://me:hush@db/news")
    assert "Description=Crawl into postgresql://***@db/news\n" in unit(what, ".service")
    assert "--archive postgresql://me:hush@db/news" in unit(what, ".service")
    assert "hush" not in unit(what, ".timer")


@pytest.mark.parametrize("archive", ["/data/a\nb.db", "/data/a\x7f.db"])
def test_what_a_unit_can_not_hold_is_refused(archive: str) -> None:
    with pytest.raises(ScheduleError, match="control character"):
        timer.units(call(archive=archive), "15m")


@pytest.mark.parametrize("sign", ["$", '"', "'", "\\"])
def test_a_program_that_systemd_does_not_start_is_refused(sign: str) -> None:
    what = schedule.call(
        Path(f"/opt/{sign}bin/kliping"), folder=Path("/"), archive=None, config=None, environment={}
    )
    with pytest.raises(ScheduleError, match="starts no program with quotes"):
        timer.units(what, "15m")


def test_an_interval_that_is_none_is_refused() -> None:
    for every in ("7m", "often"):
        with pytest.raises(ScheduleError):
            timer.calendar(every)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "a b 100% ü" / "kliping"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    what = schedule.call(
        program,
        folder=program.parent,
        archive=str(program.parent / 'k "$HOME" \\.db'),
        config=None,
        environment={"HTTP_PROXY": "http://p%20q:3128/", "no_proxy": 'a b"c'},
    )
    for every in ("1m", "5m", "1h", "6h", "1d", "7d"):
        for name, text in timer.units(what, every).items():
            (tmp_path / name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "--user", "--man=no", "verify", str(tmp_path / f"kliping-{what.mark}.timer")],
            capture_output=True, text=True, check=False, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        )  # fmt: skip
        complaints = [line for line in done.stderr.splitlines() if "kliping" in line]
        assert (done.returncode, complaints) == (0, [])
        times = ["systemd-analyze", "calendar", timer.calendar(every)]
        assert subprocess.run(times, capture_output=True, check=False).returncode == 0


def test_installing_writes_the_units_and_starts_the_timer(tmp_path: Path, asked: Path) -> None:
    folder = tmp_path / "systemd" / "user"
    what = call()
    assert not timer.installed(folder, what, "15m")
    timer.install(folder, what, "15m")
    assert {file.name: file.read_text() for file in folder.iterdir()} == timer.units(what, "15m")
    name = f"kliping-{what.mark}.timer"
    assert asked.read_text().splitlines() == ["--user daemon-reload", f"--user enable --now {name}"]
    timer.install(folder, what, "1h")
    assert asked.read_text().splitlines()[-1] == f"--user restart {name}"
    assert timer.installed(folder, what, "1h")
    assert not timer.installed(folder, what, "15m")
    timer.install(folder, call(archive="/data/second.db"), "15m")
    assert len(list(folder.iterdir())) == 4
    assert timer.remove(folder, what)
    assert f"--user disable --now {name}" in asked.read_text()
    assert len(list(folder.iterdir())) == 2
    assert not timer.remove(folder, what)


@pytest.mark.parametrize("at", ["daemon-reload", "enable", "restart"])
def test_where_systemd_does_not_take_it_all_is_as_it_was(
    tmp_path: Path, asked: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    folder = tmp_path / "user"
    before: Mapping[str, str] = {}
    if at == "restart":
        timer.install(folder, call(), "15m")
        before = timer.units(call(), "15m")
    monkeypatch.setenv("FAIL_AT", at)
    with pytest.raises(
        ScheduleError, match=rf"--user {at} failed: Failed to connect to bus: .*by hand"
    ):
        timer.install(folder, call(), "1h")
    assert {file.name: file.read_text() for file in folder.iterdir()} == before


def test_no_systemctl_command_says_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScheduleError, match=r"no systemctl command.*by hand.*cron"):
        timer.install(tmp_path / "user", call(), "15m")
    assert list((tmp_path / "user").iterdir()) == []


def test_a_folder_that_can_not_be_written_is_one_line(tmp_path: Path, asked: Path) -> None:
    (tmp_path / "user").write_text("")
    with pytest.raises(ScheduleError, match="can't be"):
        timer.install(tmp_path / "user", call(), "15m")
    assert not asked.exists()


def test_units_lie_where_systemd_looks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert timer.unit_folder({"XDG_CONFIG_HOME": "/conf"}) == Path("/conf/systemd/user")
    for environment in ({}, {"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "relative"}):
        assert timer.unit_folder(environment) == Path("/home/me/.config/systemd/user")
