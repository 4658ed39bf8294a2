"""Processes that clean pages, each of which may be killed without harm to the others.

A page that a stranger wrote can hang or blow up any parser, so pages, feeds and sitemaps are parsed in workers
with a time limit and a memory limit. Each worker has pipes of its own: killing one, or losing one to the
kernel, can't leave a lock behind that the others wait for. Workers (:mod:`crawler.extraction_worker`) are copies of a
process that does nothing else (:mod:`crawler.extraction_nursery`), never of one with a running reactor.

The event loop itself writes the calls and reads the answers (:mod:`crawler.extraction_pipes`): threads that wait for
pipes would take the interpreter from each other and from the loop, some times a page.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from archive.model import Extracted, Page, Repeated
from archive.packing import told_size
from crawler.errors import CrawlerError, CrawlFailed, FeedError, PageError, PageTooBig, PageTooHard
from crawler.extraction_messages import message_of, read_message
from crawler.extraction_nursery import Nursery
from crawler.extraction_pipes import Call, Death, Worker
from crawler.extraction_worker import STAYING, Bigger, article
from crawler.site import Site

T = TypeVar("T")

MOST_WORKERS = 2
"""A crawl keeps below 600 MB in all, which holds with two workers at their worst; with more it is not shown."""

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of the longest page that is cleaned, unpacked."""

BIG = 1024 * 1024
"""Bytes of a page from which on it is cleaned while no other big one is: a parsed page is many times its size."""

AT_A_TIME = 4
"""Calls a worker is given: the one it works on, and the next. With a single next one workers stood idle for a sixteenth of a
crawl, while this process was busy otherwise; with three for half of that."""

FALSE_STARTS = 6
"""Workers in a row that may end before they are ready: those of a nursery that died come to nothing, through no fault of
a page. So many at once say that none can be made here, and that the crawl can't go on."""


class Abandoned(CrawlerError):
    """The pool was closed while this page waited; nothing is known about it."""


class ExtractionPool:
    """Workers that parse. Start it, await :meth:`extract`, close it. Belongs to one thread, and to one loop at a time.

    :param workers: how many processes; by default one a CPU, at most :data:`MOST_WORKERS`.
    :param seconds: how long one page may take before its worker is killed.
    :param memory_mb: address space of one worker.
    :param nursery: where workers come from, if it was started already; it ends with the pool.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        seconds: float = 20,
        memory_mb: int = 280,
        nursery: Nursery | None = None,
    ) -> None:
        self.workers = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._seconds = seconds
        self._nursery = nursery or Nursery()
        self._nursery.limit(seconds, memory_mb)
        self._alive: list[Worker] = []
        self._ending: set[Worker] = set()
        self._waiting: deque[Call] = deque()
        self._closed = False
        self._false_starts = 0
        self._big = asyncio.Lock()

    def start(self) -> None:
        """Start the workers; they import in the background while the first feeds are fetched."""
        while len(self._alive) < self.workers:
            self._breed()

    async def extract(
        self, page: Page, site: Site | None = None, repeated: Repeated | None = None
    ) -> Extracted:
        """Clean one page; the arguments are those of :func:`crawler.extract.article`.

        :raises PageTooBig: unpacked, it is longer than :data:`MOST_BYTES`.
        :raises BrokenPacking: it is not packed as it says.
        :raises NotAPage: the body is neither HTML nor text.
        :raises PageTooHard: out of time or memory, or the worker died of it.
        :raises PageError: the rules failed on this page: a mistake of ours.
        :raises Abandoned: the pool was closed meanwhile.
        :raises CrawlFailed: no worker could be made.
        """
        if (told_size(page.body) if page.packed else len(page.body)) < BIG:
            with suppress(Bigger):
                return await self.run(article, page, BIG, site, repeated)
        async with self._big:
            try:
                return await self.run(article, page, MOST_BYTES, site, repeated)
            except Bigger:
                raise PageTooBig from None

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Call a module-level function of ours in a worker. Raises what :meth:`extract` raises, and FeedError."""
        if self._closed:
            raise _abandoned()
        message = message_of((function, args, (PageError, FeedError)))
        call = Call(message, asyncio.get_running_loop().create_future())
        self._waiting.append(call)
        self._hand_out()
        answer = memoryview(await call.answer)[len(STAYING) :]
        value: T = _value(read_message(answer))
        return value

    def abandon(self) -> None:
        """Kill every worker; calls under way end with :class:`Abandoned`."""
        self._closed = True
        calls = [call for worker in self._alive for call in worker.kill()] + [*self._waiting]
        self._waiting.clear()
        for call in calls:
            call.fail(_abandoned())

    def close(self) -> None:
        """End all workers and wait until they are gone."""
        self.abandon()
        for worker in (*self._alive, *self._ending):
            worker.bury()
        self._nursery.close()
        self._alive.clear()
        self._ending.clear()

    def _hand_out(self) -> None:
        """Give the calls that wait to workers: to an idle one, or behind the few calls of a busy one, so that it goes on
        at once when one is answered, whatever this process is doing then."""
        while self._waiting and not self._closed:
            if len(self._alive) + sum(not worker.buried for worker in self._ending) < self.workers:
                self._breed()
            worker = min(self._alive, key=lambda worker: len(worker.calls), default=None)
            if worker is None or len(worker.calls) >= AT_A_TIME:
                return
            call = self._waiting.popleft()
            if not call.answer.done():
                worker.ask(call)

    def _breed(self) -> None:
        self._alive.append(Worker(self._nursery, self._seconds, self._answered, self._gone))

    def _answered(self) -> None:
        self._false_starts = 0
        self._hand_out()

    def _gone(self, worker: Worker, calls: list[Call], death: Death | None) -> None:
        self._alive.remove(worker)
        self._ending.add(worker)
        if not worker.ready:
            self._false_starts += 1
            self._nursery.give_up(worker.nursery_pid)  # the next worker gets another chance
        elif calls and death is not None and _is_to_blame(calls[0], death):
            calls[0].fail(PageTooHard(str(death)))
        self._waiting.extendleft(reversed(calls))
        if self._false_starts >= FALSE_STARTS and self._waiting:
            self._fail()
        # No other takes its place before it is gone: two big heaps would be too many.
        burial = asyncio.get_running_loop().run_in_executor(None, worker.bury)
        burial.add_done_callback(lambda _: self._buried(worker))

    def _fail(self) -> None:
        """No worker can be made: through no fault of the pages that wait."""
        self._false_starts = 0
        waiting, self._waiting = self._waiting, deque()
        for call in waiting:
            call.fail(
                CrawlFailed(
                    f"none of {FALSE_STARTS} processes for cleaning pages came up: 'kliping extract' with some page may say why"
                )
            )

    def _buried(self, worker: Worker) -> None:
        self._ending.discard(worker)
        self._hand_out()


def _is_to_blame(call: Call, death: Death) -> bool:
    """Whether a call is given up after the death of its worker, which may have died of something else."""
    call.deaths += 1
    return death.timed_out or call.deaths == 2


def _abandoned() -> Abandoned:
    return Abandoned("the crawl ended before the page was cleaned")


def _value(answer: Any) -> Any:
    kind, value = answer
    if kind == "value":
        return value
    if kind == "error":
        raise value
    if kind == "memory":
        raise PageTooHard("cleaning ran out of memory")
    raise PageError(f"the rules failed on this page: {value}")
