"""What a page is, when it is no plain article: by what it declares and is built of, what it says, and how much of it is text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.model import Page
from crawler.extract.blocks import Outline
from crawler.extract.body import Body
from crawler.extract.kind import listing, paywall, walls
from crawler.extract.kind.walls import Found
from crawler.extract.structured import Structured

_LEAST = 20
"""Words: a page with fewer in its body is no article."""
_SHORT = 60
"""Words: a page that declares an article and has as many in its body is one, with a video or pictures."""
_FEW = 90
"""Words: a page with fewer in its body must show that it is an article."""
_CUT_OFF = 250
"""Words: what a paywall leaves is shorter."""
_POSTS = 5
_LEVELS = 5
"""Elements around a paragraph: a post is not far out."""
_POST = re.compile(r"(?:^| )\S*(?:live-?(?:blog|ticker|update|post|entry|event|feed)|liveticker|minute-by-minute|minuto-a-minuto)\S*(?:post|entry|item|update|event|article|block|row)")  # fmt: skip
_GALLERY_PATH = re.compile(r"/(?:photo|picture|image)?-?(?:galler(?:y|ies|ie|ia)|galeria|galeri|fotos?|photos|pictures|fotostrecke|bildergalerie|fotogalerij|diaporama|slideshow)/", re.I)  # fmt: skip
_VIDEO_PATH = re.compile(r"/(?:videos?|watch|mediathek|player|vod)/", re.I)
_PLAYERS = (b"<video", b"youtube.com/embed/", b"youtube-nocookie.com/embed/", b"player.vimeo.com/", b"dailymotion.com/embed", b"players.brightcove.net", b"<brightcove-player", b"jwplayer(")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """What the judges look at."""

    page: Page
    outline: Outline
    body: Body
    structured: Structured
    title: str
    is_article: bool
    """The page declares one."""
    told: int
    """Words of text that are no links. With a date beside it, a headline's link is still a good part of its block."""
    path: str


def of(
    page: Page, outline: Outline, body: Body, structured: Structured, title: str
) -> tuple[str, str]:
    """Return the kind and the evidence for it (empty for a plain article)."""
    look = _Look(
        page,
        outline,
        body,
        structured,
        title,
        is_article=structured.has_article
        or any(
            t.endswith("Article") or t in {"og:article", "BlogPosting", "Report"}
            for t in structured.types
        ),
        told=sum([b.words for b in body.kept if not b.link_words or b.link_density <= 0.4]),
        path=urlsplit(page.url).path if page.url else "",
    )
    for judge in _OF_ALL:
        if found := judge(look):
            return found
    if body.words >= _FEW:
        return "article", ""
    for judge in _OF_SHORT:
        if found := judge(look):
            return found
    return ("article", "") if body.words >= _LEAST else ("empty", f"{body.words} words of text")


def _declared_live(look: _Look) -> Found | None:
    if "LiveBlogPosting" in look.structured.types:
        return "live", "JSON-LD type LiveBlogPosting"
    return None


def _wall(look: _Look) -> Found | None:
    return walls.read(
        look.page,
        look.outline,
        look.body,
        look.structured,
        look.title,
        is_article=look.is_article,
        told=look.told,
    )


def _blank(look: _Look) -> Found | None:
    if look.body.words < _LEAST and all(block.hidden for block in look.outline.blocks):
        return "empty", "no visible text"
    return None


def _stub(look: _Look) -> Found | None:
    if look.body.words >= _CUT_OFF:
        return None
    evidence = paywall.evidence(look.outline, look.body, look.structured)
    return ("paywall-stub", evidence) if evidence else None


def _live(look: _Look) -> Found | None:
    """Posts of a live blog, by the names of what holds the text."""
    containers = look.outline.containers
    seen: set[int] = set()
    posts: Counter[str] = Counter()
    # Text that the page declares and does not show has no elements around it.
    shown = look.body.words >= _FEW and not look.body.declared
    for block in look.body.kept if shown else ():
        index = block.container
        for _ in range(_LEVELS):
            if index < 0 or index in seen:
                break
            seen.add(index)
            names = containers[index].names
            if ("live" in names or "minut" in names) and _POST.search(names):
                posts[names.split(" ", 1)[0]] += 1
            index = containers[index].parent
    name, times = posts.most_common(1)[0] if posts else ("", 0)
    return ("live", f"{times} posts named {name}") if times >= _POSTS else None


def _teasers(look: _Look) -> Found | None:
    evidence = "" if look.is_article else listing.read(look.outline, look.body)
    return ("index", evidence) if evidence else None


def _gallery(look: _Look) -> Found | None:
    captions, body = look.body.captions, look.body
    pictured = len(captions) >= 5 and sum(len(c.split()) for c in captions) > body.words
    if not _told_enough(look) and (
        look.structured.types & {"ImageGallery", "MediaGallery"}
        or pictured
        or (len(captions) >= 2 and _GALLERY_PATH.search(look.path))
    ):
        return "gallery", f"{len(captions)} captions, {body.words} words of text"
    return None


def _video(look: _Look) -> Found | None:
    declared = any(t == "VideoObject" or t.startswith("og:video") for t in look.structured.types)
    if declared and not _told_enough(look):
        return "video", f"declares a video, {look.body.words} words of text"
    if look.told < _SHORT and (player := _player(look.page.body, look.path)):
        return "video", f"{player}, {look.told} words of text"
    return None


def _told_enough(look: _Look) -> bool:
    """Whether a short page has as much text as a short article, and says it is one."""
    return look.is_article and look.body.words >= _SHORT


def _links(look: _Look) -> Found | None:
    """A front page, a section, a topic: links to articles, and next to nothing else."""
    blocks, words = look.outline.blocks, look.body.words
    if _is_front(look.page.url) and not look.is_article:
        return "index", "the address is a site's front page"
    if look.structured.types & {"CollectionPage", "SearchResultsPage"} and not look.is_article:
        return "index", f"declares a collection, {words} words of text"
    headlines = sum(1 for b in blocks if b.link_density > 0.8 and 5 <= b.words <= 25)
    dated = look.is_article or bool(look.structured.published)
    least = _LEAST if dated else _SHORT
    if headlines >= 8 and listing.prose(look.outline, look.body) < least:
        return "index", f"{headlines} linked headlines, {words} words of text"
    if look.told < _LEAST and not look.is_article:
        teasers = sum(b.link_density > 0.4 and 4 <= b.words <= 30 for b in blocks)
        if teasers >= 3:
            return "index", f"{teasers} linked headlines, {words} words of text"
    return None


def _player(source: bytes, path: str) -> str:
    """A player on a page whose address is that of a video; without such an address it may be an advert's."""
    if _VIDEO_PATH.search(path):
        for player in _PLAYERS:
            if player in source:
                return f"a player ({player.decode()}) at an address of videos"
    return ""


def _is_front(url: str) -> bool:
    return bool(url) and urlsplit(url).path in {"", "/"} and not urlsplit(url).query


_OF_ALL: tuple[Callable[[_Look], Found | None], ...] = (
    _declared_live,
    _wall,
    _blank,
    _stub,
    _live,
    _teasers,
)
_OF_SHORT: tuple[Callable[[_Look], Found | None], ...] = (_gallery, _video, _links)
"""Judges of what has less text than most articles. The first one that finds anything decides."""
