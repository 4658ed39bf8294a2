"""Weights that never saw a page's newspaper, for what the engine has learned from the labelled pages.

What is shipped as ``blocks.json`` is learned from all of them. The training scripts write ``blocks-0.json`` to ``blocks-4.json``
too, each learned without a fifth of the domains (:attr:`labelled.Labelled.fold`), into ``$KLIPING_FOLDS``, by default ``bench/folds`` in the
repository.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

FOLDER = Path(
    os.environ.get("KLIPING_FOLDS") or Path(__file__).resolve().parents[2] / "bench" / "folds"
)


def shipped() -> list[str]:
    """Names of the weights that are shipped."""
    files = resources.files("crawler.extract.forest").iterdir()
    return sorted(file.name for file in files if file.name.endswith(".json"))


def missing(folds: int) -> list[str]:
    """Weights that would be needed to leave out each fold, and are not there."""
    names = [_name(name, fold) for name in shipped() for fold in range(folds)]
    return [name for name in names if not (FOLDER / name).is_file()]


@contextmanager
def weights_without(fold: int | None) -> Iterator[None]:
    """The engine as learned from all folds but this one; ``None`` is the engine as shipped.

    Weights of which there is no such version are used as shipped.
    """
    try:
        from crawler.extract import forest  # noqa: PLC0415 - an older engine has none
    except ImportError:
        yield
        return
    as_shipped = forest.load
    if fold is not None:
        forest.load = _loader(as_shipped, fold)  # type: ignore[assignment]
    try:
        yield
    finally:
        forest.load = as_shipped


def _name(name: str, fold: int) -> str:
    return f"{name.removesuffix('.json')}-{fold}.json"


@cache
def _loader(as_shipped: Callable[[str], Any], fold: int) -> Callable[[str], Any]:
    """What loads the weights of this fold; each once."""
    from crawler.extract.forest import Forest  # noqa: PLC0415 - as above

    @cache
    def load(name: str) -> Any:
        file = FOLDER / _name(name, fold)
        if not file.is_file():
            return as_shipped(name)
        held = json.loads(file.read_text("utf-8"))
        return Forest(held["features"], held["trees"])

    return load
