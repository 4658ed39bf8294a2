"""What came of visiting a link, and what the archive made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from archive.model import Extracted


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Where the raw page of a visit lies."""

    file: str
    """Name of the WARC file inside the folder of raw pages."""
    offset: int
    """Byte offset of the record's compressed member in that file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The outcome of one link: an article, or the reason why there is none."""

    link: str
    """The URL as it was announced or asked for."""
    source: str
    at: datetime
    outcome: Literal["read", "refused", "failed", "unchanged", "missing"]
    """The last two of looks only: the page is as it was (304), or no longer there."""
    reason: str = ""
    """A short slug: ``not-an-article:index``, ``too-big``, ``http-404``, ``timeout`` …; empty when read."""
    detail: str = ""
    """One line for a person."""
    extracted: Extracted | None = field(default=None, repr=False)
    """Present exactly when the outcome is ``read``."""
    url: str | None = None
    """Where redirects led; None when that is the link itself or nothing came."""
    raw: RawRecord | None = None
    retry: bool = False
    """A passing failure: the link stays pending, and is visited again later, until that has failed often enough."""
    look: int | None = None
    """The number of the stored article whose page was looked at again; None for a link that was announced or named."""
    etag: str | None = None
    """The page's ETag and Last-Modified headers, to ask for it again only if it changed."""
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What the archive did with one visit."""

    id: int | None
    """The article's number; None when nothing was stored."""
    outcome: Literal["new", "changed", "same", "refused", "failed", "gone", "unread"]
    """The last two of looks only: the article's page is no longer there now, or nothing could be known of it."""
    revision: int = 1
    url: str = ""
    note: str = ""
    """One line for a person where it is no matter of course: that a paywall's stub did not take the fuller text's place."""
