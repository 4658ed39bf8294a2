"""Importing Scrapy, which takes a crawl as long as all else that it imports, in two thirds of the time."""

from __future__ import annotations

import inspect
import sys
from types import FrameType, ModuleType, SimpleNamespace


def import_scrapy() -> None:
    """Import Scrapy and :mod:`crawler.reactor`.

    For three old names that it warns of, Scrapy asks in which module they stand: of the whole stack, with lines of source
    for each frame, and of the files of all modules. The frame that asks knows.
    """
    from scrapy.utils import deprecate  # noqa: PLC0415 - a crawl that finds nothing due goes without

    names = vars(deprecate)
    names["inspect"] = SimpleNamespace(
        **{**vars(inspect), "stack": _callers, "getmodule": _module_of}
    )
    try:
        import scrapy.core.downloader.contextfactory  # noqa: F401, PLC0415 - as above
    finally:
        names["inspect"] = inspect
    import crawler.reactor  # noqa: F401, PLC0415 - as above


def _callers() -> tuple[tuple[FrameType], tuple[FrameType]]:
    """The beginning of :func:`inspect.stack`, and of each entry: who asks, and who called that."""
    return (sys._getframe(1),), (sys._getframe(2),)


def _module_of(frame: FrameType) -> ModuleType | None:
    """As :func:`inspect.getmodule`."""
    return sys.modules.get(frame.f_globals["__name__"])
