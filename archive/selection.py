"""Articles on their way out of an archive, as many as there may be, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, select, type_coerce
from sqlalchemy.types import NullType

from archive.compression import expanded
from archive.fields import NAMES
from archive.model import Article
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles

try:
    from archive.exports import _lines
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

_AT_ONCE: Final = 200
_DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST, _LAST = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH
# As they are stored, and the driver gives them: what SQLAlchemy makes of each value, and an Article of them all, takes
# longer than the JSON.
_STORED: Final = tuple(
    type_coerce(articles.c[name], NullType()).label(name)
    for name in (*NAMES, "published_offset", "modified_offset")
)

_TWO: Final = tuple(f"{number:02}" for number in range(60))
_CLOCK: Final = tuple(f"{hour:02}:{minute}" for hour in range(24) for minute in _TWO)
_LISTS: Final = ("authors", "tags", "captions")

_TEXT: Final = NAMES.index("text")
_HEADS: Final = tuple(f'{"," if at else "{"}"{name}":'.encode() for at, name in enumerate(NAMES))
_KIND: Final = {"text": "t", "published": "p", "modified": "m"}
_KIND.update(dict.fromkeys(_LISTS, "l"), **dict.fromkeys(("first_seen", "fetched", "gone"), "u"))
_KINDS: Final = "".join(_KIND.get(name, "v") for name in NAMES).encode()
"""Of the values of a row: see ``exports/_lines.pyi``."""

Narrow = Callable[[Connection, Select[Any]], Select[Any]]


class Selection:
    """Some articles of an archive, by rising number, as it is when they are read.

    Iterates over articles, as often as wanted; errors of the archive come then.
    """

    def __init__(
        self, reading: Callable[[], AbstractContextManager[Connection]], narrow: Narrow
    ) -> None:
        """For :meth:`archive.store.Archive.articles`: ``narrow`` says which."""
        self._reading = reading
        self._narrow = narrow

    def __iter__(self) -> Iterator[Article]:
        with self._reading() as connection:
            statement = self._narrow(connection, _in_order(*ARTICLE_COLUMNS))
            for row in connection.execute(statement.execution_options(yield_per=_AT_ONCE)):
                yield to_article(row)

    def records(self) -> Iterator[dict[str, Any]]:
        """The same as :func:`archive.fields.to_fields` gives for each, in half of the time."""
        with self._reading() as connection:
            statement = self._narrow(connection, _in_order(*_STORED))
            yield from map(_record, _plain_rows(connection, statement))

    def lines(self) -> Iterator[bytes]:
        """The records as lines of JSON, as orjson makes them, in two thirds of the time where :data:`COMPILED`."""
        with self._reading() as connection:
            rows = _plain_rows(connection, self._narrow(connection, _in_order(*_STORED)))
            yield from map(_line if COMPILED else _plain_line, rows)


def _line(row: Sequence[Any]) -> bytes:
    text = row[_TEXT]
    if type(text) is bytes:
        text = expanded(text)
    return _lines.line(_HEADS, _KINDS, tuple(row), text) or _plain_line(row)


def _plain_line(row: Sequence[Any]) -> bytes:
    return orjson.dumps(_record(row), option=orjson.OPT_APPEND_NEWLINE)


def _plain_rows(connection: Connection, statement: Select[Any]) -> Iterable[Sequence[Any]]:
    """The rows as the driver gives them: for SQLite, whose driver reads a row when it is asked for, without what
    SQLAlchemy makes of them, which takes as long again as the JSON."""
    if connection.dialect.name != "sqlite":
        return connection.execute(statement.execution_options(yield_per=_AT_ONCE))
    cursor: Any = connection.execute(statement).cursor
    rows: Iterable[Sequence[Any]] = cursor
    return rows


def _in_order(*columns: Any) -> Select[Any]:
    return select(*columns).order_by(articles.c.id)


def _record(row: Sequence[Any]) -> dict[str, Any]:
    record = dict(zip(NAMES, row, strict=False))  # but for the offsets at the end
    text, seen, fetched = record["text"], record["first_seen"], record["fetched"]
    if type(text) is bytes:
        record["text"] = str(expanded(text), "utf-8")
    for name in _LISTS:
        record[name] = orjson.loads(several) if (several := record[name]) != "[]" else []
    if (published := record["published"]) is not None:
        record["published"] = _moment(published, row[-2])
    if (modified := record["modified"]) is not None:
        record["modified"] = _moment(modified, row[-1])
    if (gone := record["gone"]) is not None:
        record["gone"] = _moment(gone, None)
    record["fetched"] = moment = _moment(fetched, None)
    record["first_seen"] = moment if seen == fetched else _moment(seen, None)
    return record


def _moment(microseconds: int, offset: int | None) -> str:
    """ISO 8601, as it was printed: ``offset`` minutes east of UTC (:func:`archive.times.at_offset`). By whole numbers:
    ``datetime`` takes twice the time. Raises OverflowError beyond the calendar."""
    seconds, rest = divmod(microseconds, 1_000_000)
    zone = "+00:00"
    if offset and -_DAY < offset * 60 < _DAY:
        local = seconds + offset * 60
        if _FIRST <= local // _DAY <= _LAST:
            seconds, zone = local, _zone(offset)
    day, second = divmod(seconds, _DAY)
    minute, second = divmod(second, 60)
    fraction = f".{rest:06}" if rest else ""
    return f"{_date(day)}T{_CLOCK[minute]}:{_TWO[second]}{fraction}{zone}"


@lru_cache(maxsize=4_096)
def _date(day: int) -> str:
    if not _FIRST <= day <= _LAST:
        msg = "date value out of range"
        raise OverflowError(msg)
    return date.fromordinal(day + _EPOCH).isoformat()


@lru_cache(maxsize=256)
def _zone(offset: int) -> str:
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
