"""Everything about an article but its text: headline, standfirst, people, dates, section, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archive.model import Page
from crawler.extract import dates, language
from crawler.extract.blocks import Block
from crawler.extract.dates import buried, published, seen, visible
from crawler.extract.dates.published import Stands
from crawler.extract.dates.seen import Reading, Shown
from crawler.extract.headline import headmatter, title, trail
from crawler.extract.headline.headmatter import Context, Headmatter
from crawler.extract.page.document import Document
from crawler.extract.people import authors, folded
from crawler.extract.plain import textmatter
from crawler.extract.plain.textmatter import Textmatter
from crawler.extract.structured import Structured

if (
    TYPE_CHECKING
):  # the site is only looked at; importing it would read TOML machinery into every worker
    from crawler.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Fields of an article as the archive keeps them, and the visible blocks that became fields."""

    title: str = ""
    deck: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    published_evidence: str | None = None
    canonical_url: str | None = None
    image: str | None = None
    used: Mapping[int, str] = field(default_factory=dict)
    """Block index → the field that its text became: ``title``, ``deck``, ``byline``, ``captions`` (text input only)."""


_PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]{1,200}/[A-Za-z0-9/_.,~%+-]{0,1300}(?:\?[A-Za-z0-9/_.,~%+&=-]{1,400})?"
)
_MONTH_FIRST_ENDINGS = ("com", "us", "gov", "edu", "net", "org")
_NO_COUNTRY = frozenset("us ph io co tv me ai fm ly gg to ws cc la im sh app".split())
"""Endings in two letters that say nothing of the order of day and month, or that begin with the month."""


def read(
    document: Document,
    structured: Structured,
    blocks: Sequence[Block],
    page: Page,
    site: Site | None = None,
) -> Metadata:
    """Gather the metadata of a page. Never raises; what is not known is None or empty."""
    url = page.url or document.url
    names = title.site_names(structured, url, site.name if site else page.source)
    context = _context(document, structured, page, site)
    reading = Reading(context.language, context.zone, context.now, context.day_first)
    stands = _stated(structured, url, page, blocks, reading)
    matter: Headmatter | Textmatter
    if document.tree is None:
        matter = textmatter.read(blocks, context)
        at = matter.title
        heading = blocks[matter.title].text if matter.title is not None else ""
        used = dict(matter.used)
        shown = Shown(matter.published, matter.modified)
    else:
        headline = title.choose(structured, blocks, names)
        at = headline.block if headline.block is not None else title.only_heading(blocks)
        matter = headmatter.read(blocks, at, structured.descriptions, context)
        heading = headline.text
        used = _shown(blocks, headline) | matter.used
        shown = visible.read(blocks, at, reading, thorough=not stands.is_sound)
    found_dates = published.choose(
        replace(stands, shown=shown),
        zone=reading.zone,
        now=reading.now,
        buried=lambda: buried.find(document, structured.metas, blocks, reading),
    )
    who, agency = authors.choose(structured, matter, blocks, at, context)
    return Metadata(
        title=heading,
        deck=matter.deck,
        authors=who,
        agency=agency,
        section=_section(structured, matter) or trail.section(blocks, heading),
        tags=_tags(structured) or trail.tags(blocks),
        published=found_dates.published,
        modified=found_dates.modified,
        published_evidence=found_dates.evidence,
        canonical_url=_absolute(structured.canonical, url),
        image=_absolute(structured.image, url),
        used=used,
    )


def _context(document: Document, structured: Structured, page: Page, site: Site | None) -> Context:
    declared = (
        document.declared_language or structured.language or (site.language if site else None) or ""
    ).replace("_", "-")
    code = language.code(declared)
    tag = declared if code else None
    locale = structured.metas.get("og:locale", "").replace("_", "-")
    if tag and "-" not in tag and locale.lower().startswith(tag.lower() + "-"):
        tag = locale
    host = urlsplit(page.url).hostname or ""
    labels = [x for x in host.removeprefix("www.").split(".")[:-1] if 2 < len(x) < 5]
    ignore = [*structured.site_names, page.source, host, host.removeprefix("www."), *labels]
    zone = site.timezone if site else None
    return Context(tag, zone, page.fetched, _day_first(tag, page.url, zone), ignore)


def _day_first(tag: str | None, url: str, zone: str | None) -> bool:
    """English without a country is American where its host or zone are; everybody else begins with the day.

    The ending of a country's hosts counts for more than "en-US".
    """
    ending = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    if tag and tag.lower() == "en-us" and len(ending) == 2 and ending not in _NO_COUNTRY:
        return True  # the tag is what the software came with
    if tag and tag.lower() != "en":
        return dates.day_comes_first(tag)
    if zone:
        return not zone.startswith(("America/", "US/"))
    return ending not in _MONTH_FIRST_ENDINGS


def _shown(blocks: Sequence[Block], headline: title.Title) -> dict[int, str]:
    """The blocks that show the headline, up to two of them."""
    if headline.block is None:
        return {}
    key = folded(headline.text)
    shown = {headline.block: "title"}
    for block in blocks[: headline.block + 12]:
        if len(key) <= len(block.text) <= len(key) * 2 and folded(block.text) == key:
            shown[block.index] = "title"
    return shown


def _stated(
    structured: Structured, url: str, page: Page, blocks: Sequence[Block], reading: Reading
) -> Stands:
    """What is said of the dates outside the text."""
    return Stands(
        declared=seen.stated(structured.published, reading),
        changed=seen.stated(structured.modified, reading),
        url=seen.in_url(url, reading),
        announced=page.announced,
        since=buried.began(blocks),
    )


def _section(structured: Structured, matter: Headmatter | Textmatter) -> str | None:
    section = structured.section or matter.section
    if not section or len(section) > 80 or section.startswith("http"):
        return matter.section
    return section.split(",")[0].strip(" []") or None


def _tags(structured: Structured) -> tuple[str, ...]:
    """Declared tags, each once, without the newspaper's own name."""
    tags: dict[str, str] = {}
    own = {name.casefold() for name in structured.site_names}
    stated = structured.tags
    if sum(":" in tag for tag in stated) > 2:  # a newsroom's fields: "WC: 1000-1999"
        stated = tuple(tag for tag in stated if ":" not in tag)
    for tag in stated:
        if len(tag) <= 80 and not tag.startswith("http") and tag.casefold() not in own:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:40]


def _absolute(address: str | None, url: str) -> str | None:
    """An http address made absolute against the page's; None for anything else."""
    if not address:
        return None
    address = address.strip()
    if _PLAIN_ADDRESS.fullmatch(address):
        return address  # as joining it would leave it, and most are
    try:
        joined = urljoin(url, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return (
        joined
        if parts.scheme in ("http", "https") and parts.netloc and len(joined) < 2000
        else None
    )
