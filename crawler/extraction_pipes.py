"""One worker of the extraction pool as its owner sees it: a process, its two pipes, and the calls it was given.

The pipes are written and read by the event loop. Each message is its length (four bytes, big-endian, as
:class:`multiprocessing.connection.Connection` on the other side has it) and as many bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from crawler.extraction_worker import LEAVING

START_SECONDS = 60
"""How long a worker may take to import what it needs, on a machine that is busy with others."""

_PIPE_BYTES = 256 * 1024
"""Room in a pipe, where the system grants it: nearly every page goes in at once."""

_LENGTH = struct.Struct("!i")

_BOOT = (
    "import sys; sys.path[:] = {path!r}; from crawler.extraction_worker import serve; "
    "serve({calls}, {answers}, {seconds}, {memory_mb})"
)


@dataclass(eq=False, slots=True)
class Call:
    """Something that a worker is to do."""

    message: bytes
    answer: asyncio.Future[bytes]
    deaths: int = 0
    """How many workers died of it, or of something else meanwhile."""

    def fail(self, error: Exception) -> None:
        """Tell whoever waits, if somebody still does."""
        if not self.answer.done() and not self.answer.get_loop().is_closed():
            self.answer.set_exception(error)


class Death(Exception):
    """Why a worker is gone with a call unanswered."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class Worker:
    """One process. It answers its calls one after the other, in their order.

    :param answered: called after each answer.
    :param gone: called once, when it takes no more calls: with those that it leaves, and the reason if it died.
    """

    def __init__(
        self,
        seconds: float,
        memory_mb: int,
        answered: Callable[[], None],
        gone: Callable[[Worker, list[Call], Death | None], None],
    ) -> None:
        self.calls: deque[Call] = deque()
        """Not answered yet; it works on the first."""
        self._seconds = seconds
        self._answered = answered
        self._gone = gone
        calls_read, self._calls = os.pipe()
        self._answers, answers_write = os.pipe()
        boot = _BOOT.format(
            path=sys.path,
            calls=calls_read,
            answers=answers_write,
            seconds=seconds,
            memory_mb=memory_mb,
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
            [sys.executable, "-c", boot],
            pass_fds=(calls_read, answers_write),
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C on a terminal is for the crawl, which ends its workers itself
        )
        os.close(calls_read)
        os.close(answers_write)
        for fd in (self._calls, self._answers):
            os.set_blocking(fd, False)
            _widen(fd)
        self._out: deque[memoryview] = deque()
        self._in = bytearray()
        self._ready = False
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._burial = threading.Lock()
        self.buried = False
        """Whether the process is gone and its pipes are closed."""

    def ask(self, call: Call) -> None:
        """Send a call. Its future, or ``gone``, will be told."""
        self._watch(asyncio.get_running_loop())
        self.calls.append(call)
        if len(self.calls) == 1:
            self._wind()
        self._out += (memoryview(_LENGTH.pack(len(call.message))), memoryview(call.message))
        self._write()

    def kill(self) -> list[Call]:
        """End the process at once. Returns the calls that it leaves; ``gone`` will not be told."""
        self._ended = True
        self._process.kill()
        self._unwatch()
        left = [*self.calls]
        self.calls.clear()
        return left

    def bury(self) -> None:
        """End the process, wait until it is gone, and give the pipes back. Any thread may call it, and twice."""
        self._process.kill()
        self._process.wait()
        with self._burial:
            if not self.buried:
                self.buried = True
                os.close(self._calls)
                os.close(self._answers)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._loop is not loop:
            self._unwatch()
            self._loop = loop
            loop.add_reader(self._answers, self._read)

    def _unwatch(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._answers)
            self._loop.remove_writer(self._calls)
        self._loop = None

    def _wind(self) -> None:
        """Let the time of the first call begin."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        if self.calls and self._loop is not None:
            seconds = self._seconds if self._ready else START_SECONDS
            self._clock = self._loop.call_later(seconds, self._late)

    def _late(self) -> None:
        if self._ready:
            reason = f"cleaning took more than {self._seconds:g} s"
            self._end(Death(reason, timed_out=True))
        else:
            self._end(Death("the worker did not start"))

    def _write(self) -> None:
        if self._loop is None:
            return
        try:
            while self._out:
                written = os.writev(self._calls, self._out)
                while self._out and written >= len(self._out[0]):
                    written -= len(self._out.popleft())
                if written:
                    self._out[0] = self._out[0][written:]
        except BlockingIOError:
            self._loop.add_writer(self._calls, self._write)
            return
        except OSError:  # it is dead: the other pipe tells
            self._out.clear()
        self._loop.remove_writer(self._calls)

    def _read(self) -> None:
        try:
            data = os.read(self._answers, _PIPE_BYTES)
        except BlockingIOError:
            return
        if not data:
            reason = "cleaning killed its process" if self._ready else "the worker did not start"
            self._end(Death(reason))
            return
        self._in += data
        while not self._ended and (message := self._message()) is not None:
            self._take(message)

    def _message(self) -> bytes | None:
        if len(self._in) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._in)
        end = _LENGTH.size + length
        if len(self._in) < end:
            return None
        message = bytes(memoryview(self._in)[_LENGTH.size : end])
        del self._in[:end]
        return message

    def _take(self, message: bytes) -> None:
        if not self._ready:
            self._ready = True
            self._wind()
            return
        call = self.calls.popleft()
        if not call.answer.done():
            call.answer.set_result(message)
        if message.startswith(LEAVING):
            self._end(None)
            return
        self._wind()
        self._answered()

    def _end(self, death: Death | None) -> None:
        self._gone(self, self.kill(), death)


def _widen(pipe: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # one user may have only so much
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
