"""An article as a JSON object, the line of an export, and back. Names and order are those of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from archive.errors import RecordError
from archive.model import Article

NAMES = tuple(f.name for f in fields(Article))
"""Of a line, in order."""
_MOMENTS = {"published", "modified", "first_seen", "fetched", "gone"}
_IN_UTC = {"first_seen", "fetched", "gone"}
_LISTS = {"authors", "tags", "captions"}
_INTEGERS = {"id", "words", "revision", "duplicate_of", "story"}
_MOST_REVISIONS = 2**31
_REQUIRED = {"url", "fetched"}
_NULLABLE = {f.name for f in fields(Article) if "None" in str(f.type)}


def to_fields(article: Article) -> dict[str, Any]:
    """The article as JSON types. Times are ISO 8601 with their offset; ``first_seen``, ``fetched`` and ``gone`` in
    UTC (``+00:00``)."""
    record: dict[str, Any] = {}
    for name in NAMES:
        value = getattr(article, name)
        if name in _MOMENTS and value is not None:
            value = (value.astimezone(UTC) if name in _IN_UTC else value).isoformat()
        elif name in _LISTS:
            value = list(value)
        record[name] = value
    return record


def from_fields(record: Mapping[str, Any]) -> Article:
    """The article that :func:`to_fields` wrote. ``url`` and ``fetched`` must be there, the rest may be missing; names
    that are no field of an article are passed over.

    Raises RecordError with the name of the field that is missing or wrong.
    """
    if not isinstance(record, Mapping):
        msg = f"no article: a JSON object is expected, not {type(record).__name__}"
        raise RecordError(msg)
    for name in _REQUIRED:
        if not record.get(name):
            msg = f"no article: the field {name!r} is missing or empty"
            raise RecordError(msg)
    return Article(**{name: _value(name, record[name]) for name in NAMES if name in record})


def _value(name: str, value: Any) -> Any:
    if value is None:
        if name in _NULLABLE:
            return None
        raise _wrong(name, value, "a value")
    if name in _MOMENTS:
        return _moment(name, value)
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _wrong(name, value, "a list of strings")
        return tuple(value)
    if name in _INTEGERS:
        most = _MOST_REVISIONS if name == "revision" else 2**63
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < most:
            raise _wrong(name, value, "a whole number")
        return value
    if not isinstance(value, str):
        raise _wrong(name, value, "a string")
    return value


def _moment(name: str, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(name, value, "an ISO 8601 date and time") from None
    if moment.utcoffset() is None:
        raise _wrong(name, value, "a time with its zone")
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        raise _wrong(name, value, "a time between the years 1 and 9999") from None
    return in_utc if name in _IN_UTC else moment


def _wrong(name: str, value: Any, expected: str) -> RecordError:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return RecordError(f"the field {name!r} must be {expected}, not {shown}")
