"""Pages that stand where an article was asked for: a test for robots, a question about cookies, a page that is not there.

What they are built of says it first: scripts of the firms that guard sites, the address, the name of the page's body. What they say in words
(:mod:`crawler.extract.boilerplate.phrases`) counts where it is most of a headline or where there is next to no text beside it: a story
about a site that was not found has sentences below its headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.model import Page
from crawler.extract.blocks import Block, Outline
from crawler.extract.body import Body
from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.phrases import Hits, phrases
from crawler.extract.structured import Structured

_GUARDS = {
    # In the page that is served instead of the one asked for; what the same firms put into every page is not among these.
    "Cloudflare": (b"_cf_chl_opt", b"/orchestrate/", b'id="challenge-form"', b"cf-browser-verification", b'id="cf-error-details"'),
    "DataDome": (b"captcha-delivery.com",),
    "PerimeterX": (b"px-captcha", b"captcha.px-cdn.net", b"captcha.px-cloud.net"),
    "Akamai": (b"sec-if-cpt-container", b"/_sec/cp_challenge", b"errors.edgesuite.net", b"triggerInterstitialChallenge"),
    "Imperva": (b"Incapsula incident ID", b"_Incapsula_Resource?CWUDNSAI", b"_Incapsula_Resource?SWUDNSAI"),
    "AWS": (b"gokuProps", b"awsWafCookieDomainList"),
    "Sucuri": (b"sucuri_cloudproxy_js", b"Sucuri WebSite Firewall"),
    "Kasada": (b"149e9513-01fa-4fb0-aad4-566afd725d1b",),
    "DDoS-Guard": (b"/.well-known/ddos-guard/",),
    "Anubis": (b"anubis_challenge", b"/.within.website/x/cmd/anubis"),
    "Radware": (b"validate.perfdrive.com",),
}  # fmt: skip
_SEARCHED = 400_000
"""Bytes. A page of a guard is short."""
_GUARDED = 120
"""Words: a page with more is no guard's, whatever scripts it has."""
_NO_TEXT = 60
"""Words of text: with fewer, what any block says may be all there is to say."""
_LITTLE = 150
"""Words of text: with fewer, what the page is built of decides."""
_MOST_HEADS = 3
_CONSENT_ADDRESS = re.compile(
    r"https?://(?:(?:consent|consensus|cmp|myprivacy)\.|[^/]+/(?:[^?]*/)?"
    r"(?:(?:cookie|privacy|consent|pur)-?(?:wall|gate)|consent|zustimmung|collectConsent)(?:[/.]|$))",
    re.I,
)
_NOT_FOUND_PATH = re.compile(r"/(?:error[-_/]?)?(?:404|not[-_]?found|page[-_]not[-_]found)(?:\.\w{2,5})?/?$", re.I)  # fmt: skip
_NOT_FOUND_NAMES = frozenset(
    "error404 error-404 error_404 page-404 page--404 page-error-404 is-404 not-found page-not-found page--not-found notfound http-404 "
    "template-404 node-404 status-404 page404 error-page-404".split()
)
_NUMBER = re.compile(r"(?:http |error |erreur |fehler |kesalahan |ошибка )?404\b")
_NONE = Hits()
_COOKIES = ("cookie", "クッキー", "쿠키", "कुकी", "ملفات تعريف")

Found = tuple[str, str]
"""The kind and its evidence."""


def read(
    page: Page, outline: Outline, body: Body, structured: Structured, title: str, *, is_article: bool, told: int
) -> Found | None:  # fmt: skip
    """The kind of wall, or None. ``is_article``: the page declares one; ``told``: words of text that are no links."""
    if told >= 250:
        return None
    shown = sum(b.words for b in outline.blocks if not b.hidden)
    if shown <= _GUARDED and (guard := _guard(page.body)):
        return "challenge", guard
    heads = list(_heads(outline, title))
    if not is_article and (found := _built(page, outline, structured, told)):
        return found
    over = told >= _NO_TEXT or is_article
    for kind in ("challenge", "soft-404"):
        if hit := _headline_says(kind, heads, structured, told, is_article=is_article):
            return kind, f"its headline says {hit!r}"
        if not over and shown <= 400 and (hit := _block_says(kind, outline, body, told)):
            return kind, f"says {hit!r}, {told} words of text"
    return _consent(outline, body, told, shown, is_article=is_article)


def _guard(source: bytes) -> str:
    for firm, signs in _GUARDS.items():
        for mark in signs:
            if source.find(mark, 0, _SEARCHED) >= 0:
                return f"{firm}: {mark.decode()}"
    return ""


def _built(page: Page, outline: Outline, structured: Structured, told: int) -> Found | None:
    """By address and names."""
    address = _address(page.url)
    if _CONSENT_ADDRESS.match(address):
        return "consent-wall", f"the address {address}"[:120]
    if told >= _LITTLE:
        return None
    for url in (address, structured.canonical or "", structured.metas.get("og:url", "")):
        if url and _NOT_FOUND_PATH.search(_address(url)):
            return "soft-404", f"the address {url}"[:120]
    for container in outline.containers[:3]:
        if names := _NOT_FOUND_NAMES.intersection(container.names.split()):
            return "soft-404", f"{container.tag} is named {min(names)}"
    return None


def _address(url: str) -> str:
    """Without what follows the path; of a URL that may be no URL."""
    return url.partition("?")[0].partition("#")[0]


def _heads(outline: Outline, title: str) -> Iterator[str]:
    """The title and the first headings, folded."""
    if title:
        yield marks.of(title).plain
    count = 0
    for block in outline.blocks:
        if block.level in {1, 2} and block.words <= 12 and not block.hidden:
            yield marks.of(block.text).plain
            count += 1
            if count == _MOST_HEADS:
                return


def _headline_says(
    kind: str, heads: list[str], structured: Structured, told: int, *, is_article: bool
) -> str:
    """The phrase that is most of a headline. Beside a few sentences it must be a page that wants no visitors from searches."""
    if is_article or told >= _LITTLE:
        return ""
    if told >= _NO_TEXT and "noindex" not in structured.metas.get("robots", "").lower():
        return ""
    words = phrases(kind)
    for head in heads:
        if (hit := words.inside(head)) and len(hit) * 2 >= len(head):
            return hit
        if kind == "soft-404" and len(head) <= 40 and (number := _NUMBER.match(head)):
            return number[0]
    return ""


def _block_says(kind: str, outline: Outline, body: Body, told: int) -> str:
    """The phrase in any block; where there is some text, not in what lies over it or around it."""
    for block in _own(outline, body, told):
        if block.words <= 60 and (hit := marks.of(block.text).hits.get(kind, _NONE).inside):
            return hit
    return ""


_AROUND = frozenset(
    {"consent", "dialog", "hidden", "advert", "signup", "newsletter", "comments", "related", "most-read", "footer", "aside", "sidebar", "navigation"}
)  # fmt: skip


def _own(outline: Outline, body: Body, told: int) -> Iterator[Block]:
    around = _AROUND if told >= 20 else frozenset[str]()
    for block, (_, rule, _) in zip(outline.blocks, body.verdicts, strict=True):
        if rule not in around:
            yield block


def _consent(
    outline: Outline, body: Body, told: int, shown: int, *, is_article: bool
) -> Found | None:
    """A page that speaks of cookies and of nothing else. One with text under its banner is what the text is."""
    if shown > (1200 if told >= 20 else 400) or (is_article and told >= 20):
        return None
    hits = 0
    first = ""
    about = 0
    for block in _own(outline, body, told):
        if block.words > 200:
            continue
        said = marks.of(block.text)
        text = said.plain
        if hit := said.hits.get("consent-wall", _NONE).inside:
            hits += 1
            first = first or hit
        if hit or any(word in text for word in _COOKIES):
            about += block.words
    if not hits:
        return None
    if told < 20:
        return "consent-wall", f"says {first!r}, {told} words of text"
    if hits >= 2 and about * 2 >= told:
        return "consent-wall", f"says {first!r}, {about} of {told} words are about cookies"
    return None
