"""Dates as feeds and sitemaps write them: RFC 822 (RSS), RFC 3339 and the W3C profile of ISO 8601 (Atom, sitemaps)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

# Abbreviations that feeds print and RFC 822 does not know. An ambiguous one has the reading most feeds mean.
_ZONES = {
    "wib": "+0700", "wita": "+0800", "wit": "+0900", "myt": "+0800", "sgt": "+0800", "hkt": "+0800",
    "pht": "+0800", "ict": "+0700", "jst": "+0900", "kst": "+0900", "ist": "+0530", "pkt": "+0500",
    "gst": "+0400", "msk": "+0300", "trt": "+0300", "eat": "+0300", "sast": "+0200", "cat": "+0200",
    "eet": "+0200", "eest": "+0300", "cet": "+0100", "cest": "+0200", "met": "+0100", "mest": "+0200",
    "wat": "+0100", "bst": "+0100", "wet": "+0000", "west": "+0100", "z": "+0000", "utc": "+0000",
    "brt": "-0300", "art": "-0300", "aest": "+1000", "aedt": "+1100", "acst": "+0930", "acdt": "+1030",
    "awst": "+0800", "nzst": "+1200", "nzdt": "+1300", "akst": "-0900", "akdt": "-0800", "hst": "-1000",
}  # fmt: skip
_MONTHS = {
    "januari": "Jan", "februari": "Feb", "pebruari": "Feb", "maret": "Mar", "mei": "May", "juni": "Jun",
    "juli": "Jul", "agustus": "Aug", "agu": "Aug", "ags": "Aug", "agt": "Aug", "okt": "Oct",
    "oktober": "Oct", "nopember": "Nov", "nop": "Nov", "des": "Dec", "desember": "Dec",
    "januar": "Jan", "februar": "Feb", "märz": "Mar", "mrz": "Mar", "mai": "May", "dez": "Dec",
    "dezember": "Dec", "ene": "Jan", "enero": "Jan", "abr": "Apr", "ago": "Aug", "dic": "Dec",
    "janv": "Jan", "févr": "Feb", "mars": "Mar", "avr": "Apr", "juin": "Jun", "juil": "Jul",
    "août": "Aug", "déc": "Dec", "sept": "Sep", "gen": "Jan", "mag": "May", "giu": "Jun",
    "lug": "Jul", "set": "Sep", "ott": "Oct", "fev": "Feb", "maio": "May", "out": "Oct",
}  # fmt: skip
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[^\W\d_]+\.?")
_NAMED_OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?$")
_LENGTH_LIMIT = 80


def parse_date(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """A date with the offset it was written with, or None where there is none to read.

    One without an offset is taken to be in ``zone``: what the site says of itself, else UTC, which is what most
    software that forgets the offset means. A date alone is its midnight. Anything before 1990 or after 2100 is the
    mark of a broken clock, and no date.

    >>> parse_date("Tue, 04 Aug 2020 08:04:00 +0700").isoformat()
    '2020-08-04T08:04:00+07:00'
    """
    text = (text or "").strip()
    if not text or len(text) > _LENGTH_LIMIT:
        return None
    try:
        found = _iso(text, zone) or _mail(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if found is None or not 1990 <= found.year <= 2100:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    offset = match[7]
    if offset and offset in "Zz":
        zone = UTC
    elif offset:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        zone = timezone(-span if offset[0] == "-" else span)
    second = min(second, 59)  # a leap second
    return datetime(year, month, day or 1, hour, minute, second, tzinfo=zone)


def _mail(text: str) -> datetime | None:
    text = _NAMED_OFFSET.sub(lambda m: f"{m[1]}{m[2]:0>2}{m[3] or '00'}", text)
    text = _WORD.sub(_english, text)
    if ":" not in text:
        text += " 00:00:00"
    found = parsedate_to_datetime(text)
    if found.tzinfo is None and text.endswith("-0000"):  # RFC 5322: UTC, of an unknown zone
        return found.replace(tzinfo=UTC)
    return found


def _english(match: re.Match[str]) -> str:
    word = match[0].rstrip(".").lower()
    return _MONTHS.get(word) or _ZONES.get(word) or match[0]
