"""What articles are ranked by, and one ranking over those of several languages.

FTS5's ``bm25()`` weighs a term by how few articles have it (the inverse document frequency, IDF). A word is another term
in each language, so a name that every Indonesian article of an archive has would weigh much in its few English ones, and
these would all come first. Here a word weighs the same in each language: what FTS5 gives in one of them is multiplied by
the weight that the words have over all languages, and divided by the one they have there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from archive.search.query import And, Field, Node, Not, Or

_LEAST: Final = 1e-6
"""What ``bm25()`` gives a term that more than half of the articles have (SQLite, "FTS5", section 5.1.1)."""


def idf(having: int, articles: int) -> float:
    """How much a word weighs that ``having`` of ``articles`` have, as ``bm25()`` reckons it."""
    return max(
        _LEAST, math.log((articles - having + 0.5) / (having + 0.5)) if having < articles else 0
    )


def factors(counts: Mapping[str, Iterable[int]], articles: int) -> dict[str, float]:
    """What to multiply the scores of each tag by.

    :param counts: for each tag, how many of its articles have the first word asked for, the second …
    :param articles: how many there are in all.
    :returns: the factor of each tag that has any of the words.
    """
    listed = {tag: tuple(having) for tag, having in counts.items()}
    overall = [idf(sum(having), articles) for having in zip(*listed.values(), strict=True)]
    found = {}
    for tag, several in listed.items():
        met = [(weight, having) for weight, having in zip(overall, several, strict=True) if having]
        if met:
            here = sum(idf(having, articles) for _, having in met)
            found[tag] = sum(weight for weight, _ in met) / here
    return found


def rankable(node: Node, is_broad: Callable[[Node], bool]) -> Node | None:
    """What to rank by: the words that are asked for, without those that are too broad to. None when nothing is left.

    It finds all that the whole query does, and more; but of ``frost OR -snow``, or ``frost OR a*``, what has frost.
    """
    return _rankable(node, is_broad)[0]


def _rankable(node: Node, is_broad: Callable[[Node], bool]) -> tuple[Node | None, bool]:
    """The same, and whether it finds all that the node does."""
    match node:
        case And(nodes):
            parts = [_rankable(inner, is_broad) for inner in nodes]
            if whole := [part for part, is_whole in parts if part and is_whole]:
                return _of(And, whole + [n for n in nodes if _leaves_out(n, is_broad)]), True
            return _of(And, [part for part, _ in parts if part]), False
        case Or(nodes):
            parts = [_rankable(inner, is_broad) for inner in nodes]
            return _of(Or, [part for part, _ in parts if part]), all(w for _, w in parts)
        case Field(name, inner):
            part, is_whole = _rankable(inner, is_broad)
            return (Field(name, part) if part else None), is_whole
        case Not():
            return None, False
        case _:
            return (None, False) if is_broad(node) else (node, True)


def _leaves_out(node: Node, is_broad: Callable[[Node], bool]) -> bool:
    """Whether it is a negative that spares ranking what it leaves out."""
    return isinstance(node, Not) and _rankable(node.node, is_broad)[1]


def _of(kind: type[And | Or], parts: list[Node]) -> Node | None:
    return kind(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
