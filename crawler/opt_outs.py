"""What a page reserves in a form made for machines, and whether that is obeyed. Pure.

- ``noarchive`` (also ``nocache``), ``noindex`` (also ``none``), ``noai``: X-Robots-Tag headers and ``<meta name="robots">``,
  to everybody or to us by name (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
- ``tdm``: text and data mining is reserved, which is what article 4(3) of the directive (EU) 2019/790 asks rightholders to
  say by machine-readable means: the TDM Reservation Protocol of the W3C's community group (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240202/).
  The page's own word counts before the header, the header before ``/.well-known/tdmrep.json``.

What was found is one line each, such as ``noarchive: X-Robots-Tag``; ``tdm=0: …`` is the express word that mining is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import orjson

AGENT = "kliping"
"""What rules call us by name that are not for everybody."""

NAMES = ("noarchive", "noindex", "noai", "tdm")
"""What can be obeyed."""

WELL_KNOWN = "/.well-known/tdmrep.json"

META_NAMES = frozenset({"robots", AGENT, "tdm-reservation"})
"""Metas that reserve something."""

_DIRECTIVES = {
    "noarchive": "noarchive",
    "nocache": "noarchive",
    "noindex": "noindex",
    "none": "noindex",
    "noai": "noai",
}
_WITH_VALUE = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
)
_AGENT = re.compile(r"\*|[a-z][a-z0-9_.-]*")  # not the hours and minutes of a date
_EVERYBODY = frozenset({"*", "robots", AGENT})
_LONGEST = 5000
_MOST_RULES = 1000
_MOST_STARS = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a tdmrep.json."""

    location: re.Pattern[str]
    reserved: bool


def found(headers: Iterable[tuple[str, str]], metas: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What a page and its headers reserve: one line each, in the order of :data:`NAMES`.

    :param headers: those of its answer.
    :param metas: name in lower case and content of those that :data:`META_NAMES` names.
    """
    lines: dict[str, str] = {}
    tdm: list[str] = []
    for name, value in headers:
        kind = name.lower()
        if kind == "x-robots-tag":
            for directive in _directives(value[:_LONGEST]):
                lines.setdefault(directive, f"{directive}: X-Robots-Tag")
        elif kind == "tdm-reservation":
            tdm += _reservation(value, "header")
    for name, content in metas:
        if name == "tdm-reservation":
            tdm[:0] = _reservation(content, "meta")
        elif name in META_NAMES:
            for directive in _directives(content[:_LONGEST], scoped=False):
                lines.setdefault(directive, f"{directive}: meta {name}")
    if tdm:
        lines["tdm"] = tdm[0]
    return tuple(lines[name] for name in NAMES if name in lines)


def with_reservation(said: tuple[str, ...], reserved: bool | None) -> tuple[str, ...]:
    """What was found, and what its host's tdmrep.json says where neither page nor header say anything of it."""
    if reserved is None or any(name_of(line).startswith("tdm") for line in said):
        return said
    return (*said, f"tdm{'' if reserved else '=0'}: tdmrep.json")


def obeyed(said: Iterable[str], names: Sequence[str]) -> str | None:
    """The first of the lines that one of ``names`` bids to obey; None: the page may be kept."""
    return next((line for line in said if name_of(line) in names), None)


def name_of(line: str) -> str:
    """What a line of :func:`found` is about: one of :data:`NAMES`, or ``tdm=0``."""
    return line.partition(":")[0]


def _directives(value: str, *, scoped: bool = True) -> Iterable[str]:
    """The rules of a header or a meta that are meant for us. In a header the name of an agent may stand before them,
    and counts for what follows it up to the next one."""
    ours = True
    for part in value.lower().split(","):
        name, colon, rest = (piece.strip() for piece in part.partition(":"))
        if colon and scoped and _AGENT.fullmatch(name) and name not in _WITH_VALUE:
            ours = name in _EVERYBODY
            name = rest.partition(":")[0].strip()
        if ours and name in _DIRECTIVES:
            yield _DIRECTIVES[name]


def _reservation(value: str, where: str) -> list[str]:
    value = value.strip()
    if value not in {"0", "1"}:
        return []
    return [f"tdm: {where}" if value == "1" else f"tdm=0: {where}"]


# --- tdmrep.json ---


def read_rules(body: bytes) -> tuple[Rule, ...]:
    """The rules of a tdmrep.json; none for what is none."""
    try:
        said = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError):
        return ()
    entries = said if isinstance(said, list) else [said]
    return tuple(
        Rule(_pattern(entry["location"]), entry["tdm-reservation"] in {1, "1"})
        for entry in entries[:_MOST_RULES]
        if isinstance(entry, dict)
        and isinstance(entry.get("location"), str)
        and entry["location"].count("*") <= _MOST_STARS
        and entry.get("tdm-reservation") in {0, 1, "0", "1"}
    )


def reserved(rules: Iterable[Rule], url: str) -> bool | None:
    """What the first rule says that ``url`` falls under; None: nothing is said of it."""
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((rule.reserved for rule in rules if rule.location.match(path)), None)


def _pattern(location: str) -> re.Pattern[str]:
    """A path with ``*`` for anything and ``$`` for its end, as in robots.txt; else all that begins so."""
    location = unquote(location[:_LONGEST])
    end = location.endswith("$")
    parts = re.sub(r"\*+", "*", location.removesuffix("$") if end else location).split("*")
    return re.compile(".*?".join(map(re.escape, parts)) + (r"\Z" if end else ""), re.DOTALL)
