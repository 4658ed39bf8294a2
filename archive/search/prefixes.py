"""What the beginnings of words cost in SQLite.

FTS5 merges all that it has of the words that begin so before it gives a first row, in 55 µs a page of the index. How many
pages that are, its own table of contents tells at once (SQLite, "FTS5", section 9.2: ``%_idx`` has the first term of each
page, a zero in front).
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


_PAGE = "SELECT pgno >> 1 FROM articles_fts_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1"
_SPAN = f"SELECT ({_PAGE}), ({_PAGE})"


def _segments(connection: Connection) -> list[int]:
    found: list[int] = []
    following = "SELECT min(segid) FROM articles_fts_idx WHERE segid > ?"
    while segment := connection.exec_driver_sql(
        following, (found[-1] if found else 0,)
    ).scalar_one():
        found.append(int(segment))
    return found
