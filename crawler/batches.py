"""Visits on their way into the archive, a batch at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from archive.visit import Saved, Visit
from crawler.memory import Arrival

MOST = 100
"""Visits in one transaction: what batching gains is gained by then."""

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of raw pages in one batch, so that a hundred huge pages don't wait in memory together."""

SECONDS = 1.0
"""How long a visit waits for others to share its transaction."""


class StoringEnded(Exception):
    """A batch could not be stored; nothing more will be."""


class Batches:
    """Collects visits and hands them on in batches, one batch at a time. Belongs to the reactor's thread.

    :param record: stores a batch; when it raises, storing ends for good.
    :param told: is given what became of each visit, once it is stored.
    :param failed: is given, once, what ``record`` or ``told`` raised.
    """

    def __init__(
        self,
        record: Callable[[Sequence[Arrival]], Awaitable[list[tuple[Visit, Saved]]]],
        told: Callable[[list[tuple[Visit, Saved]]], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._record = record
        self._told = told
        self._failed = failed
        self._waiting: deque[tuple[Arrival, int]] = deque()
        """With the bytes of each."""
        self._bytes = 0
        self._flushing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ended = False
        self._draining = False

    async def put(self, arrival: Arrival) -> None:
        """Hand in a visit. Waits only while far more is waiting than can be stored.

        :raises StoringEnded: an earlier batch failed.
        """
        self._raise()
        size = arrival.size
        self._waiting.append((arrival, size))
        self._bytes += size
        if self._is_batch():
            self._flush()
        else:
            self._wait()
        while self._flushing and (len(self._waiting) > 3 * MOST or self._bytes > MOST_BYTES):
            await asyncio.wait([self._flushing])
            self._raise()

    async def drain(self) -> None:
        """Store all that waits. Raises StoringEnded as :meth:`put` does."""
        self._draining = True
        while self._waiting or self._flushing:
            self._raise()
            self._flush()
            if self._flushing:
                await asyncio.wait([self._flushing])
        self._raise()

    def _is_batch(self) -> bool:
        return self._draining or len(self._waiting) >= MOST or self._bytes >= MOST_BYTES

    def _wait(self) -> None:
        if self._timer is None and not self._ended:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._flush)

    def _raise(self) -> None:
        if self._ended:
            raise StoringEnded

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._flushing is None and self._waiting and not self._ended:
            self._flushing = asyncio.ensure_future(self._store())

    async def _store(self) -> None:
        try:
            self._told(await self._record(self._take()))
            while self._is_batch() and self._waiting:
                self._told(await self._record(self._take()))
            if self._waiting:  # too few yet for a transaction of their own
                self._wait()
        except (
            Exception
        ) as error:  # whatever it is, it ends the run and is told to whoever started it
            self._ended = True
            self._waiting.clear()
            self._failed(error)
        finally:
            self._flushing = None

    def _take(self) -> list[Arrival]:
        batch: list[Arrival] = []
        total = 0
        while self._waiting and len(batch) < MOST and total < MOST_BYTES:
            arrival, size = self._waiting.popleft()
            batch.append(arrival)
            total += size
        self._bytes -= total
        return batch
