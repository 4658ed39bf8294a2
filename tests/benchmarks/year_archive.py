"""A real archive kept beside the plain objects of the simulated year, for some of its newspapers: do the two agree?

All that the crawl decides goes into a SQLite file through the functions that a crawl calls; after each visit what the
archive remembers of the newspaper is compared with what the simulation does.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from year_habits import BEGAN, moment

from archive.frontier import Poll
from archive.model import Announced, Article, Extracted, Filters
from archive.sources import Change, SourceState
from archive.store import Archive
from archive.visit import Visit

if TYPE_CHECKING:
    from year_crawl import Source

_COMPARED = (
    "due",
    "interval",
    "failures",
    "rhythm",
    "tried",
    "polled",
    "problem",
    "silences",
    "held",
    "holds",
)


class Disagreement(Exception):
    """The archive remembers something else than the simulation."""


class Kept:
    """The archive, and what the crawl tells it of one newspaper after another.

    :param names: the newspapers that are kept.
    """

    def __init__(self, file: Path, names: Sequence[str]) -> None:
        self.archive = Archive.open(file, create=True)
        self.names = frozenset(names)
        self.visits: list[Visit] = []
        self.compared = 0
        self._told = False
        self._run = self.archive.ledger.begin(BEGAN, "a year")

    def polled(
        self, source: Source, now: float, shown: range = range(0), problem: str = ""
    ) -> None:
        """A feed was asked for, and showed the articles of these numbers; or why it did not."""
        self._told = True
        name = source.paper.name
        poll = Poll(
            url=f"https://{name}.example/feed", source=name, kind="feed", status=problem or "ok"
        )
        links = [
            Announced(
                url=url_of(name, number),
                published=moment(source.paper.published[number]) if source.paper.dated else None,
            )
            for number in reversed(shown)
        ]
        self.archive.frontier.polled(poll, links, moment(now), run=self._run)

    def changed(self, name: str, now: float, change: Change) -> None:
        """The crawl found something out about a newspaper as a whole."""
        self._told = True
        self.archive.frontier.change_source(name, moment(now), change)

    def read(self, source: Source, number: int, at: float, refused: str = "") -> None:
        """A page came; it is stored with the others of its visit."""
        name, url = source.paper.name, url_of(source.paper.name, number)
        if refused:
            visit = Visit(link=url, source=name, at=moment(at), outcome="refused", reason=refused)
        else:
            told = hashlib.sha256(url.encode()).hexdigest()
            words = [told[n : n + 6] for n in range(0, 58, 2)]
            article = Article(
                url=url,
                source=name,
                title=f"Story {told[:12]}",
                text=" ".join(words),
                words=len(words),
                published=moment(source.paper.published[number]),
                fetched=moment(at),
            )
            extracted = Extracted(article=article)
            visit = Visit(link=url, source=name, at=moment(at), outcome="read", extracted=extracted)
        self.visits.append(visit)

    def failed(self, source: Source, number: int, at: float, reason: str) -> None:
        """A page did not come, for a passing reason."""
        url = url_of(source.paper.name, number)
        self.visits.append(
            Visit(link=url, source=source.paper.name, at=moment(at), outcome="failed", reason=reason, retry=True)
        )  # fmt: skip

    def store(self) -> None:
        """Put what came of this visit into the archive, in one transaction."""
        if self.visits:
            self._told = True
            self.archive.record(self.visits, self._run)
            self.visits.clear()

    def compare(self, source: Source, now: float) -> None:
        """See that both know the same of a newspaper, where the archive was told something since.

        :raises Disagreement: they do not.
        """
        if not self._told:
            return
        self._told = False
        self.compared += 1
        name = source.paper.name
        known = self.archive.frontier.source_states([name]).get(name)
        if known is not None:
            for each in _COMPARED:
                _same(name, now, each, getattr(known, each), getattr(source.state, each))
        links = self.archive.frontier.pending(name, limit=10_000, now=moment(now))
        mine = {url_of(name, link.number) for link in source.pending if link.due <= now}
        _same(name, now, "links that are due", {link.url for link in links}, mine)

    def compare_all(self, source: Source) -> None:
        """See that what is stored of a newspaper is what the simulation stored, each once.

        :raises Disagreement: it is not.
        """
        name = source.paper.name
        filters = Filters(source=name, with_duplicates=True)
        urls = [article.url for article in self.archive.articles(filters)]
        mine = [url_of(name, number) for number, at in source.stored.items() if not math.isnan(at)]
        _same(name, 0, "stored articles", sorted(urls), sorted(mine))


def url_of(name: str, number: int) -> str:
    """Where an article would lie."""
    return f"https://{name}.example/news/a-story-with-the-number-{number}"


def state_of(name: str) -> SourceState:
    """A newspaper of which nothing is known yet."""
    return SourceState(name=name, began=BEGAN, due=BEGAN)


def _same(name: str, now: float, what: str, theirs: object, ours: object) -> None:
    if theirs != ours:
        msg = f"{name}, {moment(now):%Y-%m-%d %H:%M}: {what}: the archive has {theirs!r}, the simulation {ours!r}"
        raise Disagreement(msg[:2000])
