"""Weights that never saw a page's newspaper, for what the engine has learned from the labelled pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def weights_without(fold: int | None) -> Iterator[None]:
    """The engine as learned from all folds but this one; ``None`` is the engine as shipped.

    Nothing is learned yet: there are no weights to change.
    """
    del fold
    yield
