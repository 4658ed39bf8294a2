"""Where the workers of an extraction pool come from: one process that imports and compiles all they need, once.

Each worker is a copy of it (``fork``), which takes milliseconds, and shares its memory. It is a fresh interpreter
with a single thread that never runs an event loop and never sees a page, so that a copy of it is whole. It hears from
its owner over a socket: what the new worker may take, and the two ends of its pipes. It ends when the owner does.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self

_BOOT = "import gc, sys; gc.disable(); sys.path[:] = {path!r}; from crawler.extraction_nursery import tend; tend({control})"

_LIMITS = struct.Struct("=dI")
"""What asks for a worker: the longest that a call may take it in seconds, and its address space in megabytes."""

_SAMPLE = b"""<!doctype html><html lang="en"><head><title>Ferry sails again</title>
<meta property="article:published_time" content="2026-11-22T08:00:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Ada Reed"}}</script></head>
<body><nav class="menu"><a href="/">Home</a></nav><article><h1>Ferry sails again</h1><p>By Ada Reed, 22 November 2026, 8:00</p>
<p>The ferry left the harbour at dawn, and those who had waited for it all night went with it across the bay.</p>
<p>Read also: <a href="/a">A bridge is built</a></p><p>3 min read</p><p>EUR/USD 1.0423 -0.12%</p>
<p>It was said that the next one would leave in the evening, when the wind has turned and the water is high.</p>
</article><footer>\xc2\xa9 2026 The Harbour Times</footer></body></html>"""


class Nursery:
    """The process as its owner sees it; started when the first worker is wanted, unless it was before, and again when it
    has died. A context manager, which ends it."""

    def __init__(self) -> None:
        self._limits = 20.0, 280
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, so that it is ready when the first worker is wanted. Waits for nothing."""
        with suppress(OSError):  # :meth:`breed` tries again
            self._started()

    def limit(self, seconds: float, memory_mb: int) -> None:
        """What workers made from now on may take.

        :param seconds: the longest for one call.
        :param memory_mb: address space.
        """
        self._limits = seconds, memory_mb

    def breed(self, calls_fd: int, answers_fd: int) -> int:
        """Have a worker made that reads calls from one pipe and writes answers to another. Waits for nothing.

        Returns the process that was asked, for :meth:`give_up`.
        """
        wanted = [_LIMITS.pack(*self._limits)]
        try:
            socket.send_fds(self._started(), wanted, [calls_fd, answers_fd])
        except OSError:  # it died since
            self.close()
            with suppress(OSError):  # the new one as well: the worker's pipe tells
                socket.send_fds(self._started(), wanted, [calls_fd, answers_fd])
        return self._process.pid if self._process is not None else 0

    def give_up(self, pid: int) -> None:
        """End the process that a worker came to nothing of, unless another has taken its place already."""
        if self._process is not None and self._process.pid == pid:
            self.close()

    def close(self) -> None:
        """End the process. Workers live on until their pipes are closed, or they are killed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._control is not None:
            self._control.close()
            self._control = None

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        self._control, theirs = socket.socketpair()
        with theirs:
            boot = _BOOT.format(path=sys.path, control=theirs.fileno())
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                [sys.executable, "-c", boot],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C on a terminal is for the crawl, which ends its workers itself
            )
        return self._control


def tend(control_fd: int) -> None:
    """Make workers as the owner asks for them, until it is gone. What the process itself does."""
    from crawler.extraction_worker import collect_seldom, serve  # noqa: PLC0415 - not the owner's

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides when a crawl ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone: nobody here asks how
    control = socket.socket(fileno=control_fd)
    _learn()
    collect_seldom()
    gc.enable()  # not before: what has just been imported is no garbage
    while True:
        message, fds, _, _ = socket.recv_fds(control, _LIMITS.size, 2)
        if not message:
            return
        if os.fork() == 0:
            status = 1
            with suppress(BaseException):  # nothing of the nursery's own goes on in a worker
                control.close()
                serve(fds[0], fds[1], *_LIMITS.unpack(message))
                status = 0
            os._exit(status)
        for fd in fds:
            os.close(fd)


def _learn() -> None:
    """Import what workers need, and clean a page: word lists and weights are read when the first one asks for them."""
    import crawler.reading  # noqa: F401, PLC0415 - not the owner's
    from archive.model import Page  # noqa: PLC0415 - as above
    from crawler.extract import article  # noqa: PLC0415 - as above
    from crawler.hosts import domain_of  # noqa: PLC0415 - as above

    domain_of("http://example.org/a")  # the public suffixes, for links that a feed announces
    article(
        Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE)
    )
