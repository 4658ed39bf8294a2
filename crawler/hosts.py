"""Whose page a URL is: hosts and registrable domains. Pure: the public suffix list is the one its package brings."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import address

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?=/)")
"""A URL as far as its host, where nothing about it is unusual."""


def host_of(url: str) -> str:
    """Host of a URL in lower case without ``www.``, with its port where one is given that is not the scheme's.

    >>> host_of("https://WWW.Example.com:443/a"), host_of("http://127.0.0.1:8000/")
    ('example.com', '127.0.0.1:8000')
    >>> host_of("no url")
    ''
    """
    try:
        parts = urlsplit(url)
        name, port = address.host_of(url), parts.port
    except ValueError:
        return ""
    if not name or port in {None, {"http": 80, "https": 443}.get(parts.scheme)}:
        return f"[{name}]" if ":" in name else name
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, list[str]]:
    """The rules of the public suffix list, by the last label of what they are about."""
    from publicsuffixlist import PSLFILE  # noqa: PLC0415 - not every command asks

    rules: dict[str, list[str]] = {}
    for line in Path(PSLFILE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("//"):
            rule = line.split(" ", 1)[0].lower()
            rules.setdefault(rule.rpartition(".")[2], []).append(rule)
    return rules


@lru_cache(maxsize=2048)
def _suffixes(ending: str) -> PublicSuffixList:
    """The list, as far as names with this last label are concerned: to read all of it takes five times as long."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - as above

    rules = _rules()
    if ending.startswith("xn--"):
        with suppress(UnicodeError):
            ending = ending.encode().decode("idna")
    return PublicSuffixList(rules.get(ending, ()))


@lru_cache(maxsize=65536)
def _domain(name: str) -> str:
    # Private suffixes count: two blogs of one hosting service are two publishers. An unknown ending is a suffix of one label
    # (the list's own rule "*"); a bare suffix is itself.
    ending = name.removesuffix(".").rpartition(".")[2].lower()
    return _suffixes(ending).privatesuffix(name) or name


def domain_of(url: str) -> str:
    """The registrable domain of a URL; host and port where there is no such thing; empty for no URL.

    >>> domain_of("https://news.bbc.co.uk/x"), domain_of("https://a.github.io/"), domain_of("http://localhost:81/")
    ('bbc.co.uk', 'a.github.io', 'localhost:81')
    """
    plain = _PLAIN.match(url)  # what follows says nothing of it
    return _domain_of(plain[0]) if plain else _domain_of.__wrapped__(url)


@lru_cache(maxsize=65536)
def _domain_of(url: str) -> str:
    host = host_of(url)
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if not name or "." not in name or name.endswith(".localhost") or _is_address(name):
        return host
    return _domain(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
