"""The configuration as a file: what a new one says, and adding and removing sources in its text.

Edits are made to the text, line by line, so that comments and layout stay as a person wrote them; the result is read
again and compared before anything is written.
"""

from __future__ import annotations

import itertools
import os
import re
import tempfile
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawler.errors import SiteError
from crawler.site import SOURCE_NAME, Site, shipped
from crawler.tables import did_you_mean

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))

_STARTER = """\
# The configuration of Kliping. Relative paths are relative to this file.

archive = "kliping.db"        # a path (SQLite), or a database URL
# raw = "kliping.warc"        # folder for the pages as fetched; by default it lies beside the archive
# contact = "mailto:you@example.org"    # goes into the User-Agent, so that a newspaper can reach you

[crawl]
# delay = 1.0                 # seconds between two requests to one host; a longer Crawl-delay in robots.txt wins
# concurrency = 16            # requests under way in all
# timeout = 30                # seconds until a request is given up
# keep_raw = true             # keep the pages as fetched
# allow_private_addresses = false   # true lets a crawl fetch loopback, link-local and private addresses
# pages_per_host = 10000      # pages asked of one host in one run; its other links wait for the next
# obey_opt_outs = ["tdm"]     # of what pages say to machines, what keeps them out: noarchive, noindex, noai, tdm
                              # (true: all, false: none). "tdm" is how text and data mining is reserved in the EU:
                              # who has a licence, or mines for research, may go on without it
# look_again = true           # known articles, for what changed or is gone: now and then, or never (false), or at these
#                             # ages and no others: ["1h", "6h", "1d", "30d"]
# min_free = "500MB"          # a crawl does not begin, or ends, when less is free on the disk of archive or raw pages
# max_memory = "1500MB"       # a crawl that takes more ends, and the next one goes on

# [log]
# file = "kliping.log"        # one line for each event of a crawl; a name ending in .jsonl makes them JSON
# format = "text"             # or "json"
# max_bytes = "10MB"          # a longer file is put aside as kliping.log.1 …
# keep = 5                    # … and so many of these are kept

# [alarms]                    # who is told, once, when a newspaper falls silent, changes or fails, or the disk fills
# mail = "you@example.org"    # an address, or a list of them
# from = "kliping@example.org"    # by default the first of these
# smtp = "smtps://name@mail.example.org"  # where mail is handed in; by default smtp://localhost:25. smtps is encrypted from
                              # the first byte, smtp as soon as the server can; with a name it is logged in …
# password_file = "smtp.password" # … by the first line of this file, or $KLIPING_SMTP_PASSWORD
# webhook = "https://chat.example.org/hooks/1"    # takes JSON by POST

# [status]
# prometheus = "kliping.prom" # metrics, written at the end of each crawl: for node_exporter's textfile collector

# One table for each newspaper. A home page is enough: feeds and sitemaps are found from there.
# A name with a dot needs quotes: [sources."example.org"]
#
# [sources.example]
# home = "https://www.example.org/"
# feeds = ["https://www.example.org/rss"]
# sitemaps = ["https://www.example.org/news-sitemap.xml"]
# language = "en"             # what the newspaper is written in
# timezone = "Europe/London"  # for dates printed without a zone
# every = "30m"               # how often it is due (90s, 30m, 6h, 1d); without it the interval follows the source
# include = ["/news/"]        # regular expressions: only URLs in which one is found …
# exclude = ["/video/"]       # … and none of these
# silence = false             # no alarm when it is silent for longer than it ever was
"""


def starter() -> str:
    """A new configuration: every key explained, and the newspapers that we ship a definition for."""
    text = _STARTER
    for site in shipped().values():
        text = add_source(text, Site(name=site.name, home=site.home))
    return text


def add_source(text: str, site: Site) -> str:
    """``text`` with a table for ``site`` at its end. What a site inherits from a shipped one is not written.

    :raises SiteError: the name is taken or is none, or ``text`` is no TOML.
    """
    before = _parsed(text)
    if not SOURCE_NAME.fullmatch(site.name):
        raise SiteError(
            f"\"{site.name}\" can't be a source's name: letters, digits, dashes, underscores, dots"
        )
    sources = _sources(before)
    if site.name in sources:
        raise SiteError(
            f'there is a source "{site.name}" already; remove it first or choose another name'
        )
    values = _values(site)
    lines = [
        f"[sources.{_key(site.name)}]",
        *(f"{key} = {_toml(value)}" for key, value in values.items()),
    ]
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text.rstrip("\r\n")
    after = (head + 2 * newline if head else "") + newline.join(lines) + newline
    return _checked(after, {**before, "sources": {**sources, site.name: values}})


def remove_source(text: str, name: str) -> str:
    """``text`` without the table of the source ``name``; comments above the table stay.

    :raises SiteError: there is no such source, ``text`` is no TOML, or the source is written in a way that can't be
        cut out safely.
    """
    before = _parsed(text)
    sources = _sources(before)
    if name not in sources:
        raise SiteError(f'there is no source "{name}"{did_you_mean(name, sources)}')
    left = {key: value for key, value in sources.items() if key != name}
    after = "".join(_without(text.splitlines(keepends=True), name))
    expected = (
        {**before, "sources": left} if left else {k: v for k, v in before.items() if k != "sources"}
    )
    return _checked(after, expected)


def write(path: Path, text: str, *, new: bool = False) -> None:
    """Write ``text`` to ``path`` whole or not at all, through a temporary file beside it. ``new``: never overwrite.

    :raises SiteError: it exists and must not, or can't be written.
    """
    path = path.resolve()
    try:
        if new:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        try:
            _replace(path, text)
        except OSError:
            if new:
                path.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise SiteError(f"{path}: exists already, and is left as it is") from None
    except OSError as error:
        raise SiteError(f"{path}: can't be written: {error.strerror or error}") from error


def _replace(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _without(lines: list[str], name: str) -> list[str]:
    """The lines without the tables of one source, and without a line inside ``[sources]`` that defines it."""
    kept: list[str] = []
    held: list[
        str
    ] = []  # blank lines and comments inside the table that is cut: they may belong to the next one
    path: tuple[str, ...] = ()
    for line in lines:
        header = _header(line)
        if header is not None:
            was_cut = path[:2] == ("sources", name)
            path = header
            if was_cut and path[:2] != ("sources", name):
                kept += _after_gap(held) or [comment for comment in held if comment.strip()]
            held = []
        if path[:2] == ("sources", name):
            held = [*held, line] if not line.strip() or line.lstrip().startswith("#") else []
        elif not (path == ("sources",) and header is None and _defines(line, name)):
            kept.append(line)
    return kept + _after_gap(held)


def _after_gap(held: list[str]) -> list[str]:
    """The comments that a blank line parts from what is cut."""
    gap = next((number for number, line in enumerate(held) if not line.strip()), len(held))
    return list(itertools.dropwhile(lambda line: not line.strip(), held[gap:]))


def _header(line: str) -> tuple[str, ...] | None:
    """The keys of a table's header line; None for any other line."""
    if not line.lstrip().startswith("["):
        return None
    try:
        value: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
    keys: list[str] = []
    while isinstance(value, dict) and value:
        key = next(iter(value))
        keys.append(key)
        value = value[key]
    return tuple(keys)


def _defines(line: str, name: str) -> bool:
    try:
        return list(tomllib.loads(line)) == [name]
    except tomllib.TOMLDecodeError:
        return False


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SiteError(f"not valid TOML: {error}") from error


def _sources(parsed: dict[str, Any]) -> dict[str, Any]:
    sources = parsed.get("sources", {})
    if not isinstance(sources, dict):
        raise SiteError('key "sources": must be a table')
    return sources


def _checked(text: str, expected: dict[str, Any]) -> str:
    """The edited text, if reading it gives what the edit was meant to give."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        found = {}
    if not found.get("sources", True):
        found.pop("sources")
    if found != expected:
        raise SiteError(
            "the sources are written in a way that can't be edited safely; change them by hand"
        )
    return text


def _values(site: Site) -> dict[str, Any]:
    patterns = {
        key: [pattern.pattern for pattern in getattr(site, key)] for key in ("include", "exclude")
    }
    values = {
        "home": site.home,
        "feeds": list(site.feeds),
        "sitemaps": list(site.sitemaps),
        "language": site.language,
        "timezone": site.timezone,
        "every": _interval(site.every),
        **patterns,
        "silence": None if site.silence else False,
    }
    return {key: value for key, value in values.items() if value or value is False}


def _interval(every: timedelta | None) -> str | None:
    if every is None:
        return None
    seconds = int(every.total_seconds())
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else f'"{name}"'


def _toml(value: str | list[str] | bool) -> str:
    """A text, a list of texts or a flag as TOML. A regular expression reads better as a literal string."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
