"""How what goes to a worker and comes back from it is pickled: each value as the tuple of its fields.

Left to itself, :mod:`dataclasses` takes a frozen value apart and puts it together again field by field in Python, and a page's
answer has some two hundred. What is pickled was made by its class before, so here the fields are put in their
places without it.
"""

from __future__ import annotations

import copyreg
import pickle
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from archive.model import Announced, Article, Decision, Extracted, Page, Repeated
from crawler.site import Site


def message_of(value: Any) -> bytes:
    """Bytes for a pipe between a crawl and a worker of its own."""
    return pickle.dumps(value, protocol=5)


def read_message(message: bytes | memoryview) -> Any:
    """What :func:`message_of` was given; for messages of our own processes only."""
    return pickle.loads(message)  # noqa: S301 - see above


_Setter = Callable[[Any, Any], None]


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _setters(kind: type, names: Iterable[str]) -> tuple[_Setter, ...]:
    """Of a class with slots; these know nothing of its being frozen."""
    return tuple(getattr(kind, name).__set__ for name in names)


_WHOLE = (Announced, Article, Page, Repeated, Site)
_SETTERS = {kind: _setters(kind, _names(kind)) for kind in _WHOLE}


def _register(kind: type) -> None:
    values = attrgetter(*_names(kind))
    copyreg.pickle(kind, lambda value: (_made, (kind, values(value))))


def _made(kind: type[Any], values: tuple[Any, ...]) -> Any:
    made = object.__new__(kind)
    for put, value in zip(_SETTERS[kind], values, strict=True):
        put(made, value)
    return made


# The decisions of a page go by columns: there are dozens of them, and they are put together column by column.

_BESIDES = tuple(name for name in _names(Extracted) if name != "decisions")
_besides = attrgetter(*_BESIDES)
_besides_put = _setters(Extracted, _BESIDES)
(_decisions_put,) = _setters(Extracted, ["decisions"])
_parts = attrgetter(*_names(Decision))
_parts_put = _setters(Decision, _names(Decision))


def _flat(extracted: Extracted) -> tuple[Callable[..., Extracted], tuple[Any, ...]]:
    columns = zip(*map(_parts, extracted.decisions), strict=True)
    return _extracted, (_besides(extracted), *columns)


def _extracted(besides: tuple[Any, ...], *columns: tuple[Any, ...]) -> Extracted:
    made = object.__new__(Extracted)
    for put, value in zip(_besides_put, besides, strict=True):
        put(made, value)
    decisions = tuple([object.__new__(Decision) for _ in columns[0]]) if columns else ()
    for put, column in zip(_parts_put, columns, strict=bool(columns)):
        deque(map(put, decisions, column), maxlen=0)  # a loop that Python has no part in
    _decisions_put(made, decisions)
    return made


for _kind in _WHOLE:
    _register(_kind)
copyreg.pickle(Extracted, _flat)
