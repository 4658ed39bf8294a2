"""A search, understood: the query's tree, what its words are in the languages of the archive, and the filters as
conditions. The same for every database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement

from archive.model import Filters
from archive.schema import articles
from archive.search.folding import fold
from archive.search.match import Matcher, Vocabulary, leaves
from archive.search.query import Node, parse
from archive.search.terms import tag


class Asked(NamedTuple):
    """What a person wants to find."""

    node: Node | None
    """None asks for everything that the filters allow."""
    matcher: Matcher
    filters: Filters

    @property
    def has_words(self) -> bool:
        """Whether there is anything to rank by: a query of negatives has nothing."""
        return self.node is not None and any(leaves(self.node))


def understood(
    query: str, filters: Filters, tags: Callable[[], Sequence[str]], vocabulary: Vocabulary
) -> Asked:
    """The search in an archive whose articles have these ``tags``. Raises QueryError."""
    node = parse(query)
    here = tags() if node else ()
    if filters.language:
        here = [each for each in here if each == tag(filters.language)]
    return Asked(node, Matcher(here or (tag(filters.language),), vocabulary), filters)


def conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    """The filters on the table ``articles``; all but the section, which only the index knows in every case."""
    if filters.source is not None:
        yield articles.c.source == _sound(filters.source)
    if filters.language is not None:
        yield articles.c.language == _sound(filters.language.lower())
    yield from date_conditions(filters)
    if not filters.with_duplicates:
        yield articles.c.duplicate_of.is_(None)
    yield from rare_conditions(filters)


def date_conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    """Those of them that say when."""
    if filters.since is not None:
        yield articles.c.sort_date >= filters.since
    if filters.until is not None:
        yield articles.c.sort_date < filters.until


def rare_conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    """Those among them that no index knows."""
    if filters.author is not None:
        yield articles.c.authors_folded.contains(_sound(fold(filters.author)), autoescape=True)
    if filters.min_words is not None:
        yield articles.c.words >= filters.min_words


def _sound(value: str) -> str:
    """Half a surrogate pair, which a shell may hand over, is in no article."""
    return value.encode("utf-8", "replace").decode()
