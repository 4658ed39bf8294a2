"""The documents of a source that announce links, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from archive.crawl_tables import polls
from archive.upsert import overwriting

PollKind = Literal["feed", "sitemap", "front", "robots"]

DISTRUSTED = "!"
"""Stands before a validator that is kept only to be known again. No ETag and no date begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A document of a source that announces links, and what is needed to ask for it only when it has changed."""

    url: str
    source: str
    kind: PollKind
    etag: str | None = None
    """The ETag header of the last answer, for If-None-Match. :data:`DISTRUSTED` before it: it did not change when the document
    did."""
    last_modified: str | None = None
    """The Last-Modified header of the last answer, for If-Modified-Since; marked as ``etag`` is."""
    body_hash: str | None = None
    """Of the last body, for servers that know neither."""
    checked: datetime | None = None
    """When it was last asked for; None when never."""
    found_by: str = "configured"
    """``configured`` or ``discovered``."""
    parent: str | None = None
    """The sitemap index that names it."""
    announced_lastmod: datetime | None = None
    """When it last changed, as its parent says."""
    status: str = ""
    """How the last poll ended: ``ok``, ``not-modified``, ``http-404`` …"""
    whole: datetime | None = None
    """When it was last asked for without a condition, or answered with its whole content."""
    changed: datetime | None = None
    """When it last announced a link that was not known; at first when it first answered."""


def put_poll(connection: Connection, poll: Poll) -> None:
    """Notes a document, or what is known of it now."""
    connection.execute(overwriting(connection, polls, ("source", "url")), [_poll_row(poll)])


def put_children(connection: Connection, children: Sequence[Poll]) -> None:
    """Notes the sitemaps that an index names; of known ones only their parent and when it says that they changed."""
    if not children:
        return
    said = ("parent", "announced_lastmod")
    statement = overwriting(connection, polls, ("source", "url"), said)
    connection.execute(statement, [_poll_row(child) for child in children])


def _poll_row(poll: Poll) -> dict[str, Any]:
    return {column.name: getattr(poll, column.name) for column in polls.columns}
