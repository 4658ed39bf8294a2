"""Which index an archive has: the one of SQLite or the one of PostgreSQL. They are asked alike and answer alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import ColumnElement, Connection

from archive.model import Article, Filters
from archive.search import sqlite
from archive.search.results import Results, Sort


class Engine(Protocol):
    """What both can do. All of it happens in the caller's transaction."""

    def index_many(self, connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
        """Adds articles that are not in the index, each with its place."""

    def unindex_many(self, connection: Connection, items: Iterable[tuple[int, Article]]) -> None:
        """Takes articles out of it; they must be handed back exactly as they were indexed."""

    def clear(self, connection: Connection) -> None:
        """Takes everything out of it."""

    def search(
        self,
        connection: Connection,
        query: str,
        filters: Filters,
        sort: Sort = "relevance",
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> Results:
        """One page of what query and filters ask for. Raises QueryError."""

    def matching(
        self, connection: Connection, query: str | None, filters: Filters
    ) -> ColumnElement[bool]:
        """The condition on ``articles`` that query and filters make. Raises QueryError."""


def of(connection: Connection) -> Engine:
    """The engine of the database that the connection leads to."""
    if connection.dialect.name == "postgresql":
        import archive.search.postgres as postgres  # noqa: PLC0415, PLR0402 - a search in SQLite starts the faster

        return postgres
    return sqlite
