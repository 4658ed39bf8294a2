"""Choosing the headline: what sources agree on, what stands on the page, without the newspaper's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.extract.blocks import Block
from crawler.extract.structured import Stated, Structured


class Title(NamedTuple):
    """A headline and the block that shows it."""

    text: str
    block: int | None
    """Index of the first visible block that is this headline, headings first."""


_SEPARATOR = re.compile(r"\s+[|–—·•»«:*/-]+\s+|\s?[|｜»«]\s?|\s::\s|:\s(?=\S+$)|\s[-–—]\s?(?=\S+$)")
_WEIGHTS = {
    "json-ld": 3.0,
    "meta:og:title": 2.6,
    "microdata": 2.2,
    "title": 1.6,
    "meta:twitter:title": 1.4,
}
_OTHER_META = 0.8
_HEADING = {1: 3.2, 2: 0.7, 3: 0.3}
_NAMED = re.compile(
    r"(?:^|[ _-])(?:headline|article[_-]?title|entry[_-]?title|post[_-]?title|itemprop=headline)(?:$|[ _-])|title"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_EDGE = " \t\n|–—·•»«-"


def folded(text: str) -> str:
    """Letters and digits only, casefolded: what two spellings of one headline share."""
    return _NOT_LETTERS.sub("", text.casefold())


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


def without_site(text: str, names: Collection[str], known: Collection[str] = ()) -> str:
    """Cut the newspaper's name, and sections beside it, off either end of a title.

    *names* are folded names of the newspaper; *known* are folded headlines from elsewhere on the page: what leaves one of them is cut
    whatever it is called.
    """
    breaks = list(_SEPARATOR.finditer(text))
    if not breaks:
        return text
    for match in breaks:
        for part in (text[: match.start()], text[match.end() :]):
            if len(part) > 14 and folded(part) in known:
                return part.strip(_EDGE)
    for match in breaks:
        if _is_site(text[match.end() :], names):
            return text[: match.start()].strip(_EDGE) or text
    for match in reversed(breaks):
        if _is_site(text[: match.start()], names):
            return text[match.end() :].strip(_EDGE) or text
    last = breaks[-1]
    tail = text[last.end() :]
    if (
        "|" in last[0]
        and len(tail.split()) <= 4
        and last.start() >= 15
        and len(tail) < last.start()
    ):
        return without_site(text[: last.start()].strip(_EDGE), names)
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
    headings = _headings(blocks, names)
    known = {folded(b.text) for b, _ in headings if b.level == 1}
    known.update(folded(s.text) for s in structured.titles if s.evidence == "json-ld")
    votes: dict[str, float] = {}
    spelling: dict[str, tuple[float, str]] = {}
    for stated in structured.titles:
        text = without_site(stated.text, names, known)
        _vote(votes, spelling, text, _weight(stated), names)
    shown: dict[str, int] = {}
    declared = list(votes)
    for block, weight in headings:
        key = folded(block.text)
        extra = 0.0
        if key not in votes and any(
            len(key) > 12 and (key in d or d in key) for d in declared if len(d) > 12
        ):
            extra = 1.0
        _vote(votes, spelling, block.text.replace("\n", " "), weight + extra, ())
        shown.setdefault(key, block.index)
    if not votes:
        return Title("", None)
    best = max(votes, key=lambda k: votes[k])
    block_index = shown.get(best)
    if block_index is None:
        longest = len(spelling[best][1]) + 20
        block_index = next(
            (
                b.index
                for b in blocks
                if len(best) <= len(b.text) <= longest and not b.hidden and folded(b.text) == best
            ),
            None,
        )
    text = (
        blocks[block_index].text.replace("\n", " ")
        if block_index is not None
        else spelling[best][1]
    )
    return Title(" ".join(text.split()), block_index)


def _weight(stated: Stated) -> float:
    return _WEIGHTS.get(stated.evidence, _OTHER_META)


def _vote(
    votes: dict[str, float],
    spelling: dict[str, tuple[float, str]],
    text: str,
    weight: float,
    names: Collection[str],
) -> None:
    key = folded(text)
    if not key or len(text) > 400 or key in names:
        return
    votes[key] = votes.get(key, 0.0) + weight
    if key not in spelling or spelling[key][0] < weight:
        spelling[key] = (weight, text)


def _headings(blocks: Sequence[Block], names: Collection[str]) -> list[tuple[Block, float]]:
    """Headings that may be the headline, with their weights: the first of a level counts, h1 most."""
    found: list[tuple[Block, float]] = []
    seen: set[int] = set()
    for block in blocks:
        level = block.level
        if level == 0 or level > 3 or block.hidden or not 3 <= len(block.text) <= 400:
            continue
        if folded(block.text) in names:
            continue
        weight = _HEADING[level]
        if _NAMED.search(block.classes):
            weight += 0.7
        if level in seen:
            weight *= 0.4
        seen.add(level)
        found.append((block, weight))
        if len(found) == 12:
            break
    return found
