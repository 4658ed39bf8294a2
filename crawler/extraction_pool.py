"""Processes that clean pages, each of which may be killed without harm to the others.

A page that a stranger wrote can hang or blow up any parser, so pages, feeds and sitemaps are parsed in workers
with a time limit and a memory limit. Each worker has pipes of its own: killing one, or losing one to the
kernel, can't leave a lock behind that the others wait for. Workers are fresh interpreters
(:mod:`crawler.extraction_worker`), never forks of a process with a running reactor.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from archive.model import Extracted, Page, Repeated
from crawler.errors import CrawlerError, FeedError, PageError, PageTooHard
from crawler.extraction_worker import LEAVING, article
from crawler.site import Site

T = TypeVar("T")

START_SECONDS = 60
"""How long a worker may take to import what it needs, on a machine that is busy with others."""

MOST_WORKERS = 2
"""A crawl keeps below 600 MB in all, which holds with two workers at their worst; with more it is not shown."""

BIG = 1024 * 1024
"""Bytes of a page from which on it is cleaned while no other big one is: a parsed page is many times its size."""

_BOOT = (
    "import sys; sys.path[:] = {path!r}; from crawler.extraction_worker import serve; "
    "serve({calls}, {answers}, {seconds}, {memory_mb})"
)


class Abandoned(CrawlerError):
    """The pool was closed while this page waited; nothing is known about it."""


class ExtractionPool:
    """Workers that parse. Start it, await :meth:`extract`, close it.

    :param workers: how many processes; by default one a CPU, at most :data:`MOST_WORKERS`.
    :param seconds: how long one page may take before its worker is killed.
    :param memory_mb: address space of one worker.
    """

    def __init__(
        self, workers: int | None = None, *, seconds: float = 20, memory_mb: int = 280
    ) -> None:
        self.workers = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="extraction")
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._alive: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._big = asyncio.Lock()

    def start(self) -> None:
        """Start the workers; they import in the background while the first feeds are fetched."""
        for _ in range(self.workers):
            self._idle.put(self._new())

    async def extract(
        self, page: Page, site: Site | None = None, repeated: Repeated | None = None
    ) -> Extracted:
        """Clean one page; the arguments are those of :func:`crawler.extract.article`.

        :raises NotAPage: the body is neither HTML nor text.
        :raises PageTooHard: out of time or memory, or the worker died of it.
        :raises PageError: the rules failed on this page: a mistake of ours.
        :raises Abandoned: the pool was closed meanwhile.
        """
        if len(page.body) < BIG:
            return await self.run(article, page, site, repeated)
        async with self._big:
            return await self.run(article, page, site, repeated)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Call a module-level function of ours in a worker. Raises what :meth:`extract` raises, and FeedError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, function, args)

    def abandon(self) -> None:
        """Kill every worker; calls under way end with :class:`Abandoned`."""
        with self._lock:
            self._closed = True
            for worker in self._alive:
                worker.kill()

    def close(self) -> None:
        """End all workers and wait until they are gone."""
        self.abandon()
        self._threads.shutdown(wait=True)
        for worker in tuple(self._alive):
            self._bury(worker)

    def _new(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise Abandoned("the crawl ended before the page was cleaned")
            worker = _Worker(self._seconds, self._memory_mb)
            self._alive.add(worker)
        return worker

    def _bury(self, worker: _Worker) -> None:
        worker.kill()
        worker.close()
        with self._lock:
            self._alive.discard(worker)

    def _run(self, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        call = pickle.dumps((function, args, (PageError, FeedError)), protocol=5)
        for attempt in (1, 2):  # a worker may have died of something else: once more, with another
            worker = self._take()
            try:
                answer = worker.ask(call)
            except _Dead as death:
                self._bury(worker)
                if self._closed:
                    raise Abandoned("the crawl ended before the page was cleaned") from None
                if death.timed_out or attempt == 2:
                    raise PageTooHard(str(death)) from None
            else:
                if worker.leaves:
                    self._bury(worker)  # before the next page: two big heaps would be too many
                else:
                    self._idle.put(worker)
                value: T = _value(answer)
                return value
        raise AssertionError("the second attempt returns or raises")

    def _take(self) -> _Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._new()


class _Dead(Exception):
    """A worker is gone, or had to be killed."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class _Worker:
    """One process and its two pipes. Used by one thread at a time; only ``kill`` may come from another."""

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        calls_read, calls_write = os.pipe()
        answers_read, answers_write = os.pipe()
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
        self._calls = Connection(calls_write, readable=False)
        self._answers = Connection(answers_read, writable=False)
        self._ready = False
        self.leaves = False
        """Whether it takes no more calls."""

    def ask(self, call: bytes) -> Any:
        """Send a call and wait for its answer."""
        self._await_ready()
        try:
            self._calls.send_bytes(call)
        except OSError:
            raise _Dead("cleaning killed its process") from None
        return pickle.loads(self._receive())  # noqa: S301 - written by our own worker

    def kill(self) -> None:
        """End the process at once and collect it. Safe to call twice and from another thread."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Give the pipes back."""
        self._calls.close()
        self._answers.close()

    def _await_ready(self) -> None:
        if self._ready:
            return
        try:
            if not self._answers.poll(START_SECONDS):
                raise _Dead("the worker did not start")
            self._answers.recv_bytes()
        except (OSError, EOFError):
            raise _Dead("the worker did not start") from None
        self._ready = True

    def _receive(self) -> bytes:
        try:
            if not self._answers.poll(self._seconds):
                raise _Dead(f"cleaning took more than {self._seconds:g} s", timed_out=True)
            self.leaves = self._answers.recv_bytes() == LEAVING
            return self._answers.recv_bytes()
        except (OSError, EOFError):
            raise _Dead("cleaning killed its process") from None


def _value(answer: Any) -> Any:
    kind, value = answer
    if kind == "value":
        return value
    if kind == "error":
        raise value
    if kind == "memory":
        raise PageTooHard("cleaning ran out of memory")
    raise PageError(f"the rules failed on this page: {value}")
