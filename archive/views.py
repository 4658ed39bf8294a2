"""The views of one page that have addresses of their own: AMP, mobile, print, all on one page; and session ids.

Only what can be told from the address alone, and what no newspaper names a different article by. Whatever needs more
evidence than that (another slug around the same number) is for :mod:`archive.identity.register`.

Sources: the AMP project's "AMP cache URL format" and what newspapers do; Jakarta Servlet 6.0, 7.1.3 (``;jsessionid=``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

View = Literal["amp", "mobile", "print", "single-page", "index", "session"]

HOSTS: dict[str, View] = {"amp": "amp", "m": "mobile", "mobile": "mobile", "wap": "mobile"}
"""First names of hosts that serve the same paths as the host behind them."""

_ON = frozenset({"", "1", "true", "yes", "y", "on"})
_SWITCHES: dict[str, tuple[View, frozenset[str]]] = {
    "amp": ("amp", _ON | {"0", "false", "html", "amp"}),
    "_amp": ("amp", _ON),
    "isamp": ("amp", _ON | {"0", "false"}),
    "noamp": ("amp", _ON | {"mobile", "available"}),
    "nonamp": ("amp", _ON),
    "outputtype": ("amp", frozenset({"amp", "valid_amp", "amp-type"})),
    "print": ("print", _ON | {"print"}),
    "printable": ("print", _ON),
    "printview": ("print", _ON),
    "print_view": ("print", _ON),
    "printerfriendly": ("print", _ON),
    "single": ("single-page", _ON),
    "singlepage": ("single-page", _ON),
    "single_page": ("single-page", _ON),
    "onepage": ("single-page", _ON | {"all"}),
    "fullpage": ("single-page", _ON),
    "showall": ("single-page", _ON | {"all"}),
    "page": ("single-page", frozenset({"all", "1", "single"})),
    "pagewanted": ("single-page", frozenset({"all", "print"})),
    "view": ("print", frozenset({"print", "amp", "mobile", "all", "fullpage", "singlepage"})),
    "output": ("print", frozenset({"print", "amp", "mobile"})),
    "format": ("print", frozenset({"print", "amp", "mobile"})),
    "mode": ("print", frozenset({"print", "amp", "mobile"})),
    "layout": ("print", frozenset({"print", "amp", "mobile"})),
    "mobile": ("mobile", _ON | {"0", "false", "no"}),
    "nomobile": ("mobile", _ON),
}
"""Parameter, in lower case → the view it asks for, and the values with which it asks for no more than that."""

_NAMED: dict[str, View] = {
    "amp": "amp",
    "mobile": "mobile",
    "print": "print",
    "all": "single-page",
    "fullpage": "single-page",
    "singlepage": "single-page",
}
"""The views that values name themselves, whatever the parameter."""

_AMP_VIEWER = frozenset({"usqp", "aoh", "amp_js_v", "amp_gsa", "amp_tf", "amp_kit", "ampshare"})
"""What Google's AMP viewer adds for itself."""

_SESSIONS = frozenset(
    "phpsessid jsessionid asp.net_sessionid aspsessionid cfid cftoken sessionid session_id sess_id zenid oscsid".split()
)
_MAYBE_SESSIONS = frozenset({"sid", "s", "session", "sess"})
"""Session ids where their value looks random; ``sid`` is also what some call a story's number."""
_RANDOM = re.compile(r"(?=[^A-Za-z]*[A-Za-z])(?=[^0-9]*[0-9])[A-Za-z0-9_-]{16,}")

_SCRIPT = re.compile(r"\.(?:php|aspx?|jsp|do|cgi|pl)$", re.IGNORECASE)

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|(?<=/)\([A-Z]\([A-Za-z0-9]{20,}\)\)/", re.I)  # fmt: skip
_FIRST: dict[str, View] = {"amp": "amp", "amphtml": "amp", "print": "print"}
_LAST: dict[str, View] = {
    "amp": "amp",
    "amphtml": "amp",
    "amp.html": "amp",
    "print": "print",
    "print.html": "print",
    "printview": "print",
    "print-view": "print",
    "printable": "print",
    "drucken": "print",
    "druckversion": "print",
    "imprimer": "print",
    "imprimir": "print",
    "stampa": "print",
    "cetak": "print",
    "komplettansicht": "single-page",
    "singlepage": "single-page",
    "single-page": "single-page",
    "onepage": "single-page",
    "fullpage": "single-page",
    **dict.fromkeys(
        [
            f"{name}.{ending}"
            for name in ("index", "default")
            for ending in ("html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp")
        ],
        "index",
    ),
}
"""A last part of a path that says which view, where something stands before it."""

_ENDINGS = re.compile(
    r"(?P<amp>\.amp(?=\.html?$)|\.amp$|(?<=[0-9a-f]{4})-amp$|(?<=[0-9a-f]{4})-amp(?=\.html?$)|,view=amp[.\w]*$)"
    r"|(?P<print>[.,_-]print(?=\.html?$)|,view=print[.\w]*$)"
)
_CACHED = re.compile(r"/(?:[cv]|wp|amp)/(?:s/)?(?=[^/]+\.[^/]+)")
_CACHE_HOST = re.compile(
    r"(?:[^.]+\.)?(?:cdn\.ampproject\.(?:org|net)|bing-amp\.com)|(?:www\.)?google(?:\.[a-z]{2,3}){1,2}|www\.bing\.com"
)
_PATH_CLUE = re.compile(
    r"//|;|/\(|/amp|[.-]amp(?:\.html?)?/?$|,view=|/(?:index|default)\.|/print|[.,_-]print\."
    r"|/(?:drucken|druckversion|imprimer|imprimir|stampa|cetak|komplettansicht|single-?page|onepage|fullpage)/?$",
    re.IGNORECASE,
)
_NAMES = (*_SWITCHES, *_AMP_VIEWER, *_SESSIONS, *_MAYBE_SESSIONS, "m", "aspsessionid\\w*")
_QUERY_CLUE = re.compile(rf"(?:^|&)(?:{'|'.join(_NAMES)})(?:=|&|$)", re.IGNORECASE)
_CACHE_CLUE = re.compile(r"google\.|ampproject\.|bing")


def is_plain(host: str, path: str, query: str) -> bool:
    """Whether nothing in an address hints at a view, quickly: most have nothing."""
    first, dot, _ = host.partition(".")
    if (dot and first in HOSTS) or _PATH_CLUE.search(path) or _CACHE_CLUE.search(host):
        return False
    return not (query and _QUERY_CLUE.search(query))


def plain(host: str, path: str, query: str) -> tuple[str, str, str, list[View]]:
    """The address of the page itself, and the views that the given one asks for.

    ``host`` is in lower case and without ``www.``, ``path`` and ``query`` are escaped in the normal form.

    >>> plain("amp.example.org", "/news/12345/a-story/amp", "outputType=amp")
    ('example.org', '/news/12345/a-story', '', ['amp'])
    """
    seen: list[View] = []
    host, path = _uncached(host, path, seen)
    host = _own_host(host, seen)
    path, sessions = _PATH_SESSION.subn("", path)
    seen += ["session"] * bool(sessions)
    path = re.sub("//+", "/", path)
    while (shorter := _shorter(path, seen)) != path:
        path = shorter
    return host, path, _own_query(path, query, seen), list(dict.fromkeys(seen))


def _uncached(host: str, path: str, seen: list[View]) -> tuple[str, str]:
    """What an AMP cache or Google's viewer shows at this address."""
    if not _CACHE_HOST.fullmatch(host) or not (start := _CACHED.match(path)):
        return host, path
    inner, slash, rest = path[start.end() :].partition("/")
    seen.append("amp")
    return inner.lower().removeprefix("www."), slash + rest


def _own_host(host: str, seen: list[View]) -> str:
    while host.count(".") > 1:
        first, _, rest = host.partition(".")
        if first == "www":
            host = rest
        elif first in HOSTS and not rest.startswith(("co.", "com.")):
            seen.append(HOSTS[first])
            host = rest
        else:
            break
    return host


def _shorter(path: str, seen: list[View]) -> str:
    """The path without one mark of a view, or as it is."""
    parts = path.rstrip("/").split("/")  # the first is empty
    last = parts[-1].lower()
    if last in _LAST and (len(parts) > 2 or _LAST[last] == "index"):
        seen.append(_LAST[last])
        return "/".join(parts[:-1])
    if len(parts) > 2 and parts[1] in _FIRST:
        seen.append(_FIRST[parts[1]])
        return "/".join(["", *parts[2:]])
    if "amp" in parts[2:-1]:
        parts.remove("amp")
        seen.append("amp")
        return "/".join(parts)
    if "/amp_" in path and re.search(r"/amp_(?=[a-z]+show/)", path):
        seen.append("amp")
        return re.sub(r"/amp_(?=[a-z]+show/)", "/", path)
    if found := _ENDINGS.search(path.rstrip("/")):
        seen.append("amp" if found["amp"] else "print")
        return path[: found.start()] + path[found.end() :]
    return path


def _own_query(path: str, query: str, seen: list[View]) -> str:
    parts = [part for part in query.split("&") if part]
    for part in sorted(parts, key=_is_doubtful):  # these go by what else is left
        others = list(parts)
        others.remove(part)
        if view := _view_of(part, path, others):
            seen.append(view)
            parts = others
    return "&".join(parts)


def _is_doubtful(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name == "m" or name in _MAYBE_SESSIONS


def _view_of(part: str, path: str, others: list[str]) -> View | None:
    name, _, value = part.partition("=")
    name, folded = name.lower(), value.lower()
    if name in _AMP_VIEWER:
        return "amp"
    if name in _SESSIONS or name.startswith("aspsessionid"):
        return "session"
    if name in _MAYBE_SESSIONS:
        named = _names_an_article(path) or any(map(_has_number, others))
        return "session" if named and _RANDOM.fullmatch(value) else None
    if name == "m" and not others and folded in {"0", "1"}:
        return "mobile"  # Blogger's; among other parameters it may be a month
    switch = _SWITCHES.get(name)
    if switch is None or folded not in switch[1]:
        return None
    return _NAMED.get(folded, switch[0])


def _names_an_article(path: str) -> bool:
    last = path.rstrip("/").rpartition("/")[2]
    is_slug = last.count("-") >= 2 or last.count("_") >= 2
    return _has_number(path) or (is_slug and not _SCRIPT.search(last))


def _has_number(text: str) -> bool:
    return re.search(r"\d{5}", text) is not None


def spellings(views: list[View]) -> Iterator[View]:
    """The views worth noting for a person: a session's is another one each time."""
    return (view for view in views if view not in {"session", "index"})
