"""The crontab line that crawls: made, put into the user's crontab, and taken out again. Other lines are never touched.

Our lines carry ``# kliping`` and a mark of the archive they fill, so that each archive has at most one. Functions on
text are pure; :func:`read_tab` and :func:`write_tab` run ``crontab``. The text is edited line by line: python-crontab
lays out anew every line it understands and comments out those it does not.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crawler.errors import ScheduleError
from crawler.masking import masked
from crawler.tables import interval

KEPT_VARIABLES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
)
"""What a crawl needs of the environment, which cron starts nearly empty. Files are named by options instead."""

MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)
HOURS = (1, 2, 3, 4, 6, 8, 12)
DAYS = {1: "0 4 * * *", 7: "0 4 * * 0"}
"""Intervals that cron can keep."""
_MARK = re.compile(r"# kliping ([0-9a-f]{10})\s*$")
_COMMAND_LIMIT = 990  # cron cuts a command at 1,000 characters
_SECONDS = 15


def expression(every: str) -> str:
    """The five fields of cron for an interval.

    >>> expression("15m"), expression("6h"), expression("1d")
    ('*/15 * * * *', '0 */6 * * *', '0 4 * * *')

    :raises ScheduleError: cron has no such interval; the line says which it has.
    """
    try:
        span = interval(every)
    except ValueError as error:
        raise ScheduleError(str(error)) from None
    fields = {timedelta(minutes=n): f"*/{n} * * * *" if n > 1 else "* * * * *" for n in MINUTES}
    fields |= {timedelta(hours=n): f"0 */{n} * * *" if n > 1 else "0 * * * *" for n in HOURS}
    fields |= {timedelta(days=n): days for n, days in DAYS.items()}
    if span not in fields:
        raise impossible(every)
    return fields[span]


def impossible(every: str) -> ScheduleError:
    """The complaint about an interval that cron can't keep."""
    minutes, hours, days = (", ".join(map(str, numbers)) for numbers in (MINUTES, HOURS, DAYS))
    return ScheduleError(
        f'cron can\'t run a command every "{every}"; it can every {minutes} minutes (15m), {hours} hours (6h), {days} days (1d)'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command that is to run by itself, with all that it needs: nothing of it depends on the shell of now."""

    folder: Path
    """Where it is to run; absolute."""
    words: Sequence[str]
    variables: Mapping[str, str]
    """Of the environment."""
    archive: str
    """What it fills, for a person."""
    mark: str
    """Ten digits that stand for the archive."""


def call(
    command: Path,
    *,
    folder: Path,
    archive: str | None,
    config: Path | None,
    environment: Mapping[str, str],
    arguments: Sequence[str] = ("crawl", "--due"),
) -> Call:
    """What is to run by itself.

    ``command`` is the program; ``folder`` where it is to run; ``archive`` a path or URL and ``config`` a file, named as
    options where given. Of ``environment`` :data:`KEPT_VARIABLES` are kept. Relative paths are taken from ``folder``.
    """
    folder = folder.absolute()
    words = [str(folder / command)]
    if config is not None:
        words += ["--config", str(folder / config)]
    if archive is not None:
        words += ["--archive", _place(archive, folder)]
    words += ["-q", *arguments]
    return Call(
        folder=folder,
        words=words,
        variables={name: environment[name] for name in KEPT_VARIABLES if environment.get(name)},
        archive=masked(_place(archive, folder))
        if archive is not None
        else f"the archive of {folder / config if config else folder}",
        mark=_mark(archive, config, folder),
    )


def line(what: Call, every: str) -> str:
    """Our line of the crontab, without its newline.

    :raises ScheduleError: no such interval, or something that a crontab can't hold.
    """
    variables = [f"{name}={shlex.quote(value)}" for name, value in what.variables.items()]
    words = [f"cd {shlex.quote(str(what.folder))} &&", *variables, shlex.join(what.words)]
    text = " ".join(words)
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ScheduleError(
            "a crontab line can't hold a path with a line break or another control character"
        )
    escaped = text.replace("%", "\\%")  # a bare % ends the command (crontab(5))
    rendered = f"{expression(every)} {escaped} # kliping {what.mark}"
    if len(rendered.encode("utf-8", "surrogateescape")) > _COMMAND_LIMIT:
        raise ScheduleError(
            f"the crontab line is over {_COMMAND_LIMIT} bytes, which cron would cut; use shorter paths"
        )
    return rendered


def installed(tab: str) -> list[str]:
    """Our lines in a crontab, whichever archive they fill."""
    return [entry.rstrip("\n") for entry in _lines(tab) if _mark_of(entry)]


def install(tab: str, entry: str) -> str:
    """``tab`` with ``entry``, in the place of our line for the same archive if there is one. The other lines stay,
    byte for byte."""
    mark = _mark_of(entry)
    if mark is None:
        raise ScheduleError("this is no line of ours")
    lines = _lines(tab)
    ours = [number for number, existing in enumerate(lines) if _mark_of(existing) == mark]
    if not ours:
        gap = "\n" if tab and not tab.endswith("\n") else ""
        return f"{tab}{gap}{entry}\n"
    lines[ours[0]] = entry + "\n"
    return "".join(text for number, text in enumerate(lines) if number not in ours[1:])


def remove(tab: str, entry: str | None = None) -> str:
    """``tab`` without our line for the archive of ``entry``; without any line of ours when that is None."""
    mark = None if entry is None else _mark_of(entry)
    return "".join(
        text
        for text in _lines(tab)
        if _mark_of(text) is None or (mark is not None and _mark_of(text) != mark)
    )


def read_tab() -> str:
    """The user's crontab; empty when there is none. Bytes that are no UTF-8 survive a round trip.

    :raises ScheduleError: there is no ``crontab`` command, or it fails.
    """
    done = _crontab(["-l"])
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0 and not re.search(r"no crontab for|no such file", said, re.IGNORECASE):
        raise ScheduleError(f"crontab -l failed: {_first_line(said, done.returncode)}")
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""


def write_tab(tab: str) -> None:
    """Make ``tab`` the user's crontab.

    :raises ScheduleError: there is no ``crontab`` command, or it refuses; nothing has changed then.
    """
    done = _crontab(["-"], tab.encode("utf-8", "surrogateescape"))
    if done.returncode != 0:
        said = _first_line(done.stderr.decode(errors="replace").strip(), done.returncode)
        raise ScheduleError(
            f"crontab did not take the line: {said}; `kliping schedule show` prints it to copy by hand"
        )


def _crontab(arguments: list[str], tab: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    by_hand = "`kliping schedule show` prints the line to copy by hand"
    program = shutil.which("crontab")
    if program is None:
        raise ScheduleError(f"there is no crontab command here; install cron, or {by_hand}")
    try:
        return subprocess.run(  # noqa: S603  a fixed program, no shell
            [program, *arguments],
            input=tab if tab is not None else b"",
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise ScheduleError(f"crontab did not answer within {_SECONDS} s; {by_hand}") from None
    except OSError as error:
        raise ScheduleError(
            f"crontab can't be run: {error.strerror or error}; {by_hand}"
        ) from error


def _first_line(said: str, code: int) -> str:
    return said.splitlines()[0] if said else f"exit {code}"


def _lines(tab: str) -> list[str]:
    """The lines with their ends. Only ``\\n`` ends a line of a crontab."""
    return re.findall(r"[^\n]*\n|[^\n]+", tab)


def _mark_of(entry: str) -> str | None:
    """The mark of a line of ours; None for another's, and for one that is commented out."""
    match = _MARK.search(entry)
    return match[1] if match and not entry.lstrip().startswith("#") else None


def _mark(archive: str | None, config: Path | None, folder: Path) -> str:
    """Ten digits that stand for the archive a line fills (a path may hold what a comment may not)."""
    place = (
        _place(archive, folder)
        if archive is not None
        else f"config {folder / config if config else folder}"
    )
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:10]


def _place(archive: str, folder: Path) -> str:
    return archive if "://" in archive else os.path.normpath(folder / archive)
