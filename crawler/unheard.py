"""Scrapy's signals and counters, for a crawl in which hardly anybody asks for them: some twenty times a page.

Both do all that Scrapy's own do. Leans on names that Scrapy keeps private, which is why its minor version is pinned.
"""

from __future__ import annotations

from typing import Any

from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector


class Signals(SignalManager):
    """Takes note first whether anybody listens."""

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal to whoever listens; their answers."""
        if not _is_heard(signal, kwargs.get("sender", self.sender)):
            return []
        return super().send_catch_log(signal, **kwargs)

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal to whoever listens, and wait for them; their answers."""
        if not _is_heard(signal, kwargs.get("sender", self.sender)):
            return []
        return await super().send_catch_log_async(signal, **kwargs)


def _is_heard(signal: Any, sender: Any) -> bool:
    """Whether anybody listens to this signal, or to all, of this sender or of all."""
    for whose in (sender, dispatcher.Any):
        heard = dispatcher.connections.get(id(whose))
        if heard and (heard.get(signal) or heard.get(dispatcher.Any)):
            return True
    return False


class Counters(StatsCollector):
    """Does not wrap each of its methods, each time that it is asked for, for callers of Scrapy's older versions."""

    __getattribute__ = object.__getattribute__
