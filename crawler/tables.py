"""Reading one TOML table with checked types. Each complaint names file, table and key, and says what to do."""

from __future__ import annotations

import difflib
import math
import re
import zoneinfo
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import SiteError

_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz"
    " ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii"
    " ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi"
    " mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw"
    " sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk"
    " ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(_CODES.split())
"""ISO 639-1."""

_INTERVAL = re.compile(r"([1-9][0-9]{0,6})\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_TYPES = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


def interval(text: str) -> timedelta:
    """An interval written as a number and a unit.

    >>> interval("90s"), interval("6h")
    (datetime.timedelta(seconds=90), datetime.timedelta(seconds=21600))

    :raises ValueError: in one line that shows how it is written.
    """
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no interval; write 90s, 30m, 6h or 1d')
    span = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if span > timedelta(days=366):
        raise ValueError(f'"{text}" is longer than a year')
    return span


_SIZE = re.compile(
    r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(?P<unit>[kmgt]?)(?P<binary>i?)b", re.IGNORECASE
)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def size(text: str) -> int:
    """Bytes, written as a number and a unit; ``0`` needs none.

    >>> size("500MB"), size("1.5 GiB"), size("0")
    (500000000, 1610612736, 0)

    :raises ValueError: in one line that shows how it is written.
    """
    if text.strip() == "0":
        return 0
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no size; write 500MB, 2GB, or 0')
    step = 1024.0 if match["binary"] else 1000.0
    return round(float(match["number"]) * step ** _POWERS[match["unit"].lower()])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean "…"?`` for the nearest known word, or a list of a few, or nothing."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(words)}" if 0 < len(words) <= 12 else ""


def complaint(*parts: str) -> SiteError:
    """One line out of the parts that are not empty, without control characters, whatever a file holds."""
    line = ": ".join(filter(None, parts))
    return SiteError("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line))


class Table:
    """One table of a TOML file; what is asked for counts as known, anything else is refused at the end."""

    def __init__(self, values: dict[str, Any], file: str, name: str = "") -> None:
        self.values = values
        self.where = ": ".join(filter(None, (file, name)))
        """File and table, as the beginning of each complaint; may be empty."""
        self._file = file
        self._known: list[str] = []

    def error(self, key: str, what: str) -> SiteError:
        """The complaint about one key; ``what`` follows the key's name."""
        label = f'key "{key}"' if self.where else key
        return complaint(self.where, label, what)

    def nothing_else(self) -> None:
        """:raises SiteError: there is a key that nobody asked for."""
        for key in self.values:
            if key not in self._known:
                raise self.error(key, f"unknown key{did_you_mean(key, self._known)}")

    def table(self, key: str, *, name: str | None = None) -> Table:
        """A table inside this one; empty when absent."""
        values = self._get(key, dict)
        return Table({} if values is None else values, self._file, name or f"[{key}]")

    def text(self, key: str) -> str | None:
        """Text that is not empty and holds no control character."""
        value: str | None = self._get(key, str)
        return None if value is None else self._checked(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text will do."""
        value = self.values.get(key)
        if isinstance(value, str):
            self._known.append(key)
            return (self._checked(key, value),)
        items = self._get(key, list) or []
        for item in items:
            if not isinstance(item, str):
                raise self.error(key, f"every item must be text in quotes, not {_name(item)}")
        return tuple(self._checked(key, item) for item in items)

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        value = self._get(key, float)
        return default if value is None else self._between(key, value, least, most)

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        value = self._get(key, int)
        return default if value is None else int(self._between(key, value, least, most))

    def flag(self, key: str, default: bool) -> bool:
        value = self._get(key, bool)
        return default if value is None else bool(value)

    def url(self, key: str) -> str | None:
        """An absolute http(s) URL."""
        value = self.text(key)
        return None if value is None else self._url(key, value)

    def urls(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._url(key, value) for value in self.texts(key)))

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        """Regular expressions."""
        return tuple(self._pattern(key, value) for value in self.texts(key))

    def interval(self, key: str) -> timedelta | None:
        value = self.text(key)
        try:
            return None if value is None else interval(value)
        except ValueError as error:
            raise self.error(key, str(error)) from None

    def size(self, key: str, default: int, *, least: int = 0) -> int:
        """Bytes; a plain 0 will do as well."""
        raw = self.values.get(key)
        value = "0" if type(raw) is int and raw == 0 else self.text(key)
        self._known.append(key)
        try:
            found = default if value is None else size(value)
        except ValueError as error:
            raise self.error(key, str(error)) from None
        if found < least:
            raise self.error(key, f"must be at least {least} bytes, not {found}")
        return found

    def choice(self, key: str, default: str | None, known: tuple[str, ...]) -> str | None:
        """One of a few words."""
        value = self.text(key)
        if value is None:
            return default
        if value not in known:
            raise self.error(key, f'"{value}" is none of {", ".join(known)}')
        return value

    def all_or_some(
        self, key: str, default: tuple[str, ...], known: tuple[str, ...]
    ) -> tuple[str, ...]:
        """``true`` for all of a few words, ``false`` for none, or a list of some."""
        value = self.values.get(key)
        if isinstance(value, bool):
            return known if self.flag(key, default=False) else ()
        if value is None:
            self._known.append(key)
            return default
        words = self.texts(key)
        for word in words:
            if word not in known:
                raise self.error(key, f'"{word}" is none of {", ".join(known)}')
        return tuple(dict.fromkeys(words))

    def flag_or_intervals(self, key: str, default: bool) -> bool | tuple[timedelta, ...]:
        """``true``, ``false``, or a list of rising intervals."""
        value = self.values.get(key, default)
        if not isinstance(value, bool | str | list):
            raise self.error(key, f"must be true, false or a list, not {_name(value)}")
        if isinstance(value, bool):
            return self.flag(key, default)
        try:
            spans = tuple(map(interval, self.texts(key)))
        except ValueError as error:
            raise self.error(key, str(error)) from None
        if not spans or sorted({*spans}) != [*spans]:
            raise self.error(key, 'must rise, as in ["1h", "1d"]; for none write false')
        return spans

    def language(self, key: str) -> str | None:
        """A language tag; only its first part is kept (``pt-BR`` → ``pt``)."""
        value = self.text(key)
        if value is None:
            return None
        code = re.split("[-_]", value.lower(), maxsplit=1)[0]
        if code not in LANGUAGES:
            raise self.error(
                key,
                f'"{value}" is no language code; write two letters (ISO 639-1), such as id or en',
            )
        return code

    def timezone(self, key: str) -> str | None:
        """The name of a time zone."""
        value = self.text(key)
        if value is None:
            return None
        try:
            zoneinfo.ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            names = zoneinfo.available_timezones()
            nearest = did_you_mean(value, names) or "; write a name such as Asia/Jakarta"
            raise self.error(key, f'"{value}" is no time zone{nearest}') from None
        return value

    def contact(self, key: str) -> str | None:
        """A way to reach a person: ``mailto:…`` or a web address."""
        value = self.text(key)
        if value is None:
            return None
        is_mail = re.fullmatch(r"mailto:[^\s@()<>]+@[^\s@()<>]+", value)
        if not is_mail and not re.fullmatch(r"https?://[^\s()<>]+", value):
            raise self.error(
                key, f'"{value}" is no contact; write mailto:name@example.org or a web address'
            )
        return value

    def _get(self, key: str, kind: type) -> Any:
        self._known.append(key)
        value = self.values.get(key)
        if value is None:
            return None
        is_right = isinstance(value, (int, float) if kind is float else kind)
        if not is_right or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"must be {_TYPES[kind]}, not {_name(value)}")
        return value

    def _checked(self, key: str, value: str) -> str:
        if not value.strip():
            raise self.error(key, "is empty; give it a value or leave the line out")
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise self.error(key, "holds a control character")
        return value.strip()

    def _between(self, key: str, value: float, least: float, most: float) -> float:
        if math.isnan(value) or not least <= value <= most:
            raise self.error(key, f"must be between {least:g} and {most:g}, not {value:g}")
        return value

    def _url(self, key: str, value: str) -> str:
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise self.error(key, f'"{value}" is no URL: {error}') from None
        if parts.scheme not in {"http", "https"}:
            raise self.error(
                key, f'"{value}" is no web address; it must begin with https:// or http://'
            )
        if not host or re.search(r"\s", value) or ".." in host:
            raise self.error(key, f'"{value}" is no URL; write it as https://www.example.org/')
        if parts.username is not None:
            raise self.error(key, "a user name or password in a URL is not supported")
        return value

    def _pattern(self, key: str, value: str) -> re.Pattern[str]:
        try:
            return re.compile(value)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.error(key, f'"{value}" is no regular expression: {error}') from None


def _name(value: object) -> str:
    return next((name for type_, name in _TYPES.items() if type(value) is type_), "a date or time")
