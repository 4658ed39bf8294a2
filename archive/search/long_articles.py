"""What matches among the articles that are too long for one vector of PostgreSQL.

Their main vector lacks places, in monstrous ones terms; further vectors have these (:mod:`archive.search.vectors`). No one
query can ask several rows at once what stands together in an article, so the tree is worked out here, on sets. An
archive seldom has such an article at all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from archive.search.match import EVERY, Matcher, tag_facet
from archive.search.query import And, Field, Node, Not, Or
from archive.search.terms import Question
from archive.search.tsquery import phrase
from archive.search.vectors import quoted

_LONG = text("SELECT DISTINCT place FROM search_long")
_IN_PARTS = text(
    "SELECT DISTINCT place FROM search_long WHERE terms @@ CAST(CAST(:query AS TEXT) AS TSQUERY)"
)
_IN_MAIN = text(
    "SELECT place FROM search_index"
    " WHERE place IN :places AND terms @@ CAST(CAST(:query AS TEXT) AS TSQUERY)"
).bindparams(bindparam("places", expanding=True))


class Correction(NamedTuple):
    """How the answer of the main vectors differs from the truth: places of long articles."""

    missed: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()


def correction(
    connection: Connection, matcher: Matcher, node: Node | None, facets: str | None, whole: str
) -> Correction:
    """What is to be corrected in the answer to ``whole``, which asks for the words of ``node`` and for ``facets``."""
    places = frozenset(connection.execute(_LONG).scalars()) if node else frozenset()
    if not places or node is None:
        return Correction()
    articles = _LongArticles(connection, matcher, places)
    found = articles.matching(node) or set()
    if facets is not None:
        found &= articles.in_main(facets)
    told = articles.in_main(whole)
    return Correction(tuple(sorted(found - told)), tuple(sorted(told - found)))


class _LongArticles:
    def __init__(self, connection: Connection, matcher: Matcher, places: Collection[int]) -> None:
        self._connection = connection
        self._matcher = matcher
        self._places = list(places)

    def in_main(self, query: str) -> set[int]:
        """Those whose main vector matches."""
        asked = {"query": query, "places": self._places}
        return set(self._connection.execute(_IN_MAIN, asked).scalars())

    def matching(self, node: Node, field: str = "") -> set[int] | None:
        """Those that match; None when no word is left in the tree (as :func:`archive.search.tsquery.tsquery`)."""
        match node:
            case And(nodes):
                wanted = [self.matching(n, field) for n in nodes if not isinstance(n, Not)]
                unwanted = [self.matching(n.node, field) for n in nodes if isinstance(n, Not)]
                given = [found for found in wanted if found is not None]
                return self._without(set.intersection(*given) if given else None, unwanted)
            case Or(nodes):
                either = [self.matching(n, field) for n in nodes]
                met = [found for found in either if found is not None]
                return set().union(*met) if met else None
            case Not(inner):
                return self._without(None, [self.matching(inner, field)])
            case Field(name, inner):
                return self.matching(inner, name)
            case _:
                in_tags = [self._in_tag(node, tag, field) for tag in self._matcher.tags]
                found_in = [found for found in in_tags if found is not None]
                return set().union(*found_in) if found_in else None

    def _in_tag(self, leaf: Node, tag: str, field: str) -> set[int] | None:
        every = [
            set().union(*(self._holding(question, field) for question in alternatives))
            for alternatives in self._matcher.questions(leaf, tag)
        ]
        return set.intersection(*every) if every else None

    def _holding(self, question: Question, field: str) -> set[int]:
        query = phrase(question, field)
        in_parts = self._connection.execute(_IN_PARTS, {"query": query}).scalars()
        return self.in_main(query).union(in_parts)

    def _without(self, wanted: set[int] | None, unwanted: list[set[int] | None]) -> set[int] | None:
        left_out = [found for found in unwanted if found is not None]
        if not left_out:
            return wanted
        if wanted is None:
            tags = self._matcher.tags
            wanted = self.in_main(quoted(tag_facet(tags[0]) if len(tags) == 1 else EVERY))
        return wanted.difference(*left_out)
