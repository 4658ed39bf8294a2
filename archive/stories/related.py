"""The same story elsewhere, other languages included.

Candidates come out of the full-text index: the articles that have the rarest names and numbers of this one, each looked
up in every language of the archive, first of all time and, where that is too many, near its date and in pairs. The number
of look-ups is bounded, whatever the archive's size. The candidates are then read and weighed clue by clue: a clue weighs
the more the fewer articles have it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from archive.database import chunks
from archive.model import Article, Filters
from archive.rows import ARTICLE_COLUMNS, to_article
from archive.schema import articles
from archive.search.lookup import Lookup
from archive.stories.clues import Clues, clues_of
from archive.stories.kept import Shelf
from archive.stories.likeness import likeness, may_be_like
from archive.stories.signature import signature

_NAMES, _NUMBERS = 16, 5
"""Clues that are looked up."""
_MOST: Final = 300
"""Articles that are read off the index for one clue."""
_PAIRED: Final = 4
"""Clues that too many articles have, looked up in pairs."""
_NEAR: Final = timedelta(days=7)
_WEIGHED: Final = 30
"""Candidates that are read and weighed."""
_ENOUGH: Final = 24.0
"""Score from which two articles are taken for the same story."""
_EVIDENCE: Final = 8.0
"""What the names and numbers that they have in common must weigh at least."""
_CLUES: Final = 3
"""Names and numbers that they must have in common, all parts of a name counted once."""
_CLOSE: Final = 45.0
"""Score from which less evidence will do: in an archive of a few articles no name can weigh much."""
_CLOSE_EVIDENCE: Final = 5.5
_CLOSE_CLUES: Final = 4
_SMALL: Final = 10
"""Articles that are reckoned with besides: in an archive of three a name in two of them would say nothing."""
_UNKNOWN: Final = 2.5
"""The most that a name weighs that was not looked up."""
_MOST_OF_A_NUMBER: Final = 4.0


@dataclass(frozen=True, slots=True)
class Related:
    """An article that tells the same story, and why that is thought."""

    article: Article
    score: float
    """How much speaks for it; comparable within one archive."""
    names: tuple[str, ...]
    """That both have, the rarest first, as they are written in the first one."""
    numbers: tuple[str, ...]
    apart: timedelta | None
    """Between the publication of both; None when it is not known of both."""
    share: float
    """Of the text of the shorter one: how much the other one has, word for word; 0 when it is little."""


def related(connection: Connection, article: Article, limit: int) -> list[Related]:
    """The articles that tell the story of this stored one, the surest first. Empty when there is none."""
    clues = clues_of(article)
    total = connection.execute(select(func.max(articles.c.id))).scalar() or 1
    found = _Candidates(connection, article, total)
    found.look_up(clues)
    found.add(_kin(connection, article), 1_000.0)
    read = _articles(connection, found.best(_WEIGHED))
    others = [clues_of(other) for other in read if other.id != article.id]
    scale = _Scale(found.weights, others)
    weighed = [_weighed(clues, other, scale) for other in others]
    same = [each for each in weighed if each is not None]
    same.sort(key=lambda each: (-each.score, each.article.id))
    return same[:limit]


class _Candidates:
    """The articles that have clues of another one."""

    def __init__(self, connection: Connection, article: Article, total: int) -> None:
        self.weights: dict[str, float] = {}
        """Of each clue that was looked up: the logarithm of its rarity."""
        self._lookup = Lookup(connection)
        self._article = article
        self._total = total
        self._votes: defaultdict[int, float] = defaultdict(float)

    def look_up(self, clues: Clues) -> None:
        """Gathers what has the names and numbers."""
        numbers = sorted(filter(_is_telling, clues.numbers), key=len, reverse=True)[:_NUMBERS]
        asked = {key: clues.names[key] for key in list(clues.names)[:_NAMES]}
        asked |= {key: clues.numbers[key] for key in numbers}
        common: list[str] = []
        for key, written in asked.items():
            places = self._lookup.newest([written], _EVERYWHERE, _MOST)
            self.weights[key] = math.log((self._total + _SMALL) / max(1, len(places)))
            if len(places) < _MOST:
                self.add(places, self.weights[key])
            else:
                common.append(key)
        near = self._near()
        if near is not None:
            for key in common:
                places = self._lookup.newest([asked[key]], near, _MOST)
                self.add(places, self.weights[key])
        for one, other in combinations(common[:_PAIRED], 2):
            places = self._lookup.newest([asked[one], asked[other]], _EVERYWHERE, _MOST)
            self.add(places, self.weights[one])

    def add(self, places: Iterable[int], weight: float) -> None:
        """Lets something speak for the articles at these places."""
        for place in places:
            self._votes[place] += weight

    def best(self, count: int) -> list[int]:
        """The places of the articles for which most speaks, of this one too."""
        return sorted(self._votes, key=lambda place: (-self._votes[place], place))[: count + 1]

    def _near(self) -> Filters | None:
        day = self._article.published or self._article.first_seen
        if day is None:
            return None
        return Filters(since=day - _NEAR, until=day + _NEAR, with_duplicates=True)


_EVERYWHERE: Final = Filters(with_duplicates=True)


def _is_telling(digits: str) -> bool:
    """Whether a number can be looked up to some use: no year, and not one of the small ones that are everywhere."""
    return len(digits) > 2 and _is_no_year(digits)


def _is_no_year(digits: str) -> bool:
    return len(digits) != 4 or digits[:2] not in {"19", "20"}


def _kin(connection: Connection, article: Article) -> set[int]:
    """The places of the articles of its story, and of those with nearly the same text."""
    own = [article.duplicate_of or article.id, article.id]
    conditions: list[ColumnElement[bool]] = [
        articles.c.duplicate_of.in_(own),
        articles.c.id.in_(own),
    ]
    if article.story is not None:
        conditions.append(articles.c.story == article.story)
    shelf = Shelf()
    signed = signature(article.text)
    shelf.look_up(connection, [signed])
    if alike := shelf.candidates(article.id or 0, signed):
        conditions.append(articles.c.id.in_(alike))
    places = select(articles.c.place)
    # Each condition by its own index; all in one would be a look at every article.
    return {
        place
        for condition in conditions
        for place in connection.execute(places.where(condition).limit(_MOST)).scalars()
    }


def _articles(connection: Connection, places: Sequence[int]) -> list[Article]:
    query = select(*ARTICLE_COLUMNS)
    return [
        to_article(row)
        for chunk in chunks(places)
        for row in connection.execute(query.where(articles.c.place.in_(chunk)))
    ]


class _Scale:
    """How much each clue weighs: what was looked up by the archive, the others by the candidates that have them."""

    def __init__(self, weights: Mapping[str, float], others: Sequence[Clues]) -> None:
        self._weights = weights
        self._having = Counter(name for clues in others for name in clues.names)
        self._all = len(others) + 1

    def of(self, name: str) -> float:
        """The weight of a name."""
        if name in self._weights:
            return self._weights[name]
        return min(
            _UNKNOWN, math.log(self._all / self._having[name]) if self._having[name] else _UNKNOWN
        )

    def of_number(self, digits: str) -> float:
        """The weight of a number, where it was not looked up by its length."""
        if digits in self._weights:
            return min(self._weights[digits], _MOST_OF_A_NUMBER)
        if not _is_no_year(digits):
            return 0.3
        return 0.7 if len(digits) == 2 else 2.0

    def total(self, clues: Clues) -> float:
        """Of all names, in squares."""
        return sum(self.of(name) ** 2 for name in clues.names)


def _weighed(one: Clues, other: Clues, scale: _Scale) -> Related | None:
    """What speaks for the two being one story; None when it is too little."""
    alike = likeness(one.words, other.words) if may_be_like(one.words, other.words) else None
    names = [name for name in one.names if name in other.names]
    numbers = [digits for digits in one.numbers if digits in other.numbers]
    apart = _apart(one.article, other.article)
    of_numbers = sum(map(scale.of_number, numbers)) / math.sqrt(1 + len(other.numbers) / 10)
    totals = scale.total(one), scale.total(other)
    # Of two languages each has words with capitals that the other one can't have.
    both = math.sqrt(math.prod(totals)) if _same_language(one, other) else min(totals)
    cosine = sum(scale.of(name) ** 2 for name in names) / (both or 1.0)
    evidence = sum(map(scale.of, names)) + of_numbers
    same_agency = bool(one.article.agency and one.article.agency == other.article.agency)
    score = 100 * cosine + 4 * of_numbers + 5 * same_agency
    score *= _nearness(apart)
    same_source = one.article.source == other.article.source
    share = alike.share if alike else 0.0
    is_copied = alike is not None and (
        alike.is_copy(same_source=same_source) or alike.is_partly(same_source=same_source)
    )
    several = {one.whole.get(name, name) for name in names} | set(filter(_is_no_year, numbers))
    is_enough = (score >= _ENOUGH and evidence >= _EVIDENCE and len(several) >= _CLUES) or (
        score >= _CLOSE and evidence >= _CLOSE_EVIDENCE and len(several) >= _CLOSE_CLUES
    )
    if not is_copied and not (is_enough and names):
        return None
    names.sort(key=scale.of, reverse=True)
    return Related(
        other.article,
        score + 100 * share * is_copied,
        tuple(one.names[name] for name in names),
        tuple(one.numbers[digits] for digits in numbers),
        apart,
        share,
    )


def _same_language(one: Clues, other: Clues) -> bool:
    return one.article.language == other.article.language


def _apart(one: Article, other: Article) -> timedelta | None:
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published)


def _nearness(apart: timedelta | None) -> float:
    """How much what two articles have in common counts, by the time between them."""
    if apart is None:
        return 0.8
    for days, factor in ((2, 1.0), (4, 0.9), (8, 0.7), (31, 0.5)):
        if apart <= timedelta(days=days):
            return factor
    return 0.35
