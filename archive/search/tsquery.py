"""A query's tree as a ``tsquery`` of PostgreSQL (its manual, section 8.11.2), with the meaning that it has in FTS5.

A query is three things there: what must be in the vector, put together by ``&``, ``|`` and ``!``; terms side by side,
by ``<->``; and labels after a term, which say in which column it stands (:mod:`archive.search.vectors`).
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.search.match import EVERY, Matcher, tag_facet
from archive.search.query import And, Field, Node, Not, Or
from archive.search.terms import Question
from archive.search.vectors import quoted

_LABELS = {"": "", "title": "A", "author": "B"}


def tsquery(matcher: Matcher, node: Node, field: str = "") -> str | None:
    """The query for the articles of the matcher's tags; None when no word is left in the tree."""
    match node:
        case And(nodes):
            wanted = [tsquery(matcher, n, field) for n in nodes if not isinstance(n, Not)]
            unwanted = [tsquery(matcher, n.node, field) for n in nodes if isinstance(n, Not)]
            return _without(matcher, _joined("&", wanted), unwanted)
        case Or(nodes):
            return _joined("|", [tsquery(matcher, n, field) for n in nodes])
        case Not(inner):
            return _without(matcher, None, [tsquery(matcher, inner, field)])
        case Field(name, inner):
            return tsquery(matcher, inner, name)
        case _:
            return _joined("|", [_in_tag(matcher, node, tag, field) for tag in matcher.tags])


def phrase(question: Question, field: str = "") -> str:
    """Terms that stand side by side, of the last one perhaps only the beginning."""
    *before, last = question.terms
    label = _LABELS[field]
    ends = ("*" if question.open else "") + label
    words = [f"{quoted(term)}:{label}" if label else quoted(term) for term in before]
    words.append(f"{quoted(last)}:{ends}" if ends else quoted(last))
    return f"({'<->'.join(words)})" if len(words) > 1 else words[0]


def narrowed(query: str | None, facets: Iterable[str], without: Iterable[str] = ()) -> str | None:
    """The query with each of the facets asked for as well, and none of those that must be ``without``; None when it
    asks for everything."""
    wanted = _joined("&", [query, *map(quoted, facets)])
    unwanted = _joined("|", map(quoted, without))
    if not unwanted:
        return wanted
    return f"({wanted or quoted(EVERY)}&!{unwanted})"


def _in_tag(matcher: Matcher, leaf: Node, tag: str, field: str) -> str | None:
    every = [
        _joined("|", [phrase(question, field) for question in alternatives])
        for alternatives in matcher.questions(leaf, tag)
    ]
    return _joined("&", every)


def _joined(operator: str, parts: Iterable[str | None]) -> str | None:
    given = list(dict.fromkeys(filter(None, parts)))
    if len(given) > 1:
        return f"({operator.join(given)})"
    return given[0] if given else None


def _without(matcher: Matcher, wanted: str | None, unwanted: Iterable[str | None]) -> str | None:
    left_out = _joined("|", unwanted)
    if not left_out:
        return wanted
    # With one tag its own articles are all there are.
    every = quoted(tag_facet(matcher.tags[0]) if len(matcher.tags) == 1 else EVERY)
    return f"({wanted or every}&!{left_out})"
