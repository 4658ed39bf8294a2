"""The values that flow through Kliping. Frozen, plain, and known to every room; nothing else lives here.

A step takes one of these and returns a new one (:func:`dataclasses.replace`). Every ``datetime`` is aware;
a naive one is refused where it would be stored. Text is Unicode without NUL characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ARTICLE_KINDS = frozenset({"article", "live", "video", "paywall-stub"})
"""The kinds that are stored. A page of any other kind (``index``, ``challenge``, ``consent-wall``,
``soft-404``, ``gallery``, ``empty``) was understood to be no article."""


REPEATED = "repeated"
"""The rule that cuts what the other pages of the source have too: the only one that goes by more than the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A link and what the feed, sitemap or front page that named it says about it."""

    url: str
    """Absolute, as announced (not canonicalised, without its fragment)."""
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    evidence: Literal["feed", "sitemap", "front", "argument"] = "feed"
    """Where it was announced; becomes ``published_evidence`` when the page itself has no date."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response, as fetched or as read from a local file."""

    url: str
    """Where the body came from, after redirects. May be empty for a local file of unknown origin."""
    source: str = ""
    """Name of the source; for a URL crawl its host; for a local file the host of ``url`` or empty."""
    fetched: datetime
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """Response headers in order, names as received."""
    body: bytes = field(repr=False, default=b"")
    """The decompressed body, unless ``packed``."""
    packed: bool = False
    """The body is still in gzip, as it was transferred: :func:`archive.packing.unpacked` is for whoever reads it."""
    requested_url: str | None = None
    """What was asked for, when redirects led elsewhere."""
    announced: Announced | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header, or an empty string."""
        return next((v for k, v in self.headers if k.lower() == "content-type"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One revision of one article. Field names and order are those of a JSONL line."""

    id: int | None = None
    """The archive's own number; None before it is stored."""
    url: str
    """Where it was fetched, after redirects."""
    canonical_url: str | None = None
    """What the page declares about itself, absolute."""
    source: str = ""
    title: str = ""
    """The headline, without the name of the newspaper."""
    deck: str | None = None
    """The standfirst under the headline; one of a paragraph's length that opens the story may stand in ``text`` too."""
    text: str = ""
    """The cleaned body, paragraphs separated by one blank line."""
    authors: tuple[str, ...] = ()
    """People, without "By", roles or dates."""
    agency: str | None = None
    """The wire agency credited (``Reuters``)."""
    dateline: str | None = None
    """Place and agency at the start of the body (``SHANGHAI (Reuters)``); it stays in ``text`` too."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    """Keeps the zone it was printed with."""
    modified: datetime | None = None
    published_evidence: str | None = None
    """``json-ld``, ``meta:article:published_time``, ``byline``, ``sitemap``, ``feed``, ``url`` …"""
    first_seen: datetime | None = None
    """UTC; None before it is stored."""
    fetched: datetime
    """UTC."""
    language: str | None = None
    """ISO 639-1."""
    language_evidence: str | None = None
    image: str | None = None
    captions: tuple[str, ...] = ()
    words: int = 0
    kind: str = "article"
    method: str = ""
    """How the text was found."""
    rules: str = ""
    """Version of the rules that cleaned it."""
    revision: int = 1
    duplicate_of: int | None = None
    story: int | None = None
    gone: datetime | None = None
    """Since when the page is no longer there."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line of the page that is in no field of the article, and the rule that cut it."""

    text: str
    rule: str
    """A name out of the rule set: ``ticker``, ``reactions``, ``read-also``, ``advert`` …; ``repeated: on 7 of 60 pages``
    says how often, which the page itself can't tell."""
    where: str
    """Where on the page: a short CSS-like path, or ``line 12`` for text input."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one block of the page, in page order."""

    text: str
    kept: str | None
    """The field that holds it (``text``, ``title``, ``deck``, ``byline``, ``captions`` …); None when it was cut."""
    rule: str
    """The rule that kept or cut it."""
    where: str
    evidence: str = ""
    """What the rule saw, for a person: ``link density 0.93``, ``matches 'Baca juga'``."""

    @property
    def cut_by(self) -> str:
        """The rule as :class:`Cut` names it: with its evidence where that is not to be seen on the page."""
        if self.rule == REPEATED and self.evidence:
            return f"{self.rule}: {self.evidence}"
        return self.rule


@dataclass(frozen=True, slots=True)
class Repeated:
    """Lines that the last articles of one source have in common."""

    pages: int = 0
    """How many articles were looked at; one that was carried twice counts once."""
    lines: Mapping[int, int] = field(repr=False, default_factory=dict)
    """Fingerprint of a line → on how many of them it stands. Rare lines are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What was understood of a page: an article and everything that was decided on the way."""

    article: Article
    decisions: tuple[Decision, ...] = field(repr=False, default=())
    kind_evidence: str = ""
    """Why the page is of ``article.kind``, when that is not plainly ``article``."""
    lines: tuple[int, ...] = field(repr=False, default=())
    """Fingerprints of the lines that other pages of the source may repeat, for the archive to count; empty when nobody
    asked for them."""
    opt_outs: tuple[str, ...] = ()
    """What page and headers reserve in a form made for machines: lines such as ``noarchive: X-Robots-Tag``."""

    @property
    def removed(self) -> tuple[Cut, ...]:
        """The lines that were cut, in page order."""
        return tuple(Cut(d.text, d.cut_by, d.where) for d in self.decisions if d.kept is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters that ``search`` and ``export`` share. A None filters nothing."""

    source: str | None = None
    language: str | None = None
    author: str | None = None
    """Part of an author's name, in any case."""
    section: str | None = None
    since: datetime | None = None
    """Published (or, without a date, first seen) at or after."""
    until: datetime | None = None
    """Published (or, without a date, first seen) before."""
    min_words: int | None = None
    with_duplicates: bool = False
