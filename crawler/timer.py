"""The systemd timer that crawls: two unit files of the user's own, made, put in their place, and taken out again.

One pair an archive, ``kliping-MARK.service`` and ``kliping-MARK.timer``, with the mark that a crontab line has. Beyond what
cron does, a run that was missed while the machine was off is made up for, and runs of many machines are spread.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from archive.files import replacing
from crawler.errors import ScheduleError
from crawler.schedule import HOURS, MINUTES, Call, impossible
from crawler.tables import interval

_SECONDS = 30
_SPREAD = 0.1
"""Of the interval: the longest a run is put off at random."""
_LONGEST_SPREAD = timedelta(minutes=5)

SERVICE = """\
# Written by: kliping schedule install --systemd. Taken out by: kliping schedule remove.
[Unit]
Description=Crawl into {archive}

[Service]
Type=oneshot
WorkingDirectory={folder}
{environment}ExecStart={command}
# Some source failed; another crawl holds the archive; ended on request: all of them are told by kliping status.
SuccessExitStatus=3 75 143
TimeoutStopSec=120
"""

TIMER = """\
# Written by: kliping schedule install --systemd. Taken out by: kliping schedule remove.
[Unit]
Description=Crawl into {archive}, every {every}

[Timer]
OnCalendar={calendar}
Persistent=true
RandomizedDelaySec={spread}

[Install]
WantedBy=timers.target
"""


def calendar(every: str) -> str:
    """The times of systemd.time(7) for an interval that cron can keep too.

    >>> calendar("15m"), calendar("6h"), calendar("1d")
    ('*:0/15', '0/6:00', '*-*-* 04:00')

    :raises ScheduleError: another interval; the line says which there are.
    """
    try:
        span = interval(every)
    except ValueError as error:
        raise ScheduleError(str(error)) from None
    times = {timedelta(minutes=n): f"*:0/{n}" for n in MINUTES}
    times |= {timedelta(hours=n): f"0/{n}:00" for n in HOURS}
    times |= {timedelta(days=1): "*-*-* 04:00", timedelta(days=7): "Sun *-*-* 04:00"}
    if span not in times:
        raise impossible(every)
    return times[span]


def units(call: Call, every: str) -> dict[str, str]:
    """The two unit files, by name.

    :raises ScheduleError: no such interval, or something that a unit file can't hold.
    """
    if re.search(
        r"[\x00-\x1f\x7f]", "".join([str(call.folder), *call.words, *call.variables.values()])
    ):
        raise ScheduleError(
            "a unit file can't hold a path with a line break or another control character"
        )
    if re.search(r"[$\"'\\]", call.words[0]):
        raise ScheduleError(
            f"systemd starts no program with quotes, $ or \\ in its path: {call.words[0]}"
        )
    seconds = min(interval(every) * _SPREAD, _LONGEST_SPREAD).total_seconds()
    environment = "".join(
        f"Environment={_quoted(f'{name}={value}', dollar='$')}\n"
        for name, value in call.variables.items()
    )
    archive = call.archive.replace("%", "%%")
    service = SERVICE.format(
        archive=archive,
        folder=str(call.folder).replace("%", "%%"),
        environment=environment,
        command=" ".join(_quoted(word, dollar="$$") for word in call.words),
    )
    timer = TIMER.format(
        archive=archive, every=every, calendar=calendar(every), spread=f"{seconds:.0f}s"
    )
    name = f"kliping-{call.mark}"
    return {f"{name}.service": service, f"{name}.timer": timer}


def unit_folder(environment: Mapping[str, str]) -> Path:
    """Where a user's own units lie (systemd.unit(5))."""
    config = environment.get("XDG_CONFIG_HOME") or ""
    base = Path(config) if config.startswith("/") else Path.home() / ".config"
    return base / "systemd" / "user"


def installed(folder: Path, call: Call, every: str) -> bool:
    """Whether just these units are there."""
    with suppress(OSError, UnicodeDecodeError):
        return all(
            (folder / name).read_text("utf-8") == text for name, text in units(call, every).items()
        )
    return False


def is_there(folder: Path, call: Call) -> bool:
    """Whether there is a timer for this archive, whatever it says."""
    return (folder / f"kliping-{call.mark}.timer").exists()


def install(folder: Path, call: Call, every: str) -> None:
    """Write the units and have systemd run the timer from now on; in the place of an earlier one for this archive.

    :raises ScheduleError: they can't be written, or systemd does not take them; all is as it was then.
    """
    files = units(call, every)
    before = {name: _read(folder / name) for name in files}
    try:
        _write(folder, files)
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", f"kliping-{call.mark}.timer")
        if before[f"kliping-{call.mark}.timer"] is not None:
            _systemctl(
                "restart", f"kliping-{call.mark}.timer"
            )  # it goes by the old times until then
    except ScheduleError:
        _write(folder, before)
        raise


def remove(folder: Path, call: Call) -> bool:
    """Stop the timer for this archive and take its units away; whether there was one. A crawl that is running goes on.

    :raises ScheduleError: the units can't be deleted.
    """
    if not is_there(folder, call):
        return False
    with suppress(ScheduleError):  # no systemd runs here: then neither does the timer
        _systemctl("disable", "--now", f"kliping-{call.mark}.timer")
    _write(folder, {f"kliping-{call.mark}.timer": None, f"kliping-{call.mark}.service": None})
    with suppress(ScheduleError):
        _systemctl("daemon-reload")
    return True


def lingers(environment: Mapping[str, str]) -> bool:
    """Whether the user's timers run while the user is not logged in (loginctl(1), ``enable-linger``)."""
    user = environment.get("USER") or environment.get("LOGNAME") or ""
    return bool(user) and Path("/var/lib/systemd/linger", Path(user).name).exists()


def _quoted(word: str, *, dollar: str) -> str:
    """A word as systemd.syntax(7) and systemd.service(5) want it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", dollar)
    return escaped if re.fullmatch(r"[A-Za-z0-9@%+=:,./_-]+", escaped) else f'"{escaped}"'


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ScheduleError(f"{path} can't be read: {error}") from error


def _write(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write what has a text, delete what has none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            if text is None:
                (folder / name).unlink(missing_ok=True)
            else:
                with replacing(folder / name) as file:
                    file.write(text.encode("utf-8", "surrogateescape"))
    except Exception as error:
        raise ScheduleError(f"the units in {folder} can't be written: {error}") from error


def _systemctl(*arguments: str) -> None:
    by_hand = "`kliping schedule show --systemd` prints the units to copy by hand"
    program = shutil.which("systemctl")
    if program is None:
        raise ScheduleError(
            f"there is no systemctl command here; {by_hand}, and without --systemd it is cron"
        )
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, no shell
            [program, "--user", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise ScheduleError(f"systemctl did not answer within {_SECONDS} s; {by_hand}") from None
    except OSError as error:
        raise ScheduleError(
            f"systemctl can't be run: {error.strerror or error}; {by_hand}"
        ) from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[0] if said else f"exit {done.returncode}"
        raise ScheduleError(f"systemctl --user {arguments[0]} failed: {why}; {by_hand}")
