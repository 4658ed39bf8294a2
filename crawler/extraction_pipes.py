"""One worker of the extraction pool as its owner sees it: a process, its two pipes, and the calls it was given.

The pipes are written and read by the event loop. Each message is its length (four bytes, big-endian, as
:class:`multiprocessing.connection.Connection` on the other side has it) and as many bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import select
import signal
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from crawler.extraction_nursery import Nursery
from crawler.extraction_worker import LEAVING

START_SECONDS = 60
"""How long a worker may take to import what it needs, on a machine that is busy with others."""

_END_SECONDS = 30
"""How long a killed process may take to end; it is written off then."""

_PIPE_BYTES = 256 * 1024
"""Room in a pipe, where the system grants it: nearly every page goes in at once."""

_LENGTH = struct.Struct("!i")


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

    :param nursery: makes it.
    :param seconds: the longest a call may take; it is killed then.
    :param answered: called after each answer.
    :param gone: called once, when it takes no more calls: with those that it leaves, and the reason if it died.
    """

    def __init__(
        self,
        nursery: Nursery,
        seconds: float,
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
        self.nursery_pid = nursery.breed(calls_read, answers_write)
        """The process that was asked to make it."""
        os.close(calls_read)
        os.close(answers_write)
        for fd in (self._calls, self._answers):
            os.set_blocking(fd, False)
            _widen(fd)
        self._out: deque[memoryview] = deque()
        self._blocked = False
        """Whether the loop tells when the pipe has room again."""
        self._in = bytearray()
        self._pid: int | None = None
        """Known when it is ready."""
        self._over = False
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._due: float | None = None
        """When the time of the first call is over, by the loop's clock."""
        self._burial = threading.Lock()
        self.buried = False
        """Whether the process is gone and its pipes are closed."""

    @property
    def ready(self) -> bool:
        """Whether it ever was ready for calls."""
        return self._pid is not None

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
        self._kill()
        self._unwatch()
        left = [*self.calls]
        self.calls.clear()
        return left

    def bury(self) -> None:
        """End the process, wait until it is gone, and give the pipes back. Any thread may call it, and twice."""
        with self._burial:
            if not self.buried:
                self._kill()
                os.close(self._calls)  # one that is not ready yet ends of it
                self._await_end()
                os.close(self._answers)
                self.buried = True

    def _kill(self) -> None:
        if self._pid is not None and not self._is_over(0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def _await_end(self) -> None:
        """Wait until the process has let go of its memory, which it does before its pipe, and of its number."""
        if self._pid is None:
            return
        self._is_over(_END_SECONDS)
        patience = time.monotonic() + 1
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < patience:
                os.kill(self._pid, 0)
                time.sleep(0.001)

    def _is_over(self, seconds: float) -> bool:
        """Whether the process lets go of its pipe within that time: its number may be another's then."""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while not self._over and poll.poll(seconds * 1000):
            self._over = not os.read(self._answers, _PIPE_BYTES)
        return self._over

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
        self._blocked = False
        self._loop = None

    def _wind(self) -> None:
        """Let the time of the first call begin. The clock may ring too soon then, and is set again only when it does."""
        if not self.calls or self._loop is None:
            self._due = None
            return
        self._due = self._loop.time() + (self._seconds if self.ready else START_SECONDS)
        if self._clock is not None and self._clock.when() > self._due:
            self._clock.cancel()
            self._clock = None
        if self._clock is None:
            self._clock = self._loop.call_at(self._due, self._rings)

    def _rings(self) -> None:
        self._clock = None
        if self._due is None or self._loop is None:
            return
        if self._loop.time() < self._due:
            self._clock = self._loop.call_at(self._due, self._rings)
        else:
            self._late()

    def _late(self) -> None:
        if self.ready:
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
            if not self._blocked:
                self._loop.add_writer(self._calls, self._write)
                self._blocked = True
            return
        except OSError:  # it is dead: the other pipe tells
            self._out.clear()
        if self._blocked:
            self._loop.remove_writer(self._calls)
            self._blocked = False

    def _read(self) -> None:
        try:
            data = os.read(self._answers, _PIPE_BYTES)
        except BlockingIOError:
            return
        if not data:
            self._over = True
            reason = "cleaning killed its process" if self.ready else "the worker did not start"
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
        if not self.ready:
            self._pid = int(message)
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
