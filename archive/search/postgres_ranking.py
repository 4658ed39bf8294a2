"""Ranking in PostgreSQL as FTS5 ranks: BM25 with a weight for each column.

PostgreSQL's own ``ts_rank`` knows neither how rare a word is nor how long the articles are on the whole. So what is
needed of each article that matches is read from its vector (the places of the terms asked for, and no others), and the
formula of FTS5 is worked out here (SQLite, "FTS5", section 5.1.1).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, text

from archive.search import ranking
from archive.search.match import Matcher, leaves
from archive.search.query import And, Field, Node, Not, Or
from archive.search.terms import Question
from archive.search.tsquery import phrase, tsquery
from archive.search.vectors import ROOMS, lexeme, quoted

_WEIGHTS: Final = {"title": 6.0, "author": 3.0, "body": 1.0}
_K1: Final = 1.2
_B: Final = 0.75
_COUNTED: Final = 20_000
"""So many articles that have a phrase or a beginning are counted: telling them takes a look at each."""

_ENDS: Final = tuple(last for _, _, last in ROOMS.values())
_OF_ROOM: Final = tuple(_WEIGHTS[name] for name in ROOMS)
_ROOM_OF_FIELD: Final = {"title": 0, "author": 1}

_HAVING = "FROM search_index WHERE terms @@ CAST(CAST(:query AS TEXT) AS TSQUERY)"
_COUNT = text(f"SELECT count(*) {_HAVING}")
_COUNT_SOME = text(f"SELECT count(*) FROM (SELECT 1 {_HAVING} LIMIT {_COUNTED}) AS s")  # noqa: S608
_TOTALS = text("SELECT coalesce(sum(articles), 0), coalesce(sum(terms), 0) FROM search_totals")
# A term gets the label C, and what has it is left; the places tell the column.
_SOME_TERMS = "ts_filter(setweight(terms, 'C', CAST(:lexemes AS TEXT[])), '{c}')"
_AT_ONCE: Final = 5_000
_PLACE = re.compile(r"\d+")


class _Phrase(NamedTuple):
    question: Question
    field: str


def has_beginnings(matcher: Matcher, node: Node) -> bool:
    """Whether any word is asked for by its beginning only: then whole vectors have to be read."""
    return any(each.question.open for tag in matcher.tags for each in _phrases(matcher, node, tag))


def scores(
    connection: Connection, matcher: Matcher, node: Node, places: Sequence[int], *, all_match: bool
) -> dict[int, float]:
    """How well the articles at these places match ``node``: higher is better; 0 for those that don't, unless ``all_match``
    says that there are none."""
    phrases = {tag: list(_phrases(matcher, node, tag)) for tag in matcher.tags}
    query = None if all_match else tsquery(matcher, node)
    rows = [row for row in _read(connection, phrases, places, query) if row[1] in phrases]
    met = {row[1] for row in rows}
    counts = _Counts(connection)
    factors = dict.fromkeys(met, 1.0)
    if len(met) > 1:
        factors |= counts.factors(matcher, node)
    weights = {tag: counts.weights(phrases[tag]) for tag in met}
    average = counts.length / max(1, counts.articles)
    found = dict.fromkeys(places, 0.0)
    entry = _entry(each.question for several in phrases.values() for each in several)
    for place, tag, length, vector in rows:
        damping = _K1 * (1 - _B + _B * length / average)
        terms = _parsed(vector, entry)
        score = 0.0
        for each, weight in zip(phrases[tag], weights[tag], strict=True):
            if often := _frequency(each, terms):
                score += weight * (often * (_K1 + 1) / (often + damping))
        # The last digits are noise, and would put what is equally good in an order of its own.
        found[place] = float(f"{score * factors[tag]:.10g}")
    return found


def _phrases(matcher: Matcher, node: Node, tag: str, field: str = "") -> Iterator[_Phrase]:
    """What is asked for in the articles of a tag; what is asked for twice counts twice, but not side by side."""
    match node:
        case And(nodes) | Or(nodes):
            different = {
                tsquery(matcher.within(tag), inner, field): inner
                for inner in nodes
                if not isinstance(inner, Not)
            }
            for inner in different.values():
                yield from _phrases(matcher, inner, tag, field)
        case Not():
            return
        case Field(name, inner):
            yield from _phrases(matcher, inner, tag, name)
        case _:
            for alternatives in dict.fromkeys(matcher.questions(node, tag)):
                for question in dict.fromkeys(alternatives):
                    yield _Phrase(question, field)


def _read(
    connection: Connection,
    phrases: Mapping[str, Iterable[_Phrase]],
    places: Sequence[int],
    query: str | None,
) -> Iterator[tuple[int, str, int, str]]:
    asked = [each.question for several in phrases.values() for each in several]
    terms = "terms" if any(question.open for question in asked) else _SOME_TERMS
    sql = f"SELECT place, tag, length, CAST({terms} AS TEXT) AS vector FROM search_index WHERE place IN :places"  # noqa: S608 (constants)
    if query is not None:
        sql += " AND terms @@ CAST(CAST(:query AS TEXT) AS TSQUERY)"
    statement = text(sql).bindparams(bindparam("places", expanding=True))
    lexemes = sorted({lexeme(term) for question in asked for term in question.terms})
    for start in range(0, len(places), _AT_ONCE):
        some: dict[str, Any] = {"places": places[start : start + _AT_ONCE]}
        if terms is _SOME_TERMS:
            some["lexemes"] = lexemes
        if query is not None:
            some["query"] = query
        for row in connection.execute(statement, some):
            yield row.place, row.tag, row.length, row.vector


def _entry(questions: Iterable[Question]) -> re.Pattern[str]:
    """What finds, in the text of a vector, the terms that are asked for and their places."""
    asked = {
        re.escape(quoted(term)[1:-1]) + ("[^']*" if question.open and at == last else "")
        for question in questions
        for last in [len(question.terms) - 1]
        for at, term in enumerate(question.terms)
    }
    return re.compile(rf"'({'|'.join(sorted(asked, reverse=True))})':(\S+)")


def _parsed(vector: str, entry: re.Pattern[str]) -> dict[str, list[int]]:
    return {
        term.replace("''", "'"): [int(place) for place in _PLACE.findall(places)]
        for term, places in entry.findall(vector)
    }


def _frequency(asked: _Phrase, terms: Mapping[str, Sequence[int]]) -> float:
    """How often a phrase stands in an article, each time with the weight of its column."""
    *before, last = map(lexeme, asked.question.terms)
    if asked.question.open:
        ends = {place for term, at in terms.items() if term.startswith(last) for place in at}
    else:
        ends = set(terms.get(last, ()))
    for back, term in enumerate(reversed(before), 1):
        ends &= {place + back for place in terms.get(term, ())}
    only = _ROOM_OF_FIELD.get(asked.field)
    rooms = [bisect_right(_ENDS, place - 1) for place in ends]
    return sum(_OF_ROOM[room] for room in rooms if only is None or room == only)


class _Counts:
    """How many articles have what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}
        self.articles, self.length = map(int, connection.execute(_TOTALS).one())

    def weights(self, phrases: Iterable[_Phrase]) -> list[float]:
        """How much each of these weighs by how rare it is."""
        return [
            ranking.idf(self._having(phrase(each.question, each.field)), self.articles)
            for each in phrases
        ]

    def factors(self, matcher: Matcher, node: Node) -> dict[str, float]:
        """What to multiply the scores of each tag by (:func:`archive.search.ranking.factors`)."""
        counts = {
            tag: [self._having(tsquery(matcher.within(tag), leaf)) for leaf in leaves(node)]
            for tag in matcher.tags
        }
        return ranking.factors(counts, self.articles)

    def _having(self, query: str | None) -> int:
        if query is None:
            return 0
        if query not in self._known:
            is_word = "<->" not in query and ":" not in query
            statement = _COUNT if is_word else _COUNT_SOME
            self._known[query] = int(
                self._connection.execute(statement, {"query": query}).scalar_one()
            )
        return self._known[query]
