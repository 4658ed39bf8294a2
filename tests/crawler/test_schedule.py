"""The crontab line: what it says, and that nobody else's line is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import schedule
from crawler.errors import ScheduleError

OTHERS = (
    "# my jobs\n"
    "MAILTO=me@example.org\n"
    '*/5  *   * * *   /bin/x   "a b"   # note\n'
    "@daily   foo\n"
    "no line cron would take\n"
    "0 4 * * 1-5 echo 50\\% > /x\n"
    "\n"
    "#0 5 * * * disabled\n"
    "0 5 * * * other # klipings\n"
    "0 6 * * * kliping crawl # by hand"
)

# Speaks the protocol of `crontab -l` and `crontab -`, with the tab in a file; refuses what cron would refuse.
CRONTAB = """\
#!{python}
import os, pathlib, sys
tab = pathlib.Path(os.environ["TAB_FILE"])
if sys.argv[1:] == ["-l"]:
    if not tab.exists():
        sys.exit("no crontab for somebody")
    sys.stdout.buffer.write(tab.read_bytes())
elif sys.argv[1:] == ["-"]:
    new = sys.stdin.buffer.read()
    if b"refuse me" in new or (new and not new.endswith(b"\\n")):
        sys.exit('"-":1: bad minute\\nerrors in crontab file, can\\'t install.')
    tab.write_bytes(new)
else:
    sys.exit(2)
"""


def line(every: str = "15m", archive: str | None = "/data/kliping.db", **changes: object) -> str:
    arguments: dict[str, object] = {
        "folder": Path("/home/me"),
        "archive": archive,
        "config": Path("/etc/kliping.toml"),
        "environment": {},
        **changes,
    }
    return schedule.line(schedule.call(Path("/opt/bin/kliping"), **arguments), every)  # type: ignore[arg-type]


@pytest.fixture
def tab_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crontab program on PATH, and the file in which it keeps the tab."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "crontab"
    program.write_text(CRONTAB.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TAB_FILE", str(tmp_path / "tab"))
    return tmp_path / "tab"


@pytest.mark.parametrize(
    ("every", "fields"),
    [
        ("1m", "* * * * *"),
        ("5m", "*/5 * * * *"),
        ("15m", "*/15 * * * *"),
        ("30m", "*/30 * * * *"),
        ("60m", "0 * * * *"),
        ("1h", "0 * * * *"),
        ("6h", "0 */6 * * *"),
        ("24h", "0 4 * * *"),
        ("1d", "0 4 * * *"),
        ("7d", "0 4 * * 0"),
        ("900s", "*/15 * * * *"),
    ],
)
def test_an_interval_becomes_the_fields_of_cron(every: str, fields: str) -> None:
    assert schedule.expression(every) == fields


@pytest.mark.parametrize("every", ["7m", "45m", "90s", "5h", "36h", "2d", "90m"])
def test_an_interval_that_cron_cannot_keep_is_refused_with_those_it_can(every: str) -> None:
    with pytest.raises(ScheduleError, match=r"every \".*15, 20, 30 minutes .* 12 hours .* 7 days"):
        schedule.expression(every)


@pytest.mark.parametrize("every", ["", "m", "-5m", "0m", "1.5h", "15", "every day", "9999999d"])
def test_what_is_no_interval_is_refused_in_one_line(every: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        schedule.expression(every)
    assert "\n" not in str(caught.value)


def test_the_line_names_everything_by_absolute_path() -> None:
    assert line().startswith(
        "*/15 * * * * cd /home/me && /opt/bin/kliping --config /etc/kliping.toml"
        " --archive /data/kliping.db -q crawl --due # kliping "
    )
    assert "--archive /home/me/sub/k.db" in line(archive="sub/k.db")
    assert "--config /home/me/k.toml" in line(config=Path("k.toml"))
    assert "--archive postgresql+psycopg://db/news" in line(archive="postgresql+psycopg://db/news")


def test_the_shell_gets_the_words_that_were_meant(tmp_path: Path) -> None:
    """cron turns ``\\%`` into ``%``, then a shell reads the rest: run it as cron would."""
    folder = tmp_path / "a b 100% \\% 'q' $HOME #"
    folder.mkdir()
    program = folder / "kliping"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$HTTP_PROXY" "$PWD" "$@"\n')
    program.chmod(0o755)
    what = schedule.call(
        program,
        folder=folder,
        archive=str(folder / "k.db"),
        config=None,
        environment={"HTTP_PROXY": "http://p%20q:3128/", "PGPASSWORD": "secret"},
    )
    entry = schedule.line(what, "1h")
    command = entry.split(" ", 5)[5]
    assert "%" not in command.replace("\\%", "")
    as_cron = command.replace("\\%", "%")
    done = subprocess.run(
        ["sh", "-c", as_cron], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.splitlines() == [
        "http://p%20q:3128/", str(folder), "--archive", str(folder / "k.db"), "-q", "crawl", "--due",
    ]  # fmt: skip


def test_a_password_of_the_environment_is_not_copied() -> None:
    assert "secret" not in line(environment={"PGPASSWORD": "secret", "TOKEN": "secret"})


def test_a_line_break_in_a_path_is_refused() -> None:
    with pytest.raises(ScheduleError, match="control character"):
        line(archive="/data/a\nb.db")


def test_a_line_longer_than_cron_takes_is_refused() -> None:
    with pytest.raises(ScheduleError, match="cut"):
        line(archive="/data/" + "x" * 1000)


def test_installing_twice_leaves_one_line_and_every_other_byte() -> None:
    once = schedule.install(OTHERS, line())
    assert once == f"{OTHERS}\n{line()}\n"
    assert schedule.install(once, line()) == once


def test_installing_again_replaces_the_line_in_its_place() -> None:
    tab = schedule.install("first\n", line("15m")) + "last\n"
    assert schedule.install(tab, line("6h")) == f"first\n{line('6h')}\nlast\n"


def test_another_archive_has_a_line_of_its_own() -> None:
    tab = schedule.install(schedule.install("", line()), line(archive="/data/second.db"))
    assert schedule.installed(tab) == [line(), line(archive="/data/second.db")]
    assert schedule.remove(tab, line("1h")) == f"{line(archive='/data/second.db')}\n"


def test_the_same_archive_named_in_two_ways_has_one_line() -> None:
    tab = schedule.install("", line(archive="/home/me/x/../k.db"))
    assert len(schedule.installed(schedule.install(tab, line(archive="k.db")))) == 1


def test_removing_takes_only_our_lines() -> None:
    tab = schedule.install(OTHERS, line())
    assert schedule.remove(tab) == OTHERS + "\n"
    assert schedule.remove(OTHERS) == OTHERS
    assert schedule.remove("") == ""


def test_a_line_of_ours_that_is_commented_out_is_somebodys_note() -> None:
    tab = f"#{line()}\n"
    assert schedule.remove(tab) == tab
    assert schedule.installed(tab) == []


def test_odd_line_ends_and_bytes_survive(tab_file: Path) -> None:
    before = b"# caf\xe9 \r\n0 1 * * * a\x0bb \xe2\x80\xa8 c\n"
    tab_file.write_bytes(before)
    schedule.write_tab(schedule.install(schedule.read_tab(), line()))
    assert tab_file.read_bytes() == before + line().encode() + b"\n"


def test_no_crontab_yet_is_an_empty_one(tab_file: Path) -> None:
    assert not tab_file.exists()
    assert schedule.read_tab() == ""


def test_a_round_trip_through_the_program(tab_file: Path) -> None:
    schedule.write_tab(schedule.install(schedule.read_tab(), line()))
    assert schedule.installed(schedule.read_tab()) == [line()]
    schedule.write_tab(schedule.remove(schedule.read_tab()))
    assert tab_file.read_bytes() == b""


def test_a_crontab_that_refuses_says_why_and_what_to_do(tab_file: Path) -> None:
    tab_file.write_bytes(b"keep\n")
    with pytest.raises(ScheduleError, match=r"bad minute.*copy by hand"):
        schedule.write_tab("refuse me\n")
    assert tab_file.read_bytes() == b"keep\n"


def test_no_crontab_command_says_to_copy_the_line_by_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScheduleError, match=r"no crontab command.*by hand"):
        schedule.read_tab()


def test_a_crontab_that_may_not_be_used_is_an_error_not_an_empty_tab(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "crontab"
    program.write_text(
        "#!/bin/sh\necho 'You (me) are not allowed to use this program' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    with pytest.raises(ScheduleError, match="not allowed"):
        schedule.read_tab()
