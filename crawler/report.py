"""What one crawl is asked to do, how far it is, and what it did. Plain values, known to the face too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from archive.model import Announced
from archive.visit import Saved

FAILURES = frozenset({"min-free"})
"""Reasons to stop that need a person."""

TOLD = frozenset({"max-articles", "max-minutes", "max-memory"}) | FAILURES
"""Reasons to stop that a run's report tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """The limits of one run; a None limits nothing."""

    due: bool = False
    """Only sources whose interval has passed since they were last polled."""
    max_articles: int | None = None
    """End the run once this many articles, new or changed, are stored."""
    max_minutes: float | None = None
    since: datetime | None = None
    """Fetch only links announced with a later date, or with none."""
    dry_run: bool = False
    """Poll and say what would be fetched; store nothing, remember nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a running crawl is."""

    sources_done: int
    sources_total: int
    pages: int
    """Article pages fetched."""
    articles: int
    """Articles stored, new or changed."""
    errors: int
    elapsed: float
    """Seconds since the crawl began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one run did for one source."""

    name: str
    polled: int = 0
    """Feeds, sitemaps and front pages asked for."""
    announced: int = 0
    """Links that were not known before."""
    fetched: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    looked: int = 0
    """Known articles whose pages were looked at again."""
    gone: int = 0
    """Of these: their pages are no longer there."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Pages that are no articles, by reason."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Pages that could not be fetched or cleaned, by reason."""
    pending: int = 0
    """Links left for the next run."""
    problems: tuple[str, ...] = ()
    """One line each, as a person reads them."""
    source_failed: bool = False
    """A start point could not be read, or not one page could be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed, sitemap or front page that a dry run read."""

    url: str
    source: str
    kind: Literal["feed", "sitemap", "front"]
    links: int
    """How many links to pages of the site it announces, known ones included."""
    parent: str | None = None
    """The sitemap index that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one run did."""

    run: int | None
    """The run's number in the ledger; None for a dry run."""
    started: datetime
    ended: datetime
    sources: Mapping[str, SourceReport]
    interrupted: int | None = None
    """The signal that ended it, if one did."""
    stopped: str | None = None
    """Why it ended before all was fetched: one of :data:`TOLD`; else None."""
    why: str | None = None
    """For a person: more about ``stopped``."""
    warnings: tuple[str, ...] = ()
    """What went wrong beside the crawl, one line each: somebody could not be told of an alarm."""
    candidates: tuple[Announced, ...] = ()
    """A dry run's result: what would be fetched."""
    documents: tuple[Document, ...] = ()
    """A dry run's result: what was read to know that."""
    saved: tuple[Saved, ...] = ()
    """For named pages (``fetch``): what was done with each."""

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON types, times in ISO 8601."""
        fields = asdict(self)
        fields.pop("candidates")
        fields.pop("documents")
        fields.pop("saved")
        fields["started"] = self.started.isoformat()
        fields["ended"] = self.ended.isoformat()
        return fields
