"""What the beginnings of words cost in SQLite, and phrases of words that stand everywhere.

FTS5 merges all that it has of the words that begin so before it gives a first row, in 55 µs a page of the index. How many
pages that are, its own table of contents tells at once (SQLite, "FTS5", section 9.2: ``%_idx`` has the first term of each
page, a zero in front). A phrase is looked for in all that FTS5 has of its rarest word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from sqlalchemy import Connection

from archive.search.match import Matcher
from archive.search.query import And, Field, Node, Not, Or


def open_terms(matcher: Matcher, node: Node) -> Iterator[str]:
    """The beginnings among the terms that a query asks for, or must not find."""
    match node:
        case And(nodes) | Or(nodes):
            yield from chain.from_iterable(open_terms(matcher, inner) for inner in nodes)
        case Not(inner) | Field(_, inner):
            yield from open_terms(matcher, inner)
        case _:
            for tag in matcher.tags:
                for question in chain.from_iterable(matcher.questions(node, tag)):
                    if question.open:
                        yield question.terms[-1]


def pages(connection: Connection, beginnings: Iterable[str]) -> int:
    """How many pages of the index are to be read for the words that begin so."""
    different = sorted(set(beginnings))
    segments = _segments(connection) if different else []
    total = 0
    for beginning in different:
        low = b"0" + beginning.encode()
        high = low + b"\xff"
        for segment in segments:
            first, last = connection.exec_driver_sql(_SPAN, (segment, low, segment, high)).one()
            total += (last or 1) - (first or 1) + 1
    return total


def phrase_pages(connection: Connection, matcher: Matcher, leaf: Node) -> int:
    """How many pages of the index are to be read for the rarest words of the phrases that a leaf of a query asks for."""
    phrases = {
        question.terms
        for tag in matcher.tags
        for question in chain.from_iterable(matcher.questions(leaf, tag))
        if len(question.terms) > 1 and not question.open
    }
    segments = _segments(connection) if phrases else []
    return sum(
        min(_pages_of(connection, segments, term) for term in terms) for terms in sorted(phrases)
    )


def _pages_of(connection: Connection, segments: Iterable[int], term: str) -> int:
    """The same of one word: from its page to the next one that a word begins on, which may be too many."""
    key = b"0" + term.encode()
    total = 0
    for segment in segments:
        first, following = connection.exec_driver_sql(_REACH, (segment, key, segment, key)).one()
        total += following - first if first and following else 1
    return total


_PAGE = "SELECT pgno >> 1 FROM articles_fts_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1"
_SPAN = f"SELECT ({_PAGE}), ({_PAGE})"
_NEXT = "SELECT pgno >> 1 FROM articles_fts_idx WHERE segid = ? AND term > ? ORDER BY term LIMIT 1"
_REACH = f"SELECT ({_PAGE}), ({_NEXT})"


def _segments(connection: Connection) -> list[int]:
    found: list[int] = []
    following = "SELECT min(segid) FROM articles_fts_idx WHERE segid > ?"
    while segment := connection.exec_driver_sql(
        following, (found[-1] if found else 0,)
    ).scalar_one():
        found.append(int(segment))
    return found
