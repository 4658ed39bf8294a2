"""Asking for a document only if it changed, without believing all that a server says about that. Pure.

Both validators go back exactly as they came (RFC 9110, section 13.1); none is ever made up. One that stayed the same while
the document changed is not sent again, nor a date in the future: with it a server would answer "not modified" for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.polls import DISTRUSTED, Poll

WHOLE_AFTER = timedelta(days=1)
"""After this time a document is asked for as a whole now and then, whatever its validators …"""
WHOLE_SHARE = 0.25
"""… so often: soon where it is asked for every few minutes, and every fourth time where once a week."""

_AHEAD = timedelta(days=1)
"""No document was changed later than this from now, whatever the clocks."""


def conditions(poll: Poll) -> dict[str, str]:
    """The request headers that ask for a document only if it changed."""
    headers = {}
    if poll.etag and not poll.etag.startswith(DISTRUSTED):
        headers["If-None-Match"] = poll.etag
    if poll.last_modified and not poll.last_modified.startswith(DISTRUSTED):
        headers["If-Modified-Since"] = poll.last_modified
    return headers


def wants_whole(poll: Poll, now: datetime, dice: Callable[[], float], *, silent: bool) -> bool:
    """Whether to ask without a condition this time.

    :param silent: the source has announced nothing for longer than it is likely to have had nothing to say.
    """
    if poll.whole is None:
        return dice() < WHOLE_SHARE
    age = now - poll.whole
    if silent and poll.changed is not None and age > (now - poll.changed) / 2:
        return True
    return age >= WHOLE_AFTER and dice() < WHOLE_SHARE


def answered(
    poll: Poll, body: bytes, etag: str | None, last_modified: str | None, at: datetime
) -> Poll:
    """The poll after a whole answer, with its validators."""
    digest = hashlib.sha256(body).hexdigest()
    changed = poll.body_hash not in {None, digest}
    last_modified = _kept(poll.last_modified, last_modified, changed=changed)
    if last_modified and _is_ahead(last_modified, at):
        last_modified = DISTRUSTED + last_modified
    return replace(
        poll,
        etag=_kept(poll.etag, etag, changed=changed),
        last_modified=last_modified,
        body_hash=digest,
        status="ok",
        whole=at,
    )


def not_modified(poll: Poll, etag: str | None, last_modified: str | None) -> Poll:
    """The poll after a "304 Not Modified", which may bring other validators (RFC 9110, section 15.4.5)."""
    return replace(
        poll,
        etag=_kept(poll.etag, etag, changed=False) or poll.etag,
        last_modified=_kept(poll.last_modified, last_modified, changed=False) or poll.last_modified,
        status="not-modified",
    )


def _kept(before: str | None, now: str | None, *, changed: bool) -> str | None:
    if not now or before == DISTRUSTED + now:
        return before if now else None
    return DISTRUSTED + now if changed and before == now else now


def _is_ahead(date: str, now: datetime) -> bool:
    try:
        return parsedate_to_datetime(date) > now + _AHEAD
    except (ValueError, TypeError, OverflowError):
        return False
