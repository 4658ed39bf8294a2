"""A page in, an article and its cuts out. Pure: no network, no clock, no files but the package's own word lists.

:func:`article` is the table of contents; each step has its own module or room. What a room offers to others stands in its
``__init__``, or is a module that is imported by name.

- ``page``: bytes → a tree → ``blocks``, the runs of text that all others judge. ``plain``: the same for text without markup.
- ``structured``: what a page declares for machines.
- ``metadata`` asks ``headline``, ``people`` and ``dates``; ``selectors`` is what a site's file knows better.
- ``body``: which blocks are the article's text; ``boilerplate``: what is cut from it and why; ``forest``: weights that were learned.
- ``kind``: what a page is when it is no article. ``language``: what its text is written in. ``decisions``: what became of each block.
- ``lexicon``: words of many languages, as data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.model import Article, Extracted, Page, Repeated
from crawler import opt_outs
from crawler.extract import body, decisions, kind, language, metadata, selectors, structured
from crawler.extract.body import declared_body
from crawler.extract.kind import paywall
from crawler.extract.page import document, reader
from crawler.extract.people import dateline
from crawler.extract.plain import likely_lines

if TYPE_CHECKING:  # importing it would read TOML machinery into every worker
    from crawler.site import Site

RULES = "2026.11"
"""Version of the rules: changes with anything that may change what an article's text is."""

__all__ = ["RULES", "article"]


def article(
    page: Page,
    site: Site | None = None,
    *,
    explain: bool = False,
    repeated: Repeated | None = None,
) -> Extracted:
    """Understand a page: HTML, or text that was taken from a page (``text/plain``).

    ``site`` may bring selectors, a language and a timezone. The result's decisions are the cuts, or with ``explain`` one
    for each block of the page, the kept ones among them. ``repeated`` is what the archive knows the source to repeat
    (an empty one: nothing yet); with it the result brings the lines for the archive to count.

    Raises :class:`crawler.errors.NotAPage` for a body that is neither HTML nor text; anything else gives a result,
    whose ``article.kind`` says when it is no article.
    """
    parsed = document.parse(page.body, page.content_type, page.url)
    outline = reader.read(parsed)
    if parsed.tree is None:
        likely_lines.mark(outline.blocks)
    declared = structured.read(parsed)
    found = metadata.read(parsed, declared, outline.blocks, page, site)
    chosen = selectors.apply(parsed, outline, site, found, page.fetched)
    text = body.choose(
        outline,
        chosen.metadata.used,
        chosen.metadata.title,
        lines=parsed.tree is None,
        chosen=chosen.body,
        removed=chosen.removed,
        repeated=repeated,
    )
    text = declared_body.instead(text, declared, outline, repeated)
    what, why = kind.of(page, outline, text, declared, chosen.metadata.title)
    if what == "paywall-stub" and not text.declared:
        text = paywall.without_box(text, outline)
    spoken = language.detect(
        text.text, parsed.declared_language or declared.language, site.language if site else None
    )
    return Extracted(
        article=_article(page, chosen.metadata, text, what, spoken),
        decisions=decisions.of(outline, text, chosen.metadata.title, explain=explain),
        kind_evidence=why,
        lines=text.lines,
        opt_outs=opt_outs.found(page.headers, declared.reserving),
    )


def _article(
    page: Page, found: metadata.Metadata, text: body.Body, what: str, spoken: tuple[str | None, str]
) -> Article:
    """Put the parts together; the credit line's reporters are authors when nothing else names any."""
    first = text.kept[0].text if text.kept else ""
    line = dateline.read(first) if first else None
    reporters = tuple(dict.fromkeys(name for credit in text.credits for name in credit.reporters))
    credited = next((credit.agency for credit in text.credits if credit.agency), None)
    return Article(
        url=page.url,
        canonical_url=found.canonical_url,
        source=page.source,
        title=found.title,
        deck=found.deck,
        text=text.text,
        authors=found.authors or reporters,
        agency=found.agency or (line.agency if line else None) or credited,
        dateline=line.text if line else None,
        section=found.section,
        tags=found.tags,
        published=found.published,
        modified=found.modified,
        published_evidence=found.published_evidence,
        fetched=page.fetched,
        language=spoken[0],
        language_evidence=spoken[1] or None,
        image=found.image,
        captions=text.captions,
        words=text.words,
        kind=what,
        method=text.method,
        rules=RULES,
    )
