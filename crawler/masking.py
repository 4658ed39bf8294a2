"""Takes passwords and tokens out of what is told: logs, reports, error lines."""

from __future__ import annotations

import re
from urllib.parse import unquote

HIDDEN = "***"

_USER = re.compile(r"(?<=://)[^\s/?#\"'<>]*@")
_PAIR = re.compile(r"(?<=[?&;#])([^\s=&;#?]{1,80})=([^\s&;#\"'<>]+)")
_WITHIN = ("token", "secret", "passw", "pwd", "signature", "credential", "session", "jwt", "oauth")
_WHOLE = {"sig", "auth", "pass", "pw", "sid", "hmac", "policy", "ticket", "otp"}


def masked(text: str) -> str:
    """``text`` with the user and password of every URL hidden, and the values of parameters that are secrets by their name.

    >>> masked("https://me:pw@example.org/feed?page=2&api_key=abc: not found")
    'https://***@example.org/feed?page=2&api_key=***: not found'
    """
    if "@" in text:
        text = _USER.sub(HIDDEN + "@", text)
    if "=" in text:
        text = _PAIR.sub(_hidden, text)
    return text


def _hidden(pair: re.Match[str]) -> str:
    if not _is_secret(pair[1]):
        return pair[0]
    end = re.search(r"[:,.;)\]]*$", pair[2])  # what a sentence goes on with
    return f"{pair[1]}={HIDDEN}{end[0] if end else ''}"


def _is_secret(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", unquote(name).lower())
    return (
        plain in _WHOLE
        or plain.endswith(("key", "keypairid"))
        or any(word in plain for word in _WITHIN)
    )
