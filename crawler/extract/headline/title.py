"""Choosing the headline: what sources agree on, what stands on the page, without the newspaper's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.extract.blocks import Block
from crawler.extract.naming import speaks_of
from crawler.extract.people import folded
from crawler.extract.structured import Structured
from crawler.extract.structured.jsonld import NEWS_TYPES


class Title(NamedTuple):
    """A headline and the block that shows it."""

    text: str
    block: int | None
    """Index of the first visible block that is this headline, headings first."""


# What each begins with stands first, for all of them: so all other places of a text are passed over at once.
_SEPARATOR = re.compile(
    r"[\s|｜»«:](?:(?<=\s)\s*[|–—·•»«:*/-]+\s+|(?:(?<=\s)[|｜»«]|(?<=[|｜»«]))\s?|(?<=\s)::\s|(?<=:)\s(?=\S+$)|(?<=\s)[-–—]\s?(?=\S+$))"
)
_SIGNS = frozenset("|–—·•»«:*/-｜")
"""Without any of these nothing separates."""
_TIGHT = re.compile(
    r"[-_－—]{1,2}(?:[\u3040-\u9fff]{1,8}(?:网|新闻|日报|晚报|时报|早报|在线|频道|社|台|ニュース|新聞|オンライン)|[\uac00-\ud7a3]{1,6}(?:뉴스|신문|일보))$"
)
"""The newspaper's name behind a headline without spaces."""
_WEIGHTS = {
    "json-ld": 3.0,
    "meta:og:title": 2.6,
    "microdata": 2.2,
    "title": 1.6,
    "meta:twitter:title": 1.4,
}
_OTHER_META = 0.8
_HEADING = {1: 3.2, 2: 0.7, 3: 0.3}
_is_headline = speaks_of(r"(?:^|[ _-])(?:itemprop=)?headline(?:$|[ _-])|title", "headline", "title")
_LONG_WORD = re.compile(r"[^\W_]{3,}|[\u3040-\u9fff]")
_ALONE = 6.0
"""What the page's only h1 gains where all that is declared differs: that is then written for search engines and shares."""
_ALONE_IN_NEWS = 1.5
"""The same on a page that calls itself news: there the declared headline is the newsroom's own."""
_TWICE = 2.0
"""What the page's only h1 gains where JSON-LD says the same: what is written for shares may differ."""
_KICKER = 5
"""How many words may stand before the headline in its heading, and are none of it."""
_KICKER_MARK = re.compile(r"kicker|overline|roofline|topline|dachzeile|pre-?title|eyebrow")
_is_of_site = speaks_of(
    r"site-?title|site-?name|logo|brand|masthead|rel=home|screen-reader|blog-?title|comment|reply",
    *"site logo brand masthead rel=home screen-reader blog comment reply".split(),
)
_LONGEST = 600
"""Characters: a longer text is no headline, and may be nothing but separators."""
_EDGE = " \t\n|–—·•»«-"


def site_names(structured: Structured, url: str, name: str = "") -> frozenset[str]:
    """Folded names of the newspaper: what it calls itself, its host and its host's parts."""
    names = {folded(n) for n in structured.site_names}
    for handle in ("twitter:site", "twitter:creator"):
        if structured.metas.get(handle, "").startswith("@"):
            names.add(folded(structured.metas[handle]))
    host = urlsplit(url).hostname or name if "//" in url else name
    labels = [x for x in host.lower().split(".") if x]
    names.add(folded(host.removeprefix("www.")))
    names.update(
        folded(x)
        for x in labels[:-1]
        if len(x) > 2 and x not in ("www", "com", "amp", "mobile", "edition", "news")
    )
    return frozenset(n for n in names if len(n) > 1)


def without_site(
    text: str, names: Collection[str], known: Collection[str] = (), *, shown: bool = False
) -> str:
    """Cut the newspaper's name, and sections beside it, off either end of a title.

    *names* are folded names of the newspaper; *known* are folded headlines from elsewhere on the page: what leaves one of them is cut
    whatever it is called. With *shown* it is a visible heading: then only the newspaper's own name is cut.
    """
    head, colon, rest = text.partition(": ")
    if colon and folded(head) in names and len(rest) > 8:
        return rest.strip(_EDGE)
    parted = len(text) <= _LONGEST and not _SIGNS.isdisjoint(text)
    breaks = list(_SEPARATOR.finditer(text)) if parted else []
    if not breaks:
        tight = None if text.isascii() else _TIGHT.search(text)
        return text[: tight.start()] if tight else text
    halves = [(text[: m.start()].strip(_EDGE), text[m.end() :].strip(_EDGE)) for m in breaks]
    for part in (half for pair in halves for half in pair):
        if len(part) > 14 and folded(part) in known:
            return part
    for kept, cut in [*halves, *((tail, head) for head, tail in reversed(halves))]:
        if kept and _is_site(cut, names):
            return kept
    head, tail = halves[-1]
    by_bar = not shown and "|" in breaks[-1][0]
    if by_bar and len(tail.split()) <= 4 and len(head) >= 15 and len(tail) < len(head):
        return without_site(head, names)
    return text


def _is_site(part: str, names: Collection[str]) -> bool:
    key = folded(part)
    if not key or len(part.split()) > 7:
        return False
    if key in names:
        return True
    return any(
        len(n) > 3
        and (key.startswith(n) or key.endswith(n) or (n.startswith(key) and len(key) > 3))
        and len(key) < len(n) + 14
        for n in names
    )


def choose(structured: Structured, blocks: Sequence[Block], names: Collection[str]) -> Title:
    """The headline of a page; an empty text when the page has none.

    Every source votes with its weight for its headline, a visible heading with more; sources that only differ in case, punctuation or
    the newspaper's name vote together. The spelling is the heading's, else that of the weightiest source.
    """
    names = {*names, *_linked_name(structured, blocks)}
    headings = _headings(blocks, names)
    without = not any(b.level == 1 for b, _ in headings)
    known = {
        folded(b.text) for b, _ in headings if b.level == 1 or (without and b.link_density < 0.5)
    }
    known.update(folded(s.text) for s in structured.titles if s.evidence == "json-ld")
    ballot = _Ballot(names)
    for stated in structured.titles:
        weight = _WEIGHTS.get(stated.evidence, _OTHER_META)
        ballot.vote(without_site(stated.text, names, known), weight)
    leader = ballot.leader()
    said = {
        folded(without_site(s.text, names, known))
        for s in structured.titles
        if s.evidence == "json-ld"
    }
    single = len({folded(b.text) for b, _ in headings if b.level == 1}) == 1
    alone = _ALONE_IN_NEWS if structured.types & NEWS_TYPES else _ALONE
    shown: dict[str, int] = {}
    for block, weight in headings:
        key = folded(block.text)
        extra = 0.0
        if block.level == 1 and ballot.votes.get(key, 0.0) < 1.0:
            if len(key) > 12 and folded(leader).endswith(key):
                extra = alone  # what is declared has a kicker before it
            elif single:
                extra = alone * _resembles(block.text, leader)
        text = without_site(block.text.replace("\n", " "), names, shown=True)
        if block.level == 1 and single and folded(text) in said:
            extra = _TWICE
        ballot.vote(text, weight + extra)
        shown.setdefault(folded(text), block.index)
    text = ballot.leader()
    if not text:
        return Title("", None)
    at = shown.get(folded(text))
    if at is not None and leader and blocks[at].level == 1:
        text = _without_kicker(blocks[at], text, leader)
    return Title(text, _shown_at(blocks, text) if at is None else at)


def _without_kicker(block: Block, heading: str, declared: str) -> str:
    """The declared headline when the heading is that with a kicker before it; one word is none unless markup says so."""
    own, theirs = folded(heading), folded(declared)
    if own == theirs or len(theirs) <= 20 or not own.endswith(theirs):
        return heading
    words = heading.split()
    fewest = 1 if _KICKER_MARK.search(block.classes) else 2
    tails = (" ".join(words[cut:]).lstrip(_EDGE) for cut in range(fewest, _KICKER + 2))
    return next((tail for tail in tails if folded(tail) == theirs), heading)


def _linked_name(structured: Structured, blocks: Sequence[Block]) -> list[str]:
    """The newspaper's name when the page's first h1 is a link with the end or the start of ``<title>`` in it."""
    heading = next((b for b in blocks if b.level == 1), None)
    if heading is None or heading.link_density < 0.99 or heading.words > 6:
        return []
    key = folded(heading.text)
    titles = [folded(s.text) for s in structured.titles if s.evidence == "title"]
    inside = any(key in t and t != key and len(t) > len(key) + 12 for t in titles)
    return [key] if inside and not any(t.startswith(key) for t in _declared(structured)) else []


def _declared(structured: Structured) -> list[str]:
    return [folded(s.text) for s in structured.titles if s.evidence != "title"]


def only_heading(blocks: Sequence[Block]) -> int | None:
    """The page's only visible h1: it tells where the story begins though the headline is worded otherwise."""
    found = [b for b in blocks if b.level == 1 and not b.hidden]
    if len(found) != 1 or found[0].words < 4 or _is_of_site(found[0].classes):
        return None
    return found[0].index


def _shown_at(blocks: Sequence[Block], text: str) -> int | None:
    """The first visible block that is this text, when no heading is."""
    key = folded(text)
    fits = (b for b in blocks if len(key) <= len(b.text) <= len(text) + 20 and not b.hidden)
    return next((b.index for b in fits if folded(b.text) == key), None)


class _Ballot:
    """Votes per headline; spellings that differ in nothing but case, punctuation and spaces count together."""

    def __init__(self, refused: Collection[str]) -> None:
        self.votes: dict[str, float] = {}
        self._spelling: dict[str, tuple[int, float, str]] = {}
        self._refused = refused

    def vote(self, text: str, weight: float) -> None:
        key = folded(text)
        if not key or len(text) > 400 or key in self._refused:
            return
        self.votes[key] = self.votes.get(key, 0.0) + weight
        # More words first: markup may run two lines of a heading together.
        rank = (len(text.split()), weight, " ".join(text.split()))
        if key not in self._spelling or self._spelling[key][:2] < rank[:2]:
            self._spelling[key] = rank

    def leader(self) -> str:
        """The spelling of the headline with most votes; the first on a tie; empty without votes."""
        if not self.votes:
            return ""
        return self._spelling[max(self.votes, key=lambda k: self.votes[k])][2]


def _resembles(heading: str, declared: str) -> float:
    """Whether a heading tells what the declared title tells, in other words: the share of its words found there, as 0, ½ or 1."""
    own, theirs = (set(_LONG_WORD.findall(t.casefold())) for t in (heading, declared))
    if len(own) < 2:
        return 0.0
    share = len(own & theirs) / min(len(own), max(len(theirs), 1))
    return 1.0 if share >= 0.4 else 0.5 if share > 0 else 0.0


def _candidates(blocks: Sequence[Block], names: Collection[str], *, hidden: bool) -> list[Block]:
    """The first headings of a page, up to the third level."""
    found: list[Block] = []
    lower = 0
    for block in blocks:
        level = block.level
        if level == 0 or level > 3 or not 3 <= len(block.text) <= 400:
            continue
        if block.hidden and not hidden:
            continue
        if folded(block.text) in names or _is_of_site(block.classes):
            continue
        lower += level > 1
        if level == 1 or lower <= 8:
            found.append(block)
        if len(found) == 20:
            break
    return found


def _headings(blocks: Sequence[Block], names: Collection[str]) -> list[tuple[Block, float]]:
    """Headings that may be the headline, with their weights: an h1 counts most, but less where there are several."""
    found = _candidates(blocks, names, hidden=False)
    if not any(b.level == 1 for b in found) and {b.hidden for b in blocks if b.words >= 20} == {
        True
    }:  # a script shows the story
        found = _candidates(blocks, names, hidden=True)
    several = sum(b.level == 1 for b in found) > 1
    weighed: list[tuple[Block, float]] = []
    seen: set[int] = set()
    for block in found:
        weight = _HEADING[block.level]
        if block.level == 1 and several:
            weight *= 0.5
        elif block.level in seen:
            weight *= 0.4
        if block.link_density > 0.9:
            weight *= 0.5
        if _is_headline(block.classes):
            weight += 0.7
        weighed.append((block, weight - 0.01 * len(seen)))
        seen.add(block.level)
    return weighed
