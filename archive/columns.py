"""The column types of an archive, and the collection its tables belong to.

Times are stored as whole microseconds since 1970-01-01 UTC (a 64-bit integer): exact over all of Python's range, sorts
and compares as it is, and a third of the size of ISO text. In the ``sqlite3`` shell read them with
``datetime(published / 1000000, 'unixepoch')``. A date that a page prints keeps its zone in the
``…_offset`` column beside it, in minutes east of UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, MetaData, Text, TypeDecorator

from archive.compression import expanded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Utc(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 in UTC and given back in UTC.

    A naive datetime raises ValueError: its instant would be a guess.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = f"a datetime without a zone can't be stored: {value!r}"
            raise ValueError(msg)
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, stored as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        if not value:
            return None if value is None else "[]"
        return orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        if value is None or value == "[]":
            return None if value is None else ()
        return tuple(orjson.loads(value))


class Compressed(TypeDecorator[str]):
    """A text. What is stored may be a frame of :mod:`archive.compression` instead; it is read back as the text.

    A damaged frame raises zlib.error.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return expanded(value).decode() if isinstance(value, bytes) else value


metadata = MetaData()
