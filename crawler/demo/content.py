"""The sample newspapers as data: what was written, and what a crawl should make of it.

``papers/<name>/paper.toml`` describes a newspaper, ``papers/<name>/articles/*.toml`` hold an article each,
``papers/<name>/pages.html`` the templates of its pages. All of it was written for this package: places, people,
companies and events are invented.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.demo.markup import Block, blocks

PAPERS = Path(__file__).parent / "papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An illustration."""

    file: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One page of a newspaper, as its newsroom wrote it."""

    slug: str
    """Name of its file."""
    path: str
    title: str
    body: tuple[Block, ...] = field(repr=False)
    kind: str = "article"
    """One of the archive's kinds, or ``index`` and ``consent-wall`` for pages that are no articles."""
    story: str | None = None
    """Pages with the same value tell the same story, whatever their language."""
    deck: str | None = None
    authors: tuple[str, ...] = ()
    role: str | None = None
    """Printed beside the author's name."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    dateline: str | None = None
    agency: str | None = None
    credit: str | None = None
    """The line with reporters and editors at the end of a wire story."""
    picture: Picture | None = None
    structured: str = "plain"
    """Shape of the JSON-LD: ``plain``, ``graph``, ``list``, ``broken`` or ``none``."""
    metas: bool = True
    """Whether the page carries OpenGraph and ``article:`` metas."""
    furniture: bool = True
    """False for a page with nothing but its paragraphs."""
    announced: bool = True
    """Whether feed, sitemap and front page name it."""

    @property
    def last_changed(self) -> datetime | None:
        """When the page was last touched."""
        return self.modified or self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    """One of the sample newspapers."""

    name: str
    """Name of the source."""
    title: str
    language: str
    timezone: str | None
    """What the source's configuration says about dates printed without a zone."""
    declares_language: bool
    """Whether the source's configuration says the language."""
    finds: str
    """``configured``: feed and sitemaps are named in the configuration; ``discovered``: only the home page is."""
    feed: str | None = None
    """Path of the feed, if there is one."""
    feed_format: str
    """``rss``, ``atom`` or ``none``."""
    feed_items: int
    """How many of the newest stories the feed names; the sitemaps name all."""
    dates: str
    """How dates are printed: a key of :data:`crawler.demo.dates.FORMATS`."""
    folder: Path
    stories: tuple[Story, ...] = field(repr=False)
    """Newest first; those without a date last."""
    ticker: tuple[tuple[str, float], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a crawl should find on one page."""

    source: str
    url: str
    """Absolute for a running server, else the path alone."""
    kind: str
    """For a kind that is no article nothing should be stored."""
    title: str
    deck: str | None
    paragraphs: tuple[str, ...]
    """Every paragraph, subheading, quotation and list item of the body, in order, and nothing else."""
    credit: str | None
    """The closing line with reporters and editors, which may end the text or be cut."""
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    dateline: str | None
    agency: str | None
    language: str
    story: str | None


def newspapers() -> tuple[Newspaper, ...]:
    """The sample newspapers, in the order of their folders' names."""
    return tuple(_newspaper(file.parent) for file in sorted(PAPERS.glob("*/paper.toml")))


def truth_of(paper: Newspaper, story: Story, address: str = "") -> Truth:
    """What a crawl should find on this page, when the newspaper lives at ``address``."""
    return Truth(
        source=paper.name,
        url=address + story.path,
        kind=story.kind,
        title=story.title,
        deck=story.deck,
        paragraphs=tuple(text for block in story.body for text in block.paragraphs),
        credit=story.credit,
        authors=story.authors,
        section=story.section,
        tags=story.tags,
        published=story.published,
        modified=story.modified,
        dateline=story.dateline,
        agency=story.agency,
        language=paper.language,
        story=story.story,
    )


def _newspaper(folder: Path) -> Newspaper:
    values = tomllib.loads((folder / "paper.toml").read_text(encoding="utf-8"))
    stories = [_story(file) for file in sorted(folder.glob("articles/*.toml"))]
    stories.sort(key=lambda story: story.published.timestamp() if story.published else 0.0)
    return Newspaper(
        folder=folder,
        stories=tuple(reversed(stories)),
        ticker=tuple(values.pop("ticker", {}).items()),
        comments=tuple(values.pop("comments", {}).items()),
        **values,
    )


def _story(file: Path) -> Story:
    values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    picture = values.pop("picture", None)
    for name in ("authors", "tags"):
        values[name] = tuple(values.pop(name, ()))
    return Story(
        slug=file.stem,
        body=tuple(blocks(values.pop("body", ""))),
        picture=Picture(**picture) if picture else None,
        **values,
    )
