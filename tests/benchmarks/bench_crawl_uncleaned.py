"""``kliping`` with cleaning left out: every page gives the same article of 400 words at its own address.

Feeds and sitemaps are still read in the workers; pages never go there.
"""

from __future__ import annotations

from archive.model import Article, Decision, Extracted, Page, Repeated
from cli.main import main
from crawler.extraction_pool import ExtractionPool
from crawler.site import Site

# Words of a natural spread, so that the index has the work that an article gives it.
_WORDS = [
    f"{stem}{ending}"
    for stem in "harbour council ferry market bridge storm".split()
    for ending in ("", "s", "ed", "ing", "er", "al", "ous")
]
_PARAGRAPHS = [
    " ".join(_WORDS[(place * place + 7 * number) % len(_WORDS)] for place in range(40)).capitalize()
    + "."
    for number in range(10)
]
TEXT = "\n\n".join(_PARAGRAPHS)
CUTS = tuple(
    Decision(f"Cut number {number}", None, "related", "div.related") for number in range(20)
)


async def fixed(
    self: ExtractionPool, page: Page, site: Site | None = None, repeated: Repeated | None = None
) -> Extracted:
    """Stands in for :meth:`ExtractionPool.extract`."""
    article = Article(
        url=page.url,
        source=page.source,
        fetched=page.fetched,
        title="Harbour council votes on the ferry",
        text=TEXT,
        authors=("Nell Harrow",),
        language="en",
        language_evidence="html",
        words=len(TEXT.split()),
        method="stand-in",
        rules="0",
    )
    return Extracted(article=article, decisions=CUTS)


if __name__ == "__main__":
    ExtractionPool.extract = fixed  # type: ignore[method-assign]
    main()
