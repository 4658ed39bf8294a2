"""When Python may look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def none_looked_for() -> Iterator[None]:
    """Puts off the search for garbage in circles until the block has ended.

    A batch of articles makes tens of thousands of objects, and hardly any is in a circle: to look through all that the
    process holds, time and again, took a sixth of the time of saving it. Where nobody looks anyway it stays so.
    """
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()
