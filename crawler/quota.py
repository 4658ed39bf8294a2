"""``--max-articles``: how many pages may be asked for, so that no page is fetched and thrown away.

A page that was handed out may become an article, so it counts as one until it turns out otherwise. Sources share
what there is: none takes more than its equal part while another one may still want its own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable


class Quota:
    """Pages that may still be handed out. Belongs to the reactor's thread.

    :param articles: articles, new or changed, to be stored at most; None: as many as there are.
    :param sources: names of the sources that share them.
    """

    def __init__(self, articles: int | None, sources: Iterable[str]) -> None:
        self._articles = articles
        self._wanting = set(sources)
        self._resting: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._stored = 0
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []

    @property
    def full(self) -> bool:
        """Whether as many articles are stored as were asked for."""
        return self._articles is not None and self._stored >= self._articles

    async def take(self, source: str) -> None:
        """Wait until one more page of ``source`` may be asked for."""
        if self._articles is None:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((source, turn))
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            self._waiting = [(name, future) for name, future in self._waiting if future is not turn]
            raise

    def give_back(self, source: str) -> None:
        """A page that was handed out is no article, or one that is stored already."""
        self._taken[source] -= 1
        self._grant()

    def store(self) -> None:
        """A page became an article that was stored; its place stays taken."""
        self._stored += 1

    def rest(self, source: str) -> None:
        """The source has to wait before it may ask its host again: meanwhile nobody waits for it."""
        self._resting[source] += 1
        self._grant()

    def wake(self, source: str) -> None:
        """The source may ask again."""
        self._resting[source] -= 1

    def leave(self, source: str) -> None:
        """The source wants no more."""
        self._wanting.discard(source)
        self._grant()

    def _grant(self) -> None:
        if self._articles is None or self._taken.total() >= self._articles:
            return
        left: list[tuple[str, asyncio.Future[None]]] = []
        # The one that had least comes first; among equals the one that waits longest.
        for source, turn in sorted(self._waiting, key=lambda waiting: self._taken[waiting[0]]):
            if turn.cancelled():
                continue
            if self._may_take(source, self._articles):
                self._taken[source] += 1
                turn.set_result(None)
            else:
                left.append((source, turn))
        self._waiting = left

    def _may_take(self, source: str, articles: int) -> bool:
        if self._taken.total() >= articles:
            return False
        sharing = {name for name in self._wanting if not self._resting[name]} | {source}
        theirs = articles - sum(self._taken[name] for name in self._taken if name not in sharing)
        return self._taken[source] * len(sharing) < theirs
