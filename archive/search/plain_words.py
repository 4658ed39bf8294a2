"""Queries of plain words, answered from what the index holds of each (:mod:`archive.search.postings`).

Plain are words that have to be there, or one of several, and words that must not be there; phrases, beginnings and what
stands in parentheses within parentheses are left to FTS5. Places, scores and their order are those that FTS5 gives.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection

from archive.search import ranking
from archive.search.asked import Asked
from archive.search.match import leaves
from archive.search.postings import COMPILED, Postings, Unreadable
from archive.search.query import And, Field, Node, Not, Or, Phrase, Term

if COMPILED:
    from archive.search._postings import Bounds, matching, score
if TYPE_CHECKING:
    from archive.search._postings import Doclist

_FIRST, _LAST = -(2**63), 2**63 - 1
_LEAST_IDF: Final = 1e-6
_AT_ONCE: Final = 64
"""Articles of which the lengths are asked for together."""

_Group: TypeAlias = tuple["Doclist", ...]
"""One of these has to be met."""
_Leaf: TypeAlias = Term | Phrase | Field


class _Plain(NamedTuple):
    wanted: tuple[tuple[_Leaf, ...], ...]
    """Of each of these, one has to be there."""
    unwanted: tuple[_Leaf, ...]


class _Part(NamedTuple):
    """What is asked for in the articles of one tag."""

    every: tuple[_Group, ...]
    without: _Group
    phrases: tuple[tuple[Doclist, float], ...]
    """What to rank by: each term and its weight."""
    factor: float
    """What to multiply the scores by."""


class PlainWords:
    """A query of plain words in an archive."""

    def __init__(self, postings: Postings, parts: Sequence[_Part], without: _Group) -> None:
        """For :func:`plain_words`."""
        self._postings = postings
        self._parts = parts
        self._without = without

    def places(self, low: int, high: int) -> array[int]:
        """Those of all articles that match, from ``low`` to ``high``, rising."""
        every = array("q")
        for part in self._parts:
            every.frombytes(matching(part.every, part.without + self._without, low, high))
        return every if len(self._parts) < 2 else array("q", sorted(every))

    def scores(self, places: Sequence[int], wanted: int) -> dict[int, float]:
        """The scores of the best of these places, as many as are wanted and those that are as good as the last of them.

        Raises Unreadable.
        """
        try:
            return self._scores(places, wanted)
        except ValueError as error:
            raise Unreadable from error

    def _scores(self, places: Sequence[int], wanted: int) -> dict[int, float]:
        rising = array("q", sorted(places)).tobytes()
        average = self._postings.average
        streams = [self._bounds(part, number, rising) for number, part in enumerate(self._parts)]
        bounds = heapq.merge(*streams, reverse=True) if len(streams) > 1 else chain(*streams)
        scores: dict[int, float] = {}
        least = 0.0
        while several := list(islice(bounds, max(_AT_ONCE, wanted))):
            if len(scores) >= wanted and several[0][0] < least:
                break
            lengths = self._postings.lengths([place for _, place, _ in several])
            for _, place, number in several:
                part = self._parts[number]
                scores[place] = score(place, lengths[place], part.phrases, average) * part.factor
            if len(scores) >= wanted:
                least = heapq.nlargest(wanted, scores.values())[-1] if wanted else math.inf
        return {place: found for place, found in scores.items() if found >= least}

    def _bounds(self, part: _Part, number: int, places: bytes) -> Iterator[tuple[float, int, int]]:
        for most, place in Bounds(places, part.phrases, self._postings.average):
            yield most * part.factor, place, number


def plain_words(
    connection: Connection,
    asked: Asked,
    facets: Sequence[str],
    more: Sequence[str],
    without: Sequence[str],
) -> PlainWords | None:
    """The query, where it is one of plain words and the index can be read so; otherwise None.

    :param facets: that an article must have, to be found and to count for what a language is weighed by.
    :param more: that it must have as well to be found.
    :param without: those that it must not have.
    """
    plain = _plain(asked.node) if COMPILED and asked.node else None
    if plain is None or not _is_plain(asked, plain):
        return None
    try:
        postings = Postings(connection)
        narrowing = tuple((postings.doclist(facet),) for facet in facets)
        parts = _parts(postings, asked, plain, narrowing, lambda: _indexed(connection))
        also = tuple((postings.doclist(facet),) for facet in more)
        parts = [part._replace(every=part.every + also) for part in parts]
        return PlainWords(postings, parts, tuple(map(postings.doclist, without)))
    except Unreadable:
        return None


def _indexed(connection: Connection) -> int:
    return connection.exec_driver_sql("SELECT max(id) FROM articles").scalar() or 0


def _plain(node: Node) -> _Plain | None:
    several = node.nodes if isinstance(node, And) else (node,)
    wanted: list[tuple[_Leaf, ...]] = []
    unwanted: list[_Leaf] = []
    for each in several:
        either = _either(each.node if isinstance(each, Not) else each)
        if either is None:
            return None
        if isinstance(each, Not):
            unwanted += either
        else:
            wanted.append(either)
    return _Plain(tuple(dict.fromkeys(wanted)), tuple(unwanted)) if wanted else None


def _either(node: Node) -> tuple[_Leaf, ...] | None:
    nodes = node.nodes if isinstance(node, Or) else (node,)
    found = []
    for each in nodes:
        inner = each.node if isinstance(each, Field) else each
        if not isinstance(inner, Term | Phrase):
            return None
        found.append(each)
    return tuple(found)  # type: ignore[arg-type]  # leaves and no others


def _is_plain(asked: Asked, plain: _Plain) -> bool:
    """Whether in every tag each word is a term, or one of several."""
    for either in (*plain.wanted, plain.unwanted):
        is_whole = len(either) == 1 and either is not plain.unwanted
        for leaf, tag in product(either, asked.matcher.tags):
            groups = asked.matcher.questions(_word(leaf), tag)
            if not groups or (len(groups) > 1 and not is_whole):
                return False
            if any(len(question.terms) > 1 or question.open for question in chain(*groups)):
                return False
    return True


def _word(leaf: Node) -> Node:
    return leaf.node if isinstance(leaf, Field) else leaf


def _groups(postings: Postings, asked: Asked, leaf: Node, tag: str) -> Iterator[_Group]:
    field = leaf.name if isinstance(leaf, Field) else ""
    for alternatives in asked.matcher.questions(_word(leaf), tag):
        yield tuple(postings.doclist(question.terms[0], field) for question in alternatives)


def _parts(
    postings: Postings,
    asked: Asked,
    plain: _Plain,
    facets: tuple[_Group, ...],
    indexed: Callable[[], int],
) -> list[_Part]:
    found: dict[str, _Part] = {}
    for tag in asked.matcher.tags:
        every = _every(postings, asked, plain, tag)
        if every is None:
            continue
        unwanted = chain.from_iterable(_groups(postings, asked, n, tag) for n in plain.unwanted)
        phrases = tuple((each, _idf(len(each), postings.articles)) for g in every for each in g)
        without = tuple(chain.from_iterable(unwanted))
        found[tag] = _Part((*every, *facets), without, phrases, 1.0)
    if len(found) > 1:
        found = {
            tag: part
            for tag, part in found.items()
            if matching(part.every, part.without, _FIRST, _LAST)
        }
    if len(found) < 2:
        return list(found.values())
    words = tuple(leaves(asked.node)) if asked.node else ()
    counts = {
        tag: [
            len(matching(tuple(_groups(postings, asked, leaf, tag)), (), _FIRST, _LAST)) // 8
            for leaf in words
        ]
        for tag in asked.matcher.tags
    }
    factors = ranking.factors(counts, indexed())
    return [part._replace(factor=factors[tag]) for tag, part in found.items()]


def _every(postings: Postings, asked: Asked, plain: _Plain, tag: str) -> tuple[_Group, ...] | None:
    """None where a word is in no article."""
    every: list[_Group] = []
    for either in plain.wanted:
        groups = list(chain.from_iterable(_groups(postings, asked, leaf, tag) for leaf in either))
        if len(either) > 1:
            groups = [tuple(dict.fromkeys(chain.from_iterable(groups)))]
        if not all(any(group) for group in groups):
            return None
        every += groups
    return tuple(every)


def _idf(having: int, articles: int) -> float:
    """As ``bm25()`` reckons it. Raises Unreadable where more have the word than there are."""
    if having > articles:
        raise Unreadable
    idf = math.log((articles - having + 0.5) / (having + 0.5))
    return idf if idf > 0 else _LEAST_IDF
