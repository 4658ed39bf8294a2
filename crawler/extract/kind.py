"""What a page is, when it is no plain article: by what it declares, what it says, and how much of it is text."""

from __future__ import annotations

from urllib.parse import urlsplit

from archive.model import Page
from crawler.extract.blocks import Outline
from crawler.extract.body import Body
from crawler.extract.boilerplate.phrases import phrases, plain
from crawler.extract.structured import Structured

_LEAST = 20
"""Words: a page with fewer in its body is no article."""
_OVERLAYS = frozenset(
    {"consent", "dialog", "hidden", "advert", "signup", "newsletter", "comments", "related", "most-read", "footer", "aside", "sidebar"}
)  # fmt: skip
"""What lies over a page or around it: where there is text below, it does not say what the page is."""
_FEW = 90
"""Words: a page with fewer in its body must show that it is an article."""


def of(
    page: Page, outline: Outline, body: Body, structured: Structured, title: str
) -> tuple[str, str]:
    """Return the kind and the evidence for it (empty for a plain article)."""
    whole = sum(b.words for b in outline.blocks if not b.hidden)
    if whole == 0:
        return "empty", "no visible text"
    if whole <= 400 and (found := _said(outline, title, body)) is not None:
        return found
    types = structured.types
    if "LiveBlogPosting" in types:
        return "live", "JSON-LD type LiveBlogPosting"
    if body.words < 250 and (found := _walled(outline, body, structured)) is not None:
        return found
    if body.words < _FEW:
        return _short(outline, body, structured, page)
    return "article", ""


def _said(outline: Outline, title: str, body: Body) -> tuple[str, str] | None:
    """Walls and error pages say what they are, in few words."""
    over = _OVERLAYS if body.words >= _LEAST else frozenset()
    texts = [plain(title)] + [
        plain(block.text)
        for block, (_, rule, _) in zip(outline.blocks, body.verdicts, strict=True)
        if block.words <= 60 and rule not in over
    ]
    for kind in ("challenge", "soft-404", "consent-wall"):
        words = phrases(kind)
        at_head = texts[:1] if body.words >= 60 else texts
        for text in at_head:
            if hit := words.inside(text):
                return kind, f"says {hit!r}"
    return None


def _walled(outline: Outline, body: Body, structured: Structured) -> tuple[str, str] | None:
    words = phrases("paywall")
    hit = next(
        (h for b in outline.blocks if b.words <= 50 and (h := words.inside(plain(b.text)))), None
    )
    if structured.is_accessible_for_free is False and (hit or body.words < 150):
        return "paywall-stub", "declared as not accessible for free" + (
            f", says {hit!r}" if hit else ""
        )
    if hit and body.words < 120:
        return "paywall-stub", f"{body.words} words, says {hit!r}"
    return None


def _short(outline: Outline, body: Body, structured: Structured, page: Page) -> tuple[str, str]:
    types = structured.types
    declared = structured.has_article or any(
        t.endswith("Article") or t == "og:article" for t in types
    )
    headlines = sum(1 for b in outline.blocks if b.link_density > 0.8 and 5 <= b.words <= 25)
    if types & {"ImageGallery", "MediaGallery"} or (
        len(body.captions) >= 5 and sum(len(c.split()) for c in body.captions) > body.words
    ):
        return "gallery", f"{len(body.captions)} captions, {body.words} words of text"
    if (
        "VideoObject" in types
        or "og:video" in types
        or any(t.startswith("og:video") for t in types)
    ):
        return "video", f"declares a video, {body.words} words of text"
    if _is_front(page.url) and not declared:
        return "index", "the address is a site's front page"
    if headlines >= 8 and not (declared and body.words >= _LEAST):
        return "index", f"{headlines} linked headlines, {body.words} words of text"
    # With a date beside it, a headline's link is still a good part of its block.
    told = sum(b.words for b in body.kept if b.link_density <= 0.4)
    if told < _LEAST and not declared:
        teasers = sum(b.link_density > 0.4 and 4 <= b.words <= 30 for b in outline.blocks)
        if teasers >= 3:
            return "index", f"{teasers} linked headlines, {body.words} words of text"
    return ("article", "") if body.words >= _LEAST else ("empty", f"{body.words} words of text")


def _is_front(url: str) -> bool:
    return bool(url) and urlsplit(url).path in {"", "/"} and not urlsplit(url).query
