"""Holds back what looks like hosts failing until it is known not to be our own network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from time import monotonic

from crawler.batches import StoringEnded
from crawler.memory import Arrival
from crawler.outage import SLUGS, Outage

UNREACHED = SLUGS | {"robots-unreachable"}
"""Reasons why a page or a document could not be had that may be our own network's."""


class Network:
    """Our own network during a run. Belongs to the reactor's thread.

    :param troubled: hosts that could not be reached the last time either.
    :param sources: how many sources are worked on; each says :meth:`leave` at its end.
    :param lost: called once when our network is down, with a line for a person.
    :param put: is given what was held back, once it is to be believed.
    """

    def __init__(
        self,
        troubled: Collection[str],
        sources: int,
        lost: Callable[[str], None],
        put: Callable[[Arrival], Awaitable[None]],
    ) -> None:
        self._outage = Outage(troubled)
        self._working = sources
        self._lost = lost
        self._put = put
        self._held: list[Arrival] = []
        self._putting: set[asyncio.Task[None]] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self.is_down = False

    @property
    def in_doubt(self) -> bool:
        """Whether a failure may be our own network's."""
        return self._outage.in_doubt

    def answered(self) -> None:
        """Some host answered something."""
        doubted = self._outage.in_doubt
        self._outage.answered(monotonic())
        if doubted:
            self._release()

    def failed(self, host: str, began: float, line: str) -> None:
        """A host could not be reached."""
        self._outage.failed(host, began, line)
        if self._outage.is_ours(all_back=False):
            self._down()

    async def certainty(self) -> None:
        """Wait until failures can be believed. A source calls it when it has nothing else under way."""
        if not self.in_doubt:
            return
        known: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(known)
        self._decide()
        await known

    def holds_back(self, arrival: Arrival) -> bool:
        """Whether a page's failure may be our network's; then it is kept here until that is known."""
        doubtful = arrival.visit.reason in UNREACHED and self.in_doubt
        if doubtful:
            self._held.append(arrival)
        return doubtful

    def leave(self) -> None:
        """A source has ended."""
        self._working -= 1
        self._decide()

    def _decide(self) -> None:
        self._waiting = [known for known in self._waiting if not known.done()]
        if self.is_down or not self._waiting or len(self._waiting) < self._working:
            return
        if self._outage.is_ours(all_back=True):
            self._down()
        else:
            self._outage.believe()
            self._release()

    def _down(self) -> None:
        if not self.is_down:
            self.is_down = True
            self._lost(self._outage.line)

    def _release(self) -> None:
        if self.is_down:
            return
        held, self._held = self._held, []
        if held:
            putting = asyncio.ensure_future(self._put_all(held))
            self._putting.add(putting)
            putting.add_done_callback(self._putting.discard)
        for known in self._waiting:
            if not known.done():
                known.set_result(None)
        self._waiting.clear()

    async def _put_all(self, held: Sequence[Arrival]) -> None:
        with suppress(StoringEnded):  # which is told by who could not store
            for arrival in held:
                await self._put(arrival)
