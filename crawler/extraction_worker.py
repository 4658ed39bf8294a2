"""One worker of the extraction pool: a process that parses what strangers wrote, and may be killed at any time.

It knows neither Scrapy nor the archive's database. It reads pickled calls from one pipe and writes pickled
answers to another, and ends when the first is closed: with its crawl, however that died.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from selectolax.lexbor import SelectolaxError

from archive.model import Extracted, Page, Repeated
from archive.packing import Broken, TooLong, unpacked
from crawler.errors import BrokenPacking, PageError
from crawler.extraction_messages import message_of, read_message
from crawler.site import Site

Answer = tuple[Literal["value", "error", "memory", "bug"], Any]
"""What comes back: the value, an exception that belongs to the call's contract, or what went wrong."""

ROOMY = 160 * 1024
"""Kibibytes of resident memory. A worker that ever had more has met a huge page; a fresh one takes its place."""

_STATUS = Path("/proc/self/status")

STAYING, LEAVING = b"s", b"l"
"""How each answer begins: whether this worker takes another call."""

_GARBAGE = 200_000, 20, 50
"""Thresholds of the collector: a page makes thousands of objects, hardly any of them in a circle."""

GRACE = 5
"""Seconds a worker waits longer than its owner before it kills itself: the owner must be gone."""


def serve(calls_fd: int, answers_fd: int, seconds: float, memory_mb: int) -> None:
    """Tell the number of this process, then answer calls until the pipe of calls is closed.

    :param seconds: the longest a call may take; the owner kills the worker then.
    :param memory_mb: address space this process may have in all.
    """
    calls = Connection(calls_fd, writable=False)
    answers = Connection(answers_fd, readable=False)
    _limit_memory(memory_mb)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # a dying C library's last words are not the crawl's
    with contextlib.suppress(EOFError, BrokenPipeError, MemoryError):
        answers.send_bytes(b"%d" % os.getpid())
        while True:
            call = calls.recv_bytes()
            signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
            kind, answer = _answer(call)
            del call
            leaving = kind == "memory" or _is_roomy()
            answers.send_bytes((LEAVING if leaving else STAYING) + answer)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if leaving:
                return  # a heap that was once full stays full of holes


class Bigger(PageError):
    """Unpacked, a page is longer than it said."""


def collect_seldom() -> None:
    """Look for garbage in what came since, and seldom: what was imported stays, and looking through it took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def article(page: Page, most: int, site: Site | None, repeated: Repeated | None) -> Extracted:
    """Clean one page: :func:`crawler.extract.article`, imported where it runs.

    :param most: bytes the page may have when it is unpacked; beyond them it raises Bigger.
    """
    from crawler.extract import article as extract  # noqa: PLC0415 - the owner never pays for it

    try:
        page = unpacked(page, most)
    except TooLong:
        raise Bigger from None
    except Broken as error:
        raise BrokenPacking(str(error)) from None
    return extract(page, site, repeated=repeated)


def _answer(call: bytes) -> tuple[str, bytes]:
    try:
        answer = _call(*read_message(call))
        return answer[0], message_of(answer)
    except MemoryError:
        return "memory", message_of(("memory", None))


def _call(function: Callable[..., Any], args: tuple[Any, ...], expected: tuple[Any, ...]) -> Answer:
    try:
        return "value", function(*args)
    except MemoryError:
        raise
    except SelectolaxError:  # lexbor reads whatever it has memory for
        raise MemoryError from None
    except expected as error:
        return "error", error
    except Exception as error:  # a page must not end the crawl, and what failed must be told
        last = traceback.extract_tb(error.__traceback__)[-1]
        return "bug", f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def _is_roomy() -> bool:
    """Whether this process ever had more than :data:`ROOMY` resident.

    On Linux ``getrusage`` is only a bound, for there a process starts with the peak of the one it was forked from.
    """
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.platform == "darwin":
        peak //= 1024
    if peak <= ROOMY:
        return False
    with contextlib.suppress(OSError):
        for line in _STATUS.read_bytes().splitlines():
            if line.startswith(b"VmHWM:"):
                peak = int(line.split()[1])
    return peak > ROOMY


def _limit_memory(memory_mb: int) -> None:
    limit = memory_mb * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
