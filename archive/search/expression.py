"""A query's tree as an FTS5 expression (SQLite, "FTS5", section 3)."""

from __future__ import annotations

from collections.abc import Iterable

from archive.search.match import EVERY, Matcher
from archive.search.query import And, Field, Node, Not, Or
from archive.search.terms import Question

EVERYTHING = f'"{EVERY}"'


def expression(matcher: Matcher, node: Node, field: str = "") -> str | None:
    """The expression for the articles of the matcher's tags; None when no word is left in the tree."""
    match node:
        case And(nodes):
            wanted = [expression(matcher, n, field) for n in nodes if not isinstance(n, Not)]
            unwanted = [expression(matcher, n.node, field) for n in nodes if isinstance(n, Not)]
            return _without(_joined(" AND ", wanted), unwanted)
        case Or(nodes):
            return _joined(" OR ", [expression(matcher, n, field) for n in nodes])
        case Not(inner):
            return _without(None, [expression(matcher, inner, field)])
        case Field(name, inner):
            return expression(matcher, inner, name)
        case _:
            found = _joined(" OR ", [_in_tag(matcher, node, tag) for tag in matcher.tags])
            return f"{field} : ({found})" if found and field else found


def narrowed(expression: str | None, facets: Iterable[str], without: Iterable[str] = ()) -> str:
    """The expression with each of the facets asked for as well, and none of those that must be ``without``."""
    wanted = _joined(" AND ", [expression, *map(_facet, facets)]) or EVERYTHING
    unwanted = _joined(" OR ", map(_facet, without))
    return f"({wanted} NOT {unwanted})" if unwanted else wanted


def _in_tag(matcher: Matcher, leaf: Node, tag: str) -> str | None:
    every = [
        _joined(" OR ", [_quoted(question) for question in alternatives])
        for alternatives in matcher.questions(leaf, tag)
    ]
    return _joined(" AND ", every)


def _quoted(question: Question) -> str:
    """No term holds a quotation mark: they are letters, digits and signs only."""
    return f'"{" ".join(question.terms)}"' + (" *" if question.open else "")


def _joined(operator: str, parts: Iterable[str | None]) -> str | None:
    given = list(dict.fromkeys(filter(None, parts)))
    if len(given) > 1:
        return f"({operator.join(given)})"
    return given[0] if given else None


def _without(wanted: str | None, unwanted: Iterable[str | None]) -> str | None:
    left_out = _joined(" OR ", unwanted)
    return f"({wanted or EVERYTHING} NOT {left_out})" if left_out else wanted


def _facet(term: str) -> str:
    return f'"{term}"'
