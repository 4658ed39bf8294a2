"""One form for all the URLs of one page: what the archive and the crawl tell pages apart by.

RFC 3986, section 6.2 (syntax-based normalisation), and on top of it what newspapers do not mean by a URL: the scheme,
a leading ``www.``, a fragment, tracking parameters, the order of parameters, a slash at the end; and which view of the
page it is (:mod:`archive.views`): AMP, mobile, print.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from archive import views
from archive.views import View

TRACKING_PREFIXES = (
    "utm_",
    "at_",  # AT Internet: at_medium, at_campaign …
    "hsa_",
    "matomo_",
    "mtm_",
    "ns_",
    "oly_",
    "pk_",
    "piwik_",
    "stm_",
    "vero_",
)
"""Parameters whose names begin like this say where a reader came from, never which page is meant."""

TRACKING_NAMES = frozenset(
    {
        "__twitter_impression",
        "_branch_match_id",
        "_branch_referrer",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "cmp",
        "cmpid",
        "dclid",
        "dicbo",
        "epik",
        "fb_action_ids",
        "fb_action_types",
        "fb_ref",
        "fb_source",
        "fbclid",
        "ftag",
        "gad_campaignid",
        "gad_source",
        "gbraid",
        "gclid",
        "gclsrc",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "icid",
        "igsh",
        "igshid",
        "ito",
        "li_fat_id",
        "mbid",
        "mc_cid",
        "mc_eid",
        "mibextid",
        "mkt_tok",
        "msclkid",
        "ncid",
        "oborigurl",
        "ocid",
        "ref_src",
        "ref_url",
        "referringsource",
        "s_cid",
        "sfnsn",
        "smid",
        "smprod",
        "smtyp",
        "spm",
        "srsltid",
        "tblci",
        "ttclid",
        "twclid",
        "wbraid",
        "wickedid",
        "wt.mc_id",
        "wt_mc",
        "xtor",
        "yclid",
        "ysclid",
    }
)
"""As above, whole names, in lower case."""

_LONGEST_KEY = 2_600
"""Bytes: an entry of an index of PostgreSQL has 2,704 at most."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|([^!-~]|[\"<>\\^`{|}])")
_NEEDS_ESCAPE = re.compile(r"%|[^!-~]|[\"<>\\^`{|}]")
_USUAL = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*)/?"
)
"""An address that is in its normal form already, but for its scheme and ``www.``: most are."""
_DOTS = re.compile(r"/\.{1,2}(?:/|$)")


_BELOW_ROOT = re.compile(r"https?://[A-Za-z0-9.:-]+/+[A-Za-z0-9]")
_KEPT: Final = 4096
"""Addresses of which it is remembered what they are: that of an article is looked at half a dozen times, from its
announcement until it is stored."""


def is_tracking(name: str) -> bool:
    """Whether a query parameter of this name only says where a reader came from."""
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def without_tracking(query: str) -> str:
    """``query`` without tracking parameters and empty parts; the others as written and in their order."""
    if not query:
        return ""
    return "&".join(
        part for part in query.split("&") if part and not is_tracking(part.partition("=")[0])
    )


def escaped(text: str) -> str:
    """Percent-encoding in its one normal form (RFC 3986, 6.2.2): unreserved characters bare, the rest of what is
    escaped in capital hex, and whatever may not stand in a URL escaped as UTF-8."""
    return _ESCAPE.sub(_normal_escape, text) if _NEEDS_ESCAPE.search(text) else text


@lru_cache(maxsize=_KEPT)
def host_of(url: str) -> str:
    """The host in lower case and ASCII (IDNA), without a leading ``www.`` and a trailing dot; empty without one."""
    try:
        return _host(urlsplit(url))
    except ValueError:
        return ""


def address_key(url: str) -> str:
    """The key under which the page at ``url`` is known, such as ``example.org/a/b?id=7``.

    Raises ValueError when ``url`` has neither a host nor a path, or is broken beyond reading.
    """
    return _key(url, plain=True)


def spelt_key(url: str) -> str:
    """The key of this very view of the page: as :func:`address_key`, but with what says AMP, mobile or print left in.

    Raises ValueError as :func:`address_key`.
    """
    return _key(url, plain=False)


def views_of(url: str) -> list[View]:
    """Which views of its page ``url`` asks for: ``amp``, ``mobile`` …; none for a plain one."""
    host, path, query, _ = _parts(urlsplit(url.strip()))
    return views.plain(host, path, query)[3]


@lru_cache(maxsize=_KEPT)
def _key(url: str, *, plain: bool) -> str:
    if found := _USUAL.fullmatch(url):
        host, path = found.groups()
        if host.startswith("www.") and host.count(".") > 1:
            host = host[4:]
        if not host.startswith("www.") and views.is_plain(host, path, ""):
            return _bounded(host + path)
    parts = urlsplit(url.strip())
    host, path, query, is_web = _parts(parts)
    if plain and is_web and not views.is_plain(host, path, query):
        host, path, query, _ = views.plain(host, path, query)
    port = parts.port
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = path.rstrip("/")
    if not host and not path:
        msg = f"no URL: {url!r}"
        raise ValueError(msg)
    if query:
        path += "?" + "&".join(sorted(query.split("&")))
    return _bounded(host + path if is_web else f"{parts.scheme}://{host}{path}")


def _bounded(key: str) -> str:
    """The key; one that is longer than a database can look up ends in a hash."""
    if (
        len(key) * 4 <= _LONGEST_KEY
        or len(encoded := key.encode("utf-8", "replace")) <= _LONGEST_KEY
    ):
        return key
    begun = encoded[: _LONGEST_KEY - 64].decode(errors="ignore")
    return begun + hashlib.sha256(encoded).hexdigest()


def _parts(parts: SplitResult) -> tuple[str, str, str, bool]:
    """Host, path and query in their normal forms, and whether it is an address of the web."""
    path = parts.path
    if _DOTS.search(path):
        path = _without_dots(path)
    query = escaped(without_tracking(parts.query))
    is_web = parts.scheme in _DEFAULT_PORTS or not parts.scheme
    return _host(parts), escaped(path), query, is_web


def key_of(url: str) -> str | None:
    """The address key, or None for what can't be read as a URL."""
    try:
        return address_key(url)
    except ValueError:
        return None


def is_root(url: str) -> bool:
    """Whether ``url`` names the front page of its host."""
    if _BELOW_ROOT.match(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path.strip("/") == "" and not without_tracking(parts.query)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = escaped(host)
    while host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    return host


def _normal_escape(match: re.Match[str]) -> str:
    hexadecimal = match[1]
    if hexadecimal is None:
        return "".join(f"%{byte:02X}" for byte in match[2].encode("utf-8", "surrogatepass"))
    character = chr(int(hexadecimal, 16))
    return character if character in _UNRESERVED else f"%{hexadecimal.upper()}"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)
