"""Zones as they are printed behind a time, or named in a configuration."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from crawler.extract.lexicon.zones import BY_COUNTRY, BY_LANGUAGE, NAMED, OFFSETS

_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+−-])\s?(\d{1,2})(?::?(\d\d))?$", re.IGNORECASE)


@lru_cache(maxsize=512)
def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name (``Asia/Jakarta``) or an offset (``+07:00``); None when it is neither."""
    if match := _OFFSET.match(name.strip()):
        return _offset(match)
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError):
        return None


def _offset(match: re.Match[str]) -> tzinfo | None:
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if match[1] in "-−" else minutes))


@lru_cache(maxsize=512)
def zone_printed(text: str, language: str | None) -> tzinfo | None:
    """What an abbreviation or offset behind a time means in this language or its country (``en-AU``)."""
    if match := _OFFSET.match(text):
        return _offset(match)
    name = text.upper()
    lingo, _, country = (language or "").partition("-")
    minutes = BY_COUNTRY.get((name, country.upper()))
    if minutes is None:
        minutes = BY_LANGUAGE.get((name, lingo.lower()), OFFSETS.get(name))
    if minutes is not None:
        return UTC if name in ("Z", "UTC") else timezone(timedelta(minutes=minutes))
    return zone_named(NAMED[name]) if name in NAMED else None
